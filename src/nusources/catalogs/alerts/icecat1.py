"""IceCat-1, IceCube's catalogue of alert tracks, and the effective areas of the alerts.

References
----------
IceCube Collaboration, ApJS 269 (2023) 25 (arXiv:2304.01174);
doi:10.7910/DVN/SCRUCD.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.alerts import ICECAT1, ICECAT1_REGIONS, VETOED_EVENTS
from nusources.contracts.responses import ALERT_EFFECTIVE_AREA
from nusources.errors import InputDataError
from nusources.formats.text_lines import header_position, read_text_lines, to_mjd, to_records
from nusources.formats.text_records import Records, convert, read_delimited
from nusources.tables import check_table
from nusources.units import CM2_PER_M2

LABELS = {
    "alert_name": "NAME",
    "run": "RUNID",
    "event": "EVENTID",
    "mjd": "EVENTMJD",
    "alert_class": "I3TYPE",
    "other_classes": "OTHER_I3TYPES",
    "ra": "RA",
    "dec": "DEC",
    "ra_err_plus": "RA_ERR_PLUS",
    "ra_err_minus": "RA_ERR_MINUS",
    "dec_err_plus": "DEC_ERR_PLUS",
    "dec_err_minus": "DEC_ERR_MINUS",
    "energy": "ENERGY",
    "false_alarm_rate": "FAR",
    "signalness": "SIGNAL",
    "cascade_score": "CASCADE_SCR",
    "skimming_score": "SKIMMING_SCR",
    "starting_score": "START_SCR",
    "stopping_score": "STOP_SCR",
    "throughgoing_score": "THRGOING_SCR",
}
HEADER = (
    "NAME RUNID EVENTID START EVENTMJD I3TYPE RA DEC RA_ERR_PLUS RA_ERR_MINUS DEC_ERR_PLUS "
    "DEC_ERR_MINUS ENERGY FAR SIGNAL CASCADE_SCR SKIMMING_SCR START_SCR STOP_SCR THRGOING_SCR "
    "CR_VETO OTHER_I3TYPES"
)
VETO_CODES = {"FALSE": False, "False": False, "TRUE": True, "True": True}
START = re.compile(
    r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d(\.\d+)?)"
)
SAME_TIME = 1e-7  # d: START and EVENTMJD are the same instant printed twice
AREA_HEADER = ["30-90", "0-30", "-5-0", "-30--5", "-90--30"]
# Declinations of the columns [deg], from a_README-1 of the release and the header.
AREA_DECLINATIONS = ((30.0, 90.0), (0.0, 30.0), (-5.0, 0.0), (-30.0, -5.0), (-90.0, -30.0))


def read_icecat1(path: str | Path) -> pd.DataFrame:
    """Read the summary table (IceCube_Gold_Bronze_Tracks.csv).

    CR_VETO is spelled FALSE, False and TRUE; OTHER_I3TYPES is "None" (here: missing) or a list in
    quotes. Errors in R.A. are differences of R.A., not multiplied by cos(dec): four exceed 20 deg.
    Re-scanned old alerts lie elsewhere than in their circulars (IC170922A at dec +5.79).

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file with Windows line ends.

    Returns
    -------
    DataFrame
        Contract ``icecat1``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the release has it, or START and EVENTMJD differ.
    """
    records = read_delimited(path, HEADER.split(), line_end="\r\n")
    columns = convert(records, ICECAT1, LABELS, missing=("None",))
    start = to_mjd(records, "START", START)
    apart = np.abs(start - columns["mjd"]) > SAME_TIME
    if apart.any():
        index = int(np.argmax(apart))
        raise InputDataError(
            "START and EVENTMJD differ",
            path=path,
            row=records.first_row + index,
            column="EVENTMJD",
            value=columns["mjd"][index],
            expected=f"{start[index]:.9f}",
        )
    columns["has_cosmic_ray_veto"] = records.flags("CR_VETO", VETO_CODES)
    table = pd.DataFrame(columns)[ICECAT1.column_names]
    check_table(table, ICECAT1, path)
    return table


def read_alert_effective_area(path: str | Path) -> pd.DataFrame:
    """Read the effective area of an alert selection (Effa_all_streams_gold_bronze.txt, ...).

    One file (Effa_ehegold.txt) has no header line. Energies are 50 points from 100 GeV to 1e9 GeV
    in equal steps of the logarithm, though the readme of the release says 10 TeV to 500 PeV.
    Areas of m^2 in the file are cm^2 here.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    DataFrame
        Contract ``alert_effective_area``, energies within bands of declination, south first.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    lines = read_text_lines(path)
    first = 1 if lines[0].startswith("#") else 0
    if first and lines[0].split() != ["#E", *AREA_HEADER]:
        raise InputDataError(
            "unknown header line", path=path, row=1, value=lines[0][:120], expected="#E 30-90 ..."
        )
    records = to_records(path, lines[first:], ["E", *AREA_HEADER], first_row=first + 1)
    energy = records.numbers("E")
    if (np.diff(energy) <= 0).any():
        index = int(np.argmax(np.diff(energy) <= 0)) + 1
        raise InputDataError(
            "energies do not grow",
            path=path,
            row=records.first_row + index,
            value=energy[index],
            expected=f"above {energy[index - 1]}",
        )
    parts = [
        pd.DataFrame(
            {
                "energy": energy,
                "dec_min": dec_min,
                "dec_max": dec_max,
                "effective_area": records.numbers(label) * CM2_PER_M2,
            }
        )
        for label, (dec_min, dec_max) in zip(AREA_HEADER, AREA_DECLINATIONS, strict=True)
    ]
    table = pd.concat(parts[::-1], ignore_index=True)
    check_table(table, ALERT_EFFECTIVE_AREA, path)
    return table


def read_icecat1_regions(path: str | Path) -> pd.DataFrame:
    """Read the solid angles of the regions (area_icecat1_from_fits.txt).

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``icecat1_regions``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the release has it, or a 90 % region is smaller than the 50 % one.
    """
    records = _read_hashed(path, ("run", "evtid", "area50", "area90"))
    table = pd.DataFrame(
        {
            "run": records.integers("run"),
            "event": records.integers("evtid"),
            "area_50": records.numbers("area50"),
            "area_90": records.numbers("area90"),
        }
    )
    smaller = np.flatnonzero(table["area_90"] < table["area_50"])
    if smaller.size:
        raise InputDataError(
            "region of 90 % smaller than that of 50 %",
            path=path,
            row=records.first_row + int(smaller[0]),
            column="area90",
            value=records.cells["area90"][smaller[0]],
            expected=f"at least {records.cells['area50'][smaller[0]]}",
        )
    check_table(table, ICECAT1_REGIONS, path)
    return table


def read_vetoed_events(path: str | Path) -> pd.DataFrame:
    """Read the alerts that IceCat-2 leaves out (vetod_events_icecat1.txt).

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``vetoed_events``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _read_hashed(path, ("run", "#evtid"))
    table = pd.DataFrame({"run": records.integers("run"), "event": records.integers("#evtid")})
    check_table(table, VETOED_EVENTS, path)
    return table


def _read_hashed(path: str | Path, labels: tuple[str, ...]) -> Records:
    """Read blank-separated cells below comments, of which the last holds the labels."""
    lines = read_text_lines(path)
    first = header_position(lines, labels, path)
    return to_records(path, lines[first:], labels, first_row=first + 1)
