"""A light curve that a user brings: blocks, flares, and the lag between two of its bands."""
