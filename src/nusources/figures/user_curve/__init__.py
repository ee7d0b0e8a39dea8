"""Figure and tables of the light curve that a user brings."""
