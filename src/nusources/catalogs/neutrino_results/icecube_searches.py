"""Results of IceCube's point-source searches: source list, hot spots, events near NGC 1068.

References
----------
Source list: IceCube Collaboration, PRL 124 (2020) 051103.
Hot spots: IceCube Collaboration, ApJ 835 (2017) 151; lists of Buson et al. 2022.
NGC 1068: IceCube Collaboration, Science 378 (2022) 538, doi:10.21234/03fq-rh11.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.neutrino_searches import (
    HOT_SPOTS,
    NEARBY_TRACKS,
    SOURCE_LIST,
    SOURCE_LIST_TS,
)
from nusources.errors import InputDataError
from nusources.formats.numpy_records import read_numpy_records
from nusources.formats.text_lines import read_text_lines, to_records
from nusources.formats.text_records import Records, convert
from nusources.tables import check_table

LIMIT_UNIT = 1e-13  # TeV^-1 cm^-2 s^-1: unit of the limits in the published table
SOURCE_LIST_LABELS = {
    "source_name": "Name",
    "source_class": "Class",
    "ra": "RA_deg",
    "dec": "Dec_deg",
    "n_signal": "ns_hat",
    "spectral_index": "gamma_hat",
    "minus_log10_p": "minus_log10_plocal",
}
SOURCE_LIST_TS_LABELS = {
    "source_name": "Name",
    "ra": "Ra",
    "dec": "Dec",
    "test_statistic": "TS",
    "n_signal": "ns",
    "spectral_index": "gamma",
    "minus_log10_p": "-Log(p-value)",
}
HOT_SPOT_DTYPE = np.dtype([("dec", "<f8"), ("ra", "<f8"), ("logpVal", "<f8")])


def read_source_list(path: str | Path) -> pd.DataFrame:
    """Read the 110 sources with classes and flux limits (sources.txt).

    The last line has no line end. Limits are printed in units of 1e-13 TeV^-1 cm^-2 s^-1.
    Where the fit gave no events the index has no meaning: flagged.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``source_list``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the transcription has it.
    """
    labels = (*SOURCE_LIST_LABELS.values(), "phi90")
    records = _read_commas(path, labels, may_end_open=True)
    columns = convert(records, SOURCE_LIST, SOURCE_LIST_LABELS)
    columns["flux_limit"] = records.numbers("phi90") * LIMIT_UNIT
    columns["has_no_signal"] = columns["n_signal"] == 0
    table = pd.DataFrame(columns)
    check_table(table, SOURCE_LIST, path)
    return table


def read_source_list_ts(path: str | Path) -> pd.DataFrame:
    """Read the 110 sources with test statistics (sources.csv).

    Blanks in names are underscores in the file; here they are blanks, so that the names of both
    transcriptions can be compared (some still differ: match by position).

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``source_list_ts``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the transcription has it, or its first column does not count rows.
    """
    records = _read_commas(path, ("", *SOURCE_LIST_TS_LABELS.values()))
    index = records.integers("")
    if (index != np.arange(len(index))).any():
        row = int(np.argmax(index != np.arange(len(index))))
        raise InputDataError(
            "rows are not counted from 0",
            path=path,
            row=records.first_row + row,
            value=int(index[row]),
            expected=str(row),
        )
    columns = convert(records, SOURCE_LIST_TS, SOURCE_LIST_TS_LABELS)
    columns["source_name"] = columns["source_name"].str.replace("_", " ")
    table = pd.DataFrame(columns)
    check_table(table, SOURCE_LIST_TS, path)
    return table


def read_hot_spots(path: str | Path) -> pd.DataFrame:
    """Read hot spots of the seven-year sky map (hotspots.npy, hotspots_north.npy, ..._south.npy).

    Angles are radians in the file and the field order is declination, R.A. The lists hold spots
    of -log10 p >= 2; two of the spots with >= 4 in the south are neighbours or on the edge, so
    that there are 21 of them and 19 in Buson et al. 2022. The lists of north and south hold five
    spots more than the list of all (1,744 against 1,739), at the edge at dec -5 deg.

    Parameters
    ----------
    path : str or Path
        Numpy file.

    Returns
    -------
    DataFrame
        Contract ``hot_spots``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    values = read_numpy_records(path, HOT_SPOT_DTYPE)
    table = pd.DataFrame(
        {
            "row": np.arange(1, len(values) + 1, dtype=np.int64),
            "ra": np.degrees(values["ra"]),
            "dec": np.degrees(values["dec"]),
            "minus_log10_p": values["logpVal"].astype(np.float64),
        }
    )
    check_table(table, HOT_SPOTS, path)
    return table


def read_ngc1068_tracks(path: str | Path) -> pd.DataFrame:
    """Read the events in the box around NGC 1068 (event_list.txt); radians in the file.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``nearby_tracks``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _read_commas(path, ("logE", "ra", "dec", "angErr"))
    table = pd.DataFrame(
        {
            "row": np.arange(1, len(records) + 1, dtype=np.int64),
            "log10_energy": records.numbers("logE"),
            "ra": np.degrees(records.numbers("ra")),
            "dec": np.degrees(records.numbers("dec")),
            "ang_err": np.degrees(records.numbers("angErr")),
        }
    )
    check_table(table, NEARBY_TRACKS, path)
    return table


def _read_commas(
    path: str | Path, labels: tuple[str, ...], *, may_end_open: bool = False
) -> Records:
    """Read a table with a header, separated by commas."""
    lines = read_text_lines(path, may_end_open=may_end_open)
    if lines[0].split(",") != list(labels):
        raise InputDataError(
            "unknown header line",
            path=path,
            row=1,
            value=lines[0][:120],
            expected=repr(",".join(labels)),
        )
    return to_records(path, lines[1:], labels, first_row=2, separator=",")
