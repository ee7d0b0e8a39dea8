"""The answer of the toy study."""
