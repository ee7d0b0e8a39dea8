"""Answers from searches for events near groups of sources."""
