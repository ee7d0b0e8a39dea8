"""Which sources make the high-energy cosmic neutrinos."""
