"""Products as the report shows them: figure cards and tables."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nusources.errors import InputDataError
from nusources.origins import ORIGINS, input_state
from nusources.report.images import Image
from nusources.wording import MINUS, SUPERSCRIPTS, as_specified

KINDS = ("figure", "table")
TEXTS = ("id", "study", "place", "kind", "title", "question", "caption", "alt")
LISTS = (*ORIGINS, "limits")

FILE_LABELS = {
    "csv": "data CSV",
    "vot": "VOTable",
    "pdf": "PDF",
    "png": "PNG",
    "svg": "SVG",
    "tex": "TeX",
}
"""Endings in the order of the link row."""

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LATEX = (
    (r"\\mathrm\{([^}]*)\}", r"\1"),
    (r"\\log", "log"),
    (r"\\geq\s*", " ≥ "),
)
"""What heads of columns are made of, as text."""


@dataclass(frozen=True)
class TableText:
    """A table as text.

    Parameters
    ----------
    header : tuple of str
    rows : tuple of tuple of str
    numeric : tuple of bool
        Per column, whether all values are numbers.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True)
class Product:
    """A figure or table with what the report says about it.

    Parameters
    ----------
    id, study, place, kind, title, question, caption, alt : str
        As in config/products/, with the run's numbers filled in.
    sample, sample_label : str
        Empty if the product is not made per sample.
    rule : str
        Rule that made it.
    real, simulated, own, limits : tuple of str
        Datasets and files of the user that it descends from; what it does not show.
    files : tuple of (str, str)
        Label and path, relative to the page.
    image : Image, optional
        Of a figure.
    table : TableText, optional
        Of a table.
    """

    id: str
    study: str
    place: str
    kind: str
    title: str
    question: str
    caption: str
    alt: str
    sample: str
    sample_label: str
    rule: str
    real: tuple[str, ...]
    simulated: tuple[str, ...]
    own: tuple[str, ...]
    limits: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    image: Image | None = None
    table: TableText | None = None

    @property
    def anchor(self) -> str:
        """Identifier of its card on the page."""
        return f"{self.id}-{self.sample}" if self.sample else self.id

    @property
    def state(self) -> str:
        """Its input, one of `nusources.origins.INPUTS`."""
        return input_state(self.real, self.simulated, self.own)

    @property
    def badges(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """State and names of each badge: real, simulated, or no data."""
        real = (*self.real, *(f"your own {name}" for name in self.own))
        found = tuple(one for one in (("simulated", self.simulated), ("real", real)) if one[1])
        return found or (("no data", ()),)

    @property
    def heading(self) -> str:
        """Such as ``chang2022 · Figure 12 · IceTracks-DR1, 10 years``."""
        return " · ".join(part for part in (self.study, self.place, self.sample_label) if part)


def check_facts(facts: Mapping[str, Any], path: str) -> None:
    """Check the fact file of a product.

    Parameters
    ----------
    facts : mapping
        Content of the file.
    path : str
        Named in the error.

    Raises
    ------
    InputDataError
        If a key is missing or of another type than the report needs.
    """
    for names, kind in ((TEXTS, str), (LISTS, list)):
        for name in names:
            if not isinstance(facts.get(name), kind):
                raise InputDataError(
                    "not a complete fact file of a product",
                    path=path,
                    column=name,
                    value=facts.get(name, "nothing"),
                    expected=f"a {kind.__name__}",
                )
    if facts["kind"] not in KINDS:
        raise InputDataError(
            "unknown kind of product",
            path=path,
            column="kind",
            value=facts["kind"],
            expected=" or ".join(KINDS),
        )


def build_product(
    facts: Mapping[str, Any],
    files: Mapping[str, str],
    image: Image | None = None,
    table: TableText | None = None,
) -> Product:
    """Product from its checked facts, its files by ending, and its picture or table."""
    of_run = facts.get("facts", {})
    texts: dict[str, Any] = {name: facts[name] for name in TEXTS}
    ancestors: dict[str, Any] = {kind: tuple(sorted(facts[kind])) for kind in ORIGINS}
    return Product(
        **texts,
        sample=of_run.get("sample") or "",
        sample_label=of_run.get("sample_label") or "",
        rule=facts.get("rule") or facts["kind"],
        **ancestors,
        limits=tuple(facts["limits"]),
        files=_ordered_files(files),
        image=image,
        table=table,
    )


def parse_table(text: str, path: str) -> TableText:
    """Table from the text of a CSV file; lines before the header that begin with # are skipped.

    Parameters
    ----------
    text : str
    path : str
        Named in the error.

    Raises
    ------
    InputDataError
        If there is no header or a row has another number of values than the header.
    """
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    records = list(csv.reader(io.StringIO("\n".join(lines[start:]))))
    if not records:
        raise InputDataError(
            "the table has no header",
            path=path,
            value=f"{len(lines)} lines of remarks",
            expected="names of columns",
        )
    header, *rows = records
    for place, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise InputDataError(
                "row of another length than the header",
                path=path,
                row=place,
                value=len(row),
                expected=f"{len(header)} values",
            )
    numeric = tuple(all(map(_is_number, column)) for column in zip(*rows, strict=True))
    return TableText(tuple(header), tuple(map(tuple, rows)), numeric or (False,) * len(header))


def shown_table(
    table: TableText, formats: Mapping[str, str], headers: Mapping[str, str]
) -> TableText:
    """Table with headers in words and numbers as they are shown; the CSV keeps all of it.

    Parameters
    ----------
    table : TableText
    formats : mapping
        Format of columns, such as ``.1f`` or ``d``; others keep six significant digits.
    headers : mapping
        Head of each column that is shown, in LaTeX and in their order; of all without any.
    """
    names = [head.partition(" [")[0] for head in table.header]
    titles = headers or dict(zip(names, table.header, strict=True))
    places = [names.index(name) for name in titles if name in names]
    rows = tuple(
        tuple(
            _rounded(row[place], formats.get(names[place])) if table.numeric[place] else row[place]
            for place in places
        )
        for row in table.rows
    )
    return TableText(
        tuple(plain_header(titles[names[place]]) for place in places),
        rows,
        tuple(table.numeric[place] for place in places),
    )


def plain_header(latex: str) -> str:
    """Head of a column in LaTeX as text, such as ``I₂ (kpc⁻²)``."""
    text = latex
    for pattern, replacement in LATEX:
        text = re.sub(pattern, replacement, text)
    text = re.sub(r"\\([A-Za-z]+)", _greek, text)
    text = re.sub(r"\^\{?(-?\d+)\}?", lambda found: found[1].translate(SUPERSCRIPTS), text)
    text = re.sub(r"_\{?(\d+)\}?", lambda found: found[1].translate(SUBSCRIPTS), text)
    text = re.sub(r"_\{?(\w+)\}?", r" \1", text).replace("$-$", MINUS)
    return " ".join(text.replace("$", "").split())


def _greek(command: re.Match[str]) -> str:
    """Letter of a command of LaTeX; the command itself where it is none."""
    name = command[1]
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        return name


def _rounded(text: str, wanted: str | None) -> str:
    return as_specified(float(text) if text else None, wanted)


def _ordered_files(files: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    known = [ending for ending in FILE_LABELS if ending in files]
    others = sorted(set(files) - set(known))
    return tuple((FILE_LABELS.get(end, end.upper()), files[end]) for end in [*known, *others])


def _is_number(text: str) -> bool:
    try:
        float(text or "nan")
    except ValueError:
        return False
    return True
