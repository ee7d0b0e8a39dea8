"""Official files with bytes changed at random: refused, or read as a naive reader reads them.

Of each file 40 changes are tried, or as many as the environment variable NUSOURCES_EXAMPLES tells.
"""

from __future__ import annotations

import gzip
import json

import electromagnetic_cases
import light_curve_cases
import neutrino_cases
import numpy as np
import pandas as pd
import pytest
import release_cases
from hypothesis import example, given
from icetracks_samples import EVENTS, READERS, edits, mutate, mutations, naive_rows, put
from loading_samples import load
from neutrino_samples import archive
from release_samples import NEUTRINOS, PHOTONS, put_tar
from test_fermi_light_curves import CURVE, NAME, put_archive, put_curve

from nusources.catalogs.blazars.blazar_models import read_lephad_neutrinos, read_lephad_photons
from nusources.catalogs.gamma.fermi_light_curves import read_light_curves, read_likelihood_curves
from nusources.catalogs.tracks.gen2_toise import read_muon_efficiency
from nusources.catalogs.tracks.icetracks import read_events, read_ic79_archive
from nusources.errors import InputDataError

CASES = (
    release_cases.CASES
    | electromagnetic_cases.CASES
    | neutrino_cases.CASES
    | light_curve_cases.CASES
)
EFFICIENCY = archive(log_energy=np.array([2.5, 3.0]), efficiency=np.array([0.25, 1.0]))


def check_columns(table: pd.DataFrame, columns: list[str], rows, factors) -> None:
    """Compare columns with the rows of a naive reader."""
    factors = np.broadcast_to(np.array(factors, dtype=np.float64), len(columns))
    for name, values, factor in zip(columns, zip(*rows, strict=True), factors, strict=True):
        if pd.api.types.is_string_dtype(table[name]):
            assert table[name].tolist() == list(values)
        else:
            expected = np.array(values, dtype=np.float64) * factor
            np.testing.assert_allclose(table[name].to_numpy(np.float64), expected, rtol=1e-12)


@pytest.mark.parametrize("kind", CASES)
@mutations
@given(changes=edits)
def test_mutated_file_is_refused_or_read_as_printed(tmp_path, kind, changes):
    reader, data, columns, naive, factors, *place = CASES[kind]
    begin, end = place[0] if place else (0, len(data))
    mutated = data[:begin] + mutate(data[begin:end], changes) + data[end:]
    try:
        table = load(reader, put(tmp_path, mutated))
    except InputDataError:
        return
    rows = list(naive(mutated))
    if "n_duplicates" in table.attrs:  # such a reader tells which of equal rows it kept
        rows = [rows[row - 1] for row in table["row"]]
    check_columns(table, columns, rows, factors)


@pytest.mark.parametrize("kind", ["events", "uptime", "area"])
@mutations
@given(changes=edits)
@example(changes=[("replace", 130, ord("9"))])
@example(changes=[("delete", 150, 0), ("insert", 120, ord(" "))])
def test_mutated_tracks_are_refused_or_read_as_printed(tmp_path, kind, changes):
    reader, data = READERS[kind]
    mutated = mutate(data, changes)
    try:
        table = reader(put(tmp_path, mutated))
    except InputDataError:
        return
    expected = np.array(naive_rows(mutated))
    if kind == "events":
        expected[:, 3] %= 360.0
    np.testing.assert_array_equal(table.to_numpy(), expected)


@pytest.mark.parametrize("kind", ["photons", "neutrinos"])
@mutations
@given(changes=edits)
def test_mutated_members_are_refused_or_read_as_printed(tmp_path, kind, changes):
    text, ending, reader = {
        "photons": (PHOTONS, "mw_data", read_lephad_photons),
        "neutrinos": (NEUTRINOS, "neutrinos", read_lephad_neutrinos),
    }[kind]
    mutated = mutate(text, changes)
    try:
        table = load(reader, put_tar(tmp_path / "a.tar", {f"A/A_{ending}.csv": mutated}, "w"))
    except InputDataError:
        return
    rows = release_cases.commas(mutated, (0, 1))
    np.testing.assert_array_equal(table[["energy", "flux"]], rows)


@mutations
@given(changes=edits)
def test_mutated_light_curve_is_refused_or_read_as_printed(tmp_path, changes):
    folder = put_curve(tmp_path / "curves")
    mutated = mutate(json.dumps(CURVE).encode(), changes)
    (folder / NAME).write_bytes(mutated)
    try:
        points = load(read_light_curves, folder)[1]
    except InputDataError:
        return
    stored = json.loads(mutated)
    values = {time: value for key in ("flux", "flux_upper_limits") for time, value in stored[key]}
    found = points["flux"].fillna(points["flux_limit"]).fillna(-1.0)
    np.testing.assert_array_equal(found, [values[time] for time, _ in stored["ts"]])
    np.testing.assert_array_equal(points["ts"], [ts for _, ts in stored["ts"]])


@mutations
@given(changes=edits)
def test_mutated_likelihood_curve_is_refused_or_read_as_printed(tmp_path, changes):
    folder = put_curve(tmp_path / "curves")
    mutated = mutate(json.dumps(light_curve_cases.LIKELIHOOD).encode(), changes)
    (folder / NAME).write_bytes(mutated)
    try:
        points = load(read_likelihood_curves, folder)
    except InputDataError:
        return
    stored = json.loads(mutated)
    fluxes = dict(map(tuple, stored["flux"]))
    found = points["energy_flux"]
    np.testing.assert_array_equal(found, [fluxes.get(time, np.nan) for time, _ in stored["ts"]])
    np.testing.assert_array_equal(points["ts"], [ts for _, ts in stored["ts"]])


PACKED = {  # readers of compressed files, whose checksums notice any change
    "lephad": (
        read_lephad_photons,
        lambda path: put_tar(path, {"A/A_mw_data.csv": PHOTONS}).read_bytes(),
    ),
    "light_curves": (
        lambda path: read_light_curves(path)[1],
        lambda path: put_archive(path, {NAME: CURVE}).read_bytes(),
    ),
    "efficiency": (read_muon_efficiency, lambda path: EFFICIENCY),
    "events": (read_events, lambda path: gzip.compress(EVENTS, mtime=0)),
    "ic79": (read_ic79_archive, lambda path: archive(arr_0=np.array(naive_rows(EVENTS)))),
}


@pytest.mark.parametrize("kind", PACKED)
@mutations
@given(changes=edits)
def test_mutated_archive_is_refused_or_unchanged(tmp_path, kind, changes):
    reader, make = PACKED[kind]
    data = make(tmp_path / "whole.tar.xz")
    whole = reader(put(tmp_path, data))
    try:
        table = reader(put(tmp_path, mutate(data, changes)))
    except InputDataError:
        return
    pd.testing.assert_frame_equal(table, whole)
