"""Event lists of IceCube's track releases: IceTracks-DR1 (ten years) and PS-3years' IC79."""

from __future__ import annotations

import io
import lzma
import tokenize
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.tracks.icetracks_layout import Column, Layout, check_ranges
from nusources.catalogs.tracks.icetracks_text import read_table, write_table
from nusources.errors import InputDataError
from nusources.formats.raw import read_raw

ARCHIVE_KEY = "arr_0"
# All that zipfile and numpy raise for damaged archives.
ARCHIVE_ERRORS = (
    *(ValueError, TypeError, KeyError, OSError, EOFError, RuntimeError, MemoryError, OverflowError),
    *(SyntaxError, tokenize.TokenError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
SMALLEST_POSITIVE = float(np.nextafter(0.0, 1.0))

# MJD 40000 to 99999 (1968 to 2132) holds every detector; Julian dates, years and seconds do not
# fit. Energies: 1 GeV to 10^12 GeV, a decade or more around anything that a muon track gives.
EVENTS = Layout(
    header=(
        "#     MJD[days]  log10(E/GeV)   AngErr[deg]       RA[deg]      Dec[deg]"
        "  Azimuth[deg]   Zenith[deg]"
    ),
    columns=(
        Column("mjd", 17, ".8f", 40000.0, 99999.0, "MJD from 40000 to 99999 d"),
        Column("log10_energy", 14, ".2f", 0.0, 12.0, "log10(E/GeV) from 0 to 12"),
        Column(
            "ang_err",
            14,
            ".2f",
            SMALLEST_POSITIVE,
            180.0,
            "above 0 and at most 180 deg",
        ),
        Column("ra", 14, ".3f", 0.0, 360.0, "0 to 360 deg"),
        Column("dec", 14, ".3f", -90.0, 90.0, "-90 to 90 deg"),
        Column("azimuth", 14, ".3f", 0.0, 360.0, "0 to 360 deg"),
        Column("zenith", 14, ".3f", 0.0, 180.0, "0 to 180 deg"),
    ),
)


def read_events(path: str | Path) -> pd.DataFrame:
    """Read one event file of IceTracks-DR1 (``events/IC86_I_exp.csv`` and the like).

    Quirks of the files, all handled here:

    - Fixed-width columns separated by blanks, in spite of the name ``.csv``.
    - The header starts with ``#``; in the copy of icecube/PSLab_PS_analysis it does not.
    - RA may be 360.000 by rounding; it is returned as 0.
    - IC86-2015 holds one duplicated event, as the readme says. It is kept: see
      `count_duplicates`.
    - The release has a floor of 0.2 deg on the angular error, so an error of 0 is a damaged
      value and refused, unlike in older releases.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    pandas.DataFrame
        In the order of the file, float64: mjd [d], log10_energy [log10(E/GeV), reconstructed
        muon energy], ang_err [deg], ra and dec [deg, J2000], azimuth and zenith [deg].

    Raises
    ------
    InputDataError
        Naming file, row (line of the file, the header being row 1), column and value.

    References
    ----------
    IceCube Collaboration, arXiv:2101.09836; doi:10.21234/sxvs-mt83, readme.
    """
    return to_frame(read_table(path, EVENTS))


def write_events(path: str | Path, events: pd.DataFrame) -> None:
    """Write an event list in the format of IceTracks-DR1: 100 bytes of header, 102 per row.

    Parameters
    ----------
    path : str or Path
        Plain text file to write.
    events : pandas.DataFrame
        Columns as `read_events` returns; further columns are left out.

    Raises
    ------
    InputDataError
        For a missing column, no rows, or a value that `read_events` would refuse, such as an
        ang_err that is printed as 0.00. Nothing is written then. Rows are counted from 1.
    """
    write_table(path, to_values(events, EVENTS, path), EVENTS)


def to_values(table: pd.DataFrame, layout: Layout, path: str | Path) -> np.ndarray:
    """Take a layout's columns out of a DataFrame."""
    missing = [name for name in layout.names if name not in table.columns]
    if missing:
        raise InputDataError(
            f"missing columns {missing}",
            path=path,
            value=list(map(str, table.columns)),
            expected=f"columns {layout.names}",
        )
    try:
        return table[layout.names].to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputDataError(
            f"columns are not all numbers ({error})",
            path=path,
            value={name: str(table[name].dtype) for name in layout.names},
            expected="float64",
        ) from error


def to_frame(values: np.ndarray) -> pd.DataFrame:
    """Make the event table; an RA of 360 deg becomes 0."""
    events = pd.DataFrame(values, columns=EVENTS.names)
    events["ra"] = np.where(events["ra"] == 360.0, 0.0, events["ra"])
    return events


def count_duplicates(events: pd.DataFrame) -> int:
    """Count the rows that repeat an earlier row in every column.

    Parameters
    ----------
    events : pandas.DataFrame
        An event table.

    Returns
    -------
    int
        0 for all seasons but IC86-2015 (IC86_V), of which the readme tells one duplicate.
    """
    return int(events.duplicated().sum())


def read_ic79_archive(path: str | Path) -> pd.DataFrame:
    """Read the IC79 event list of the PS-3years release (``IC79-2010-events.npz``).

    It is the older reduction with four decimals and without the floor of 0.2 deg on the
    angular error: 9,114 of its 93,133 events are below (the smallest is 0.0678 deg, none is 0).
    It must not be combined with IceTracks-DR1, which replaces it.

    Parameters
    ----------
    path : str or Path
        Zip archive of numpy arrays, with key ``arr_0``: float64, shape (n_events, 7).

    Returns
    -------
    pandas.DataFrame
        As `read_events` returns.

    Raises
    ------
    InputDataError
        Naming the file and, for a wrong value, row (counted from 1), column and value.

    References
    ----------
    icecube.wisc.edu/science/data/PS-3years.
    """
    values = load_array(read_raw(path), path)
    wanted = f"a float64 array of shape (n, {len(EVENTS.columns)})"
    shape = f"{values.dtype} array of shape {values.shape}"
    if values.ndim != 2 or values.shape[1] != len(EVENTS.columns) or values.dtype.kind != "f":
        raise InputDataError("wrong array", path=path, value=shape, expected=wanted)
    if len(values) == 0:
        raise InputDataError(
            "no events in the archive", path=path, value=shape, expected="one row at least"
        )
    values = values.astype(np.float64)
    check_ranges(values, EVENTS, path)
    return to_frame(values)


def load_array(data: bytes, path: str | Path) -> np.ndarray:
    """Take the one array out of an archive; arrays that need unpickling are refused."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise InputDataError(
            "not a complete zip archive",
            path=path,
            value=data[:16],
            expected="a numpy .npz",
        )
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            keys = archive.files
            values = archive[ARCHIVE_KEY] if ARCHIVE_KEY in keys else None
    except ARCHIVE_ERRORS as error:
        problem = "needs pickle: refused" if "allow_pickle" in str(error) else "damaged archive"
        raise InputDataError(
            f"{problem} ({error})", path=path, value=data[:16], expected="a numpy .npz"
        ) from error
    if not isinstance(values, np.ndarray):
        raise InputDataError("wrong keys", path=path, value=keys, expected=f"key {ARCHIVE_KEY!r}")
    return values
