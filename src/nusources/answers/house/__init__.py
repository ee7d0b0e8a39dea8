"""What the answers of all studies share."""
