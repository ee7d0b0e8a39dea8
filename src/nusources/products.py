"""Products, the figures and tables of the report: what one is made of, where, and when.

`nusources.product_list` reads and checks their list, config/products/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from nusources.errors import NusourcesError

Product = dict[str, Any]

OwnInput = Literal["groups", "alerts", "light_curve", "forecast_detectors", "luminosity"]
"""What a user may bring."""

ALL_GROUPS, OTHER_GROUPS = "all", "others"
"""Which groups of sources a product shows: all, those that no product lists, or a list of names."""
SHARED = "shared"
"""Folder of results/ for what runs have in common; no run may have its name."""

IN_SHARED = "<shared>/"
"""Head of the path of a table that does not depend on the run."""

ENDINGS = {"figure": ("pdf", "svg", "png", "csv", "json"), "table": ("csv", "vot", "tex", "json")}


def contract_modules(product: Product) -> list[str]:
    """Modules with the contracts of a product's tables."""
    modules = {table["contract"].partition(".")[0] for table in product["tables"].values()}
    return [f"nusources.contracts.{module}" for module in sorted(modules)]


def modules_of_product(product: Product) -> list[str]:
    """Modules that a product imports by name: its own and the contracts of its tables."""
    return [product["module"], *contract_modules(product)]


def of_each_item(product: Product, items: Iterable[str]) -> list[Product]:
    """One product for each item, called like the product without its study, and the item.

    Parameters
    ----------
    product : dict
        With the key for_each; its title and question may name ``{item}``.
    items : iterable of str
        Items of the list of the configuration that for_each names.

    Raises
    ------
    NusourcesError
        If two items have the same name in letters and digits.

    Examples
    --------
    >>> product = {"id": "toy_line", "study": "toy", "for_each": "a.b", "title": "of {item}"}
    >>> of_each_item(product | {"question": "?"}, ["4C +1.2"])[0]["id"]
    'line_4C_p1_2'
    """
    name = product["id"].removeprefix(f"{product['study']}_")
    found: dict[str, Product] = {}
    for item in items:
        if item_id(item) in found:
            raise NusourcesError(
                f"product {product['id']}: two items are called {item_id(item)} in a name; "
                f"expected different ones in {product['for_each']}"
            )
        texts = {key: product[key].format(item=item) for key in ("title", "question")}
        own = {"id": f"{name}_{item_id(item)}", "item": item} | texts
        found[item_id(item)] = {k: v for k, v in product.items() if k != "for_each"} | own
    return list(found.values())


def item_id(item: str) -> str:
    """Name in letters, digits and underscores; signs become p and m, for names tell them apart."""
    return re.sub(r"[^A-Za-z0-9]+", "_", item.replace("+", " p").replace("-", " m")).strip("_")


def groups_shown(product: Product, names: Iterable[str], products: Iterable[Product]) -> list[str]:
    """Names of the groups of sources that a product shows.

    Parameters
    ----------
    product : dict
        With the key groups.
    names : iterable of str
        Groups of the run.
    products : iterable of dict
        All products: what one of them lists is not shown by those that show the others.
    """
    groups = product["groups"]
    if groups == ALL_GROUPS:
        return list(names)
    if groups != OTHER_GROUPS:
        return [name for name in names if name in groups]
    lists = [one.get("groups", []) for one in products]
    listed = {name for one in lists if isinstance(one, list) for name in one}
    return [name for name in names if name not in listed]


def is_made(product: Product, source: str, *, has_mirror: bool = False) -> bool:
    """Tell whether a product is made for samples from this source.

    Parameters
    ----------
    product : dict
    source : str
        simulated or archive: where the samples come from.
    has_mirror : bool
        Whether a mirror of the archives is at hand.
    """
    if product.get("needs_mirror", False) and not has_mirror:
        return False
    return product.get("runs_on", source) == source


def is_comparable(product: Product, dataset: str, seasons: Sequence[str]) -> bool:
    """Tell whether the published numbers of a product are for this sample.

    Parameters
    ----------
    product : dict
    dataset : str
        Dataset of the sample.
    seasons : sequence of str
        Its seasons.
    """
    wanted = product.get("published_for", {})
    return wanted.get("dataset", dataset) == dataset and wanted.get(
        "n_seasons", len(seasons)
    ) == len(seasons)


def input_paths(
    product: Product, run_folder: str, shared_folder: str, sample: str | None = None
) -> dict[str, str]:
    """Files that a product reads.

    Parameters
    ----------
    product : dict
    run_folder : str
        results/<run>.
    shared_folder : str
        What ``<shared>/`` stands for at the head of a table's path; other tables are of the run.
    sample : str, optional
        Needed if the product is per sample.

    Returns
    -------
    dict
        Path of each table and file by its name in the product.
    """
    values = {"sample": _suited_sample(product, sample)}
    paths = {name: table["path"].format(**values) for name, table in product["tables"].items()}
    tables = {
        name: f"{shared_folder}/{path.removeprefix(IN_SHARED)}"
        if path.startswith(IN_SHARED)
        else f"{run_folder}/{path}"
        for name, path in paths.items()
    }
    return tables | product.get("files", {})


def output_paths(product: Product, run_folder: str, sample: str | None = None) -> dict[str, str]:
    """Files that a product consists of.

    Parameters
    ----------
    product : dict
    run_folder : str
        results/<run>.
    shared_folder : str
        What ``<shared>/`` stands for at the head of a table's path; other tables are of the run.
    sample : str, optional
        Needed if the product is per sample.

    Returns
    -------
    dict
        Path by ending: pdf, svg, png, csv, json for a figure; csv, vot, tex, json for a table. The
        facts (json) stand apart from the folder of the report, which is for readers.
    """
    sample = _suited_sample(product, sample)
    name = product["id"] if sample is None else f"{product['id']}-{sample}"
    place = f"{product['study']}/{name}"
    report = f"{run_folder}/report/{product['kind']}s/{place}"
    facts = f"{run_folder}/facts/{place}.json"
    return {
        ending: facts if ending == "json" else f"{report}.{ending}"
        for ending in ENDINGS[product["kind"]]
    }


def _suited_sample(product: Product, sample: str | None) -> str | None:
    if product["per_sample"] and sample is None:
        raise NusourcesError(f"product {product['id']} is made per sample; no sample was given")
    return sample if product["per_sample"] else None
