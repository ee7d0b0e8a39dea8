"""Writers of the public lists of alerts, in the layout that their readers take."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from nusources.catalogs.alerts.asassn_alerts import HEADER as CIRCULARS_HEADER
from nusources.catalogs.alerts.icecat1 import HEADER as ICECAT1_HEADER

MJD_EPOCH = datetime(1858, 11, 17)
MICROSECONDS = 86_400_000_000  # per day
HISTORICAL_HEAD = """#
#  Table of historical EHE/HESE alerts, including realtime alerts through IceCube-170922A
#  Simulated by nusources: no row is of a real event but IC-170922A
#\tMJD:  time of detection in MJD
#\tRA, DEC:  J2000, with errors at 90% CL
#
"""
BAD_RESOLUTION = " # bad angular resolution would have been retracted"


def write_txs0506_alerts(path: str | Path, table: pd.DataFrame) -> None:
    """Write the list of historical alerts (catalog_of_alerts.txt).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        Contract ``txs0506_alerts``.
    """
    parts = [HISTORICAL_HEAD]
    for stream in ("HESE", "EHE"):
        parts.append(f"\n## Selected under {stream} alert selection\n")
        parts.append("#MJD    RA    (RA_Error)     Dec    (Dec_Error)\n")
        for is_realtime, heading in ((False, ""), (True, "#realtime\n")):
            rows = table[(table["stream"] == stream) & (table["is_realtime"] == is_realtime)]
            parts += [heading, *(_historical_row(row) for row in rows.itertuples())]
    _write(path, "".join(parts))


def write_asassn_alerts(path: str | Path, table: pd.DataFrame) -> None:
    """Write the alerts of the circulars (ASASSN_sample_paper_IceCube_info.csv).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        Contract ``asassn_alerts``.
    """
    lines = [",".join(CIRCULARS_HEADER)]
    for number, row in enumerate(table.itertuples()):
        reason = "direction uncertainty missing" if row.lacks_region else ""
        cells = [
            str(number),
            row.alert_name,
            row.alert_class,
            _number(row.ra, ".2f"),
            _rectangle(row.ra_err_plus, row.ra_err_minus),
            _number(row.dec, ".2f"),
            _rectangle(row.dec_err_plus, row.dec_err_minus),
            f"{_time(row.mjd, 10_000):%Y-%m-%d %H:%M:%S.%f}"[:-4],
            _number(row.signalness, ".5f"),
            _number(row.initial_ra, ".4f"),
            _number(row.initial_dec, ".4f"),
            _number(row.initial_error * 60, ".2f"),
            str(bool(row.is_retracted)),
            str(bool(row.lacks_region)),
            "retracted" if row.is_retracted else reason,
        ]
        lines.append(",".join(cells))
    _write(path, "\n".join([*lines, ""]))


def write_icecat1(path: str | Path, table: pd.DataFrame) -> None:
    """Write IceCat-1 (IceCube_Gold_Bronze_Tracks.csv), with Windows line ends.

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        Contract ``icecat1``.
    """
    lines = [",".join(ICECAT1_HEADER.split())]
    for row in table.itertuples():
        start = _time(row.mjd)
        errors = (row.ra_err_plus, row.ra_err_minus, row.dec_err_plus, row.dec_err_minus)
        scores = (
            *(row.cascade_score, row.skimming_score, row.starting_score),
            *(row.stopping_score, row.throughgoing_score),
        )
        cells = [
            row.alert_name,
            str(row.run),
            str(row.event),
            f"{start:%Y-%m-%d %H:%M:%S.%f}",
            repr((start - MJD_EPOCH) / timedelta(microseconds=MICROSECONDS)),
            row.alert_class,
            f"{row.ra:.2f}",
            f"{row.dec:.2f}",
            *(f"{error:.2f}" for error in errors),
            f"{row.energy:.1f}",
            f"{row.false_alarm_rate:.2f}",
            f"{row.signalness:.3f}",
            *(f"{score:.3g}" for score in scores),
            "TRUE" if row.has_cosmic_ray_veto else "FALSE",
            "None" if pd.isna(row.other_classes) else row.other_classes,
        ]
        lines.append(",".join(cells))
    _write(path, "\r\n".join([*lines, ""]))


def _historical_row(row) -> str:
    if row.has_bad_resolution:
        return f"{row.mjd:.5f} {row.ra:6.2f} (-) {row.dec:7.2f} (-){BAD_RESOLUTION}\n"
    ra = f"{row.ra:6.2f} (+{row.ra_err_plus:.2f},-{row.ra_err_minus:.2f})"
    dec = f"{row.dec:6.2f} (+{row.dec_err_plus:.2f},-{row.dec_err_minus:.2f})"
    return f"{row.mjd:.5f} {ra} {dec}\n"


def _number(value: float, form: str) -> str:
    return "" if pd.isna(value) else format(value, form)


def _rectangle(plus: float, minus: float) -> str:
    return "" if pd.isna(plus) else f'"[{plus:.2f}, -{minus:.2f}]"'


def _time(mjd: float, step: int = 1) -> datetime:
    """Time of a modified Julian date, to `step` microseconds."""
    return MJD_EPOCH + timedelta(microseconds=round(mjd * MICROSECONDS / step) * step)


def _write(path: str | Path, text: str) -> None:
    Path(path).write_bytes(text.encode("ascii"))
