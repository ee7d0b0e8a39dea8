"""Spectra, scans and counts of the release on NGC 1068: tables parted by tabs.

References
----------
IceCube Collaboration 2022, Science 378, 538; doi:10.21234/03fq-rh11.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.flux_points import DISTANCE_COUNTS, LIKELIHOOD_SCAN
from nusources.errors import InputDataError
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_lines, to_records

E2_FLUX = "[TeVcm^(-2)s^(-1)]"
ENERGY, FLUX = "Energy [GeV]", f"E^2.flux {E2_FLUX}"
BEST = f"E^2.flux (best-fit) {E2_FLUX}"
ENERGY_ERRORS = ("Energy error (low) [GeV]", "Energy error (up) [GeV]")
FLUX_ERRORS = (f"E^2.flux error (low) {E2_FLUX}", f"E^2.flux error (up) {E2_FLUX}")
LIMIT, LIMIT_FLAG = f"U.L. Flux {E2_FLUX}", "UL_flag"
BANDS = tuple(
    (f"E^2.flux ({share}low) {E2_FLUX}", f"E^2.flux ({share}up) {E2_FLUX}")
    for share in ("", "68%-", "95%-")
)
SPECTRA = (  # headers of the release
    (ENERGY, BEST, *ENERGY_ERRORS, *FLUX_ERRORS, LIMIT),
    (ENERGY, FLUX, *ENERGY_ERRORS, *FLUX_ERRORS, LIMIT_FLAG),
    (ENERGY, FLUX, *ENERGY_ERRORS, LIMIT_FLAG),
    (ENERGY, FLUX, *FLUX_ERRORS),
    (ENERGY, FLUX),
    *((ENERGY, *band) for band in BANDS),
    *((ENERGY, BEST, *band) for band in BANDS[1:]),
)
SCAN = ("flux.10^(-11) [TeV^(-1)cm^(-2)s^(-1)]", "TS_1D_flux", "gamma", "TS_1D_gamma")
COUNTS = {
    "distance2_min": "bins [deg^2]",
    "distance2": "bin_centers [deg^2]",
    "n_signal": "signal_prediction",
    "n_background": "background_prediction",
    "n_events": "counts_exp",
}
SCAN_UNIT = 1e-11  # TeV^-1 cm^-2 s^-1, header of the scan
SCAN_FIELDS = {
    "norm": Field(SCAN[0], SCAN_UNIT),
    "ts_norm": SCAN[1],
    "spectral_index": SCAN[2],
    "ts_spectral_index": SCAN[3],
}
TABS = re.compile(r" *\t[ \t]*")


def read_flux_points(path: str | Path) -> pd.DataFrame:
    """Read a spectrum (ngc1068_spectrum_68.txt, diffuse_nue_nutau_spectrum.txt, ...).

    The ten files have eight kinds of columns: points with errors, bands, or a curve; which one is
    seen from the header. Errors, printed as differences, become the ends of a band. Fluxes of
    gamma-ray files with a flag of 1 are limits; so is the limit where the best fit of the diffuse
    flux is 0. Errors of 0 in electromagnetic_observations.txt mean that none is known: no band
    there. Limits have no band. The lower edge of model_inoue_et_al.txt falls below 0 at the end:
    flagged. Energies may fall or stand twice.
    """
    records = _read_tabs(path, SPECTRA)
    labels = set(records.cells)
    energy = records.numbers(ENERGY)
    below, above = _pair(records, ENERGY_ERRORS)
    flux_label = next((label for label in (FLUX, BEST) if label in labels), None)
    flux = records.numbers(flux_label) if flux_label else np.full(len(records), np.nan)
    minus, plus = _pair(records, FLUX_ERRORS)
    has_errors = (minus > 0) | (plus > 0)
    band = next((pair for pair in BANDS if pair[0] in labels), None)
    low, high = _pair(records, band) if band else (flux - minus, flux + plus)
    if not band:
        low, high = np.where(has_errors, low, np.nan), np.where(has_errors, high, np.nan)
    is_limit = np.zeros(len(records), dtype=bool)
    limit = np.full(len(records), np.nan)
    if LIMIT_FLAG in labels:
        is_limit = records.flags(LIMIT_FLAG, {"0": False, "1": True})
        limit = np.where(is_limit, flux, np.nan)
    elif LIMIT in labels:
        limit = records.numbers(LIMIT)
        is_limit = flux == 0
    return pd.DataFrame(
        {
            "row": np.arange(1, len(records) + 1, dtype=np.int64),
            "energy": energy,
            "energy_min": energy - below,
            "energy_max": energy + above,
            "flux": np.where(is_limit, limit, flux),
            "flux_low": np.where(is_limit, np.nan, low),
            "flux_high": np.where(is_limit, np.nan, high),
            "flux_limit": limit,
            "is_upper_limit": is_limit,
            "is_band_below_zero": low < 0,
        }
    )


def read_likelihood_scan(path: str | Path) -> pd.DataFrame:
    """Read the profile likelihoods (llh_contour_1D.txt): two scans side by side, not a contour.

    Flux in TeV^-1 cm^-2 s^-1, in the file times 1e11.
    """
    return to_table(_read_tabs(path, (SCAN,)), LIKELIHOOD_SCAN, SCAN_FIELDS)


def read_distance_counts(path: str | Path) -> pd.DataFrame:
    """Read events against squared distance (psi_square.txt)."""
    return to_table(_read_tabs(path, (tuple(COUNTS.values()),)), DISTANCE_COUNTS, COUNTS)


def _read_tabs(path: str | Path, headers: tuple[tuple[str, ...], ...]) -> Records:
    """Read a table with one of several headers; tabs may stand twice, and at the end of rows."""
    lines = read_lines(path)
    found = tuple(TABS.split(lines[0].strip()))
    if found not in headers:
        raise InputDataError(
            "unknown header line",
            path=path,
            row=1,
            value=lines[0][:200],
            expected=" or ".join(repr("\t".join(header)) for header in headers[:3]),
        )
    return to_records(path, lines[1:], found, first_row=2)


def _pair(records: Records, labels: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of two columns; NaN if the file lacks them. Errors must not be negative."""
    if labels[0] not in records.cells:
        nothing = np.full(len(records), np.nan)
        return nothing, nothing
    for label in labels:
        if "error" in label:
            records.numbers(label)
            if any(float(cell) < 0 for cell in records.cells[label]):
                records.refuse(label, lambda cell: float(cell) >= 0, "an error of 0 or more")
    return records.numbers(labels[0]), records.numbers(labels[1])
