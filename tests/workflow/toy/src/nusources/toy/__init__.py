"""Toy: a straight line."""
