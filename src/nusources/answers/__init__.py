"""Answers of the studies in words, from their result tables.

`house` has what they share; each study has a room with the function that its entry in
config/studies/ names.
"""
