"""Counting of events near sources, observed and with scattered right ascensions."""
