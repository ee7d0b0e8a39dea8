"""Facts: readers of the small tables in data/tables/."""
