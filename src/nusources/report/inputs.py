"""What the report reads: the only module of the report that touches files."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nusources.errors import InputDataError
from nusources.products import ENDINGS
from nusources.report.answers import StudyAnswer, read_answer
from nusources.report.datasets import Dataset, check_receipt, merge_receipts
from nusources.report.images import Image, sized_image
from nusources.report.messages import Message, gathered_messages, ordered_messages
from nusources.report.products import (
    Product,
    build_product,
    check_facts,
    parse_table,
    shown_table,
)
from nusources.report.scoreboard import ComparedNumber, compared_numbers

EMBEDDED = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv",
    "json": "application/json",
    "tex": "text/x-tex",
    "vot": "application/x-votable+xml",
}
"""Kinds of the files that the report in one file holds; PDF is left out, the picture is there."""

PICTURES = (".svg", ".png", ".pdf")

SVG_BYTES = 250_000
"""A larger drawing is shown as PNG: vectors of many points are slow in a browser."""


def load_products(paths: Iterable[str | Path], folder: str | Path) -> list[Product]:
    """Products from their fact files, in the order given.

    Parameters
    ----------
    paths : iterable of path
        Fact files; the other files of a product have the same stem in the report's folder.
    folder : path
        Folder of the page, to which links are relative.

    Raises
    ------
    InputDataError
        If a fact file is incomplete, or a file of a product is missing or cannot be shown.
    """
    return [_load_product(Path(path), Path(folder)) for path in paths]


def load_answers(paths: Iterable[str | Path]) -> list[StudyAnswer]:
    """Answers from their files, which are named like their studies."""
    files = map(Path, paths)
    return [read_answer(_text(path), str(path), path.stem) for path in files]


def load_embedded(products: Iterable[Product], folder: str | Path) -> dict[str, str]:
    """Files of products as ``data:`` addresses, by path relative to the page.

    Parameters
    ----------
    products : iterable of Product
    folder : path
        Folder of the page.

    Returns
    -------
    dict
        Of figures the picture that is shown, of all products numbers and tables.
    """
    paths = []
    for product in products:
        shown = [product.image.path] if product.image else []
        paths += shown + [path for _, path in product.files if not path.endswith(PICTURES)]
    return {path: data_address(path, Path(folder, path).read_bytes()) for path in paths}


def data_address(path: str, content: bytes) -> str:
    """Content of a file as an address that holds all of it."""
    kind = EMBEDDED[path.rpartition(".")[2]]
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


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


def load_messages(paths: Iterable[str | Path]) -> list[Message]:
    """What jobs noticed about files of the user."""
    found = [gathered_messages(_json(Path(path)), str(path)) for path in paths]
    return ordered_messages(message for messages in found for message in messages)


def _load_product(path: Path, folder: Path) -> Product:
    facts = _json(path)
    check_facts(facts, str(path))
    files = _files_of(path.stem, facts, folder)
    if facts["kind"] == "figure":
        return build_product(facts, files, image=_load_image(files, folder))
    name = folder / files["csv"]
    table = parse_table(_text(name), str(name))
    formats, headers = (facts.get("facts", {}).get(one, {}) for one in ("formats", "headers"))
    ordered = {name: headers[name] for name in facts.get("columns", headers)}
    return build_product(facts, files, table=shown_table(table, formats, ordered))


def _files_of(stem: str, facts: dict[str, Any], folder: Path) -> dict[str, str]:
    """Files of a product by ending, relative to the page."""
    place = f"{facts['kind']}s/{facts['study']}/{stem}"
    endings = [ending for ending in ENDINGS[facts["kind"]] if ending != "json"]
    found = {ending: f"{place}.{ending}" for ending in endings}
    missing = [name for name in found.values() if not (folder / name).is_file()]
    if missing:
        raise InputDataError(
            f"{', '.join(missing)} of {facts['id']} missing",
            path=folder,
            value=[name for name in found.values() if name not in missing],
            expected=f"a file for each of {', '.join(endings)}",
        )
    return found


def _load_image(files: dict[str, str], folder: Path) -> Image:
    small = (folder / files["svg"]).stat().st_size <= SVG_BYTES
    name = files["svg" if small else "png"]
    return sized_image(name, (folder / name).read_bytes())


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise InputDataError(f"not JSON ({error})", path=path, expected="a JSON object") from None
    if not isinstance(content, dict):
        raise InputDataError(
            "not a JSON object", path=path, value=type(content).__name__, expected="keys and values"
        )
    return content


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputDataError("there is no such file", path=path, expected="a file") from None
    except UnicodeDecodeError as error:
        raise InputDataError(f"not UTF-8 text ({error})", path=path, expected="UTF-8") from None
