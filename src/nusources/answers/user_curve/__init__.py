"""The answer about the light curve that a user brings."""
