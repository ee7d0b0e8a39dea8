"""Small releases with bytes changed at random: refused, or read as they are printed."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from catalogue_samples import mutations
from hypothesis import given
from icetracks_samples import edits, mutate, put
from loading_samples import load
from release_cases import CASES, commas
from release_samples import BZCAT_INDEX, NEUTRINOS, PHOTONS, PLENUM, put_tar

from nusources.catalogs.alerts.user_alerts import user_alert_list
from nusources.catalogs.blazars import blazar_models, tevcat
from nusources.catalogs.neutrino_results import event_lists
from nusources.errors import InputDataError
from nusources.user_tables import read_source_table


@pytest.mark.parametrize("kind", CASES)
@mutations
@given(changes=edits)
def test_mutated_tables_are_refused_or_read_as_printed(tmp_path, kind, changes):
    reader, data, columns, naive, factors = CASES[kind]
    mutated = mutate(data, changes)
    try:
        table = load(reader, put(tmp_path, mutated))
    except InputDataError:
        return
    expected = np.array(naive(mutated), dtype=np.float64) * factors
    np.testing.assert_allclose(table[columns].to_numpy(np.float64), expected, rtol=1e-12)


@mutations
@given(changes=edits)
def test_mutated_indices_are_refused_or_read_as_printed(tmp_path, changes):
    mutated = mutate(BZCAT_INDEX, changes)
    try:
        table = load(tevcat.read_bzcat_index, put(tmp_path, mutated))
    except InputDataError:
        return
    cells = [line.split(" , ")[2] for line in mutated.decode().splitlines()[1:]]
    expected = [np.nan if float(cell) == -9.9 else float(cell) for cell in cells]
    np.testing.assert_array_equal(table["spectral_index"], expected)


@mutations
@given(changes=edits)
def test_mutated_records_are_refused_or_read_as_stored(tmp_path, changes):
    mutated = mutate(PLENUM, changes)
    try:
        table = load(event_lists.read_plenum_tracks, put(tmp_path, mutated))
    except InputDataError:
        return
    size = event_lists.PLENUM_DTYPE.itemsize * len(table)
    stored = np.frombuffer(mutated[-size:], dtype=event_lists.PLENUM_DTYPE)
    for name, label in (("mjd", "MJD"), ("ra", "ra"), ("dec", "dec")):
        np.testing.assert_array_equal(table[name], stored[label])
    np.testing.assert_array_equal(table["ra_err_minus"], np.abs(stored["ra_err"][:, 1]))


@pytest.mark.parametrize("kind", ["photons", "neutrinos"])
@mutations
@given(changes=edits)
def test_mutated_members_are_refused_or_read_as_printed(tmp_path, kind, changes):
    text, ending, reader = {
        "photons": (PHOTONS, "mw_data", blazar_models.read_lephad_photons),
        "neutrinos": (NEUTRINOS, "neutrinos", blazar_models.read_lephad_neutrinos),
    }[kind]
    mutated = mutate(text, changes)
    try:
        table = load(reader, put_tar(tmp_path / "a.tar", {f"A/A_{ending}.csv": mutated}, "w"))
    except InputDataError:
        return
    expected = commas(mutated, (0, 1))
    np.testing.assert_array_equal(table[["energy", "flux"]], expected)


@mutations
@given(changes=edits)
def test_mutated_archives_are_refused_or_unchanged(tmp_path, changes):
    path = put_tar(tmp_path / "whole.tar.xz", {"A/A_mw_data.csv": PHOTONS})
    whole = blazar_models.read_lephad_photons(path)
    try:
        table = load(
            blazar_models.read_lephad_photons, put(tmp_path, mutate(path.read_bytes(), changes))
        )
    except InputDataError:
        return
    pd.testing.assert_frame_equal(table, whole)


USER_ALERTS = b"id,t,RA,DE,r90\nb,58020.5,77.25,5.75,0.75\na,57000.25,359.5,-20.5,1.5\n"
USER_COLUMNS = {"alert_name": "id", "mjd": "t", "ra": "RA", "dec": "DE", "error_radius": "r90"}


@mutations
@given(changes=edits)
def test_mutated_user_alerts_are_refused_or_read_as_printed(tmp_path, changes):
    """Columns are chosen by name, lines may be comments, and blanks do not count."""
    mutated = mutate(USER_ALERTS, changes)
    path = put(tmp_path, mutated)
    try:
        found = user_alert_list(read_source_table(path), USER_COLUMNS, str(path))
    except InputDataError:
        return
    text = mutated.decode()
    lines = [line.split("#")[0] for line in io.StringIO(text, newline=None).read().split("\n")]
    rows = [[cell.strip() for cell in line.split(",")] for line in lines if line.strip()]
    places = [rows[0].index(label) for label in ("t", "RA", "DE", "r90")]
    expected = sorted([float(row[place].strip('"')) for place in places] for row in rows[1:])
    columns = ["mjd", "ra", "dec", "ra_err_plus"]
    np.testing.assert_allclose(found[columns], expected, rtol=1e-12)
