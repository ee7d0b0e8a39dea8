"""The list of products, config/products/: read and checked when the workflow is planned."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.checked_yaml import Entry, checked, place, read_yaml
from nusources.errors import ConfigError
from nusources.products import ALL_GROUPS, OTHER_GROUPS, OwnInput, Product

Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

# Named inputs of a Snakemake job are attributes of a list: its methods would hide them.
TAKEN_NAMES = {*dir(list), "items", "keys", "get", "size_mb", "size_gb"}


def placeholders(template: str) -> set[str]:
    """Names in braces of a `str.format` template."""
    parts = string.Formatter().parse(template)
    return {name for _, name, _, _ in parts if name is not None}


def _is_template(template: str) -> str:
    try:
        names = placeholders(template)
    except ValueError as error:
        raise ValueError(f"not a template ({error})") from None
    wrong = sorted(name for name in names if not name.isidentifier())
    if wrong:
        raise ValueError(f"{{{wrong[0]}}} is not a name")
    return template


Template = Annotated[Text, AfterValidator(_is_template)]


def _is_choice_of_groups(groups: list[str] | str) -> list[str] | str:
    if isinstance(groups, str) and groups not in (ALL_GROUPS, OTHER_GROUPS):
        raise ValueError(f"expected a list of names, {ALL_GROUPS} or {OTHER_GROUPS}")
    return groups


class TableEntry(Entry):
    """A table that a product reads: below the run's folder, with its contract."""

    path: Text
    contract: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")]


class SampleEntry(Entry):
    """The sample that published numbers are for."""

    dataset: Text
    n_seasons: int


class ProductEntry(Entry):
    """A figure or table of the report. Keys: config/products/README.md."""

    id: Name
    study: Name
    place: Text
    kind: Literal["figure", "table"]
    title: Text
    question: Text
    caption: Template
    alt: Template
    module: Text
    function: Name
    per_sample: bool
    item: Text | None = None
    for_each: Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)+$")] | None = None
    tables: dict[str, TableEntry]
    files: dict[str, str] = Field(default_factory=dict)
    size: Literal["single", "double"] | None = None
    units: dict[str, str] = Field(default_factory=dict)
    limits: list[str] = Field(default_factory=list)
    when_simulated: str = ""
    needs_mirror: bool = False
    runs_on: Literal["simulated", "archive"] | None = None
    published_for: SampleEntry | None = None
    shows: list[OwnInput] = Field(default_factory=list)
    own_only: bool = False
    on_request: bool = False
    groups: Annotated[list[str] | str, AfterValidator(_is_choice_of_groups)] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> ProductEntry:
        if not self.id.startswith(f"{self.study}_"):
            raise ValueError(f"id: expected {self.study}_...; found {self.id!r}")
        if self.kind == "figure" and self.size is None:
            raise ValueError("lacks size (single or double)")
        return self

    @model_validator(mode="after")
    def _is_of_one_item(self) -> ProductEntry:
        if self.for_each and (self.item or self.per_sample):
            raise ValueError("for_each stands with per_sample: false and without item")
        return self

    @model_validator(mode="after")
    def _names_its_inputs(self) -> ProductEntry:
        allowed = {"sample"} if self.per_sample else set()
        for name, table in self.tables.items():
            unknown = sorted(placeholders(table.path) - allowed)
            if unknown:
                hint = "" if allowed else " (per_sample is false)"
                raise ValueError(
                    f"tables.{name}: path {table.path!r} has unknown {{{unknown[0]}}}{hint}"
                )
        for name in [*self.tables, *self.files]:
            if name in TAKEN_NAMES:
                raise ValueError(f"input {name!r}: the name is taken")
        twice = sorted(set(self.tables) & set(self.files))
        if twice:
            raise ValueError(f"input {twice[0]!r} stands there twice")
        return self


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
        With every mistake: file, line, key, what was found and what is allowed.
    """
    files = sorted(Path(folder).glob("*.yaml"))
    if not files:
        raise ConfigError([f"{folder}: expected a folder with files *.yaml; there are none"])
    problems: list[str] = []
    products = [product for file in files for product in _load_file(file, problems)]
    if problems:
        raise ConfigError(problems)
    return products


def _load_file(file: Path, problems: list[str]) -> list[Product]:
    before = len(problems)
    content = read_yaml(file, problems)
    if len(problems) > before:
        return []
    if not isinstance(content, list):
        problems.append(f"{file}: expected a list of products; found {type(content).__name__}")
        return []
    problems += _mistakes(file, content)
    return content


def _mistakes(file: Path, content: list[Any]) -> Iterator[str]:
    for number, product in enumerate(content):
        found: list[str] = []
        if not isinstance(product, dict):
            found.append(f"{place(file, (number,))}: expected a mapping; found {product!r}")
        elif checked(ProductEntry, product, file, (number,), found) is not None:
            found += _mistakes_of_place(file, number, product)
        yield from found
    ids = [product.get("id") for product in content if isinstance(product, dict)]
    twice = sorted({str(one) for one in ids if one is not None and ids.count(one) > 1})
    yield from (f"{file}: product {one}: the id stands there twice" for one in twice)


def _mistakes_of_place(file: Path, number: int, product: Product) -> list[str]:
    if product["study"] == file.stem:
        return []
    return [
        f"{place(file, (number, 'study'))}: expected {file.stem!r}, as the file is called; "
        f"found {product['study']!r}"
    ]
