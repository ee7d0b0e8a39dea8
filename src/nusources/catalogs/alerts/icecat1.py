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
from nusources.errors import InputDataError
from nusources.formats.dates import to_mjd
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import header_position, read_delimited, read_lines, to_records
from nusources.units import CM2_PER_M2

VETO_CODES = {"FALSE": False, "False": False, "TRUE": True, "True": True}
FIELDS = {
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
    "has_cosmic_ray_veto": Field("CR_VETO", codes=VETO_CODES),
}
HEADER = (
    "NAME RUNID EVENTID START EVENTMJD I3TYPE RA DEC RA_ERR_PLUS RA_ERR_MINUS DEC_ERR_PLUS "
    "DEC_ERR_MINUS ENERGY FAR SIGNAL CASCADE_SCR SKIMMING_SCR START_SCR STOP_SCR THRGOING_SCR "
    "CR_VETO OTHER_I3TYPES"
)
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
    """
    records = read_delimited(path, HEADER.split(), line_end="\r\n")
    table = to_table(records, ICECAT1, FIELDS, missing=("None",))
    start = to_mjd(records, "START", START)
    apart = np.abs(start - table["mjd"]) > SAME_TIME
    expected = f"{start[np.argmax(apart)]:.9f}"
    records.refuse_rows(apart, "EVENTMJD", expected, "START and EVENTMJD differ")
    return table


def read_alert_effective_area(path: str | Path) -> pd.DataFrame:
    """Read the effective area of an alert selection (Effa_all_streams_gold_bronze.txt, ...).

    One file (Effa_ehegold.txt) has no header line. Energies are 50 points from 100 GeV to 1e9 GeV
    in equal steps of the logarithm, though the readme of the release says 10 TeV to 500 PeV.
    Areas of m^2 in the file are cm^2 here.
    Energies within bands of declination, south first.
    """
    lines = read_lines(path)
    first = 1 if lines[0].startswith("#") else 0
    if first and lines[0].split() != ["#E", *AREA_HEADER]:
        raise InputDataError(
            "unknown header line", path=path, row=1, value=lines[0][:120], expected="#E 30-90 ..."
        )
    records = to_records(path, lines[first:], ["E", *AREA_HEADER], first_row=first + 1)
    energy = records.numbers("E")
    falls = np.diff(energy, prepend=-np.inf) <= 0
    records.refuse_rows(falls, "E", "growing energies", "energies do not grow")
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
    return pd.concat(parts[::-1], ignore_index=True)


def read_icecat1_regions(path: str | Path) -> pd.DataFrame:
    """Read the solid angles of the regions (area_icecat1_from_fits.txt)."""
    labels = {"run": "run", "event": "evtid", "area_50": "area50", "area_90": "area90"}
    records = _read_hashed(path, tuple(labels.values()))
    table = to_table(records, ICECAT1_REGIONS, labels)
    smaller = table["area_90"] < table["area_50"]
    expected = f"at least {table['area_50'][np.argmax(smaller)]}"
    problem = "region of 90 % smaller than that of 50 %"
    records.refuse_rows(smaller, "area90", expected, problem)
    return table


def read_vetoed_events(path: str | Path) -> pd.DataFrame:
    """Read the alerts that IceCat-2 leaves out (vetod_events_icecat1.txt)."""
    labels = {"run": "run", "event": "#evtid"}
    return to_table(_read_hashed(path, tuple(labels.values())), VETOED_EVENTS, labels)


def _read_hashed(path: str | Path, labels: tuple[str, ...]) -> Records:
    """Read blank-separated cells below comments, of which the last holds the labels."""
    lines = read_lines(path)
    first = header_position(lines, labels, path)
    return to_records(path, lines[first:], labels, first_row=first + 1)
