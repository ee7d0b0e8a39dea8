"""Readers of small releases, invented bytes, and naive readers to compare with."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import partial

import numpy as np
from release_samples import (
    BAND,
    BZCAT_INDEX,
    CANDIDATES,
    COUNTS,
    DIGITISED_AREA,
    DIGITISED_FLUXES,
    DISCOVERY,
    EVENTS_2011,
    FLAGGED,
    LIGHT_CURVE,
    LIMITS,
    PROXY_SHARES,
    REGIONS,
    RESOLUTION,
    SAMPLES,
    SCAN,
    SEARCHES,
    SENSITIVITY,
    SOUTH,
    SPECTRUM,
    SUMMARY,
    TEVCAT,
    TXS_AREA,
    TXS_EVENTS,
    VETOED,
    XRAY,
)

from nusources.catalogs.alerts import icecat1
from nusources.catalogs.alerts.user_alerts import AlertRequest, user_alert_list
from nusources.catalogs.blazars import alma_calibrators, tevcat, wibrals, wise_coverage
from nusources.catalogs.gamma import vtscat
from nusources.catalogs.neutrino_results import (
    digitised_curves,
    hese,
    ngc1068_spectra,
    seyfert_tables,
)
from nusources.catalogs.tracks import older_tracks
from nusources.user_files.reading import read_user_table

WIBRALS = (
    ",".join(wibrals.LABELS.values())
    + "\nJ0101+3015,15.25,30.25,0.75,2.5,2.25,BZB,-1.25,NVSS,546.5"
    "\nJ0202-0006,30.5,-0.125,0.5,2.25,2.5,MIXED,1.25,FIRST,\n"
).encode()
ALMA = (
    ",".join(alma_calibrators.HEADER) + "\nJ0101+3015,15.25,30.25,3,97.5,0.625,0.03,2017-09-22"
    "\nJ0202-0006,30.5,-0.125,7,343.5,0.25,0.015,2016-02-29\n"
).encode()
WISE = b"name,ra,dec,epochs\nJ0101+3015,15.25,30.25,121\nJ0202-0006,30.5,-0.125,7\n"
HESE = json.dumps(
    {
        "recoDepositedEnergy": [50000.5, 120000.0],
        "recoMorphology": [0, 1],
        "recoZenith": [0.25, 1.5],
        "recoLength": [12.5, 18.25],
    }
).encode()


def commas(data, places, first=1):
    """Numbers at some places of comma-separated lines, NaN where nothing stands."""
    rows = list(csv.reader(data.decode().splitlines()[first:]))
    return [[number(row[place]) for place in places] for row in rows]


def number(cell: str) -> float:
    text = cell.strip().strip('"')
    return float(text) if text not in ("", "-", "nan") else np.nan


def blanks(data, places, first=1):
    """Numbers at some places of blank-separated lines that are no comments."""
    lines = data.decode().splitlines()[first:]
    rows = [line.split() for line in lines if not line.startswith("#")]
    return [[number(row[place]) for place in places] for row in rows]


def ecsv(data, places):
    lines = [line for line in data.decode().splitlines() if not line.startswith("#")]
    return [[number(line.split()[place]) for place in places] for line in lines[1:]]


def angle(text: str) -> float:
    parts = [float(part) for part in re.split(r" +", text.strip())]
    size = abs(parts[0]) + parts[1] / 60 + parts[2] / 3600
    return -size if text.strip().startswith("-") else size


def naive_tevcat(data):
    rows = [line.split(",") for line in data.decode().splitlines()[1:]]
    return [[15 * angle(row[2]), angle(row[3]), number(row[6])] for row in rows]


def naive_hese(data):
    content = json.loads(data)
    zenith = np.degrees(np.array(content["recoZenith"], float)) - 90
    return np.column_stack([content["recoDepositedEnergy"], zenith])


def results(data, places, label):
    """Rows of results among lines of names: those where a cell is filled."""
    return [row for row in commas(data, (*places, label)) if not np.isnan(row[-1])]


def summary(data):
    return [row[:-1] for row in results(data, (3, 4, 5, 6, 7, 9), 7)]


def south(data):
    return [row[:-1] for row in results(data, (1, 2, 3, 4, 5, 7), 2)]


def curves(data):
    rows = commas(data, range(12), first=2)
    pairs = [[row[2 * k : 2 * k + 2] for row in rows] for k in range(6)]
    return [pair for curve in pairs for pair in curve if not np.isnan(pair[0])]


def shares(data):
    rows = [line.split() for line in data.decode().splitlines() if not line.startswith("#")]
    return [[float(row[0]) + 3, float(share)] for row in rows for share in row[4:]]


def hashed(data, places):
    lines = data.decode().splitlines()
    return [[float(x.split()[k]) for k in places] for x in lines if not x.startswith("#")]


def samples(data):
    rows = [line.split() for line in data.decode().splitlines()[1:]]
    return [[float(row[7]), float(row[9].rstrip("%")) / 100] for row in rows]


def index(data):
    cells = [line.split(" , ")[2] for line in data.decode().splitlines()[1:]]
    return [[np.nan if float(cell) == -9.9 else float(cell)] for cell in cells]


def read_user_alerts(path):
    return user_alert_list(read_user_table(path), AlertRequest(USER_COLUMNS))


def user_alerts(data):
    """Columns are chosen by name, lines that begin with # are comments, blanks do not count."""
    text = io.StringIO(data.decode(), newline=None).read()
    lines = [line for line in text.split("\n") if not line.startswith("#")]
    rows = [[cell.strip() for cell in line.split(",")] for line in lines if line.strip()]
    places = [rows[0].index(label) for label in ("t", "RA", "DE", "r90")]
    return sorted([float(row[place].strip('"')) for place in places] for row in rows[1:])


USER_ALERTS = b"id,t,RA,DE,r90\nb,58020.5,77.25,5.75,0.75\na,57000.25,359.5,-20.5,1.5\n"
USER_COLUMNS = {"alert_name": "id", "mjd": "t", "ra": "RA", "dec": "DE", "error_radius": "r90"}
CASES = {  # reader, invented bytes, columns, naive reader, factors of units
    "wibrals": (
        wibrals.read_wibrals, WIBRALS, ["ra", "dec", "w1_w2", "q22", "flux_density_1400mhz"],
        partial(commas, places=(1, 2, 3, 7, 9)), 1,
    ),
    "alma": (
        alma_calibrators.read_alma_calibrators, ALMA,
        ["ra", "dec", "band", "frequency", "flux_density", "flux_density_error"],
        partial(commas, places=range(1, 7)), 1,
    ),
    "wise_coverage": (
        wise_coverage.read_wise_coverage, WISE, ["ra", "dec", "n_epochs"],
        partial(commas, places=(1, 2, 3)), 1,
    ),
    "hese": (hese.read_hese_7year, HESE, ["energy", "dec"], naive_hese, 1),
    "light_curve": (
        vtscat.read_vtscat_light_curve, LIGHT_CURVE, ["mjd", "flux_limit"],
        partial(ecsv, places=(1, 3)), 1,
    ),
    "spectrum": (
        vtscat.read_vtscat_spectrum, SPECTRUM, ["energy", "flux_density", "limit"],
        partial(ecsv, places=(0, 3, 4)), 1,
    ),
    "xray": (
        vtscat.read_vtscat_xray, XRAY, ["mjd", "flux_soft", "flux_hard_err_plus"],
        partial(ecsv, places=(2, 3, 11)), 1,
    ),
    "digitised_area": (
        partial(digitised_curves.read_digitised_area, dec_min=30, dec_max=90), DIGITISED_AREA,
        ["energy", "effective_area"], partial(commas, places=(0, 1), first=0), [1e3, 1e4],
    ),
    "digitised_fluxes": (
        digitised_curves.read_digitised_fluxes, DIGITISED_FLUXES, ["energy", "flux"], curves, 1,
    ),
    "sensitivity": (
        digitised_curves.read_sensitivity_curve, SENSITIVITY, ["sin_dec", "flux"],
        partial(blanks, places=(0, 1), first=0), 1,
    ),
    "discovery": (
        digitised_curves.read_sensitivity_curve, DISCOVERY, ["sin_dec", "flux"],
        partial(commas, places=(0, 1), first=0), 1,
    ),
    "resolution": (
        digitised_curves.read_angular_resolution, RESOLUTION, ["ang_err", "log10_energy"],
        partial(commas, places=(0, 1), first=0), 1,
    ),
    "txs_events": (
        partial(older_tracks.read_txs_tracks, season="IC40"), TXS_EVENTS,
        ["mjd", "ra", "dec", "ang_err", "log10_energy"], partial(blanks, places=range(5)), 1,
    ),
    "events_2011": (
        partial(older_tracks.read_tracks_2011, season="IC86_2011"), EVENTS_2011,
        ["mjd", "log10_energy", "ang_err", "ra", "dec"], partial(blanks, places=range(5)), 1,
    ),
    "txs_area": (
        partial(older_tracks.read_txs_area, season="IC40"), TXS_AREA,
        ["true_log10_energy_min", "true_log10_energy_max", "effective_area"],
        partial(blanks, places=range(3)), [1, 1, 1e4],
    ),
    "shares": (
        older_tracks.read_proxy_shares, PROXY_SHARES, ["true_log10_energy_min", "fraction"],
        shares, 1,
    ),
    "samples": (
        older_tracks.read_track_samples, SAMPLES, ["event_density", "relative_error"], samples, 1,
    ),
    "band": (
        ngc1068_spectra.read_flux_points, BAND, ["energy", "flux", "flux_low", "flux_high"],
        partial(blanks, places=range(4)), 1,
    ),
    "flagged": (
        ngc1068_spectra.read_flux_points, FLAGGED, ["energy", "flux", "is_upper_limit"],
        partial(blanks, places=(0, 1, 6)), 1,
    ),
    "limits": (
        ngc1068_spectra.read_flux_points, LIMITS, ["energy", "flux_limit"],
        partial(blanks, places=(0, 6)), 1,
    ),
    "scan": (
        ngc1068_spectra.read_likelihood_scan, SCAN,
        ["norm", "ts_norm", "spectral_index", "ts_spectral_index"],
        partial(blanks, places=range(4)), [1e-11, 1, 1, 1],
    ),
    "counts": (
        ngc1068_spectra.read_distance_counts, COUNTS,
        ["distance2_min", "distance2", "n_signal", "n_background", "n_events"],
        partial(blanks, places=range(5)), 1,
    ),
    "tevcat": (tevcat.read_tevcat, TEVCAT, ["ra", "dec", "redshift"], naive_tevcat, 1),
    "regions": (
        icecat1.read_icecat1_regions, REGIONS, ["run", "event", "area_50", "area_90"],
        partial(hashed, places=range(4)), 1,
    ),
    "vetoed": (
        icecat1.read_vetoed_events, VETOED, ["run", "event"], partial(hashed, places=(0, 1)), 1,
    ),
    "summary": (
        seyfert_tables.read_search_summary, SUMMARY,
        ["ra", "dec", "n_s", "gamma", "neg_log10_p_local", "neg_log10_p_global"], summary, 1,
    ),
    "candidates": (
        seyfert_tables.read_southern_candidates, CANDIDATES,
        ["dec", "ra", "log10_luminosity", "n_expected"], partial(commas, places=range(1, 5)), 1,
    ),
    "searches": (
        seyfert_tables.read_southern_searches, SEARCHES,
        ["corona_n_s", "corona_n_s_limit", "power_law_gamma", "power_law_limit_e3"],
        partial(commas, places=(2, 4, 6, 9)), [1, 1, 1, 1e-11],
    ),
    "south": (
        seyfert_tables.read_southern_summary, SOUTH,
        ["n_expected", "ts", "n_s", "gamma", "p_local", "p_global"], south, 1,
    ),
    "bzcat_index": (tevcat.read_bzcat_index, BZCAT_INDEX, ["spectral_index"], index, 1),
    "user_alerts": (
        read_user_alerts, USER_ALERTS, ["mjd", "ra", "dec", "ra_err_plus"], user_alerts, 1,
    ),
}  # fmt: skip
