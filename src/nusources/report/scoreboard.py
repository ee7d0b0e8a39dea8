"""Published numbers beside ours: counts and the verdict in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nusources.contracts.published import REPRODUCTION, STATUSES
from nusources.errors import InputDataError
from nusources.report.formats import MINUS, number, with_error
from nusources.report.products import TableText

NUMBERS = ("published", "published_error", "ours", "ours_error", "pull")

GLYPHS = dict(zip(STATUSES, "✓≠▧∅–", strict=True))

MEANINGS = dict(
    zip(
        STATUSES,
        (
            "within two combined errors, or equal after the paper's rounding",
            "further apart than that; the reason stands in the row",
            "made from simulated data: tests the method, not the sky; never counted as reproduced",
            "an input is missing in this run; the reason says what to supply",
            "the paper prints no number, or its input is not public",
        ),
        strict=True,
    )
)

UNCOUNTED = {
    "simulated input": "compared with simulated data only (a test of the method, not counted)",
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

    @property
    def published_text(self) -> str:
        """Published value with its error."""
        return with_error(self.published, self.published_error)

    @property
    def ours_text(self) -> str:
        """Value of this run with its error."""
        return with_error(self.ours, self.ours_error)

    @property
    def pull_text(self) -> str:
        """Difference over combined error, signed."""
        if self.pull is None:
            return number(None)
        decimals = 2 if abs(self.pull) < 10 else 1 if abs(self.pull) < 100 else 0
        return f"{self.pull:+.{decimals}f}".replace("-", MINUS)


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
        fields = dict(zip(expected, values, strict=True))
        if fields["status"] not in STATUSES:
            raise InputDataError(
                "unknown status",
                path=path,
                row=place,
                column="status",
                value=fields["status"],
                expected=f"one of {', '.join(STATUSES)}",
            )
        numbers = {name: _number_or_none(fields[name], name, place, path) for name in NUMBERS}
        rows.append(ComparedNumber(**(fields | numbers)))
    return rows


def count_statuses(rows: Iterable[ComparedNumber]) -> dict[str, int]:
    """Number of rows of each status, in the order of `STATUSES`, zeros included."""
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in STATUSES}


def verdict(rows: Sequence[ComparedNumber]) -> str:
    """One sentence on how the run compares with the papers.

    Only numbers made from real data are counted as reproduced or different.
    """
    if not rows:
        return "No published number was compared in this run."
    counts = count_statuses(rows)
    good, different = counts["reproduced"], counts["differs"]
    if good + different:
        noun = "published number" if good + different == 1 else "published numbers"
        parts = [
            f"{good} of {good + different} {noun} tested on real data reproduced, "
            f"{different} different"
        ]
    else:
        parts = ["No published number was tested on real data"]
    parts += [f"{counts[status]} {text}" for status, text in UNCOUNTED.items() if counts[status]]
    return "; ".join(parts) + "."


def repeated_reasons(rows: Iterable[ComparedNumber]) -> list[str]:
    """Reasons given more than once, in order of appearance: the page states each once."""
    counts = Counter(row.reason for row in rows if row.reason)
    return [reason for reason, count in counts.items() if count > 1]


def _number_or_none(text: str, column: str, row: int, path: str) -> float | None:
    if text.strip().lower() in ("", "nan"):
        return None
    try:
        return float(text)
    except ValueError:
        raise InputDataError(
            "not a number", path=path, row=row, column=column, value=text
        ) from None
