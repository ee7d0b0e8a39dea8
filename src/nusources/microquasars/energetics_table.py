"""The chain from the jet of LS 5039 to the diffuse flux, number by number.

The ids are those of data/published/anchordoqui2014.csv where the paper prints the number; others
serve the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.microquasars import energetics

N_PEV_EVENTS = 3
"""Events near 1 PeV (section I)."""
ZETA = {"low": (1.8e-9, 0.05e-9), "high": (1.6e-8, 0.05e-8)}
"""E^2 phi of LS 5039 and half a unit of its last digit, eq. (7) [GeV cm^-2 s^-1]."""
ROUNDED_DISTANCE = 3.0
"""Distance of LS 5039 as eq. (8) takes it [kpc]."""
MASS, ECCENTRICITY, PERIASTRON = 3.7, 0.35, 1.4e12
"""LS 5039, section II [solar masses, 1, cm]."""
JET_ARCSEC, JET_DISTANCE = 0.3, 2900.0
"""Angle of the jet and distance [arcsec, pc]: the product is in au (section II)."""
CM_PER_AU = 1.495978707e13  # IAU 2012, resolution B2
SURVEY_FLUX = 1e-11
"""Sensitivity of the INTEGRAL survey [erg cm^-2 s^-1] (section III)."""
CM_PER_KPC = energetics.CM_PER_KPC

JET_NOTE = (
    "the printed number follows from a jet as wide as long (R = z, 1.7e37); with the half-opening "
    "angle of 6 deg that the paper gives, its eqs. (3) and (4) yield ten times less"
)
FACTOR_NOTE = "a slip of 1e10 in the printed exponent: Table IV follows from 1.27e-9 and 1.5e-8"
FIDUCIAL_NOTE = (
    "eq. (15) and Table IV follow from 7.04e33 erg/s, not from the 1e33 erg/s of section III"
)
TARGET_NOTE = (
    "printed as Phi in GeV^-1; it is E^2 Phi at 100 TeV, so Phi is 1.5e-18 GeV^-1 cm^-2 s^-1 sr^-1"
)


def energetics_table(
    parameters: Mapping[str, float], integrals: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """All numbers of the chain.

    Parameters
    ----------
    parameters : mapping
        observer, radius [kpc], luminosity [erg/s], target [GeV cm^-2 s^-1 sr^-1].
    integrals : DataFrame
        Contract ``disk_integrals``.
    sources : DataFrame
        Contract ``galactic_sources``; the paper's own are used.

    Returns
    -------
    DataFrame
        Contract ``energetics``.
    """
    rows = [
        *_run_rows(parameters),
        *_spectrum_rows(),
        *_jet_rows(),
        *_luminosity_rows(parameters["luminosity"]),
        *_survey_rows(),
        *_source_rows(sources[sources["catalogue"] == "anchordoqui2014"]),
        *_total_rows(integrals),
    ]
    return pd.DataFrame(rows).astype({"value": float, "value_error": float})


def _row(
    name: str,
    where: str,
    quantity: str,
    value: Any,
    unit: str,
    error: float = np.nan,
    note: str = "",
) -> dict[str, Any]:
    return {
        "id": name,
        "quantity": quantity,
        "where": where,
        "value": float(value),
        "value_error": error,
        "value_unit": unit,
        "note": note,
    }


def _run_rows(parameters: Mapping[str, float]) -> list[dict]:
    flux = "GeV cm-2 s-1 sr-1"
    return [
        _row("observer_distance", "IV", "Sun to Galactic centre", parameters["observer"], "kpc"),
        _row("galaxy_radius", "IV", "radius of the Galaxy", parameters["radius"], "kpc"),
        _row("target_flux", "IV", "E^2 Phi of IceCube", parameters["target"], flux),
        _row(
            "target_flux_density",
            "IV",
            "Phi of IceCube at 100 TeV",
            parameters["target"] / 1e5**2,  # 100 TeV in GeV
            "GeV-1 cm-2 s-1 sr-1",
            note=TARGET_NOTE,
        ),
    ]


def _spectrum_rows() -> list[dict]:
    limit = energetics.feldman_cousins_limit()
    index = energetics.steepest_allowed_index(N_PEV_EVENTS, limit)
    resonance = energetics.glashow_energy()
    return [
        _row("glashow_energy", "I", "energy of the Glashow resonance", resonance, "PeV"),
        _row("poisson_limit", "I", "68.27 % limit without events", limit, "events"),
        _row("alpha_min", "I", "least index above 2 PeV", index, ""),
        _row("index_break", "I", "break from an index of 2", index - 2, ""),
        _row("cosmic_ray_break", "I", "difference of the indices 4.3 and 2.6", 4.3 - 2.6, ""),
    ]


def _jet_rows() -> list[dict]:
    unit_radius = float(energetics.schwarzschild_radius(1.0))
    base = 30 * MASS * unit_radius
    ratio = (1 + ECCENTRICITY) / (1 - ECCENTRICITY)
    # Periastron is rounded to 0.05e12 cm: uniform, so divided by the root of 3.
    far_error = ratio * 0.05e12 / np.sqrt(3)
    narrow = energetics.jet_power(1e34, 3e7, np.radians(6))
    wide = energetics.jet_power(1e34, 3e7, 1.0)
    length = JET_ARCSEC * JET_DISTANCE * CM_PER_AU
    largest = energetics.hillas_energy(1e9, 1e5)
    return [
        _row("hillas_energy", "eq. 1", "largest proton energy", largest, "PeV"),
        _row("schwarzschild_radius", "eq. 2", "of one solar mass", unit_radius, "cm"),
        _row("jet_base", "II", "z0, 30 Schwarzschild radii", base, "cm"),
        _row("jet_termination", "II", "z_t = 1e4 z0", 1e4 * base, "cm"),
        _row("jet_length", "II", "300 mas at 2.9 kpc", length, "cm"),
        _row("apastron", "II", "from the periastron", PERIASTRON * ratio, "cm", far_error),
        _row("gamma_share", "II", "gamma rays per jet power", 0.1 * 0.3, ""),
        _row("jet_power", "eq. 5", "jet power for 1e34 erg/s", narrow, "erg/s", note=JET_NOTE),
        _row("jet_power_wide", "", "the same with R = z", wide, "erg/s"),
    ]


def _luminosity_rows(luminosity: float) -> list[dict]:
    rows = [
        _row(
            f"luminosity_{end}",
            "eq. 8",
            f"L_nu of LS 5039, {end} end of zeta",
            energetics.luminosity_per_decade(zeta, ROUNDED_DISTANCE),
            "erg/s",
            float(energetics.luminosity_per_decade(half / np.sqrt(3), ROUNDED_DISTANCE)),
        )
        for end, (zeta, half) in ZETA.items()
    ]
    factor = energetics.diffuse_flux(luminosity, 1.0)
    unit = "GeV cm-2 s-1 sr-1 kpc2"
    return [
        *rows,
        _row("zeta_low", "eq. 7", "E^2 phi of LS 5039", ZETA["low"][0], "GeV cm-2 s-1"),
        _row("zeta_high", "eq. 7", "E^2 phi of LS 5039", ZETA["high"][0], "GeV cm-2 s-1"),
        _row(
            "fiducial_luminosity", "III", "L_nu per source", luminosity, "erg/s", note=FIDUCIAL_NOTE
        ),
        _row("equation15_factor", "eq. 15", "E^2 Phi per integral", factor, unit, note=FACTOR_NOTE),
    ]


def _survey_rows() -> list[dict]:
    area_9, area_20 = (4 * np.pi * (d * CM_PER_KPC) ** 2 for d in (9.0, 20.0))
    near, far = energetics.survey_distance([1e35, 10**35.5], SURVEY_FLUX)
    return [
        _row("survey_luminosity_9", "III", "seen to 9 kpc", area_9 * SURVEY_FLUX, "erg/s"),
        _row("survey_luminosity_20", "III", "seen to 20 kpc", area_20 * SURVEY_FLUX, "erg/s"),
        _row("survey_distance_35", "", "1e35 erg/s seen to", near, "kpc"),
        _row("survey_distance_355", "", "10^35.5 erg/s seen to", far, "kpc"),
    ]


def _source_rows(sources: pd.DataFrame) -> list[dict]:
    """Counts and extremes of Table I."""
    by_class = sources["binary_class"].value_counts()
    power = sources["jet_luminosity_high"]
    own = float(power[sources["source_name"] == "LS 5039"].iloc[0])
    single = sources["jet_luminosity_low"] == power  # ranges are left out, as in the paper
    brightest = np.log10(power.max() / own)
    return [
        _row("n_hmxb", "Fig. 5", "microquasars that are HMXBs", by_class.get("HMXB", 0), ""),
        _row("n_lmxb", "Fig. 5", "microquasars that are LMXBs", by_class.get("LMXB", 0), ""),
        _row("n_fainter", "III", "jets below LS 5039", (single & (power < own)).sum(), ""),
        _row("nearest_distance", "IV", "nearest source", sources["distance"].min(), "kpc"),
        _row("power_range", "IV", "orders from LS 5039 to the brightest jet", brightest, ""),
    ]


def _total_rows(integrals: pd.DataFrame) -> list[dict]:
    """Numbers of sources that the text rounds: h = 3 kpc uniform, h = 1 kpc microquasars."""
    rows = []
    for name, distribution, void in (("h3", "uniform", 3.0), ("h1", "microquasar", 1.0)):
        found = integrals[
            (integrals["distribution"] == distribution) & np.isclose(integrals["void"], void)
        ]
        for row in found.to_dict("records"):
            place = f"{distribution}, h = {void:g} kpc"
            rows.append(_row(f"n_{name}", "IV", f"sources, {place}", row["n_needed"], ""))
            rows.append(_row(f"power_{name}", "IV", f"power, {place}", row["total_power"], "erg/s"))
    return rows
