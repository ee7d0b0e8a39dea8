"""Tables of notices of IceCube's alert streams, as the GCN web pages print them.

References
----------
gcn.gsfc.nasa.gov/amon_ehe_events.html, amon_hese_events.html, amon_icecube_gold_bronze_events.html.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.alerts import EHE_HESE_NOTICES, GOLD_BRONZE_NOTICES
from nusources.formats.angles import degrees_of_arcmin
from nusources.formats.dates import to_mjd
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import header_position, read_lines, to_records

RETRACTION_RATE = 1000.0  # per year: printed in a notice that takes an alert back
# Newest notices stand first, but of this HESE event (IC160731A) the update stands last: its
# position is that of the update of the same event in the EHE table.
OLDEST_FIRST = {("HESE", 128290, 6888376)}
DATE = re.compile(
    r"(?P<year>\d\d)/(?P<month>\d\d)/(?P<day>\d\d) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d\.\d{2,6})"
)
EHE_HEADER = (
    "EventNum RunNum Date Time UT NoticeType RA Dec Error Signalness NEvents Stream Comments"
)
HESE_HEADER = (
    "EventNum RunNum Date Time UT NoticeType RA Dec Error False _Pos Pvalue Charge SignalTr N "
    "_Events Stream Comments"
)
GOLD_BRONZE_HEADER = (
    "Run EventNum Rev Date Time UT Notice RA Dec Err90 Err50 Energy Signalness FAR Comments"
)


EVENT_FIELDS = {
    "stream": "kind",
    "run": "run",
    "event": "event",
    "mjd": Field("date", made_by=partial(to_mjd, pattern=DATE)),
    "ra": "ra",
    "dec": "dec",
}
EHE_FIELDS = EVENT_FIELDS | {
    "error_radius": Field("error", made_by=degrees_of_arcmin),
    "signalness": Field("signalness", missing=()),
}
# A signal-trackness of -1 was not computed before the notice was sent.
HESE_FIELDS = EHE_FIELDS | {
    "signalness": Field("signalness", missing=(), no_value=-1.0),
    "charge": Field("charge", missing=()),
}
GOLD_BRONZE_FIELDS = EVENT_FIELDS | {
    "revision": "revision",
    "error_radius_90": Field("error_90", made_by=degrees_of_arcmin),
    "error_radius_50": Field("error_50", made_by=degrees_of_arcmin),
    "energy": "energy",
    "signalness": "signalness",
    "false_alarm_rate": "rate",
}


def read_ehe_notices(path: str | Path) -> pd.DataFrame:
    """Read the EHE table (amon_table_EHE_events.txt): several notices of some events.

    The radius is the one of 50 % containment; the 60 arcmin of the update of IC161210A look like
    one of 90 % (its circular has errors of 1.0 and 1.1 deg in R.A.), and stay as printed.
    Revisions are not numbered in the file: they are counted from the oldest, which stands last.
    No charge.
    """
    labels = "event run date time kind ra dec error signalness n_events stream comments"
    records = _read(path, EHE_HEADER, labels)
    return _old_stream(records, "EHE", EHE_FIELDS).assign(charge=np.nan)


def read_hese_notices(path: str | Path) -> pd.DataFrame:
    """Read the HESE table (amon_table_HESE_events.txt).

    Its radius is the one of 90 % containment although the header says 50 % (534 and 73.79 arcmin
    are the 90 % radii of the notices). A signal-trackness of -1 was not computed: missing here.
    False_Pos and Pvalue (0 or n/a: not computed) are not kept. Retractions are not marked.
    """
    labels = (
        "event run date time kind ra dec error false_positive p_value charge "
        "signalness n_events stream comments"
    )
    records = _read(path, HESE_HEADER, labels)
    for label in ("false_positive", "p_value"):
        records.numbers(label, missing=("n/a",))
    return _old_stream(records, "HESE", HESE_FIELDS)


def read_gold_bronze_notices(path: str | Path) -> pd.DataFrame:
    """Read the Gold and Bronze table (amon_table_gold_bronze.txt).

    A revision with signalness and energy 0 and a rate of 1000 per year takes the alert back
    (inferred). Retractions by circular only, such as IC200120A, are not marked here: see the list
    of `asassn_alerts`. Of three events the times of the notices differ (run 133572 by a day, 139204
    and 140078 by hours), and of one the first notice is absent; all stays as printed.
    """
    labels = (
        "run event revision date time kind ra dec error_90 error_50 energy signalness rate comments"
    )
    records = _read(path, GOLD_BRONZE_HEADER, labels)
    table = to_table(records, GOLD_BRONZE_NOTICES, GOLD_BRONZE_FIELDS, missing=())
    table["is_retraction"] = (
        (table["signalness"] == 0)
        & (table["energy"] == 0)
        & (table["false_alarm_rate"] >= RETRACTION_RATE)
    )
    return _with_last_revision(table)


def _read(path: str | Path, header: str, labels: str) -> Records:
    """Read the rows under a header, date and time joined to one cell."""
    lines = read_lines(path)
    first = header_position(lines, header.split(), path)
    records = to_records(path, lines[first:], labels.split(), first_row=first + 1, rest=True)
    times = zip(records.cells["date"], records.cells["time"], strict=True)
    records.cells["date"] = [f"{date} {time}" for date, time in times]
    return records


def _old_stream(records: Records, stream: str, fields: dict) -> pd.DataFrame:
    """Make the table of the EHE or HESE stream."""
    if set(records.cells["kind"]) != {stream}:
        records.refuse("kind", lambda cell: cell == stream, stream)
    table = to_table(records, EHE_HESE_NOTICES, fields)
    grouped = table.groupby(["run", "event"])
    from_oldest = grouped.cumcount(ascending=False)
    names = pd.Series(list(zip(table["stream"], table["run"], table["event"], strict=True)))
    reverse = names.isin(OLDEST_FIRST)
    table["revision"] = from_oldest.where(~reverse, grouped.cumcount()).astype("int64")
    return _with_last_revision(table)


def _with_last_revision(table: pd.DataFrame) -> pd.DataFrame:
    last = table.groupby(["run", "event"])["revision"].transform("max")
    return table.assign(is_last_revision=(table["revision"] == last).astype(bool))
