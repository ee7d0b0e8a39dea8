"""IceCube's alerts of 2016-2021 with the positions of their GCN circulars.

References
----------
Necker et al. 2022, MNRAS 516, 2455 (ASAS-SN follow-up of IceCube alerts), table of the paper's
data repository.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.alerts import ASASSN_ALERTS
from nusources.formats.angles import degrees_of_arcmin
from nusources.formats.dates import to_mjd
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited

HEADER = (
    "",
    "Event",
    "Class",
    "RA",
    "RA Unc (rectangle)",
    "Dec",
    "Dec Unc (rectangle)",
    "arrival time [UT]",
    "Signalness",
    "initial RA",
    "initial Dec",
    "initial Error90 [arcmin]",
    "retracted",
    "direction uncertainty missing",
    "reason",
)
RECTANGLE = re.compile(r"\[(?P<plus>\d+\.\d+), ?-?(?P<minus>\d+\.\d+)\]")
TIME = re.compile(
    r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d\.\d\d)"
)
REASONS = ("", "retracted", "direction uncertainty missing")
FLAGS = {"True": True, "False": False}
FIELDS = {
    "alert_name": "Event",
    "alert_class": "Class",
    "mjd": Field("arrival time [UT]", made_by=partial(to_mjd, pattern=TIME)),
    "ra": "RA",
    "dec": "Dec",
    "signalness": "Signalness",
    "initial_ra": "initial RA",
    "initial_dec": "initial Dec",
    "initial_error": Field("initial Error90 [arcmin]", made_by=degrees_of_arcmin),
    "is_retracted": Field("retracted", codes=FLAGS),
    "lacks_region": Field("direction uncertainty missing", codes=FLAGS),
}


def read_asassn_alerts(path: str | Path) -> pd.DataFrame:
    """Read the list (ASASSN_sample_paper_IceCube_info.csv).

    Errors are text: ``[+a, -b]`` without the plus, the blank sometimes missing, the minus forgotten
    once (IC160806A). IC160731A stands twice, as EHE and as HESE alert. IC190629A, near the pole,
    has an error in declination only. IC200107A (EXTRA) was announced by circular, not by notice.
    IC170506A has an error and is marked as retracted.
    """
    records = read_delimited(path, HEADER)
    records.integers("")  # number of the event in the compilation
    if not set(records.cells["reason"]) <= set(REASONS):
        records.refuse("reason", REASONS.__contains__, "a known reason or nothing")
    table = to_table(records, ASASSN_ALERTS, FIELDS)
    for axis, label in (("ra", "RA Unc (rectangle)"), ("dec", "Dec Unc (rectangle)")):
        table[f"{axis}_err_plus"], table[f"{axis}_err_minus"] = _rectangle(records, label)
    return table


def _rectangle(records: Records, label: str) -> tuple[np.ndarray, np.ndarray]:
    """Split a column of ``[+a, -b]`` into two, NaN where it is empty."""
    found = [RECTANGLE.fullmatch(cell) for cell in records.cells[label]]
    if any(one is None and cell for one, cell in zip(found, records.cells[label], strict=True)):
        records.refuse(
            label, lambda cell: not cell or RECTANGLE.fullmatch(cell), "[+a, -b] or nothing"
        )
    plus = [float(one["plus"]) if one else np.nan for one in found]
    minus = [float(one["minus"]) if one else np.nan for one in found]
    return np.array(plus), np.array(minus)
