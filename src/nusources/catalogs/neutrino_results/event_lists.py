"""Lists of high-energy IceCube events that others compiled.

References
----------
Plavin et al. 2023, MNRAS 523, 1799 (github.com/aplavin/icecube_rfc_stats).
PLEnuM: github.com/PLEnuM-group/Plenum, from lists of the IceCube Collaboration.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.event_lists import PLAVIN_EVENTS
from nusources.errors import InputDataError
from nusources.formats.dates import to_mjd
from nusources.formats.numpy_records import read_numpy_records
from nusources.formats.records import Field, Records, degrees, to_table
from nusources.formats.text import read_delimited

# The signs of the errors are superscripts (U+207B, U+207A).
PLAVIN_ERRORS = {
    "ra_cos_dec_err_minus": "ra_cderr\u207b",
    "ra_cos_dec_err_plus": "ra_cderr\u207a",
    "dec_err_minus": "dec_err\u207b",
    "dec_err_plus": "dec_err\u207a",
}
TIME = re.compile(
    r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)T"
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d(\.\d+)?)"
)
PLENUM_DTYPE = np.dtype(
    [
        ("MJD", "<f8"),
        ("dec_err", "<f8", (2,)),
        ("ra_err", "<f8", (2,)),
        ("ra", "<f8"),
        ("dec", "<f8"),
        ("name", "S16"),
    ]
)
NAME = re.compile(r"(HES|AHES|DIF|EHE)\d+")
PLACEHOLDER = 1.3  # deg


def read_plavin_events(path: str | Path) -> pd.DataFrame:
    """Read the events above 200 TeV (icecube_he_events.csv).

    Angles are radians in the file. Errors in R.A. are on the sky: times cos(dec), unlike those of
    the alert lists. Times have one digit or more behind the seconds.
    """
    header = ("datetime", "ra", "dec", *PLAVIN_ERRORS.values())
    angles = {"ra": "ra", "dec": "dec"} | PLAVIN_ERRORS
    fields = {name: Field(label, made_by=degrees) for name, label in angles.items()}
    fields["mjd"] = Field("datetime", made_by=_times)
    return to_table(read_delimited(path, header, encoding="utf-8"), PLAVIN_EVENTS, fields)


def _times(records: Records, label: str) -> np.ndarray:
    return to_mjd(records, label, TIME)


def read_plenum_tracks(path: str | Path) -> pd.DataFrame:
    """Read the 82 tracks (tracks.npy): upper and lower errors, of which the lower are negative.

    The starting events (HES) have 1.3 deg on all sides in place of an error: flagged.
    """
    values = read_numpy_records(path, PLENUM_DTYPE)
    names = [name.decode("latin-1") for name in values["name"]]
    found = [NAME.fullmatch(name) for name in names]
    if not all(found):
        row = found.index(None)
        raise InputDataError(
            "not the name of a track",
            path=path,
            row=row + 1,
            column="name",
            value=names[row],
            expected="HES, AHES, DIF or EHE and a number",
        )
    errors = {
        f"{axis}_err_{sign}": np.abs(values[f"{axis}_err"][:, side])
        for axis in ("ra", "dec")
        for side, sign in enumerate(("plus", "minus"))
    }
    is_placeholder = np.all([error == PLACEHOLDER for error in errors.values()], axis=0)
    return pd.DataFrame(
        {
            "event_name": pd.Series(names, dtype="string"),
            "selection": pd.Series([name[1] for name in found], dtype="string"),
            "mjd": values["MJD"],
            "ra": values["ra"],
            "dec": values["dec"],
            **errors,
            "is_placeholder_error": is_placeholder,
        }
    )
