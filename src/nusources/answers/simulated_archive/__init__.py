"""The answer of simulated_archive."""
