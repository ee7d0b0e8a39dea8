"""Null hypotheses of the counts: exact, other than the paper's, sealed."""
