"""Simulated 4FGL-DR4: all sources of the simulated DR2, and what four more years add.

By construction: 7,195 rows with the published numbers of FSRQs, BL Lacs, blazars of unknown type,
those of them whose class stands in capitals, and the other classes. Sources of DR2 keep name,
position and error ellipse, as in the real one. Some of its blazars of unknown type have a class
now; the real DR4 lacks 65 sources of DR2, this one none.

References
----------
Ballet et al., arXiv:2307.12546.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nusources.archive.blazars.parameters import BlazarModel
from nusources.archive.drawing.names import lat_names
from nusources.archive.gamma.lat_agn import HISTORY_START, measured_history
from nusources.archive.gamma.lat_catalogs import (
    GROUPS,
    REMNANTS,
    YEARS,
    add_measurements,
    associate,
    choose_classes,
    fractional_variability,
    variability_indices,
)
from nusources.archive.gamma.lat_positions import add_lat_positions

YEARS_DR4 = 14
EDGES = np.array([*HISTORY_START, *(HISTORY_START[-1] + 31560000.0 * np.arange(1, 5))])
INDEX_LIMITS = (1.3, 3.5)
BLAZARS = ("fsrq", "bll", "bcu")


def extend_lat_sources(
    lat: pd.DataFrame, sources: pd.DataFrame, model: BlazarModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the catalogue of fourteen years around that of ten.

    Parameters
    ----------
    lat : DataFrame
        From ``simulate_lat_sources``.
    sources : DataFrame
        The population, from ``simulate_blazars``.
    model : BlazarModel
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of `lat`, and ``is_new``; in order of right ascension.
    """
    old = _observe_longer(lat, model, rng)
    old["CLASS1"] = _classified(old["CLASS1"], model, rng)
    new = _new_rows(old["CLASS1"], model, rng)
    _measure(new, model, rng)
    n_high = round(model.dr4.new_high_share * int(new["CLASS1"].isin(BLAZARS).sum()))
    add_lat_positions(new, sources, model, None, n_high=n_high, rng=rng)
    new["Source_Name"] = new_lat_names(set(old["Source_Name"]), new)
    new["Variability_Index"] = variability_indices(new, model, rng=rng)
    associate(new, sources, model, rng=rng)
    table = pd.concat([old.assign(is_new=False), new.assign(is_new=True)], ignore_index=True)
    table["Frac_Variability"] = fractional_variability(table, YEARS_DR4)
    table["CLASS1"] = _identified(table, model)
    return table.sort_values("RAJ2000", kind="stable", ignore_index=True)


def extend_flux_history(
    table: pd.DataFrame,
    lat: pd.DataFrame,
    history: Mapping[str, np.ndarray],
    *,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Draw the yearly fluxes: sources of DR2 keep those of the first ten years.

    The other years scatter as the catalogue says, one independent of the other.

    Parameters
    ----------
    table : DataFrame
        From ``extend_lat_sources``.
    lat : DataFrame
        From ``simulate_lat_sources``.
    history : mapping
        Of `lat`, from ``simulate_flux_history``.
    rng : Generator

    Returns
    -------
    dict of str to array
        As from ``simulate_flux_history``, with fourteen years.
    """
    scatter = np.sqrt(np.log1p(table["Frac_Variability"].to_numpy()[:, None] ** 2))
    noise = rng.standard_normal((len(table), YEARS_DR4))
    relative = np.exp(scatter * noise - scatter**2 / 2)
    found = measured_history(table, relative, EDGES, rng=rng)
    rows = pd.Index(lat["Source_Name"]).get_indexer(table["Source_Name"])
    known = rows >= 0
    for name in ("Flux_History", "Unc_Flux_History", "Sqrt_TS_History"):
        earlier = history[name][rows[known]]
        found[name][known, : earlier.shape[1]] = earlier
    return found


def new_lat_names(taken: set[str], new: pd.DataFrame) -> list[str]:
    """Names of new sources, with a letter where the cell has one of `taken`.

    Parameters
    ----------
    taken : set of str
    new : DataFrame
        ``RAJ2000, DEJ2000`` [deg].
    """
    taken, names = set(taken), []
    for name in lat_names(new["RAJ2000"], new["DEJ2000"]):
        letters = iter("bcdefgh")
        chosen = name
        while chosen in taken:
            chosen = name + next(letters)
        taken.add(chosen)
        names.append(chosen)
    return names


def _observe_longer(
    lat: pd.DataFrame, model: BlazarModel, rng: np.random.Generator
) -> pd.DataFrame:
    """Sources of DR2 with fluxes measured anew, larger significances and smaller errors."""
    old = lat.copy()
    change = 10 ** (model.dr4.flux_scatter * rng.standard_normal(len(old)))
    for name in ("Energy_Flux100", "Flux1000"):
        old[name] = lat[name] * change
        old[f"Unc_{name}"] = lat[f"Unc_{name}"] * change * model.dr4.error_ratio
    old["Signif_Avg"] = lat["Signif_Avg"] * model.dr4.significance_ratio
    old["Variability_Index"] = lat["Variability_Index"] * model.dr4.variability_ratio
    return old


def _classified(classes: pd.Series, model: BlazarModel, rng: np.random.Generator) -> pd.Series:
    """Classes of DR2 after some blazars of unknown type were found to be FSRQs and BL Lacs."""
    classes = classes.copy()
    for name, n_new in (("fsrq", model.dr4.new_fsrq), ("bll", model.dr4.new_bll)):
        missing = getattr(model.dr4, name) - n_new - int((classes == name).sum())
        unknown = np.flatnonzero(classes == "bcu")
        chosen = rng.choice(unknown, max(missing, 0), replace=False)
        classes.iloc[chosen] = name
    return classes


def _new_rows(old: pd.Series, model: BlazarModel, rng: np.random.Generator) -> pd.DataFrame:
    """Classes of the new sources: blazars first, unassociated sources fill up."""
    counts = model.dr4
    present = old.str.lower().value_counts()
    remnants = int(present[[name for name, _ in REMNANTS]].sum())
    classes = [
        *(name for name in BLAZARS for _ in range(getattr(counts, name) - present[name])),
        *["unk"] * (counts.unknown - present["unk"]),
        *["psr"] * (counts.pulsar - present["psr"]),
        *choose_classes(REMNANTS, counts.remnant - remnants, rng),
        *["bin"] * (counts.other - present["bin"]),
    ]
    classes += [""] * (counts.sources - len(old) - len(classes))
    table = pd.DataFrame({"CLASS1": pd.Series(classes, dtype=object), "member": -1})
    table["group"] = table["CLASS1"].map(GROUPS).fillna("galactic")
    return table


def _measure(new: pd.DataFrame, model: BlazarModel, rng: np.random.Generator) -> None:
    """Spectra and fluxes of the new sources, most of them near the threshold."""
    groups = new["group"].to_numpy()
    spectra = [model.lat[one] for one in groups]
    brightness = [model.new_lat[one] for one in groups]
    index = rng.normal([one.index for one in spectra], [one.index_sigma for one in spectra])
    log10_flux = rng.normal(
        [one.log10_flux for one in brightness], [one.log10_flux_sigma for one in brightness]
    )
    gain = np.log10(YEARS_DR4 / YEARS) / 2
    add_measurements(new, np.clip(index, *INDEX_LIMITS), 10**log10_flux, gain=gain, rng=rng)


def _identified(table: pd.DataFrame, model: BlazarModel) -> pd.Series:
    """Classes, in capitals for the most variable blazars of each class: they are identified."""
    classes = table["CLASS1"].copy()
    order = np.argsort(-table["Variability_Index"].to_numpy(), kind="stable")
    for name in BLAZARS:
        n_identified = getattr(model.dr4, f"identified_{name}")
        chosen = order[(classes == name).to_numpy()[order]][:n_identified]
        classes.iloc[chosen] = name.upper()
    return classes
