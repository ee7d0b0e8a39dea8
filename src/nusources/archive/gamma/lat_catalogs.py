"""Simulated 4FGL-DR2 and 4LAC-DR2: the gamma-ray blazars of the population, and all other sources.

By construction: 5,788 rows of 4FGL-DR2 with the published numbers of AGN and of the other classes,
3,131 AGN at |b| > 10 deg in 4LAC-DR2, and 992 sources with a variability index above 18.48 in the
window of chang2022, section 4.1, whatever their class.

References
----------
Ballet et al., arXiv:2005.11208; Lott et al., arXiv:2010.08406.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions
from nusources.archive.blazars.fluxes import fluxes_by_group
from nusources.archive.blazars.parameters import BlazarModel
from nusources.archive.drawing.draws import displace, in_window, move_to_count
from nusources.archive.drawing.names import distinct, lat_names, minute_names
from nusources.archive.gamma.lat_positions import add_lat_positions

VARIABILITY_LIMIT = 18.48  # chang2022, section 4.1
FIELD_BRIGHTNESS = -0.5  # of AGN in no list of blazars, in standard deviations: chosen
MEMBER_CLASSES = {
    # Class in 4FGL of 5BZCAT classes and of candidates, with its share; order of the real ones.
    "fsrq": (("fsrq", 0.98), ("bcu", 0.02)),
    "bllac": (("bll", 1.0),),
    "bllac_galaxy": (("bll", 1.0),),
    "bllac_candidate": (("bll", 1.0),),
    "uncertain": (("fsrq", 0.35), ("bll", 0.35), ("bcu", 0.30)),
    "hsp": (("bll", 0.5), ("bcu", 0.5)),
    "candidate": (("bcu", 0.8), ("bll", 0.1), ("fsrq", 0.1)),
}
FIELD_AGN = (("bcu", 0.9), ("rdg", 0.1))  # chosen
REMNANTS = (("spp", 0.5), ("snr", 0.25), ("glc", 0.15), ("pwn", 0.1))  # as in 4FGL-DR2
EXTENDED = ("snr", "pwn")  # simulated as extended: they have no error ellipse
AGN_CLASSES = ("bll", "fsrq", "bcu", "rdg")
# Least-squares fits to 4LAC-DR2 in log10: significance from energy flux and index with .19 dex,
# 95% half-axis [deg] from significance and index with .13 dex, axis ratio, relative errors from
# significance, pivot energy [MeV] from the index with .15 dex.
SIGNIFICANCE = (9.39, 0.693, -0.205, 0.19)
HALF_AXIS = (-1.556, -0.676, 0.459, 0.127)
AXIS_RATIO = (0.86, 0.10)
ENERGY_FLUX_ERROR, FLUX_ERROR = (-0.157, -0.686), (-0.013, -0.823)
INDEX_ERROR = (-0.166, -0.838)
PIVOT = (5.53, -1.04, 0.15)
# Sources of the Galaxy lie before brighter diffuse emission: mean residual of the same fit.
BACKGROUND_LOSS = {"none": -0.18, "galactic": -0.2}
LEAST_SIGNIFICANCE = 4.0
CURVATURE = (0.15, 1.0, -0.03)  # median and deviation of ln(beta - offset), offset: 4FGL-DR2
CURVATURE_LIMITS = (-0.17, 1.0)
CURVED_SHARE = 0.2  # of AGN with a log-parabola
ERG_PER_GEV = 1.602176634e-3
YEARS = 10.0


def simulate_lat_sources(
    sources: pd.DataFrame,
    model: BlazarModel,
    *,
    rng: np.random.Generator,
    regions: AlertRegions | None = None,
) -> pd.DataFrame:
    """Draw the gamma-ray sources.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``; those with ``has_fermi`` have one row each.
    model : BlazarModel
    rng : Generator
    regions : AlertRegions, optional
        Regions that AGN in no list of blazars avoid.

    Returns
    -------
    DataFrame
        Columns of the catalogue under their official names, and ``member`` (row of `sources`, -1
        for others), ``true_ra, true_dec`` [deg], ``group``, ``log10_nu_peak``, ``Redshift``; in
        order of right ascension.
    """
    table = _rows(sources, model, rng)
    _measure(table, model, rng)
    add_lat_positions(table, sources, model, regions, rng=rng)
    _vary(table, model, rng)
    associate(table, sources, model, rng=rng)
    table = table.sort_values("RAJ2000", kind="stable", ignore_index=True)
    # Published names are kept: a second source of a cell gets the letter.
    order = np.argsort(table["Source_Name"] == "", kind="stable")
    names = table["Source_Name"].where(
        table["Source_Name"] != "", lat_names(table["RAJ2000"], table["DEJ2000"])
    )
    table.loc[order, "Source_Name"] = distinct(names[order].tolist())
    return table


def _rows(sources: pd.DataFrame, model: BlazarModel, rng: np.random.Generator) -> pd.DataFrame:
    """Classes of members and of all other sources, with the published numbers."""
    counts = model.counts
    members = np.flatnonzero(sources["has_fermi"])
    kinds = sources["blazar_class"].to_numpy(object)[members]
    region = sources["region"].to_numpy(object)[members]
    listed = np.array(["B" in one for one in region])
    kinds = np.where(listed, kinds, np.where([one[0] == "H" for one in region], "hsp", "candidate"))
    classes = np.empty(members.size, dtype=object)
    for kind, shares in MEMBER_CLASSES.items():
        classes[kinds == kind] = choose_classes(shares, int((kinds == kind).sum()), rng)
    others = [
        *choose_classes(FIELD_AGN, counts.lat_agn - members.size, rng),
        *[""] * counts.lat_unassociated,
        *["unk"] * counts.lat_unknown,
        *["psr"] * counts.lat_pulsar,
        *choose_classes(REMNANTS, counts.lat_remnant, rng),
        *["bin"] * counts.lat_other,
    ]
    table = pd.DataFrame(
        {
            "CLASS1": pd.Series([*classes, *others], dtype=object),
            "member": np.concatenate([members, np.full(len(others), -1)]),
        }
    )
    table["group"] = table["CLASS1"].map(GROUPS).fillna("galactic")
    brightness = rng.normal(FIELD_BRIGHTNESS, 1.0, len(table))
    brightness[: members.size] = sources["brightness"].to_numpy()[members]
    return table.assign(brightness=brightness)


GROUPS = {"bll": "bll", "fsrq": "fsrq", "bcu": "bcu", "rdg": "bcu", "": "none", "unk": "none"}


def choose_classes(shares, n_drawn: int, rng: np.random.Generator) -> np.ndarray:
    """Draw classes with their shares, pairs of name and share."""
    names, weights = zip(*shares, strict=True)
    return rng.choice(np.array(names, dtype=object), size=n_drawn, p=weights)


def _measure(table: pd.DataFrame, model: BlazarModel, rng: np.random.Generator) -> None:
    """Spectra, fluxes and their errors."""
    groups = table["group"].to_numpy()
    mean, sigma = (
        np.array([getattr(model.lat[one], name) for one in groups])
        for name in ("index", "index_sigma")
    )
    index = np.clip(rng.normal(mean, sigma), 1.3, 3.5)
    energy_flux = fluxes_by_group(table, groups, "gamma", model, rng=rng)
    add_measurements(table, index, energy_flux, rng=rng)


def add_measurements(
    table: pd.DataFrame,
    index: np.ndarray,
    energy_flux: np.ndarray,
    *,
    gain: float = 0.0,
    rng: np.random.Generator,
) -> None:
    """Add spectra, significances, errors and ellipses to sources of known flux and index.

    Parameters
    ----------
    table : DataFrame
        ``CLASS1`` and ``group``; gets the columns of the catalogue.
    index, energy_flux : array, shape (n_sources,)
        Photon index; energy flux 0.1-100 GeV [erg cm^-2 s^-1].
    gain : float
        log10 of the significance over that of ten years.
    rng : Generator
    """
    n_sources, groups = len(table), table["group"].to_numpy()
    strength = np.log10(energy_flux)
    log10_significance = np.maximum(
        SIGNIFICANCE[0]
        + gain
        + SIGNIFICANCE[1] * strength
        + SIGNIFICANCE[2] * index
        + np.array([BACKGROUND_LOSS.get(one, 0.0) for one in groups])
        + rng.normal(0.0, SIGNIFICANCE[3], n_sources),
        np.log10(LEAST_SIGNIFICANCE),
    )
    table["Signif_Avg"] = 10.0**log10_significance
    table["Energy_Flux100"] = energy_flux
    table["Unc_Energy_Flux100"] = energy_flux * _power(ENERGY_FLUX_ERROR, log10_significance)
    table["Flux1000"] = photon_flux(energy_flux, index)
    table["Unc_Flux1000"] = table["Flux1000"] * _power(FLUX_ERROR, log10_significance)
    table["PL_Index"], table["Unc_PL_Index"] = index, _power(INDEX_ERROR, log10_significance)
    table["Pivot_Energy"] = 10.0 ** (
        PIVOT[0] + PIVOT[1] * index + rng.normal(0, PIVOT[2], n_sources)
    )
    curved = rng.random(n_sources) < CURVED_SHARE
    table["SpectrumType"] = np.where(curved, "LogParabola", "PowerLaw")
    table.loc[table["CLASS1"] == "psr", "SpectrumType"] = "PLSuperExpCutoff"
    beta_error = 0.7 * table["Unc_PL_Index"]
    beta = CURVATURE[0] * np.exp(CURVATURE[1] * rng.normal(size=n_sources)) + CURVATURE[2]
    table["LP_beta"] = np.clip(beta, *CURVATURE_LIMITS)
    table["Unc_LP_beta"] = beta_error
    table["LP_Index"] = index - 0.5 * table["LP_beta"]
    table["Unc_LP_Index"] = 1.3 * table["Unc_PL_Index"]
    major = 10.0 ** (
        HALF_AXIS[0]
        + HALF_AXIS[1] * log10_significance
        + HALF_AXIS[2] * index
        + rng.normal(0.0, HALF_AXIS[3], n_sources)
    )
    table["Conf_95_SemiMajor"] = major
    table["Conf_95_SemiMinor"] = major * np.clip(rng.normal(*AXIS_RATIO, n_sources), 0.4, 1.0)
    table["Conf_95_PosAng"] = rng.uniform(-90.0, 90.0, n_sources)


def _power(line: tuple[float, float], log10_value: np.ndarray) -> np.ndarray:
    return 10.0 ** (line[0] + line[1] * log10_value)


def photon_flux(energy_flux: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Photon flux 1-100 GeV [cm^-2 s^-1] of a power law from its energy flux 0.1-100 GeV.

    Parameters
    ----------
    energy_flux : array
        [erg cm^-2 s^-1].
    index : array
        dN/dE ~ E^-index.
    """
    photons = power_integral(index, 1.0, 100.0)
    return energy_flux / ERG_PER_GEV * photons / power_integral(index - 1.0, 0.1, 100.0)


def power_integral(index: np.ndarray, low: float, high: float) -> np.ndarray:
    """Integral of E^-index; at index 1 its logarithmic limit."""
    slope = np.where(np.abs(index - 1.0) < 1e-9, 1e-9, 1.0 - index)
    return (high**slope - low**slope) / slope


def _vary(table: pd.DataFrame, model: BlazarModel, rng: np.random.Generator) -> None:
    """Variability indices, with the published number of variable sources in the window."""
    index = variability_indices(table, model, rng=rng)
    # The named sources have flares: they vary.
    named = (table["Source_Name"] != "").to_numpy()
    index[named] = np.maximum(index[named], 2.0 * VARIABILITY_LIMIT)
    window = in_window(table["RAJ2000"], table["DEJ2000"])
    change = model.counts.window_lat - int(((index > VARIABILITY_LIMIT) & window).sum())
    index = move_to_count(index, VARIABILITY_LIMIT, window & ~named, change)
    table["Variability_Index"] = index
    table["Frac_Variability"] = fractional_variability(table, YEARS)


def variability_indices(
    table: pd.DataFrame, model: BlazarModel, *, rng: np.random.Generator
) -> np.ndarray:
    """Draw variability indices from the significances of each group."""
    groups = table["group"].to_numpy()
    level, slope, sigma = (
        np.array([getattr(model.lat[one], name) for one in groups])
        for name in ("variability", "variability_slope", "variability_sigma")
    )
    log10_index = level + slope * np.log10(table["Signif_Avg"]) + rng.normal(0, sigma, len(table))
    return np.maximum(10.0**log10_index, 1.0)


def fractional_variability(table: pd.DataFrame, n_years: float) -> np.ndarray:
    """Scatter of yearly fluxes over their mean that goes with a variability index.

    chi^2 beyond its degrees of freedom is the variance in units of the squared yearly errors.
    """
    yearly = np.sqrt(n_years) * table["Unc_Energy_Flux100"] / table["Energy_Flux100"]
    excess = np.maximum(table["Variability_Index"] - (n_years - 1.0), 0.0) / (n_years - 1.0)
    return np.minimum(np.sqrt(excess) * yearly, 3.0)


def associate(
    table: pd.DataFrame, sources: pd.DataFrame, model: BlazarModel, *, rng: np.random.Generator
) -> None:
    """Add counterparts: names, positions, probabilities; flags and extended sources."""
    n_sources, has_class = len(table), (table["CLASS1"] != "").to_numpy()
    ra, dec = displace(table["true_ra"], table["true_dec"], model.errors.counterpart, rng=rng)
    names = np.array(minute_names(ra, dec, "SIM J"), dtype=object)
    member = table["member"].to_numpy()
    given = sources["other_name"].to_numpy(object)[member]
    names = np.where((member >= 0) & (given != ""), given, names)
    table["ASSOC1"] = np.where(has_class, names, "")
    table["RA_Counterpart"] = np.where(has_class, ra, np.nan)
    table["DEC_Counterpart"] = np.where(has_class, dec, np.nan)
    table["ASSOC_PROB_BAY"] = np.where(has_class, 1.0 - 0.2 * rng.random(n_sources) ** 4, 0.0)
    table["ASSOC_PROB_LR"] = np.where(has_class, 1.0 - 0.2 * rng.random(n_sources) ** 2, 0.0)
    table["Flags"] = 0
    extended = table["CLASS1"].isin(EXTENDED).to_numpy()
    table["Extended_Source_Name"] = np.where(extended, "SIM extended", "")
    for name in ("SemiMajor", "SemiMinor", "PosAng"):
        table.loc[extended, f"Conf_95_{name}"] = np.nan
    # Pulsars are identified by their pulsations, in capitals.
    table["CLASS1"] = table["CLASS1"].replace("psr", "PSR")
