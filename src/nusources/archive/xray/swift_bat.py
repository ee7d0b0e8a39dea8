"""Simulated Swift-BAT catalogue of hard X-ray sources, with some real AGN in it.

The number of sources of each class is published. Fluxes follow a power law above a soft detection
threshold; Galactic sources lie along the plane, all others anywhere.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.drawing.draws import displace, equatorial
from nusources.catalogs.xray.swift_bat import AGN_CODES
from nusources.contracts.hard_xray import SWIFT_BAT
from nusources.contracts.simulated_xray_agn import SIMULATED_HARD_XRAY_TRUTH
from nusources.facts.parameter_groups import minute_name, second_name
from nusources.facts.xray_agn_models import BatPopulation, BatSurvey, HardXrayModel
from nusources.sky import angular_separation
from nusources.units import ARCSEC_PER_DEG

SIGMA_90 = 1.645  # two-sided 90 % bound of a normal distribution
CM_PER_MPC = 3.0857e24
# Flat universe of Oh et al. 2018 and Koss et al. 2022: H0 = 70 km/s/Mpc, Omega_m = 0.3.
HUBBLE_DISTANCE = 299792.458 / 70.0  # Mpc
OMEGA_M = 0.3
REDSHIFTS = np.concatenate([[0.0], np.geomspace(1e-4, 10.0, 2000)])
REDSHIFT_RANGE = (0.0011, 4.7)  # smallest and largest redshift of the catalogue
INDEX_RANGE = (0.5, 8.0)  # photon indices of the catalogue
CODES = {"Sy1.5": 40, "Sy1.9": 50, "Sy2": 50}  # classes of the real sources


def simulate_swift_bat(
    model: HardXrayModel,
    classes: pd.DataFrame,
    named: pd.DataFrame,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw the catalogue.

    Parameters
    ----------
    model : HardXrayModel
    classes : DataFrame
        ``class_code, source_class, n_sources, population``; the real sources count.
    named : DataFrame
        Real sources: ``source_name, source_class, ra, dec, redshift, flux_14_195``.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        Contract ``swift_bat``, in the order of the softest photon index first, as the file has it.
    """
    taken = named["source_class"].map(CODES).value_counts()
    parts = [_draw_named(named, model, rng=rng)]
    for row in classes.itertuples():
        n = row.n_sources - int(taken.get(row.class_code, 0))
        part = _draw_class(n, row.population, model, rng=rng)
        texts = _draw_subclass(row.class_code, row.source_class, n, model.bat, rng=rng)
        parts.append(part.assign(class_code=row.class_code, source_class=texts))
    table = pd.concat(parts, ignore_index=True)
    table = _measure(table, model.bat, rng=rng)
    table["bat_name"] = _unique_names(table["bat_ra"], table["bat_dec"])
    table["is_agn"] = np.isin(table["class_code"], AGN_CODES)
    table = table.sort_values("photon_index", ascending=False, ignore_index=True)
    text = dict.fromkeys(("bat_name", "source_name", "source_class"), "string")
    return table.astype(text)[SWIFT_BAT.column_names]


def luminosity_distance(redshift: np.ndarray) -> np.ndarray:
    """Luminosity distance [Mpc] in a flat universe, H0 = 70 km/s/Mpc, Omega_m = 0.3."""
    rate = 1 / np.sqrt(OMEGA_M * (1 + REDSHIFTS) ** 3 + 1 - OMEGA_M)
    steps = np.diff(REDSHIFTS) * (rate[1:] + rate[:-1]) / 2
    comoving = HUBBLE_DISTANCE * np.concatenate([[0.0], np.cumsum(steps)])
    return np.interp(redshift, REDSHIFTS, comoving) * (1 + np.asarray(redshift))


def log10_luminosity(flux: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """log10 of 4 pi d^2 F [erg/s] for a flux [erg cm-2 s-1] and a distance [Mpc]."""
    return np.log10(4 * np.pi * flux) + 2 * np.log10(distance * CM_PER_MPC)


def draw_redshifts(population: BatPopulation, n: int, *, rng: np.random.Generator) -> np.ndarray:
    """Draw redshifts, log-normal and cut to the range of the catalogue."""
    log10_z = rng.normal(population.log10_redshift_mean, population.log10_redshift_spread, n)
    return np.round(np.clip(10**log10_z, *REDSHIFT_RANGE), 4)


def hard_xray_truth(bat: pd.DataFrame, named: pd.DataFrame, spectra: pd.DataFrame) -> pd.DataFrame:
    """Which sources are real, and the drawn column densities.

    Parameters
    ----------
    bat : DataFrame
        Contract ``swift_bat``.
    named : DataFrame
        Real sources.
    spectra : DataFrame
        Contract ``bass_dr1_spectra``.

    Returns
    -------
    DataFrame
        Contract ``simulated_hard_xray_truth``.
    """
    table = bat.assign(is_real=bat["source_name"].isin(named["source_name"]).astype(bool))
    table = table.merge(spectra[["bat_name", "log10_nh"]], on="bat_name", how="left")
    return table.sort_values("bat_name", ignore_index=True)[SIMULATED_HARD_XRAY_TRUTH.column_names]


def _draw_class(
    n: int, population: str, model: HardXrayModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Positions, fluxes, redshifts and photon indices of one class."""
    of, is_galactic = model.populations[population], population == "galactic"
    bat = model.bat
    slope = bat.slope_galactic if is_galactic else bat.slope_extragalactic
    most = bat.flux_max_galactic if is_galactic else bat.flux_max_extragalactic
    least = (bat.flux_min / most) ** slope
    share = least + (1 - least) * rng.random(n)
    threshold = np.exp(bat.threshold_spread * rng.standard_normal(n))
    ra, dec = 360 * rng.random(n), np.degrees(np.arcsin(2 * rng.random(n) - 1))
    if is_galactic:
        longitude = bat.bulge_spread * rng.standard_normal(n)
        latitude = np.clip(rng.laplace(0, bat.disc_height, n), -90, 90)
        ra, dec = equatorial(longitude, latitude)
    known = rng.random(n) < of.known_redshift_share
    return pd.DataFrame(
        {
            "source_name": [f"SIM {second_name(*place)}" for place in zip(ra, dec, strict=True)],
            "ra": ra,
            "dec": dec,
            "flux": bat.flux_min * threshold * share ** (-1 / slope),
            "redshift": np.where(known, draw_redshifts(of, n, rng=rng), np.nan),
            "photon_index": rng.normal(of.photon_index_mean, of.photon_index_spread, n),
        }
    )


def _draw_named(
    named: pd.DataFrame, model: HardXrayModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Real sources: published position, class, redshift and flux; index drawn."""
    table = named[["source_name", "source_class", "ra", "dec", "redshift"]]
    of = model.populations["seyfert2"]
    return table.assign(
        flux=named["flux_14_195"],
        class_code=named["source_class"].map(CODES),
        photon_index=rng.normal(of.photon_index_mean, of.photon_index_spread, len(named)),
    )


def _draw_subclass(
    code: int, text: str, n: int, bat: BatSurvey, *, rng: np.random.Generator
) -> np.ndarray:
    """Words for the class; Seyfert galaxies are told apart further."""
    share = {
        40: {"Sy1.2": bat.sy12_share, "Sy1.5": bat.sy15_share},
        50: {"Sy1.9": bat.sy19_share},
    }.get(code, {})
    return rng.choice([text, *share], n, p=[1 - sum(share.values()), *share.values()])


def _measure(table: pd.DataFrame, bat: BatSurvey, *, rng: np.random.Generator) -> pd.DataFrame:
    """Add what the survey measures: place, significance, bounds, luminosity."""
    n, flux = len(table), table["flux"]
    snr = flux / (bat.flux_per_sigma * np.exp(0.1 * rng.standard_normal(n)))  # exposure varies
    error = SIGMA_90 * flux / snr
    index = table["photon_index"].clip(*INDEX_RANGE)
    index_error = SIGMA_90 * index / snr
    offset = bat.position_error_scale / np.maximum(snr, 1) * ARCSEC_PER_DEG
    bat_ra, bat_dec = displace(table["ra"], table["dec"], offset, rng=rng)
    bat_ra, bat_dec = np.round(bat_ra, 3) % 360, np.round(bat_dec, 3)
    luminosity = log10_luminosity(flux, luminosity_distance(table["redshift"].fillna(1.0)))
    return table.assign(
        bat_ra=bat_ra,
        bat_dec=bat_dec,
        counterpart_offset=angular_separation(bat_ra, bat_dec, table["ra"], table["dec"]),
        snr=np.round(snr, 2),
        flux_low=np.maximum(flux - error, 0),
        flux_high=flux + error,
        photon_index=index,
        photon_index_low=np.maximum(index - index_error, INDEX_RANGE[0]),
        photon_index_high=index + index_error,
        reduced_chi2=rng.gamma(6, 1 / 6, n),  # eight-channel spectra: some six degrees of freedom
        log10_luminosity=np.where(table["redshift"].notna(), luminosity, np.nan),
    )


def _unique_names(ra: pd.Series, dec: pd.Series) -> list[str]:
    """Names by position; a letter tells apart sources of the same name."""
    names = pd.Series([f"SWIFT {minute_name(*place)}" for place in zip(ra, dec, strict=True)])
    count = names.groupby(names).cumcount()
    doubled = names.duplicated(keep=False)
    letters = count.map(lambda number: chr(ord("A") + number)).where(doubled, "")
    return (names + letters).tolist()
