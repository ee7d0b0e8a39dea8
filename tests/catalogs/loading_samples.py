"""Reading a file in a test as its job does."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from nusources.catalogs.loading import load_tables
from nusources.datasets.registry import REGISTRY, load_registry

REPOSITORY = Path(__file__).resolve().parents[2]


@cache
def contracts_of_readers() -> dict[str, dict[str, str]]:
    """Tables of each reader and their contracts, of the registry."""
    loaders = [
        loader
        for dataset in load_registry(REPOSITORY / REGISTRY).values()
        for one in dataset.files
        for loader in one.loaders
    ]
    return {loader.reader: loader.tables for loader in loaders}


def load(reader, path, *positional, **arguments):
    """Read a file and check its tables against their contracts, as `load_tables` does.

    What is no reader of the registry is merely called.
    """
    if isinstance(reader, partial):
        return load(reader.func, path, **reader.keywords, **arguments)
    name = f"{reader.__module__.removeprefix('nusources.catalogs.')}.{reader.__name__}"
    if positional or name not in contracts_of_readers():
        return reader(path, *positional, **arguments)
    loader = {"file": "", "reader": name, "arguments": arguments}
    loader["tables"] = contracts_of_readers()[name]
    tables = tuple(table for table, _ in load_tables([loader], {"": path}))
    return tables if len(tables) > 1 else tables[0]
