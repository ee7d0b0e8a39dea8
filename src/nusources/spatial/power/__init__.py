"""Injected signal: acceptance, sensitivity, power, systematics, recovery."""
