"""The answer of anchordoqui2014."""
