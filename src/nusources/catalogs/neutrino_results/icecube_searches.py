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
    NEARBY_TRACKS,
    SOURCE_LIST,
    SOURCE_LIST_TS,
)
from nusources.formats.angles import degrees_of_radians
from nusources.formats.numpy_records import read_numpy_records
from nusources.formats.records import Field, to_table
from nusources.formats.text import read_delimited

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
TRACK_FIELDS = {
    "log10_energy": "logE",
    "ra": Field("ra", made_by=degrees_of_radians),
    "dec": Field("dec", made_by=degrees_of_radians),
    "ang_err": Field("angErr", made_by=degrees_of_radians),
}
HOT_SPOT_DTYPE = np.dtype([("dec", "<f8"), ("ra", "<f8"), ("logpVal", "<f8")])


def read_source_list(path: str | Path) -> pd.DataFrame:
    """Read the 110 sources with classes and flux limits (sources.txt).

    The last line has no line end. Limits are printed in units of 1e-13 TeV^-1 cm^-2 s^-1.
    Where the fit gave no events the index has no meaning: flagged.
    """
    labels = (*SOURCE_LIST_LABELS.values(), "phi90")
    records = read_delimited(path, labels, may_end_open=True)
    fields = SOURCE_LIST_LABELS | {"flux_limit": Field("phi90", LIMIT_UNIT)}
    table = to_table(records, SOURCE_LIST, fields)
    return table.assign(has_no_signal=table["n_signal"] == 0)


def read_source_list_ts(path: str | Path) -> pd.DataFrame:
    """Read the 110 sources with test statistics (sources.csv).

    Blanks in names are underscores in the file; here they are blanks, so that the names of both
    transcriptions can be compared (some still differ: match by position).
    """
    records = read_delimited(path, ("", *SOURCE_LIST_TS_LABELS.values()))
    order = np.arange(len(records))
    wrong = records.integers("") != order
    records.refuse_rows(wrong, "", str(np.argmax(wrong)), "rows are not counted from 0")
    table = to_table(records, SOURCE_LIST_TS, SOURCE_LIST_TS_LABELS)
    return table.assign(source_name=table["source_name"].str.replace("_", " "))


def read_hot_spots(path: str | Path) -> pd.DataFrame:
    """Read hot spots of the seven-year sky map (hotspots.npy, hotspots_north.npy, ..._south.npy).

    Angles are radians in the file and the field order is declination, R.A. The lists hold spots
    of -log10 p >= 2; two of the spots with >= 4 in the south are neighbours or on the edge, so
    that there are 21 of them and 19 in Buson et al. 2022. The lists of north and south hold five
    spots more than the list of all (1,744 against 1,739), at the edge at dec -5 deg.
    """
    values = read_numpy_records(path, HOT_SPOT_DTYPE)
    return pd.DataFrame(
        {
            "row": np.arange(1, len(values) + 1, dtype=np.int64),
            "ra": np.degrees(values["ra"]),
            "dec": np.degrees(values["dec"]),
            "minus_log10_p": values["logpVal"].astype(np.float64),
        }
    )


def read_ngc1068_tracks(path: str | Path) -> pd.DataFrame:
    """Read the events in the box around NGC 1068 (event_list.txt); radians in the file."""
    return to_table(
        read_delimited(path, ("logE", "ra", "dec", "angErr")), NEARBY_TRACKS, TRACK_FIELDS
    )
