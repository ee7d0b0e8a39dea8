"""The list of products: figures and tables of the report, from config/products/.

Read when the Snakefile is parsed, so nothing but the standard library and YAML is imported here.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from nusources.errors import ConfigError, NusourcesError

Product = dict[str, Any]

# The C parser is ten times faster; every dry run reads the list.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NEEDED = {
    "id": str,
    "study": str,
    "place": str,
    "kind": str,
    "title": str,
    "question": str,
    "caption": str,
    "alt": str,
    "module": str,
    "function": str,
    "per_sample": bool,
    "tables": dict,
}
OPTIONAL = {
    "files": dict,
    "size": str,
    "limits": list,
    "when_simulated": str,
    "needs_mirror": bool,
    "runs_on": str,
    "published_for": dict,
    "groups": (list, str),
}
ALL_GROUPS, OTHER_GROUPS = "all", "others"
"""Which groups of sources a product shows: all, those that no product lists, or a list of names."""
CHOICES = {
    "kind": ("figure", "table"),
    "size": ("single", "double"),
    "runs_on": ("simulated", "archive"),
}
NAME = re.compile(r"[a-z][a-z0-9_]*")
ENDINGS = {"figure": ("pdf", "svg", "png", "csv", "json"), "table": ("csv", "tex", "json")}

# Named inputs of a Snakemake job are attributes of a list: its methods would hide them.
TAKEN_NAMES = {*dir(list), "items", "keys", "get", "size_mb", "size_gb"}


def load_products(folder: str | Path) -> list[Product]:
    """Read and check the list of products.

    Parameters
    ----------
    folder : str or Path
        config/products, with one file per study.

    Returns
    -------
    list of dict
        By file, then in the order of the file; optional keys that are missing stay missing.

    Raises
    ------
    ConfigError
        With all mistakes of a file in one message.
    """
    files = sorted(Path(folder).glob("*.yaml"))
    if not files:
        raise ConfigError([f"{folder}: expected a folder with files *.yaml; there are none"])
    return [product for file in files for product in _load_file(file)]


def _load_file(path: Path) -> list[Product]:
    try:
        products = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        raise ConfigError([f"{path}: not YAML ({' '.join(str(error).split())})"]) from None
    problems = check_products(products)
    if not problems:
        problems = [
            f"product {product['id']}: study: expected {path.stem!r}, as the file is called; "
            f"found {product['study']!r}"
            for product in products
            if product["study"] != path.stem
        ]
    if problems:
        raise ConfigError([f"{path}: {problem}" for problem in problems])
    return products


def contract_modules(product: Product) -> list[str]:
    """Modules with the contracts of a product's tables."""
    modules = {table["contract"].partition(".")[0] for table in product["tables"].values()}
    return [f"nusources.contracts.{module}" for module in sorted(modules)]


def check_products(products: object) -> list[str]:
    """List what is wrong with a list of products; empty if nothing is.

    Parameters
    ----------
    products : object
        As read from YAML.

    Returns
    -------
    list of str
        One sentence per mistake.
    """
    if not isinstance(products, list):
        return [f"expected a list of products; found {type(products).__name__}"]
    problems = []
    for number, product in enumerate(products, start=1):
        if not isinstance(product, dict):
            problems.append(f"product {number}: expected a mapping; found {product!r}")
            continue
        name = f"product {product.get('id', number)}"
        problems += [f"{name}: {problem}" for problem in _problems_of(product)]
    ids = [product.get("id") for product in products if isinstance(product, dict)]
    twice = sorted({str(one) for one in ids if one is not None and ids.count(one) > 1})
    return problems + [f"product {one}: the id stands there twice" for one in twice]


def _problems_of(product: Product) -> list[str]:
    shapes: dict[str, Any] = NEEDED | OPTIONAL
    problems = [f"lacks {key!r}" for key in NEEDED if key not in product]
    problems += [
        f"unknown key {key!r}; allowed: {', '.join(shapes)}" for key in product if key not in shapes
    ]
    problems += [
        f"{key}: expected {_shape(shapes[key])}; found {value!r}"
        for key, value in product.items()
        if key in shapes and not isinstance(value, shapes[key])
    ]
    if problems:
        return problems
    return [*_wrong_values(product), *_wrong_inputs(product), *_wrong_templates(product)]


def _shape(types: Any) -> str:
    return " or ".join(one.__name__ for one in (types if isinstance(types, tuple) else (types,)))


def _wrong_values(product: Product) -> list[str]:
    problems = [
        f"{key}: expected one of {', '.join(allowed)}; found {product[key]!r}"
        for key, allowed in CHOICES.items()
        if key in product and product[key] not in allowed
    ]
    problems += [
        f"{key}: expected lower-case letters, digits and underscores; found {product[key]!r}"
        for key in ("id", "study", "function")
        if not NAME.fullmatch(product[key])
    ]
    if not product["id"].startswith(f"{product['study']}_"):
        problems.append(f"id: expected {product['study']}_...; found {product['id']!r}")
    if product["kind"] == "figure" and "size" not in product:
        problems.append("lacks 'size' (single or double)")
    if set(product.get("published_for", ())) - {"dataset", "n_seasons"}:
        problems.append(
            f"published_for: expected dataset and n_seasons; found {product['published_for']!r}"
        )
    groups = product.get("groups", [])
    if isinstance(groups, str) and groups not in (ALL_GROUPS, OTHER_GROUPS):
        problems.append(
            f"groups: expected a list of names, {ALL_GROUPS} or {OTHER_GROUPS}; found {groups!r}"
        )
    return problems


def _wrong_inputs(product: Product) -> list[str]:
    problems = [
        f"tables: {name}: expected {{path, contract}}; found {table!r}"
        for name, table in product["tables"].items()
        if not isinstance(table, dict) or set(table) != {"path", "contract"}
    ]
    if problems:
        return problems
    allowed = {"sample"} if product["per_sample"] else set()
    for name, table in product["tables"].items():
        unknown = sorted(placeholders(table["path"]) - allowed)
        if unknown:
            problems.append(
                f"tables: {name}: path {table['path']!r} has unknown {{{unknown[0]}}}"
                + ("" if allowed else " (per_sample is false)")
            )
    names = [*product["tables"], *product.get("files", {})]
    problems += [f"input {name!r}: the name is taken" for name in names if name in TAKEN_NAMES]
    problems += [
        f"input {name!r} stands there twice" for name in sorted({*names}) if names.count(name) > 1
    ]
    return problems


def _wrong_templates(product: Product) -> list[str]:
    problems = []
    for key in ("caption", "alt"):
        try:
            names = placeholders(product[key])
        except ValueError as error:
            problems.append(f"{key}: not a template ({error})")
            continue
        problems += [
            f"{key}: {{{name}}} is not a name" for name in names if not name.isidentifier()
        ]
    return problems


def placeholders(template: str) -> set[str]:
    """Names in braces of a `str.format` template."""
    parts = string.Formatter().parse(template)
    return {name for _, name, _, _ in parts if name is not None}


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


def input_paths(product: Product, run_folder: str, sample: str | None = None) -> dict[str, str]:
    """Files that a product reads.

    Parameters
    ----------
    product : dict
    run_folder : str
        results/<run>.
    sample : str, optional
        Needed if the product is per sample.

    Returns
    -------
    dict
        Path of each table and file by its name in the product.
    """
    values = {"sample": _suited_sample(product, sample)}
    tables = {
        name: f"{run_folder}/{table['path'].format(**values)}"
        for name, table in product["tables"].items()
    }
    return tables | product.get("files", {})


def output_paths(product: Product, run_folder: str, sample: str | None = None) -> dict[str, str]:
    """Files that a product consists of.

    Parameters
    ----------
    product : dict
    run_folder : str
        results/<run>.
    sample : str, optional
        Needed if the product is per sample.

    Returns
    -------
    dict
        Path by ending: pdf, svg, png, csv, json for a figure; csv, tex, json for a table. The
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
