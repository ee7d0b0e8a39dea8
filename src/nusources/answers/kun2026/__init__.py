"""The answer of kun2026."""
