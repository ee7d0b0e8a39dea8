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
from nusources.formats.angles import degrees_of_dec, degrees_of_ra, degrees_of_radians
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited, read_lines, split_columns

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
COMPLETE_FIELDS = {
    "source_name": "name",
    "ra": Field("ra", made_by=degrees_of_radians),
    "dec": Field("dec", made_by=degrees_of_radians),
    "flux_density_x": "flux",
}


def read_rfc(path: str | Path) -> pd.DataFrame:
    """Read the complete catalogue (``rfc_2019d_cat.txt``).

    -1.00 (or -1.000) means that there is no flux density, a < before it that it is an upper limit.
    Flux densities of 10 Jy and more begin in the column that the header gives to the mark.
    Positions of category U are unreliable: they are kept, drop them before matching. Errors of
    999.99 are what fits the column.
    """
    records = _records(path)
    names = [name for name in FIELDS if not name.startswith("flux_density") and name != "catalogue"]
    fields: dict[str, Field | str] = {name: name for name in names}
    fields |= {
        "ra": Field("ra", made_by=degrees_of_ra),
        "dec": Field("dec", made_by=degrees_of_dec),
    }
    table = to_table(records, RFC, fields)
    fluxes = [_flux_densities(records, name) for name in FIELDS if name.startswith("flux_density")]
    return table.assign(**{name: values for one in fluxes for name, values in one.items()})


def read_rfc_complete(path: str | Path) -> pd.DataFrame:
    """Read the flux-complete sample (``rfc.csv``), whose positions are in radians.

    Positions in degrees.
    """
    records = read_delimited(path, COMPLETE_HEADER)
    for label, low, high in (("ra", 0.0, 2 * np.pi), ("dec", -np.pi / 2, np.pi / 2)):
        values = records.numbers(label)
        outside = (values < low) | (values > high)
        expected = f"{low:.4f} to {high:.4f}"
        records.refuse_rows(outside, label, expected, "not an angle in radians")
    return to_table(records, RFC_COMPLETE, COMPLETE_FIELDS)


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
    return split_columns(path, rows, FIELDS, first_row=first + 1, may_end_early=False)


def _flux_densities(records: Records, name: str) -> dict[str, np.ndarray]:
    """Flux densities of one band [Jy], and whether they are limits."""
    cells = records.cells[name]
    is_limit = np.array([cell.startswith(LIMIT) for cell in cells])
    bare = [cell.removeprefix(LIMIT) for cell in cells]
    values = records.changed({name: bare}).numbers(name, MISSING)
    return {name: values, f"{name}_is_limit": is_limit}
