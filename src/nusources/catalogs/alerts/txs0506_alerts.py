"""The list of historical alerts that IceCube released with the flare of TXS 0506+056.

References
----------
IceCube Collaboration et al., Science 361 (2018) eaat1378; data release TXS0506_alerts.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from nusources.errors import InputDataError
from nusources.formats.text import read_lines

STREAM = re.compile(r"## Selected under (EHE|HESE) alert selection")
REALTIME = re.compile(r"#\s*realtime")
NUMBER = r"\d+\.\d+"
ERRORS = rf"\((?:-|\+(?P<{{0}}_plus>{NUMBER}),-?(?P<{{0}}_minus>{NUMBER}))\)"
ALERT = re.compile(
    rf"(?P<mjd>\d{{5}}\.\d{{5}})\s+(?P<ra>{NUMBER})\s+{ERRORS.format('ra')}\s+"
    rf"(?P<dec>-?{NUMBER})\s+{ERRORS.format('dec')}\s*(?P<comment>#.*)?"
)
BAD_RESOLUTION = "bad angular resolution"
ERROR_COLUMNS = {
    "ra_err_plus": "ra_plus",
    "ra_err_minus": "ra_minus",
    "dec_err_plus": "dec_plus",
    "dec_err_minus": "dec_minus",
}


def read_txs0506_alerts(path: str | Path) -> pd.DataFrame:
    """Read the list (catalog_of_alerts.txt): 21 HESE and 29 EHE alerts, 10 of them in real time.

    Errors are printed as ``(+0.80,-0.37)``; twice the minus is forgotten (R.A. of MJD 57606.51496,
    declination of IC170922A), which is accepted. ``(-)`` is no error: five archival HESE events
    of bad angular resolution, which would have been retracted.
    """
    stream, is_realtime, rows, numbers = None, False, [], []
    lines = read_lines(path)
    for number, line in enumerate(lines, start=1):
        heading = STREAM.fullmatch(line.strip())
        if heading:
            stream, is_realtime = heading[1], False
        elif REALTIME.fullmatch(line.strip()):
            is_realtime = True
        elif line.strip() and not line.startswith("#"):
            rows.append(_alert(line, number, path) | {"stream": stream, "is_realtime": is_realtime})
            numbers.append(number)
    if not rows:
        raise InputDataError(
            "no alerts in the file",
            path=path,
            value=f"{len(lines)} lines",
            expected="rows of alerts",
        )
    if rows[0]["stream"] is None:
        raise InputDataError(
            "alert above the first heading",
            path=path,
            row=numbers[0],
            value=lines[numbers[0] - 1][:120],
            expected="## Selected under HESE alert selection",
        )
    return pd.DataFrame(rows).astype({"stream": "string"})


def _alert(line: str, row: int, path: str | Path) -> dict:
    """Read one row."""
    found = ALERT.fullmatch(line.strip())
    if not found:
        raise InputDataError(
            "not an alert",
            path=path,
            row=row,
            value=line[:120],
            expected="MJD RA (+a,-b) Dec (+c,-d), (-) for no error",
        )
    values = {name: float(found[name]) for name in ("mjd", "ra", "dec")}
    values |= {name: float(found[part] or "nan") for name, part in ERROR_COLUMNS.items()}
    values["has_bad_resolution"] = BAD_RESOLUTION in (found["comment"] or "")
    if values["has_bad_resolution"] != (found["ra_plus"] is None is found["dec_plus"]):
        raise InputDataError(
            "errors and comment contradict each other",
            path=path,
            row=row,
            value=line[:120],
            expected=f"(-) twice and '# {BAD_RESOLUTION}', or two errors",
        )
    return values
