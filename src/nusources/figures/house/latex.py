"""Tables as LaTeX, in the manner of booktabs: equal tables are equal bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "±": r"$\pm$",
    "σ": r"$\sigma$",
    "×": r"$\times$",
    "−": r"$-$",
    "…": r"\ldots{}",
    "°": r"$^\circ$",
}
MISSING = r"\ldots"


def latex_table(
    table: pd.DataFrame,
    headers: Mapping[str, str],
    *,
    formats: Mapping[str, str],
    caption: str,
    label: str,
    remarks: Sequence[str] = (),
) -> str:
    r"""Give a table as a LaTeX longtable with rules in the manner of booktabs.

    Parameters
    ----------
    table : DataFrame
    headers : mapping
        Head of each column to be shown, with its unit, as LaTeX; others are left out.
    formats : mapping
        Format of numeric columns, e.g. ``.1f``. Missing numbers become ``\ldots``.
    caption : str
        Plain text; escaped here.
    label : str
    remarks : sequence of str
        Comment lines at the top of the file.

    Returns
    -------
    str
        Needs the packages booktabs and longtable.

    Raises
    ------
    ValueError
        If a header names a column that the table has not.
    """
    unknown = [name for name in headers if name not in table]
    if unknown:
        raise ValueError(f"no column {unknown[0]!r}; expected one of {', '.join(table.columns)}")
    head = " & ".join(headers.values()) + r" \\"
    lines = [f"% {' '.join(remark.split())}" for remark in remarks]
    lines += [
        r"% \usepackage{booktabs,longtable}",
        r"\begingroup\small",
        rf"\begin{{longtable}}{{{_alignment(table, headers)}}}",
        rf"\caption{{{escaped(caption)}}}\label{{{label}}}\\",
        *[r"\toprule", head, r"\midrule", r"\endfirsthead"],
        *[r"\toprule", head, r"\midrule", r"\endhead"],
        *[r"\bottomrule", r"\endfoot"],
    ]
    columns = [[_cell(value, formats.get(name)) for value in table[name]] for name in headers]
    lines += [" & ".join(cells) + r" \\" for cells in zip(*columns, strict=True)]
    return "\n".join([*lines, r"\end{longtable}", r"\endgroup"]) + "\n"


def escaped(text: str) -> str:
    """Plain text with the characters that mean something to LaTeX, and a few symbols, escaped."""
    return "".join(ESCAPES.get(character, character) for character in text)


def _alignment(table: pd.DataFrame, headers: Mapping[str, str]) -> str:
    return "".join("r" if pd.api.types.is_numeric_dtype(table[name]) else "l" for name in headers)


def _cell(value: object, number_format: str | None) -> str:
    if pd.isna(value):
        return MISSING
    if number_format is not None:
        return f"{value:{number_format}}".replace("-", "$-$")
    return escaped(str(value))
