"""What all figures and tables share: reading inputs, preparing, and writing numbers and facts."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.figures.house.columns import columns_of, with_units
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.texts import fill_texts
from nusources.jobs.job import Job
from nusources.reproduction import read_published


def prepare_product(j: Job) -> tuple[pd.DataFrame, dict[str, Any], dict[str, str]]:
    """Read the inputs of a product and prepare what is shown.

    Parameters
    ----------
    j : Job
        Its ``params.product`` is the entry of config/products/; inputs carry the names of the
        product's tables and files; ``params.facts`` is what it is told of the run.

    Returns
    -------
    plotted : DataFrame
    facts : dict
    texts : dict
        caption and alt.
    """
    product = j.params.product
    data = {
        name: j.read(getattr(j.input, name), contract_named(table["contract"]))
        for name, table in product["tables"].items()
    }
    data |= {name: read_file(getattr(j.input, name)) for name in product.get("files", {})}
    facts_of_run = j.params.facts | {
        "run": j.params.run,
        "simulated": sorted(j.simulated),
        "size": product.get("size", "double"),
    }
    prepare = getattr(import_module(product["module"]), f"prepare_{product['function']}")
    plotted, facts = prepare(Inputs(data, facts_of_run))
    return plotted, facts, fill_texts(product, facts, facts_of_run["simulated"])


def read_file(path: str | Path) -> pd.DataFrame:
    """Read a file that a product names: published numbers in their one way, others as they are."""
    if Path(path).parent.name == "published":
        return read_published(path)
    return pd.read_csv(path)


def write_csv(table: pd.DataFrame, path: Path, product: dict[str, Any]) -> None:
    """Write numbers so that reading them gives the same numbers; missing ones stay empty.

    Units stand in the header: ``distance [deg]``.
    """
    shown = with_units(table, columns_of(product))
    shown.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_facts(
    path: Path,
    product: dict[str, Any],
    facts: dict[str, Any],
    texts: dict[str, str],
    ancestors: dict[str, list[str]],
) -> None:
    """Write what the report says about a product: its texts, the facts behind them, its data."""
    shown = {key: product[key] for key in ("id", "study", "place", "kind", "title", "question")}
    # What a product cannot tell: always, and because of this run's numbers.
    limits = [*product.get("limits", []), *facts.get("limits", [])]
    content = shown | {"limits": limits} | texts | {"facts": facts} | ancestors
    if "headers" in facts:  # keys of JSON are sorted
        content["columns"] = list(facts["headers"])
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    """Numpy numbers as Python numbers."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a fact of type {type(value).__name__} cannot be written")
