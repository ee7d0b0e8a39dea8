"""Readers of neutrino lists, invented bytes, and naive readers to compare with."""

from __future__ import annotations

import csv
import json
import math
import re

import numpy as np
from neutrino_samples import (
    ALERT_AREA,
    ARCA_AREA,
    BEST_FITS,
    CIRCULARS,
    CONTOURS,
    DR2_AREA,
    EHE,
    GOLD_BRONZE,
    HESE,
    HISTORICAL,
    ICECAT1,
    SEGMENTS,
    SOURCE_LIST,
    SOURCE_LIST_TS,
    TRACKS,
    as_json,
    hot_spots,
)

from nusources.catalogs.alerts.amon_notices import (
    read_ehe_notices,
    read_gold_bronze_notices,
    read_hese_notices,
)
from nusources.catalogs.alerts.asassn_alerts import read_asassn_alerts
from nusources.catalogs.alerts.icecat1 import read_alert_effective_area, read_icecat1
from nusources.catalogs.alerts.txs0506_alerts import read_txs0506_alerts
from nusources.catalogs.neutrino_results.diffuse_fluxes import (
    read_flux_best_fits,
    read_flux_contour,
    read_flux_segments,
)
from nusources.catalogs.neutrino_results.icecube_searches import (
    read_hot_spots,
    read_ngc1068_tracks,
    read_source_list,
    read_source_list_ts,
)
from nusources.catalogs.tracks.icetracks_dr2 import read_effective_area_dr2
from nusources.catalogs.tracks.km3net_arca import read_arca_effective_area


def cells(data, separator=","):
    """Rows below the header, cut at a separator, blank lines left out."""
    lines = data.decode().split("\n")[1:]
    return [[cell.strip() for cell in line.split(separator)] for line in lines if line.strip()]


def numbers(rows, positions):
    """Numbers at these places of the rows."""
    return [[float(row[position] or "nan") for position in positions] for row in rows]


def notices(data, positions):
    lines = [line.split() for line in data.decode().splitlines() if not line.startswith("#")]
    return numbers(lines, positions)


def historical(data):
    found = []
    for line in data.decode().splitlines():
        if line.strip() and not line.startswith("#"):
            text = re.sub(r"\(-\)", "(nan,nan)", line.split("#")[0])
            values = [float(one) for one in re.findall(r"nan|-?[\d.]+", text)]
            found.append([value if k == 4 else abs(value) for k, value in enumerate(values)])
    return found


def circulars(data):
    rows = list(csv.reader(data.decode().splitlines()[1:]))
    values = []
    for row in rows:
        pairs = [re.findall(r"[\d.]+", row[place]) or ["nan", "nan"] for place in (4, 6)]
        values.append([*numbers([row], (3, 5, 8, 9, 10))[0], *(float(x) for p in pairs for x in p)])
    return values


def icecat1(data):
    rows = list(csv.reader(data.decode().split("\r\n")[1:-1]))
    return numbers(rows, (1, 2, *range(4, 5), *range(6, 20)))


def contour(data):
    lines = data.decode().splitlines()
    return [[float(x.replace(",", ".")) for x in line.split(";")] for line in lines if line]


def json_rows(data, keys):
    content = json.loads(data)
    return [list(row) for row in zip(*(content[key].values() for key in keys), strict=True)]


SEGMENT_KEYS = [key for key in SEGMENTS if key.startswith(("Emin", "Emax", "Flux"))]
ERRORS = ["ra_err_plus", "ra_err_minus", "dec_err_plus", "dec_err_minus"]
ICECAT1_COLUMNS = [
    "run",
    "event",
    "mjd",
    "ra",
    "dec",
    *ERRORS,
    "energy",
    "false_alarm_rate",
    "signalness",
    *(f"{kind}_score" for kind in ("cascade", "skimming", "starting", "stopping", "throughgoing")),
]
BINS = [f"{name}_{end}" for name in ("true_log10_energy", "cos_zenith") for end in ("min", "max")]


def naive_alert_area(data):
    lines = [line for line in data.decode().splitlines() if not line.startswith("#")]
    rows = np.array([[float(x) for x in line.split()] for line in lines])
    areas = rows[:, :0:-1].T.ravel() * 1e4  # south first
    return np.column_stack([np.tile(rows[:, 0], 5), areas])


def naive_best_fits(data):
    rows = []
    for name, entry in json.loads(data).items():
        norms = [entry["best_fit_parameters"][-1], math.nan]
        if entry.get("diffusify", False):
            norms.reverse()
        index, energies = entry["best_fit_parameters"][0], entry["energy_range_gev"]
        rows.append([name, index, *energies, *norms])
    return rows


def naive_hot_spots(data):
    values = np.frombuffer(data[-48:], dtype="<f8").reshape(-1, 3)
    return np.column_stack([np.degrees(values[:, 0]), np.degrees(values[:, 1]), values[:, 2]])


SPOTS = hot_spots([0.5, -1.0], [1.0, 6.0], [2.5, 4.0])
CASES = {  # reader, invented bytes, columns, naive reader, factors of units
    "icecat1": (read_icecat1, ICECAT1, ICECAT1_COLUMNS, icecat1, 1),
    "ehe": (
        read_ehe_notices,
        EHE,
        ["event", "run", "ra", "dec", "signalness"],
        lambda data: notices(data, (0, 1, 5, 6, 8)),
        1,
    ),
    "hese": (
        read_hese_notices,
        HESE,
        ["event", "run", "ra", "dec", "charge"],
        lambda data: notices(data, (0, 1, 5, 6, 10)),
        1,
    ),
    "gold_bronze": (
        read_gold_bronze_notices,
        GOLD_BRONZE,
        ["run", "event", "revision", "ra", "dec", "energy", "signalness", "false_alarm_rate"],
        lambda data: notices(data, (0, 1, 2, 6, 7, 10, 11, 12)),
        1,
    ),
    "historical": (
        read_txs0506_alerts,
        HISTORICAL,
        ["mjd", "ra", *ERRORS[:2], "dec", *ERRORS[2:]],
        historical,
        1,
    ),
    "circulars": (
        read_asassn_alerts,
        CIRCULARS,
        ["ra", "dec", "signalness", "initial_ra", "initial_dec", *ERRORS],
        circulars,
        1,
    ),
    "source_list": (
        read_source_list,
        SOURCE_LIST,
        ["ra", "dec", "n_signal", "spectral_index", "minus_log10_p"],
        lambda data: numbers(cells(data), range(2, 7)),
        1,
    ),
    "source_list_ts": (
        read_source_list_ts,
        SOURCE_LIST_TS,
        ["ra", "dec", "test_statistic", "n_signal", "spectral_index", "minus_log10_p"],
        lambda data: numbers(cells(data), range(2, 8)),
        1,
    ),
    "tracks": (
        read_ngc1068_tracks,
        TRACKS,
        ["log10_energy", "ra", "dec", "ang_err"],
        lambda data: numbers(cells(data), range(4)),
        [1, 180 / math.pi, 180 / math.pi, 180 / math.pi],
    ),
    "arca": (
        read_arca_effective_area,
        ARCA_AREA,
        [*BINS, "effective_area"],
        lambda data: numbers(cells(data), (0, 2, 3, 5, 6)),
        [1, 1, 1, 1, 1e4],
    ),
    "dr2": (
        read_effective_area_dr2,
        DR2_AREA,
        ["log10_energy_min", "log10_energy_max", "dec_min", "dec_max", "effective_area"],
        lambda data: [[float(x) for x in row[0].strip('"').split()] for row in cells(data, "\n")],
        1,
    ),
    "contour": (
        read_flux_contour,
        CONTOURS["semicolons.csv"],
        ["spectral_index", "norm"],
        contour,
        1,
    ),
    "segments": (
        read_flux_segments,
        as_json(SEGMENTS),
        ["energy_min", "energy_max", "flux"],
        lambda data: json_rows(data, SEGMENT_KEYS),
        1,
    ),
    "alert_area": (
        read_alert_effective_area,
        ALERT_AREA,
        ["energy", "effective_area"],
        naive_alert_area,
        1,
    ),
    "best_fits": (
        read_flux_best_fits,
        as_json(BEST_FITS),
        ["measurement", "spectral_index", "energy_min", "energy_max", "norm", "norm_source"],
        naive_best_fits,
        1,
    ),
    "hot_spots": (read_hot_spots, SPOTS, ["dec", "ra", "minus_log10_p"], naive_hot_spots, 1),
}
