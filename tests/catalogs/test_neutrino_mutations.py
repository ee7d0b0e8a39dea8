"""Neutrino lists with bytes changed at random: refused, or read as they are printed."""

from __future__ import annotations

import csv
import json
import math
import re

import numpy as np
from catalogue_samples import mutations
from hypothesis import given
from hypothesis import strategies as st
from icetracks_samples import edits, mutate, put
from loading_samples import load
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
    archive,
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
from nusources.catalogs.tracks.gen2_toise import read_muon_efficiency
from nusources.catalogs.tracks.icetracks_dr2 import read_effective_area_dr2
from nusources.catalogs.tracks.km3net_arca import read_arca_effective_area
from nusources.errors import InputDataError


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
            found.append([abs(float(one)) for one in re.findall(r"nan|[\d.]+", text)])
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
FAMILIES = {  # reader, sample, columns that the naive parser gives, naive parser
    "icecat1": (read_icecat1, ICECAT1, ICECAT1_COLUMNS, icecat1),
    "ehe": (
        read_ehe_notices,
        EHE,
        ["event", "run", "ra", "dec", "signalness"],
        lambda data: notices(data, (0, 1, 5, 6, 8)),
    ),
    "hese": (
        read_hese_notices,
        HESE,
        ["event", "run", "ra", "dec", "charge"],
        lambda data: notices(data, (0, 1, 5, 6, 10)),
    ),
    "gold_bronze": (
        read_gold_bronze_notices,
        GOLD_BRONZE,
        ["run", "event", "revision", "ra", "dec", "energy", "signalness", "false_alarm_rate"],
        lambda data: notices(data, (0, 1, 2, 6, 7, 10, 11, 12)),
    ),
    "historical": (
        read_txs0506_alerts,
        HISTORICAL,
        ["mjd", "ra", *ERRORS[:2], "dec", *ERRORS[2:]],
        historical,
    ),
    "circulars": (
        read_asassn_alerts,
        CIRCULARS,
        ["ra", "dec", "signalness", "initial_ra", "initial_dec", *ERRORS],
        circulars,
    ),
    "source_list": (
        read_source_list,
        SOURCE_LIST,
        ["ra", "dec", "n_signal", "spectral_index", "minus_log10_p"],
        lambda data: numbers(cells(data), range(2, 7)),
    ),
    "source_list_ts": (
        read_source_list_ts,
        SOURCE_LIST_TS,
        ["ra", "dec", "test_statistic", "n_signal", "spectral_index", "minus_log10_p"],
        lambda data: numbers(cells(data), range(2, 8)),
    ),
    "tracks": (
        read_ngc1068_tracks,
        TRACKS,
        ["log10_energy", "ra", "dec", "ang_err"],
        lambda data: numbers(cells(data), range(4)),
    ),
    "arca": (
        read_arca_effective_area,
        ARCA_AREA,
        [*BINS, "effective_area"],
        lambda data: numbers(cells(data), (0, 2, 3, 5, 6)),
    ),
    "dr2": (
        read_effective_area_dr2,
        DR2_AREA,
        ["log10_energy_min", "log10_energy_max", "dec_min", "dec_max", "effective_area"],
        lambda data: [[float(x) for x in row[0].strip('"').split()] for row in cells(data, "\n")],
    ),
    "contour": (
        read_flux_contour,
        CONTOURS["semicolons.csv"],
        ["spectral_index", "norm"],
        contour,
    ),
    "segments": (
        read_flux_segments,
        as_json(SEGMENTS),
        ["energy_min", "energy_max", "flux"],
        lambda data: json_rows(data, SEGMENT_KEYS),
    ),
}
FACTORS = {  # conversions of units that the naive parsers leave out
    "tracks": [1, 180 / math.pi, 180 / math.pi, 180 / math.pi],
    "arca": [1, 1, 1, 1, 1e4],
}


@mutations
@given(kind=st.sampled_from(sorted(FAMILIES)), changes=edits)
def test_mutated_lists_are_refused_or_read_as_printed(tmp_path, kind, changes):
    reader, sample, columns, naive = FAMILIES[kind]
    mutated = mutate(sample, changes)
    try:
        table = load(reader, put(tmp_path, mutated))
    except InputDataError:
        return
    found, expected = table[columns].to_numpy(np.float64), np.array(naive(mutated))
    if kind == "historical":
        found = np.abs(found)  # the naive parser drops signs
    np.testing.assert_allclose(found, expected * FACTORS.get(kind, 1), rtol=1e-12)


@mutations
@given(changes=edits)
def test_mutated_alert_areas_are_refused_or_read_as_printed(tmp_path, changes):
    mutated = mutate(ALERT_AREA, changes)
    try:
        table = load(read_alert_effective_area, put(tmp_path, mutated))
    except InputDataError:
        return
    lines = [line for line in mutated.decode().splitlines() if not line.startswith("#")]
    rows = np.array([[float(x) for x in line.split()] for line in lines])
    areas = table["effective_area"].to_numpy().reshape(5, -1)[::-1].T
    np.testing.assert_allclose(areas, rows[:, 1:] * 1e4, rtol=1e-12)
    np.testing.assert_array_equal(table["energy"], np.tile(rows[:, 0], 5))


@mutations
@given(changes=edits)
def test_mutated_best_fits_are_refused_or_read_as_printed(tmp_path, changes):
    mutated = mutate(as_json(BEST_FITS), changes)
    try:
        table = load(read_flux_best_fits, put(tmp_path, mutated))
    except InputDataError:
        return
    content = json.loads(mutated)
    assert table["measurement"].tolist() == list(content)
    for row, entry in zip(table.to_dict("records"), content.values(), strict=True):
        norms = [row["norm"], row["norm_source"]]
        assert [one for one in norms if not math.isnan(one)] == entry["best_fit_parameters"][-1:]
        assert row["spectral_index"] == entry["best_fit_parameters"][0]
        assert [row["energy_min"], row["energy_max"]] == entry["energy_range_gev"]


SPOTS = hot_spots([0.5, -1.0], [1.0, 6.0], [2.5, 4.0])
EFFICIENCY = archive(log_energy=np.array([2.5, 3.0]), efficiency=np.array([0.25, 1.0]))


@mutations
@given(changes=edits)
def test_mutated_hot_spots_are_refused_or_read_as_stored(tmp_path, changes):
    mutated = mutate(SPOTS, changes)
    try:
        table = load(read_hot_spots, put(tmp_path, mutated))
    except InputDataError:
        return
    values = np.frombuffer(mutated[-24 * len(table) :], dtype="<f8").reshape(-1, 3)
    np.testing.assert_allclose(table["dec"], np.degrees(values[:, 0]))
    np.testing.assert_allclose(table["ra"], np.degrees(values[:, 1]))
    np.testing.assert_array_equal(table["minus_log10_p"], values[:, 2])


@mutations
@given(changes=edits)
def test_mutated_archives_are_refused_or_unchanged(tmp_path, changes):
    try:
        table = load(read_muon_efficiency, put(tmp_path, mutate(EFFICIENCY, changes)))
    except InputDataError:
        return
    assert table["efficiency"].tolist() == [0.25, 1.0]
    assert table["log10_energy"].tolist() == [2.5, 3.0]
