"""Tables and maps of the lists that a user brings."""
