"""Simulated BASS DR1: the brightest AGN of a simulated Swift-BAT catalogue, with X-ray spectra.

Band fluxes are those of one continuum, a power law with a cut-off, whose normalisation follows the
BAT flux; absorption takes its share of the observed ones. Real AGN keep their published intrinsic
20-50 keV flux and luminosity.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.xray.swift_bat import log10_luminosity, luminosity_distance
from nusources.contracts import hard_xray
from nusources.facts.xray_agn_models import BassDr1Survey

BANDS = {"2_10": (2, 10), "20_50": (20, 50), "14_150": (14, 150), "14_195": (14, 195)}  # keV
OBSERVED = {"2_10_observed": "2_10", "14_195_observed": "14_195"}
COMPTON_THICK = 24.0  # log10(N_H / cm^-2)
REFLECTED_FROM = 14  # keV
SMALLEST_FLUX = 0.1e-12  # erg cm-2 s-1: last digit of Ricci et al. 2017, Table 12
CUTOFF_RANGE = (10.0, 999.0)  # keV: two and three digits in Ricci et al. 2017, Table 5
# Where BAT has no redshift, BASS has one: mean and spread of ln z, and range, of those in Ricci et
# al. 2017, Table 1.
NEW_REDSHIFT, NEW_REDSHIFT_RANGE = (-3.2, 0.9), (0.002, 4.0)
NEAR_REDSHIFT = 0.01  # nearer sources have neither photometric nor missing redshifts
INDEX_RANGE = (0.6, 3.1)  # photon indices in Ricci et al. 2017, Table 5
PHOTOMETRIC_ERROR = 0.10  # of 1 + z
DIRECT_SCATTER = 0.10  # of a distance that does not come from the redshift


def select_bass_agn(
    bat: pd.DataFrame, model: BassDr1Survey, named: pd.DataFrame, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Take the brightest AGN, with the published number of blazars, and draw what DR1 knows.

    Parameters
    ----------
    bat : DataFrame
        Contract ``swift_bat``.
    model : BassDr1Survey
    named : DataFrame
        Real sources: ``source_name, bass_name, distance_mpc, flux_20_50_intrinsic,
        log10_luminosity_14_195_intrinsic, log10_nh``; they are always taken.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        By right ascension: the columns of `bat` and of `named`, ``blazar_type, distance`` [Mpc],
        ``log10_nh, spectral_index``, and flags.
    """
    agn = bat[bat["is_agn"]].merge(named[_named_columns()], on="source_name", how="left")
    agn["is_real"] = agn["bass_name"].notna()
    agn["is_blazar"] = agn["class_code"] == 80
    agn = agn.sort_values(["is_real", "flux"], ascending=False, kind="stable")
    types = [("BZQ", model.n_bzq), ("BZB", model.n_bzb), ("BZU", model.n_bzu)]
    labels = np.repeat([name for name, _ in types], [int(n) for _, n in types])
    blazars = agn[agn["is_blazar"]].head(len(labels))
    blazars = blazars.assign(blazar_type=rng.permutation(labels))
    others = agn[~agn["is_blazar"]].head(int(model.n_sources) - len(labels))
    chosen = pd.concat([others, blazars]).sort_values("ra", ignore_index=True)
    chosen = chosen.rename(columns={"log10_nh": "known_log10_nh"})
    chosen["log10_nh"] = _draw_log10_nh(chosen, model, rng=rng)
    chosen["bass_name"] = chosen["bass_name"].fillna(chosen["source_name"].str.replace(" ", ""))
    return _draw_distances(chosen, model, rng=rng)


def bass_dr1_sources(chosen: pd.DataFrame) -> pd.DataFrame:
    """Table 1; contract ``bass_dr1_sources``."""
    table = chosen.assign(source_name=chosen["bass_name"])
    text = dict.fromkeys(("source_name", "blazar_type"), "string")
    return table.astype(text)[hard_xray.BASS_DR1_SOURCES.column_names]


def bass_dr1_spectra(
    chosen: pd.DataFrame, model: BassDr1Survey, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Table 5: spectra of all but the faintest sources; contract ``bass_dr1_spectra``."""
    table = with_spectra(chosen, model)
    n, absorbed = len(table), table["log10_nh"] > 20
    width = np.abs(rng.normal(0.1, 0.05, n)) * absorbed
    error = np.abs(rng.normal(0, 0.25, (2, n))) + 0.01
    has_cutoff = rng.random(n) < model.cutoff_share
    is_limit = has_cutoff & (rng.random(n) < model.cutoff_limit_share)
    log10_cutoff = rng.normal(model.log10_cutoff_mean, model.log10_cutoff_spread, n)
    cutoff = np.round(np.clip(10**log10_cutoff, *CUTOFF_RANGE))
    measured = has_cutoff & ~is_limit
    columns = {
        "log10_nh_low": table["log10_nh"] - width,
        "log10_nh_high": table["log10_nh"] + width,
        "is_nh_fixed": False,
        "photon_index": table["spectral_index"],
        "photon_index_error_high": error[0],
        "photon_index_error_low": error[1],
        "is_photon_index_fixed": False,
        "cutoff_energy": np.where(has_cutoff, cutoff, np.nan),
        "cutoff_energy_error_high": np.where(measured, np.round(cutoff * 0.9), np.nan),
        "cutoff_energy_error_low": np.where(measured, np.round(cutoff * 0.35), np.nan),
        "cutoff_energy_limit": pd.Series(">=", range(len(is_limit)), "string").where(is_limit),
        "is_cutoff_energy_fixed": False,
    }
    return table.assign(**columns)[hard_xray.BASS_DR1_SPECTRA.column_names]


def bass_dr1_fluxes(chosen: pd.DataFrame, model: BassDr1Survey) -> pd.DataFrame:
    """Table 12: observed and intrinsic fluxes [erg cm-2 s-1]; contract ``bass_dr1_fluxes``."""
    table = with_spectra(chosen, model)
    soft, hard = transmission(table["log10_nh"].to_numpy(), model)
    energies = band_energies(table["spectral_index"].to_numpy(), model)
    full = table["flux"] * 10 ** table["flux_change"] / hard
    known = table["flux_20_50_intrinsic"] * energies["14_195"] / energies["20_50"]
    full = known.fillna(full)
    fluxes = {f"flux_{band}": full * energies[band] / energies["14_195"] for band in BANDS}
    fluxes["flux_2_10_observed"] = fluxes["flux_2_10"] * soft
    fluxes["flux_14_195_observed"] = table["flux"]
    fluxes = {name: np.maximum(values, SMALLEST_FLUX) for name, values in fluxes.items()}
    return table.assign(**fluxes)[hard_xray.BASS_DR1_FLUXES.column_names]


def bass_dr1_luminosities(chosen: pd.DataFrame, fluxes: pd.DataFrame) -> pd.DataFrame:
    """Table 13: luminosities of sources with a distance; contract ``bass_dr1_luminosities``."""
    table = fluxes.merge(
        chosen[["bat_name", "distance", "log10_luminosity_14_195_intrinsic"]], on="bat_name"
    )
    table = table[table["distance"].notna()]
    columns = {
        band: log10_luminosity(table[f"flux_{band}"], table["distance"])
        for band in (*BANDS, *OBSERVED)
    }
    # The published luminosity of a real source goes with its published distance.
    known = table["log10_luminosity_14_195_intrinsic"] - columns["14_195"]
    named = {f"log10_luminosity_{band}": one + known.fillna(0) for band, one in columns.items()}
    return table.assign(**named)[hard_xray.BASS_DR1_LUMINOSITIES.column_names]


def bass_dr1_compton_thick(
    chosen: pd.DataFrame, fluxes: pd.DataFrame, luminosities: pd.DataFrame, model: BassDr1Survey
) -> pd.DataFrame:
    """Table 14: the sources of largest column density; contract ``bass_dr1_compton_thick``."""
    table = with_spectra(chosen, model)[["bat_name", "log10_nh"]]
    table = table.merge(fluxes[["bat_name", "flux_2_10"]], on="bat_name")
    table = table.merge(luminosities[["bat_name", "log10_luminosity_2_10"]], on="bat_name")
    thick = table.nlargest(int(model.n_compton_thick), "log10_nh").sort_index()
    return thick[hard_xray.BASS_DR1_COMPTON_THICK.column_names].reset_index(drop=True)


def with_spectra(chosen: pd.DataFrame, model: BassDr1Survey) -> pd.DataFrame:
    """Leave out the faintest sources, for which DR1 has no spectra."""
    is_thin = chosen["log10_nh"] < COMPTON_THICK
    known = chosen[chosen["distance"].notna() & ~chosen["is_real"] & is_thin]
    lacking = known.nsmallest(int(model.n_sources - model.n_spectra), "flux").index
    return chosen.drop(index=lacking).reset_index(drop=True)


def transmission(log10_nh: np.ndarray, model: BassDr1Survey) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the 2-10 and of the 14-195 keV flux that an absorber leaves."""
    nh = 10**log10_nh
    soft = np.maximum(np.exp(-nh / model.soft_column), model.scattered_share)
    return soft, np.maximum(np.exp(-nh / model.hard_column), model.reflected_share)


def band_energies(index: np.ndarray, model: BassDr1Survey) -> dict[str, np.ndarray]:
    """Energy in each band, integral of E^(1 - index) exp(-E/cutoff) dE, in any unit.

    Bands above 14 keV hold reflected radiation beside it.

    Parameters
    ----------
    index : array, shape (n,)
        Photon indices.
    model : BassDr1Survey
        Gives cut-off energy [keV] and reflection.
    """
    result = {}
    for band, (low, high) in BANDS.items():
        log_e = np.linspace(np.log(low), np.log(high), 81)
        energy = np.exp(log_e)
        power = energy ** (2 - index[:, None]) * np.exp(-energy / model.continuum_cutoff)
        direct = ((power[:, 1:] + power[:, :-1]) / 2).sum(axis=1) * (log_e[1] - log_e[0])
        result[band] = direct * (1 + model.reflection if low >= REFLECTED_FROM else 1)
    return result


def _named_columns() -> list[str]:
    known = ["flux_20_50_intrinsic", "log10_luminosity_14_195_intrinsic", "log10_nh"]
    return ["source_name", "bass_name", "distance_mpc", *known]


def _draw_log10_nh(
    chosen: pd.DataFrame, model: BassDr1Survey, *, rng: np.random.Generator
) -> np.ndarray:
    """Column densities: unabsorbed, unobscured, obscured, and an exact number of thick ones."""
    n = len(chosen)
    is_type_1 = chosen["source_class"].isin(["Sy1", "Sy1.2", "Sy1.5"]) | chosen["is_blazar"]
    share = np.where(is_type_1, model.obscured_share_1, model.obscured_share_2)
    is_obscured = rng.random(n) < share
    is_absorbed = rng.random(n) > model.unabsorbed_share
    values = np.where(is_absorbed, rng.uniform(20.0, 22.0, n), 20.0)
    values = np.where(is_obscured, rng.uniform(22.0, COMPTON_THICK - 0.01, n), values)
    known = chosen["known_log10_nh"].to_numpy()
    has_distance = chosen["redshift"].notna()
    free = np.flatnonzero(is_obscured & ~chosen["is_blazar"] & np.isnan(known) & has_distance)
    n_thick = int(model.n_compton_thick - (known >= COMPTON_THICK).sum())
    thick = rng.choice(free, n_thick, replace=False)
    values[thick] = rng.uniform(COMPTON_THICK, 25.0, n_thick)
    return np.round(np.where(np.isnan(known), values, known), 2)


def _draw_distances(
    chosen: pd.DataFrame, model: BassDr1Survey, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Kinds of redshifts and distances, photon indices, and the change of flux since BAT."""
    n, redshift = len(chosen), chosen["redshift"].to_numpy(copy=True)
    spare = np.round(np.clip(rng.lognormal(*NEW_REDSHIFT, n), *NEW_REDSHIFT_RANGE), 4)
    redshift = np.where(np.isnan(redshift), spare, redshift)
    is_free = ~chosen["is_real"] & (chosen["log10_nh"] < COMPTON_THICK)
    far = np.flatnonzero((redshift > NEAR_REDSHIFT) & is_free)
    n_photometric, n_without = int(model.n_photometric), int(model.n_without_redshift)
    picked = rng.choice(far, n_photometric + n_without, replace=False)
    photometric = np.isin(np.arange(n), picked[:n_photometric])
    redshift[picked[n_photometric:]] = np.nan
    nearest = np.argsort(redshift, kind="stable")[: int(model.n_direct_distances)]
    direct = np.isin(np.arange(n), nearest)
    distance = luminosity_distance(np.nan_to_num(redshift, nan=1.0))
    distance *= np.where(direct, np.exp(DIRECT_SCATTER * rng.standard_normal(n)), 1)
    distance = np.where(photometric | np.isnan(redshift), np.nan, distance)
    width = PHOTOMETRIC_ERROR * (1 + redshift)
    return chosen.assign(
        redshift=redshift,
        is_photometric_redshift=photometric,
        redshift_low=np.where(photometric, np.maximum(redshift - width, 0.002), np.nan),
        redshift_high=np.where(photometric, redshift + width, np.nan),
        is_direct_distance=direct,
        distance=chosen["distance_mpc"].fillna(pd.Series(distance)),
        spectral_index=np.clip(
            rng.normal(model.photon_index_mean, model.photon_index_spread, n), *INDEX_RANGE
        ),
        flux_change=rng.normal(0, model.flux_scatter, n),
    )
