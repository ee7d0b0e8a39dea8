"""Selection: events that pass the cuts, merged catalogues, and groups of sources."""
