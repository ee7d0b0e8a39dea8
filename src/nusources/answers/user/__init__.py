"""The answer about the lists that a user brings."""
