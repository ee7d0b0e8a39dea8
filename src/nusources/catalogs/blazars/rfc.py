"""Radio Fundamental Catalogue of compact radio sources, and its flux-complete sample.

References
----------
Petrov, astrogeo.org/vlbi/solutions/rfc_2019d.
Plavin et al. 2023, MNRAS 523, 1799 (flux-complete sample).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.blazar_catalogs import RFC, RFC_BANDS, RFC_COMPLETE
from nusources.errors import InputDataError
from nusources.formats.sexagesimal import degrees_of_dec, degrees_of_ra
from nusources.formats.text_records import Records, read_delimited, read_lines
from nusources.tables import check_table

# First and last byte of each field, header of the file. A flux starts one byte before the printed
# place (in the place of its sign or mark): fluxes of 10 Jy and more need it.
FIELDS = {
    "category": (1, 1),
    "ivs_name": (4, 11),
    "source_name": (13, 22),
    "ra": (25, 39),
    "dec": (41, 57),
    "ra_err": (58, 63),
    "dec_err": (65, 70),
    "correlation": (73, 78),
    "n_observations": (80, 85),
    **{
        f"flux_density_{band}_{kind}": (start + offset, start + offset + 5)
        for band, start in zip(RFC_BANDS, (88, 103, 118, 133, 148), strict=True)
        for kind, offset in (("total", 0), ("unresolved", 7))
    },
    "bands": (163, 165),
    "catalogue": (168, 176),
}
MISSING = ("-1.00", "-1.000")
LIMIT = "<"
COMPLETE_HEADER = ("name", "flux", "ra", "dec")


def read_rfc(path: str | Path) -> pd.DataFrame:
    """Read the complete catalogue (``rfc_2019d_cat.txt``).

    -1.00 (or -1.000) means that there is no flux density, a < before it that it is an upper limit.
    Flux densities of 10 Jy and more begin in the column that the header gives to the mark.
    Positions of category U are unreliable: they are kept, drop them before matching. Errors of
    999.99 are what fits the column.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped text.

    Returns
    -------
    DataFrame
        Contract ``rfc``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _records(path)
    columns = {
        "source_name": records.texts("source_name"),
        "ivs_name": records.texts("ivs_name"),
        "category": records.texts("category"),
        "ra": degrees_of_ra(records, "ra"),
        "dec": degrees_of_dec(records, "dec"),
        "ra_err": records.numbers("ra_err"),
        "dec_err": records.numbers("dec_err"),
        "correlation": records.numbers("correlation"),
        "n_observations": records.integers("n_observations"),
    }
    for name in FIELDS:
        if name.startswith("flux_density"):
            columns |= _flux_densities(records, name)
    columns["bands"] = records.texts("bands")
    table = pd.DataFrame(columns)
    check_table(table, RFC, path)
    return table


def read_rfc_complete(path: str | Path) -> pd.DataFrame:
    """Read the flux-complete sample (``rfc.csv``), whose positions are in radians.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``rfc_complete``, positions in degrees.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = read_delimited(path, COMPLETE_HEADER)
    for label, low, high in (("ra", 0.0, 2 * np.pi), ("dec", -np.pi / 2, np.pi / 2)):
        values = records.numbers(label)
        outside = np.flatnonzero((values < low) | (values > high))
        if outside.size:
            raise InputDataError(
                "not an angle in radians",
                path=path,
                row=records.first_row + int(outside[0]),
                column=label,
                value=values[outside[0]],
                expected=f"{low:.4f} to {high:.4f}",
            )
    table = pd.DataFrame(
        {
            "source_name": records.texts("name"),
            "ra": np.degrees(records.numbers("ra")),
            "dec": np.degrees(records.numbers("dec")),
            "flux_density_x": records.numbers("flux"),
        }
    )
    check_table(table, RFC_COMPLETE, path)
    return table


def _records(path: str | Path) -> Records:
    """Cells of all rows; rows stand between comment lines."""
    lines = read_lines(path)
    if not lines[0].startswith("# VLBI SOURCE POSITION CATALOGUE"):
        raise InputDataError(
            "unknown header line",
            path=path,
            row=1,
            value=lines[0][:120],
            expected="'# VLBI SOURCE POSITION CATALOGUE'",
        )
    first = next((number for number, line in enumerate(lines) if line[:1] != "#"), len(lines))
    rows = lines[first:]
    if not rows:
        raise InputDataError(
            "no rows after the header",
            path=path,
            row=len(lines),
            value=lines[-1][:120],
            expected="one source at least",
        )
    end = max(stop for _, stop in FIELDS.values())
    within = np.zeros(end, dtype=bool)
    for start, stop in FIELDS.values():
        within[start - 1 : stop] = True
    gaps = np.flatnonzero(~within)
    for row, line in enumerate(rows, start=first + 1):
        if len(line) != end or any(line[byte] != " " for byte in gaps):
            raise InputDataError(
                "fields are not in the release's fixed columns",
                path=path,
                row=row,
                value=line[:120],
                expected=f"{end} bytes, blanks between the fields",
            )
    cells = {
        label: [line[start - 1 : stop].strip() for line in rows]
        for label, (start, stop) in FIELDS.items()
    }
    return Records(path, cells, first + 1)


def _flux_densities(records: Records, name: str) -> dict[str, np.ndarray]:
    """Flux densities of one band [Jy], and whether they are limits."""
    cells = records.cells[name]
    is_limit = np.array([cell.startswith(LIMIT) for cell in cells])
    bare = [cell.removeprefix(LIMIT) for cell in cells]
    values = Records(records.path, {name: bare}, records.first_row).numbers(name, MISSING)
    return {name: values, f"{name}_is_limit": is_limit}
