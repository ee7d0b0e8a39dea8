"""Track events and detector responses."""
