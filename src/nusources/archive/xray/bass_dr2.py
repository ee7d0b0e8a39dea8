"""Simulated BASS DR2: redshifts, types and black holes of the AGN of a simulated BASS DR1."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.xray.swift_bat import log10_luminosity, luminosity_distance
from nusources.contracts.hard_xray import BASS_DR2_AGN, BASS_DR2_NEW_REDSHIFTS
from nusources.facts.xray_agn_models import BassDr2Survey

# Order in which AGN take the published numbers of types: classes of the BAT catalogue.
TYPE_ORDER = {"Sy1": 0, "Sy1.2": 1, "Sy1.5": 2, "Sy1.9": 4, "Sy2": 5}
MASS_RANGE = (5.5, 10.6)  # log10 solar masses in Koss et al. 2022
MEAN_EXTINCTION = 0.6  # mag: order of Koss et al. 2022, Table 11
OTHER_TYPE = 3  # unknown AGN and LINERs


def simulate_bass_dr2(
    chosen: pd.DataFrame,
    bat: pd.DataFrame,
    luminosities: pd.DataFrame,
    model: BassDr2Survey,
    *,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the main table and the list of new redshifts.

    Parameters
    ----------
    chosen : DataFrame
        As from `nusources.archive.xray.bass_dr1.select_bass_agn`.
    bat : DataFrame
        Contract ``swift_bat``: its brightest other AGN fill the list.
    luminosities : DataFrame
        Contract ``bass_dr1_luminosities``.
    model : BassDr2Survey
    rng : Generator
        Random stream.

    Returns
    -------
    agn : DataFrame
        Contract ``bass_dr2_agn``.
    new_redshifts : DataFrame
        Contract ``bass_dr2_new_redshifts``.
    """
    table = _all_agn(chosen, bat, int(model.n_agn))
    table = table.merge(
        luminosities[["bat_name", "log10_luminosity_14_195"]],
        on="bat_name",
        how="left",
        suffixes=("_bat", ""),
    )
    table["agn_type"] = _draw_types(table, model, rng=rng)
    table = _draw_redshifts(table, rng=rng)
    table = _draw_masses(table, model, rng=rng)
    table = _number(table, model, rng=rng)
    lensed = [int(np.flatnonzero(table["agn_type"] == kind)[-1]) for kind in ("Sy1", "BZQ")]
    table["is_lensed"] = np.isin(np.arange(len(table)), lensed)
    table["notes"] = pd.Series(None, index=table.index, dtype="string")
    text = ("source_name", "component", "agn_type", "redshift_method", "black_hole_mass_method")
    table = table.astype(dict.fromkeys(text, "string"))
    return table[BASS_DR2_AGN.column_names], _new_redshifts(table, model, rng=rng)


def _all_agn(chosen: pd.DataFrame, bat: pd.DataFrame, n_agn: int) -> pd.DataFrame:
    """AGN of DR1 and the brightest others that are not beamed, by right ascension."""
    others = bat[bat["is_agn"] & (bat["class_code"] != 80)]
    others = others[~others["bat_name"].isin(chosen["bat_name"])]
    others = others.nlargest(n_agn - len(chosen), "flux")
    others = others.assign(
        bass_name=others["source_name"].str.replace(" ", ""), is_real=False, is_blazar=False
    )
    columns = ["bat_name", "bass_name", "ra", "dec", "redshift", "flux", "source_class"]
    columns += ["is_real", "is_blazar", "distance"]
    table = pd.concat([chosen[columns], others.assign(distance=np.nan)[columns]])
    table = table.sort_values("ra", ignore_index=True)
    return table.assign(source_name=table["bass_name"])


def _draw_types(
    table: pd.DataFrame, model: BassDr2Survey, *, rng: np.random.Generator
) -> np.ndarray:
    """Published numbers of types, in the order of the BAT classes; blazars at random."""
    types = np.empty(len(table), dtype=object)
    blazars = np.flatnonzero(table["is_blazar"])
    counts = [int(model.n_bzq), int(model.n_bzb), int(model.n_bzg)]
    beamed = np.repeat(["BZQ", "BZB", "BZG"], counts)
    types[rng.permutation(blazars)] = beamed
    others = np.flatnonzero(~table["is_blazar"])
    rank = table["source_class"].map(TYPE_ORDER).fillna(OTHER_TYPE).to_numpy()[others]
    order = others[np.lexsort((rng.random(len(others)), rank))]
    numbers = [int(model.n_sy1), int(model.n_sy19), int(model.n_sy2)]
    types[order] = np.repeat(["Sy1", "Sy1.9", "Sy2"], numbers)
    return types


def _draw_redshifts(table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
    """Redshifts of all but one blazar; new ones like the others of the list."""
    known = table["redshift"].dropna().to_numpy()
    is_new = table["redshift"].isna()
    redshift = table["redshift"].fillna(pd.Series(rng.choice(known, len(table))))
    redshift = redshift + 1e-5 * rng.random(len(table))  # DR2 prints more digits
    without = int(np.flatnonzero(table["agn_type"] == "BZB")[0])
    redshift[without] = np.nan
    distance = pd.Series(luminosity_distance(redshift.fillna(1.0)), index=table.index)
    method = np.where(table["agn_type"] == "Sy1", "OIII Broad", "OIII")
    return table.assign(
        is_new=is_new & redshift.notna(),
        redshift=redshift,
        distance=table["distance"].fillna(distance).where(redshift.notna()),
        redshift_method=pd.Series(method, index=table.index).where(redshift.notna()),
    )


def _draw_masses(
    table: pd.DataFrame, model: BassDr2Survey, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Black-hole masses, bolometric luminosities and Eddington ratios (log10)."""
    n = len(table)
    mean = np.where(table["agn_type"] == "BZQ", model.log10_mass_beamed, model.log10_mass_mean)
    mass = np.clip(rng.normal(mean, model.log10_mass_spread), *MASS_RANGE)
    has_none = table["agn_type"].isin(["BZB", "BZG"]).to_numpy(copy=True)
    free = np.flatnonzero(~has_none & ~table["is_real"])
    has_none[rng.choice(free, n - int(model.n_masses) - has_none.sum(), replace=False)] = True
    plain = log10_luminosity(table["flux"], table["distance"])
    intrinsic = table["log10_luminosity_14_195"].fillna(plain)
    bolometric = intrinsic + np.log10(model.bolometric_correction)
    bolometric = bolometric.where(table["redshift"].notna())
    mass = pd.Series(np.where(has_none, np.nan, mass), index=table.index)
    method = pd.Series(np.where(table["agn_type"] == "Sy1", "Hb", "Vdisp"), index=table.index)
    return table.assign(
        log10_black_hole_mass=mass,
        black_hole_mass_method=method.where(mass.notna()),
        log10_bolometric_luminosity=bolometric,
        log10_eddington_ratio=bolometric - mass - model.log10_eddington,
    )


def _number(table: pd.DataFrame, model: BassDr2Survey, *, rng: np.random.Generator) -> pd.DataFrame:
    """Numbers of the 70-month catalogue; some stand for two neighbours in the list."""
    n, n_doubles = len(table), int(model.n_doubles)
    numbers = np.sort(rng.choice(int(model.n_numbers), n - n_doubles, replace=False)) + 1
    # Every second row at most, so that pairs do not overlap.
    second = 1 + 2 * rng.choice(n // 2 - 1, n_doubles, replace=False)
    is_second = np.isin(np.arange(n), second)
    component = np.full(n, "", dtype=object)
    component[second - 1], component[second] = "A", "B"
    return table.assign(bass_id=numbers[np.cumsum(~is_second) - 1], component=component)


def _new_redshifts(
    table: pd.DataFrame, model: BassDr2Survey, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Redshifts measured for the first time: of sources without one, then of any."""
    single = table[(table["component"] == "") & table["redshift"].notna() & ~table["is_real"]]
    order = np.lexsort((rng.random(len(single)), ~single["is_new"]))
    new = single.iloc[np.sort(order[: int(model.n_new_redshifts)])]
    extinction = np.round(rng.exponential(MEAN_EXTINCTION, len(new)), 1)
    new = new.assign(telescope="Palomar/DBSP", line="[OIII]", extinction=extinction)
    new = new.astype(dict.fromkeys(("telescope", "line", "bat_name"), "string"))
    return new[BASS_DR2_NEW_REDSHIFTS.column_names].sort_values("bass_id", ignore_index=True)
