"""Datasets: the registry, where files stand, and how they are downloaded and proven."""
