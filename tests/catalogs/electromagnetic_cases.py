"""Readers of electromagnetic releases, invented bytes, and naive readers to compare with."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import partial

import numpy as np
from catalogue_samples import fits_bytes
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
    fits_table,
    fixed_width,
)
from test_bass import AGN_ROW, FLUX_ROW
from test_bzcat import FULL, SLIM
from test_fermi_history import parts_of
from test_hsp import table_of
from test_rfc import COMPLETE
from test_rfc import FULL as RFC

from nusources.catalogs.blazars import blazar_models, bzcat, hsp, rfc, vou_blazars, wise_photometry
from nusources.catalogs.galactic import xray_binaries
from nusources.catalogs.gamma import fermi_history
from nusources.catalogs.xray import bass_dr1, bass_dr2, xray_agn

KINDS = {"D": ">f8", "E": ">f4", "I": ">i2", "J": ">i4", "K": ">i8"}
BLOCK = 2880  # bytes of a block of a FITS file


def number(cell: str) -> float:
    return float(cell) if cell.strip() not in ("", "-", "\u2013") else np.nan


def cells(data: bytes, separator: str, places, header: int = 0) -> list[list[float]]:
    """Numbers at some places of the lines below the header."""
    lines = data.decode().splitlines()[header + 1 :]
    rows = [line.replace('"', "").split(separator) for line in lines]
    return [[number(row[place]) for place in places] for row in rows]


def delimited(reader: Callable, data: bytes, places: dict[str, int], separator=",", header=0):
    naive = partial(cells, separator=separator, places=places.values(), header=header)
    return reader, data, list(places), naive, 1


def fixed(reader: Callable, data: bytes, places: dict[str, tuple[int, int]], factor: float):
    def naive(mutated):
        lines = mutated.decode().splitlines()
        return [[number(line[start:stop]) for start, stop in places.values()] for line in lines]

    return reader, data, list(places), naive, factor


def stored_fits(kind: str):
    """A table of a FITS file; changes fall on it and on the last cards of its header."""
    reader, formats, rows = FITS_CASES[kind]
    data = fits_bytes(fits_table(formats, rows))
    end = data.rindex(b"END" + b" " * 77)
    start = end + BLOCK - end % BLOCK
    record = [
        (name, f"S{form[:-1]}" if form.endswith("A") else KINDS[form])
        for name, form in formats.items()
    ]
    flux = next(x for x in ("FLUX", "Flux05_2", "FluxCorr_Med_s", "Flux") if x in formats)
    dec = next(x for x in ("CTPT_DEC", "DEC_CORR", "Dec", "dec") if x in formats)
    ours = {"Flux": "nu_f_nu", "FLUX": "flux"}.get(flux, "flux_soft")

    def naive(mutated):
        stored = np.frombuffer(mutated, np.dtype(record), count=len(rows), offset=start)
        return np.column_stack([stored[dec].astype(float), stored[flux].astype(float)])

    factors = [1, 1e-12 if kind == "bat" else 1]
    return reader, data, ["dec", ours], naive, factors, (max(0, end - 1600), start + 400)


def naive_hsp(mutated: bytes):
    forms = [(column.name, str(column.format)) for column in HSP_TABLE.columns]
    kinds = [(n, f"S{f[:-1]}" if f.endswith("A") else KINDS[f]) for n, f in forms]
    stored = np.frombuffer(mutated, np.dtype(kinds), count=3, offset=len(HSP) - BLOCK)
    texts = [text.split(b"\0")[0].decode().strip() for text in stored["z"].tolist()]
    redshift = [float(text.replace("--", "nan")) or np.nan for text in texts]
    return np.column_stack([stored["ra"], stored["nu"], stored["nuflag"], redshift])


def naive_history(mutated: bytes):
    layout = [("name", "S18"), ("flux", ">f4", 2), ("errors", ">f4", 4), ("ts", ">f4", 2)]
    first = HISTORY.index(b"XTENSION= 'BINTABLE'", BLOCK + 1)  # of the second table
    stored = np.frombuffer(mutated, np.dtype(layout), count=2, offset=first - BLOCK)
    met = np.frombuffer(mutated, ">f8", count=3, offset=len(mutated) - BLOCK)
    high = stored["errors"].reshape(-1, 2)[:, 1].astype(float)
    kept = np.isfinite(high)
    mjd = np.tile(51910 + 7.428703703703703e-4 + met[:2] / 86400, 2)
    ts = np.where(kept, stored["ts"].ravel(), np.nan)
    return np.column_stack([stored["flux"].ravel(), np.where(kept, high, np.nan), ts, mjd])


def naive_slim(mutated: bytes):
    rows = [line.split(",") for line in mutated.decode().strip("\n").split("\n")[1:]]
    return [[row[1], *(number(row[place].strip('"')) for place in (3, 4, 5))] for row in rows]


def naive_full(mutated: bytes):
    rows = [line.split(" , ") for line in mutated.decode().strip("\n").split("\n")[1:]]
    dec = [row[4].strip(' "').split() for row in rows]
    degrees = [abs(float(d)) + float(m) / 60 + float(s) / 3600 for d, m, s in dec]
    signs = [-1 if d.startswith("-") else 1 for d, _, _ in dec]
    redshift = [float(row[7]) or np.nan for row in rows]
    return np.column_stack([np.multiply(degrees, signs), redshift])


def naive_rfc(mutated: bytes):
    lines = [line for line in mutated.decode().split("\n") if line and line[0] != "#"]
    hours = [
        float(line[24:26]) + (float(line[30:39]) + 60 * float(line[27:29])) / 3600 for line in lines
    ]
    names = [line[12:22].strip() for line in lines]
    return list(zip(names, np.multiply(15, hours), strict=True))


def naive_complete(mutated: bytes):
    rows = [line.split(",") for line in mutated.decode().strip("\n").split("\n")[1:]]
    values = [[float(row[place].strip('"')) for place in (2, 3, 1)] for row in rows]
    return [[np.degrees(ra), np.degrees(dec), flux] for ra, dec, flux in values]


def naive_visits(mutated: bytes):
    return [
        (float(source["ra"]), curve["mean_mjd"][visit], curve[f"{band}_mean_mag"][visit])
        for source in json.loads(mutated).values()
        for curve in (source["timewise_lightcurve"],)
        for band in ("W1", "W2")
        for visit in curve["mean_mjd"]
    ]


def luminosity_function() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.random.default_rng(1).uniform(-14.0, -3.0, (101, 101)))
    return stream.getvalue()


def naive_function(mutated: bytes):
    values = np.frombuffer(mutated, "<f8", offset=len(XLF) - 101 * 101 * 8)
    return values[:, np.newaxis]


HSP_TABLE, XLF = table_of(), luminosity_function()
HSP, HISTORY = fits_bytes(HSP_TABLE), fits_bytes(*parts_of())
FLUXES = fixed_width(bass_dr1.FLUXES, [FLUX_ROW, FLUX_ROW | {"SWIFT": "SWIFTJ0002.5-0102"}])
AGN = fixed_width(bass_dr2.AGN, [AGN_ROW, AGN_ROW | {"ID": "13", "z": ""}])
CASES = {  # reader, invented bytes, columns, naive reader, factors of units, where changes fall
    "lat": delimited(
        vou_blazars.read_vou_lat_points, LAT, {"ra": 0, "frequency": 2, "nu_f_nu": 3, "mjd_stop": 6}
    ),
    "smarts": delimited(
        vou_blazars.read_smarts_points,
        SMARTS,
        {"dec": 1, "nu_f_nu": 4, "nu_f_nu_error": 5, "mjd": 6},
    ),
    "wise_sample": delimited(
        wise_photometry.read_wise_sample, WISE_SAMPLE, {"mjd_peak": 2, "redshift": 7, "dec": 14}
    ),
    "wise_exposures": delimited(
        partial(wise_photometry.read_wise_exposures, survey="allwise"),
        WISE_EXPOSURES,
        {"ra": 1, "w1_mag": 5, "w2_flux": 11},
    ),
    "gamma": delimited(
        xray_agn.read_icecube_gamma_sources,
        GAMMA_SOURCES,
        {"ra": 1, "n_s": 3, "gamma": 4, "limit_e3": 8},
    ),
    "xray": delimited(
        xray_agn.read_icecube_xray_agn,
        XRAY_SOURCES,
        {"dec": 2, "power_law_gamma": 5, "corona_n_s_limit": 13},
    ),
    "webcat": delimited(
        xray_binaries.read_hmxb_webcat,
        WEBCAT.replace(b'"B0, Ve"', b"B0"),
        {"ra": 1, "pos_err": 3, "distance": 30, "distance_error_high": 32},
    ),
    "liu_hmxb": delimited(
        xray_binaries.read_liu_hmxb,
        LIU_HMXB,
        {"orbital_period": 5, "flux": 7, "flux_max": 8},
        separator="\t",
        header=1,
    ),
    "liu_lmxb": delimited(
        xray_binaries.read_liu_lmxb,
        LIU_LMXB,
        {"orbital_period": 6, "flux": 8, "spin_period": 11},
        separator="|",
    ),
    "black_holes": delimited(
        xray_binaries.read_black_holes,
        BLACK_HOLES,
        {"mass": 25, "mass_error_high": 26, "mass_error_low": 27},
    ),
    "lephad": delimited(
        blazar_models.read_lephad_models,
        LEPHAD,
        {"dec": 4, "redshift": 6, "gamma_flux": 7, "icecube_rate_high": 16},
    ),
    "bass_dr1": fixed(
        bass_dr1.read_bass_dr1_fluxes,
        FLUXES,
        {"flux_2_10_observed": (20, 26), "flux_20_50": (41, 46), "flux_14_195": (54, 60)},
        1e-12,
    ),
    "bass_dr2": fixed(
        bass_dr2.read_bass_dr2_agn,
        AGN,
        {"ra": (40, 51), "redshift": (76, 87), "log10_black_hole_mass": (107, 112)},
        1.0,
    ),
    **{kind: stored_fits(kind) for kind in FITS_CASES},
    "hsp": (
        hsp.read_hsp,
        HSP,
        ["ra", "log10_nu_peak", "peak_flag", "redshift"],
        naive_hsp,
        1,
        (BLOCK, len(HSP)),
    ),
    "history": (
        fermi_history.read_flux_history,
        HISTORY,
        ["flux", "flux_error_high", "sqrt_ts", "mjd_start"],
        naive_history,
        1,
        (BLOCK, len(HISTORY)),
    ),
    "bzcat_slim": (
        bzcat.read_bzcat_slim,
        SLIM,
        ["source_name", "ra", "dec", "redshift"],
        naive_slim,
        1,
    ),
    "bzcat": (bzcat.read_bzcat, FULL, ["dec", "redshift"], naive_full, 1),
    "rfc": (rfc.read_rfc, RFC, ["source_name", "ra"], naive_rfc, 1),
    "rfc_complete": (
        rfc.read_rfc_complete,
        COMPLETE,
        ["ra", "dec", "flux_density_x"],
        naive_complete,
        1,
    ),
    "wise_visits": (
        wise_photometry.read_wise_visits,
        VISITS,
        ["ra", "mjd", "mag"],
        naive_visits,
        1,
    ),
    # The header and a few of the numbers.
    "luminosity_function": (
        xray_agn.read_agn_xlf,
        XLF,
        ["log10_density"],
        naive_function,
        1,
        (0, 400),
    ),
}
