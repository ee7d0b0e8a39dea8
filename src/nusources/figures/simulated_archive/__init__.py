"""Figures and tables that compare the simulated archive with the real one."""
