"""The answer of chang2022."""
