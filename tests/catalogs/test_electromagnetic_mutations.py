"""Electromagnetic files with bytes changed at random: refused, or read as a naive reader does."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from catalogue_samples import mutations
from electromagnetic_samples import (
    BLACK_HOLES,
    FITS_CASES,
    GAMMA_SOURCES,
    LAT,
    LEPHAD,
    LIU_HMXB,
    LIU_LMXB,
    SMARTS,
    VISITS,
    WEBCAT,
    WISE_EXPOSURES,
    WISE_SAMPLE,
    XRAY_SOURCES,
    fixed_width,
    put_fits,
)
from hypothesis import given
from hypothesis import strategies as st
from icetracks_samples import edits, mutate, put
from loading_samples import load
from test_bass import AGN_ROW, FLUX_ROW

from nusources.catalogs.blazars import blazar_models, vou_blazars, wise_photometry
from nusources.catalogs.galactic import xray_binaries
from nusources.catalogs.xray import bass_dr1, bass_dr2, xray_agn
from nusources.errors import InputDataError


def allwise(path):
    return wise_photometry.read_wise_exposures(path, "allwise")


# Reader, invented bytes, separator, line of the header, and the places of some columns.
DELIMITED = {
    "lat": (
        *(vou_blazars.read_vou_lat_points, LAT, ",", 0),
        {"ra": 0, "frequency": 2, "nu_f_nu": 3, "mjd_stop": 6},
    ),
    "smarts": (
        *(vou_blazars.read_smarts_points, SMARTS, ",", 0),
        {"dec": 1, "nu_f_nu": 4, "nu_f_nu_error": 5, "mjd": 6},
    ),
    "wise_sample": (
        *(wise_photometry.read_wise_sample, WISE_SAMPLE, ",", 0),
        {"mjd_peak": 2, "redshift": 7, "dec": 14},
    ),
    "wise_exposures": (allwise, WISE_EXPOSURES, ",", 0, {"ra": 1, "w1_mag": 5, "w2_flux": 11}),
    "gamma": (
        *(xray_agn.read_icecube_gamma_sources, GAMMA_SOURCES, ",", 0),
        {"ra": 1, "n_s": 3, "gamma": 4, "limit_e3": 8},
    ),
    "xray": (
        *(xray_agn.read_icecube_xray_agn, XRAY_SOURCES, ",", 0),
        {"dec": 2, "power_law_gamma": 5, "corona_n_s_limit": 13},
    ),
    "webcat": (
        *(xray_binaries.read_hmxb_webcat, WEBCAT.replace(b'"B0, Ve"', b"B0"), ",", 0),
        {"ra": 1, "pos_err": 3, "distance": 30, "distance_error_high": 32},
    ),
    "liu_hmxb": (
        *(xray_binaries.read_liu_hmxb, LIU_HMXB, "\t", 1),
        {"orbital_period": 5, "flux": 7, "flux_max": 8},
    ),
    "liu_lmxb": (
        *(xray_binaries.read_liu_lmxb, LIU_LMXB, "|", 0),
        {"orbital_period": 6, "flux": 8, "spin_period": 11},
    ),
    "black_holes": (
        *(xray_binaries.read_black_holes, BLACK_HOLES, ",", 0),
        {"mass": 25, "mass_error_high": 26, "mass_error_low": 27},
    ),
    "lephad": (
        *(blazar_models.read_lephad_models, LEPHAD, ",", 0),
        {"dec": 4, "redshift": 6, "gamma_flux": 7, "icecube_rate_high": 16},
    ),
}
FIXED = {
    "bass_dr1": (
        bass_dr1.read_bass_dr1_fluxes,
        fixed_width(bass_dr1.FLUXES, [FLUX_ROW, FLUX_ROW | {"SWIFT": "SWIFTJ0002.5-0102"}]),
        {"flux_2_10_observed": (20, 26), "flux_20_50": (41, 46), "flux_14_195": (54, 60)},
        1e-12,
    ),
    "bass_dr2": (
        bass_dr2.read_bass_dr2_agn,
        fixed_width(bass_dr2.AGN, [AGN_ROW, AGN_ROW | {"ID": "13", "z": ""}]),
        {"ra": (40, 51), "redshift": (76, 87), "log10_black_hole_mass": (107, 112)},
        1.0,
    ),
}


def naive_number(cell: str) -> float:
    return float(cell) if cell.strip() not in ("", "-", "\u2013") else np.nan


@pytest.mark.parametrize("kind", DELIMITED)
@mutations
@given(changes=edits)
def test_mutated_delimited_table(tmp_path, kind, changes):
    reader, data, separator, header, places = DELIMITED[kind]
    mutated = mutate(data, changes)
    try:
        table = load(reader, put(tmp_path, mutated))
    except InputDataError:
        return
    lines = mutated.decode().splitlines()[header + 1 :]
    cells = [line.replace('"', "").split(separator) for line in lines]
    # Where the reader drops repeated rows it tells which ones it kept.
    kept = table["row"] - 1 if "n_duplicates" in table.attrs else range(len(cells))
    assert len(table) == len(kept)
    for name, place in places.items():
        expected = [naive_number(cells[row][place]) for row in kept]
        np.testing.assert_array_equal(table[name], expected)


@pytest.mark.parametrize("kind", FIXED)
@mutations
@given(changes=edits)
def test_mutated_fixed_columns(tmp_path, kind, changes):
    reader, data, places, scale = FIXED[kind]
    mutated = mutate(data, changes)
    try:
        table = load(reader, put(tmp_path, mutated))
    except InputDataError:
        return
    lines = mutated.decode().splitlines()
    for name, (start, stop) in places.items():
        expected = np.array([naive_number(line[start:stop]) for line in lines]) * scale
        np.testing.assert_array_equal(table[name], expected)


@pytest.mark.parametrize("kind", FITS_CASES)
@mutations
@given(changes=edits)
def test_mutated_fits_file(tmp_path, kind, changes):
    reader, formats, rows = FITS_CASES[kind]
    whole = put_fits(tmp_path / "whole.fits", formats, rows).read_bytes()
    # Changes fall on the table and on the last cards of its header: the rest is blank.
    end = whole.rindex(b"END" + b" " * 77)
    start = end + 2880 - end % 2880
    begin = max(0, end - 1600)
    mutated = whole[:begin] + mutate(whole[begin : start + 400], changes) + whole[start + 400 :]
    try:
        table = load(reader, put(tmp_path, mutated))
    except InputDataError:
        return
    kinds = {"D": ">f8", "E": ">f4", "I": ">i2", "J": ">i4", "K": ">i8"}
    record = [
        (name, f"S{form[:-1]}" if form.endswith("A") else kinds[form])
        for name, form in formats.items()
    ]
    stored = np.frombuffer(mutated, np.dtype(record), count=len(rows), offset=start)
    assert len(table) == len(rows)
    for name in ("Flux", "FLUX", "Flux05_2", "FluxCorr_Med_s"):
        if name in formats:
            ours = {"Flux": "nu_f_nu", "FLUX": "flux"}.get(name, "flux_soft")
            scale = 1e-12 if name == "FLUX" else 1.0
            np.testing.assert_array_equal(table[ours], stored[name].astype(float) * scale)
    dec = next(name for name in ("CTPT_DEC", "DEC_CORR", "Dec", "dec") if name in formats)
    np.testing.assert_array_equal(table["dec"], stored[dec].astype(float))


@mutations
@given(changes=edits)
def test_mutated_product_of_timewise(tmp_path, changes):
    mutated = mutate(VISITS, changes)
    try:
        table = load(wise_photometry.read_wise_visits, put(tmp_path, mutated))
    except InputDataError:
        return
    expected = [
        (float(source["ra"]), curve["mean_mjd"][visit], curve[f"{band}_mean_mag"][visit])
        for source in json.loads(mutated).values()
        for curve in (source["timewise_lightcurve"],)
        for band in ("W1", "W2")
        for visit in curve["mean_mjd"]
    ]
    np.testing.assert_array_equal(table[["ra", "mjd", "mag"]], expected)


@mutations
@given(changes=edits, place=st.integers(0, 81_000))
def test_mutated_luminosity_function(tmp_path, changes, place):
    stream = io.BytesIO()
    np.save(stream, np.random.default_rng(1).uniform(-14.0, -3.0, (101, 101)))
    whole = stream.getvalue()
    begin = place if place > 1_000 else 0  # one change in a hundred falls on the header
    mutated = whole[:begin] + mutate(whole[begin : begin + 200], changes) + whole[begin + 200 :]
    try:
        table = load(xray_agn.read_agn_xlf, put(tmp_path, mutated))
    except InputDataError:
        return
    expected = np.frombuffer(mutated, "<f8", offset=len(whole) - 101 * 101 * 8)
    np.testing.assert_array_equal(table["log10_density"], expected)
