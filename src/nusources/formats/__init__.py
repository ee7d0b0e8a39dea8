"""Formats: the bytes of official files become cells, whatever the release."""
