"""The answer of chen2025."""
