"""Track events of releases before IceTracks: around TXS 0506+056, and the first year of IC86.

They overlap IceTracks in time and must not be combined with it (its readme).

References
----------
IceCube Collaboration 2018, Science 361, 147; icecube.wisc.edu/science/data/TXS0506_point_source.
icecube.wisc.edu/science/data/PS-IC86-2011.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.tracks.icetracks_responses import read_effective_area_3year
from nusources.contracts.older_tracks import SOURCE_AREA, TRACK_SAMPLES
from nusources.contracts.tracks import TRACKS
from nusources.errors import InputDataError
from nusources.formats.dates import mjd_of_day
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited, read_lines, to_records
from nusources.units import CM2_PER_M2, LOG10_GEV_PER_TEV

EVENTS_TXS = {
    "mjd": "MJD",
    "ra": "Ra_deg",
    "dec": "Dec_deg",
    "ang_err": "Unc_deg",
    "log10_energy": "log10(Ereco)",
}
EVENTS_2011 = {
    "mjd": "MJD",
    "log10_energy": "log10(E)",
    "ang_err": "ang_err",
    "ra": "RA",
    "dec": "Dec",
}
AREA = ("log10(Emin/GeV)", "log10(Emax/GeV)", "Aeff[m2]")
AREA_FIELDS = {
    "true_log10_energy_min": AREA[0],
    "true_log10_energy_max": AREA[1],
    "effective_area": Field(AREA[2], CM2_PER_M2),
}
N_PROXY_BINS = 22  # from -0.4 to 4.0 in steps of 0.2, header of the table
PROXY_START, PROXY_STEP = -0.4, 0.2  # log10(E/TeV)
SHARES_HEADER = (
    "# The columns span the muon energy proxy range (in log_10(E_mu/TeV)) from -0.4 to 4.0"
)
SAMPLES_HEADER = ["Name", "Start", "End", "Event", "Density", "sqdeg"]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SAMPLE = re.compile(
    r"(IC\w+) +(\d{4}) (\w{3}) (\d+) +(\d{4}) (\w{3}) (\d+) +(\d+\.\d+) \+/- (\d+)%"
)


def read_txs_tracks(path: str | Path, season: str) -> pd.DataFrame:
    """Read the events within 3 deg of TXS 0506+056 (events_IC86b.txt, ...).

    Parameters
    ----------
    season : str
        Sample, which the name of the file tells: IC86b is May 2012 to May 2015.
    """
    return _read_tracks(path, EVENTS_TXS, season)


def read_tracks_2011(path: str | Path, season: str) -> pd.DataFrame:
    """Read the first year of IC86 (upgoing_events.txt, downgoing_events.txt).

    Times are whole days. Angular errors are 0 for some events (down-going) and reach 149 deg
    (up-going) and 495.8 deg (down-going), as printed. Directions have one decimal. Lines end as on
    Windows.

    Parameters
    ----------
    season : str
        Name of the sample.
    """
    return _read_tracks(path, EVENTS_2011, season, line_end="\r\n")


def read_area_2011(path: str | Path, season: str) -> pd.DataFrame:
    """Read the effective area of PS-IC86-2011 (TabulatedAeff.txt), as `read_effective_area_3year`.

    Parameters
    ----------
    season : str
        Which the file does not tell.
    """
    return read_effective_area_3year(path).assign(season=season)


def read_txs_area(path: str | Path, season: str) -> pd.DataFrame:
    """Read an effective area at the declination of TXS 0506+056 (Aeff_IC86b.txt, ...).

    Areas of m^2 in the file are cm^2 here.

    Parameters
    ----------
    season : str
        Sample, which the name of the file tells.
    """
    records = read_delimited(path, AREA, separator=None)
    table = to_table(records, SOURCE_AREA, AREA_FIELDS)
    low, high = (table[name].to_numpy() for name in list(AREA_FIELDS)[:2])
    _check_adjoining(low, high, records)
    return table.assign(season=season)


def read_proxy_shares(path: str | Path) -> pd.DataFrame:
    """Read the distribution of the muon energy proxy (Fig_S4_tabulated.txt).

    Each line is a bin of neutrino energy, ``-1.00 , -0.75 :``, and 22 shares. Energies are
    log10(E/TeV) in the file, log10(E/GeV) here. Muons outside of the columns are not counted, so
    shares add up to 1 or a little less.
    """
    lines = read_lines(path)
    first = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = lines[first - 1] if first else ""
    if not header.startswith(SHARES_HEADER):
        raise InputDataError(
            "unknown header line",
            path=path,
            row=max(first, 1),
            value=header,
            expected=SHARES_HEADER,
        )
    shares = [f"share {number}" for number in range(1, N_PROXY_BINS + 1)]
    labels = ("low", "comma", "high", "colon", *shares)
    records = to_records(path, lines[first:], labels, first_row=first + 1)
    for label, sign in (("comma", ","), ("colon", ":")):
        records.flags(label, {sign: True})
    low, high = records.numbers("low"), records.numbers("high")
    _check_adjoining(low, high, records)
    edges = PROXY_START + LOG10_GEV_PER_TEV + PROXY_STEP * np.arange(N_PROXY_BINS + 1)
    edges = np.round(edges, 1)
    return pd.DataFrame(
        {
            "true_log10_energy_min": np.repeat(low + LOG10_GEV_PER_TEV, N_PROXY_BINS),
            "true_log10_energy_max": np.repeat(high + LOG10_GEV_PER_TEV, N_PROXY_BINS),
            "log10_energy_min": np.tile(edges[:-1], len(low)),
            "log10_energy_max": np.tile(edges[1:], len(low)),
            "fraction": np.column_stack([records.numbers(label) for label in shares]).ravel(),
        }
    )


def read_track_samples(path: str | Path) -> pd.DataFrame:
    """Read names, times and densities of the samples (list_of_samples.txt)."""
    lines = read_lines(path)
    _check_header(lines, SAMPLES_HEADER, path)
    rows = [_sample(line, row, path) for row, line in enumerate(lines[1:], start=2)]
    return pd.DataFrame(rows, columns=TRACK_SAMPLES.column_names)


def _read_tracks(
    path: str | Path, labels: dict[str, str], season: str, line_end: str = "\n"
) -> pd.DataFrame:
    header = tuple(labels.values())
    records = read_delimited(path, header, separator=None, line_end=line_end)
    return to_table(records, TRACKS, labels).assign(season=season)


def _check_header(lines: list[str], words: list[str], path: str | Path) -> None:
    if lines[0].split() != words:
        raise InputDataError(
            "unknown header line", path=path, row=1, value=lines[0][:120], expected=" ".join(words)
        )


def _check_adjoining(low: np.ndarray, high: np.ndarray, records: Records) -> None:
    """Each bin must have a width and start where the one before ends."""
    wrong = high <= low
    wrong[1:] |= low[1:] != high[:-1]
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputDataError(
            "bins do not adjoin",
            path=records.path,
            row=records.first_row + row,
            value=[float(low[row]), float(high[row])],
            expected="a bin that starts at the end of the one before",
        )


def _sample(line: str, row: int, path: str | Path) -> tuple:
    found = SAMPLE.fullmatch(line)
    try:
        name, *dates, density, percent = found.groups() if found else ()
        days = [date(int(y), MONTHS.index(m) + 1, int(d)) for y, m, d in (dates[:3], dates[3:])]
    except ValueError as error:
        raise InputDataError(
            "not a sample", path=path, row=row, value=line[:120], expected="IC40 2008 Apr 5 ..."
        ) from error
    mjds = [mjd_of_day(day) for day in days]
    return (name, *mjds, float(density), int(percent) / 100)
