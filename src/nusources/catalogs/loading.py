"""Read official files with the readers that config/datasets/ names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.tables import Contract, check_table


def load_tables(
    loaders: Iterable[Mapping[str, Any]], paths: Mapping[str, str | Path]
) -> Iterator[tuple[pd.DataFrame, Contract]]:
    """Read the tables of a dataset one by one.

    Parameters
    ----------
    loaders : iterable of mapping
        file, reader, arguments, tables: see config/datasets/.
    paths : mapping
        Where each file stands.

    Yields
    ------
    table : DataFrame
        In the order of the loaders and of their tables.
    contract : Contract

    Raises
    ------
    InputDataError
        If a file is not as its release has it, or a value not as the contract allows: with the
        path of the official file.
    """
    for loader in loaders:
        module, _, function = loader["reader"].rpartition(".")
        reader = getattr(import_module(f"nusources.catalogs.{module}"), function)
        found = reader(paths[loader["file"]], **loader["arguments"])
        tables = found if isinstance(found, tuple) else (found,)
        for name, table in zip(loader["tables"].values(), tables, strict=True):
            contract = contract_named(name)
            check_table(table, contract, paths[loader["file"]])
            yield table, contract
