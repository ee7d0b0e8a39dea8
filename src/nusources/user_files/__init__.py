"""Files that users bring: one reader for all formats, and one set of checks."""
