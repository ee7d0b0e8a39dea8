"""What the report reads: the only module of the report that touches files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from nusources.errors import InputDataError
from nusources.report.datasets import Dataset, check_receipt, merge_receipts
from nusources.report.images import Image, sized_image
from nusources.report.products import (
    Product,
    TableText,
    build_product,
    check_facts,
    parse_table,
)
from nusources.report.scoreboard import ComparedNumber, compared_numbers
from nusources.report.studies import Study, check_studies

SVG_BYTES = 250_000
"""A larger drawing is shown as PNG: vectors of many points are slow in a browser."""


def load_products(paths: Iterable[str | Path], folder: str | Path) -> list[Product]:
    """Products from their fact files, in the order given.

    Parameters
    ----------
    paths : iterable of path
        Fact files.
    folder : path
        Folder of the page, to which the names in the fact files are relative.

    Raises
    ------
    InputDataError
        If a fact file is incomplete or a file that it names is missing or cannot be shown.
    """
    return [_load_product(Path(path), Path(folder)) for path in paths]


def load_scoreboard(path: str | Path) -> list[ComparedNumber]:
    """Rows of reproduction.csv."""
    return compared_numbers(parse_table(_text(Path(path)), str(path)), str(path))


def load_datasets(paths: Iterable[str | Path]) -> list[Dataset]:
    """Datasets from the receipts of all samples."""
    receipts = []
    for path in paths:
        receipt = _json(Path(path))
        check_receipt(receipt, str(path))
        receipts.append(receipt)
    return merge_receipts(receipts)


def load_studies(path: str | Path) -> list[Study]:
    """What the report says about each study, in the order of the file."""
    return check_studies(yaml.safe_load(_text(Path(path))), str(path))


def _load_product(path: Path, folder: Path) -> Product:
    facts = _json(path)
    check_facts(facts, str(path))
    for name in facts["files"].values():
        if not (folder / name).is_file():
            raise InputDataError(
                f"a file of {facts['id']} is missing", path=path, column="files", value=name
            )
    if facts["kind"] == "figure":
        return build_product(facts, image=_load_image(facts, path, folder))
    return build_product(facts, table=_load_csv(facts, path, folder))


def _load_image(facts: dict[str, Any], path: Path, folder: Path) -> Image:
    drawn = [facts["files"][ending] for ending in ("svg", "png") if ending in facts["files"]]
    small = [name for name in drawn if (folder / name).stat().st_size <= SVG_BYTES]
    if not drawn:
        raise InputDataError("a figure without SVG or PNG", path=path, column="files")
    name = small[0] if small else drawn[-1]
    return sized_image(name, (folder / name).read_bytes())


def _load_csv(facts: dict[str, Any], path: Path, folder: Path) -> TableText:
    if "csv" not in facts["files"]:
        raise InputDataError("a table without CSV", path=path, column="files")
    name = folder / facts["files"]["csv"]
    return parse_table(_text(name), str(name))


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise InputDataError(f"not JSON ({error})", path=path) from None
    if not isinstance(content, dict):
        raise InputDataError("not a JSON object", path=path, value=type(content).__name__)
    return content


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputDataError("there is no such file", path=path) from None
    except UnicodeDecodeError as error:
        raise InputDataError(f"not UTF-8 text ({error})", path=path) from None
