"""Published numbers beside ours: counts and the verdict in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nusources.contracts.published import REPRODUCTION, STATUSES
from nusources.errors import InputDataError
from nusources.origins import INPUTS
from nusources.report.products import TableText
from nusources.wording import MINUS, number, with_error

NUMBERS = ("published", "published_error", "ours", "ours_error", "pull")

GLYPHS = dict(zip(STATUSES, "✓=≠▧∅–", strict=True))

ORDER = (
    "differs",
    "reproduced",
    "simulated input",
    "identity",
    "input not available",
    "not testable",
)
"""Statuses in the order in which rows are shown."""

OTHER_SCALE = 5.0
"""Ratio from which on errors say nothing about a difference."""

MEANINGS = dict(
    zip(
        STATUSES,
        (
            "apart by at most half a unit of the last printed digit plus two combined errors",
            "follows by hand from other numbers that the paper prints, and agrees with them; never "
            "counted as reproduced",
            "further apart than rounding and two combined errors; the reason stands in the row",
            "made from simulated data: tests the method, not the sky; never counted as reproduced",
            "an input is missing in this run; the reason says what to supply",
            "the paper prints no number, or its input is not public",
        ),
        strict=True,
    )
)

TESTED = {"real": "on real data", "no data": "by arithmetic without data"}
"""How the verdict calls numbers that count, by their input."""

UNCOUNTED = {
    "identity": "follow by hand from other printed numbers",
    "simulated input": "compared with simulated data only (a test of the method)",
    "input not available": "without input in this run",
    "not testable": "not testable",
}
"""What the verdict says of rows that are neither reproduced nor different."""


@dataclass(frozen=True)
class ComparedNumber:
    """One row of reproduction.csv; see `nusources.contracts.REPRODUCTION`."""

    study: str
    id: str
    quantity: str
    where: str
    published: float | None
    published_error: float | None
    ours: float | None
    ours_error: float | None
    pull: float | None
    status: str
    reason: str
    caveat: str
    input: str

    @property
    def published_text(self) -> str:
        """Published value with its error."""
        return with_error(self.published, self.published_error)

    @property
    def ours_text(self) -> str:
        """Value of this run with its error."""
        return with_error(self.ours, self.ours_error)

    @property
    def ratio(self) -> float | None:
        """Ours over published, where the scale is another; None where it is not."""
        if not self.published or not self.ours or (self.ours > 0) != (self.published > 0):
            return None
        ratio = self.ours / self.published
        return None if 1 / OTHER_SCALE < ratio < OTHER_SCALE else ratio

    @property
    def difference_text(self) -> str:
        """Difference over combined error, signed; a ratio where the scale is another."""
        if self.ratio is not None:
            return f"{number(self.ratio, 3)} times"
        if self.pull is None:
            return number(None)
        decimals = 2 if abs(self.pull) < 10 else 1 if abs(self.pull) < 100 else 0
        return f"{self.pull:+.{decimals}f}".replace("-", MINUS)


def ordered_rows(rows: Iterable[ComparedNumber]) -> list[ComparedNumber]:
    """Rows in the order of what matters: what differs first, the largest difference before all.

    Rows of one status and difference stay as they come.
    """
    return sorted(
        rows,
        key=lambda row: (
            ORDER.index(row.status),
            row.ratio is None,
            -abs(row.pull) if row.pull is not None else 0.0,
        ),
    )


def compared_numbers(table: TableText, path: str) -> list[ComparedNumber]:
    """Rows of reproduction.csv.

    Parameters
    ----------
    table : TableText
    path : str
        Named in errors.

    Raises
    ------
    InputDataError
        If columns or a status are not those of the contract.
    """
    expected = REPRODUCTION.column_names
    if list(table.header) != expected:
        raise InputDataError(
            "not the table of published numbers beside ours",
            path=path,
            value=", ".join(table.header),
            expected=f"columns {', '.join(expected)}",
        )
    rows = []
    for place, values in enumerate(table.rows, start=1):
        fields: dict[str, Any] = dict(zip(expected, values, strict=True))
        _check_choice(fields, "status", STATUSES, place, path)
        _check_choice(fields, "input", INPUTS, place, path)
        numbers = {name: _number_or_none(fields[name], name, place, path) for name in NUMBERS}
        rows.append(ComparedNumber(**(fields | numbers)))
    return rows


def _check_choice(fields, column: str, allowed: Sequence[str], row: int, path: str) -> None:
    if fields[column] not in allowed:
        raise InputDataError(
            f"unknown {column}",
            path=path,
            row=row,
            column=column,
            value=fields[column],
            expected=f"one of {', '.join(allowed)}",
        )


def count_statuses(rows: Iterable[ComparedNumber]) -> dict[str, int]:
    """Number of rows of each status, in the order of `STATUSES`, zeros included."""
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in STATUSES}


def count_by_input(rows: Iterable[ComparedNumber]) -> dict[str, dict[str, int]]:
    """Number of rows of each status by their input; zeros are left out."""
    counts = Counter((row.input, row.status) for row in rows)
    return {
        kind: {status: counts[kind, status] for status in STATUSES if counts[kind, status]}
        for kind in INPUTS
        if any(one == kind for one, _ in counts)
    }


def verdict(rows: Sequence[ComparedNumber]) -> str:
    """How the run compares with the papers, in words.

    Real data and arithmetic without data are counted apart; what is simulated, follows by hand or
    cannot be tested is not counted as reproduced or different.
    """
    if not rows:
        return "No published number was compared in this run."
    counts = count_by_input(rows)
    sentences = [_tested(counts.get(kind, {}), how) for kind, how in TESTED.items()]
    total = count_statuses(rows)
    others = [f"{total[status]} {text}" for status, text in UNCOUNTED.items() if total[status]]
    sentences += [f"Not counted: {'; '.join(others)}."] if others else []
    return " ".join(sentences)


def _tested(counts: Mapping[str, int], how: str) -> str:
    good, different = counts.get("reproduced", 0), counts.get("differs", 0)
    if not good + different:
        return f"No published number was tested {how}."
    noun = "published number" if good + different == 1 else "published numbers"
    return f"Tested {how}: {good} of {good + different} {noun} reproduced, {different} different."


def repeated_texts(rows: Iterable[ComparedNumber], column: str) -> list[str]:
    """Reasons or caveats given more than once, in order of appearance: the page states each once.

    Parameters
    ----------
    rows : iterable of ComparedNumber
    column : str
        reason or caveat.
    """
    texts = [getattr(row, column) for row in rows]
    counts = Counter(filter(None, texts))
    return [text for text, count in counts.items() if count > 1]


def _number_or_none(text: str, column: str, row: int, path: str) -> float | None:
    if text.strip().lower() in ("", "nan"):
        return None
    try:
        return float(text)
    except ValueError:
        raise InputDataError(
            "not a number",
            path=path,
            row=row,
            column=column,
            value=text,
            expected="a number or nothing",
        ) from None
