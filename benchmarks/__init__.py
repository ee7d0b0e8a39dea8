"""Speed and memory against peers: ``make bench`` (see README.md)."""
