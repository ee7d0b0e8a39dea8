"""IceCube's alerts of 2016-2021 with the positions of their GCN circulars.

References
----------
Necker et al. 2022, MNRAS 516, 2455 (ASAS-SN follow-up of IceCube alerts), table of the paper's
data repository.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.alerts import ASASSN_ALERTS
from nusources.formats.text_lines import to_mjd
from nusources.formats.text_records import Records, read_delimited
from nusources.tables import check_table
from nusources.units import ARCMIN_PER_DEG

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


def read_asassn_alerts(path: str | Path) -> pd.DataFrame:
    """Read the list (ASASSN_sample_paper_IceCube_info.csv).

    Errors are text: ``[+a, -b]`` without the plus, the blank sometimes missing, the minus forgotten
    once (IC160806A). IC160731A stands twice, as EHE and as HESE alert. IC190629A, near the pole,
    has an error in declination only. IC200107A (EXTRA) was announced by circular, not by notice.
    IC170506A has an error and is marked as retracted.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    DataFrame
        Contract ``asassn_alerts``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the compilation has it.
    """
    records = read_delimited(path, HEADER)
    records.integers("")  # number of the event in the compilation
    if not set(records.cells["reason"]) <= set(REASONS):
        records.refuse("reason", REASONS.__contains__, "a known reason or nothing")
    ra_plus, ra_minus = _rectangle(records, "RA Unc (rectangle)")
    dec_plus, dec_minus = _rectangle(records, "Dec Unc (rectangle)")
    columns = {
        "alert_name": records.texts("Event"),
        "alert_class": records.texts("Class"),
        "mjd": to_mjd(records, "arrival time [UT]", TIME),
        "ra": records.numbers("RA", missing=("",)),
        "dec": records.numbers("Dec", missing=("",)),
        "ra_err_plus": ra_plus,
        "ra_err_minus": ra_minus,
        "dec_err_plus": dec_plus,
        "dec_err_minus": dec_minus,
        "signalness": records.numbers("Signalness", missing=("",)),
        "initial_ra": records.numbers("initial RA", missing=("",)),
        "initial_dec": records.numbers("initial Dec", missing=("",)),
        "initial_error": records.numbers("initial Error90 [arcmin]", missing=("",))
        / ARCMIN_PER_DEG,
        "is_retracted": records.flags("retracted", FLAGS),
        "lacks_region": records.flags("direction uncertainty missing", FLAGS),
    }
    table = pd.DataFrame(columns)
    check_table(table, ASASSN_ALERTS, path)
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
