"""Simulated results of IceCube's later search: 110 gamma-ray sources, and 47 X-ray bright AGN.

A source is fitted with z = n_true / s + N(0, 1), where s(index) is the number of events that give a
local significance of 1: z < 0 means that nothing was fitted, p = P(N(0, 1) > z) is the local
p-value, and n_s = z s. Sources with published fits keep them. AGN have true events by a known
relation with their hard X-rays (`archive.drawing.relation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.archive.drawing.relation import CM_PER_MPC, Relation, Window, events_per_flux
from nusources.archive.neutrino_results.contours import Contour
from nusources.detection_model import Exposure
from nusources.facts.parameter_groups import minute_name, read_facts, read_parameter_groups
from nusources.significance import one_sided_sigma, right_tail

FIT_COLUMNS = ["n_signal", "spectral_index", "minus_log10_p"]
LIVE_TIME_RATIO = 13.1 / 9.8
"""Years of this search over those of the seasons whose areas are at hand: arXiv:2510.13403."""
SMALLEST_P = 1e-300
NOT_COUNTED = "NGC 1068"
"""The AGN that stands beside the 47."""


@dataclass(frozen=True)
class Lists:
    """Numbers of the lists, and the declinations that they reach over [deg]."""

    n_gamma_sources: float
    n_kept: float
    n_xray_agn: float
    dec_min: float
    dec_max: float
    starred_share: float


@dataclass(frozen=True)
class Fit:
    """Fits of a power law; see the module."""

    overlap: float
    n_signal_top: float
    index_middle: float
    index_width: float
    soft_share: float
    index_min: float
    index_max: float

    def events_per_width(self, index: ArrayLike) -> NDArray[np.float64]:
        """Events that give a local significance of 1: more at soft spectra."""
        rise = (np.asarray(index, dtype=float) - self.index_middle) / self.index_width
        return self.n_signal_top / (1 + np.exp(-rise))


@dataclass(frozen=True)
class Limit:
    """90 % limits of the flux at 1 TeV [1e-13 TeV^-1 cm^-2 s^-1]."""

    log10_e2_horizon: float
    e2_north_slope: float
    e2_excess_slope: float
    log10_e3: float
    e3_excess_slope: float
    scatter: float


@dataclass(frozen=True)
class Corona:
    """Fits of a spectrum of coronae: their correlation with the others, scale and limit."""

    correlation: float
    n_signal_scale: float
    n_signal_limit: float


@dataclass(frozen=True)
class Spectrum:
    """True index of the neutrinos, and photon index of the hard X-rays, of AGN."""

    index: float
    photon_index: float


@dataclass(frozen=True)
class SearchModel:
    """All parameters of ``data/tables/model_neutrino_searches.csv``."""

    lists: Lists
    fit: Fit
    limit: Limit
    corona: Corona
    agn: Relation
    spectrum: Spectrum
    window: Window
    ngc1068: Contour
    txs0506: Contour


def read_search_model(path: str | Path) -> SearchModel:
    """Read ``data/tables/model_neutrino_searches.csv``."""
    return SearchModel(**read_parameter_groups(path, KINDS))


KINDS: dict[str, type] = {
    "lists": Lists,
    "fit": Fit,
    "limit": Limit,
    "corona": Corona,
    "agn": Relation,
    "spectrum": Spectrum,
    "window": Window,
    "ngc1068": Contour,
    "txs0506": Contour,
}


def read_named_fits(path: str | Path) -> pd.DataFrame:
    """Read the published fits (``data/tables/named_neutrino_fits.csv``), by source."""
    return read_facts(path, ["source_name", *FIT_COLUMNS]).set_index("source_name")


def simulate_gamma_sources(
    model: SearchModel, listed: pd.DataFrame, fits: pd.DataFrame, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the search at 110 gamma-ray sources of the northern sky.

    Parameters
    ----------
    model : SearchModel
    listed : DataFrame
        Contract ``source_list``: the search of ten years. Its northern sources are kept as far as
        the later list has such; their data are a part of the later ones.
    fits : DataFrame
        From `read_named_fits`.
    rng : Generator

    Returns
    -------
    DataFrame
        Contract ``icecube_gamma_sources``, most significant first.
    """
    north = listed[listed["dec"] >= model.lists.dec_min]
    is_real = ~north["source_name"].str.startswith("SIM ")
    n_more = int(model.lists.n_kept) - int(is_real.sum())
    spare = rng.permutation(np.flatnonzero(~is_real))[:n_more]
    kept = north[is_real | np.isin(np.arange(len(north)), spare)]
    new = _new_places(int(model.lists.n_gamma_sources) - len(kept), model.lists, rng)
    sources = pd.concat([kept, new], ignore_index=True)
    before = one_sided_sigma(10 ** -sources["minus_log10_p"].to_numpy(dtype=float))
    hidden = ~(sources["n_signal"] > 0).to_numpy()
    before[hidden] = -np.abs(rng.standard_normal(hidden.sum()))
    added = rng.standard_normal(len(sources))
    drawn = rng.standard_normal(len(sources))
    z = np.sqrt(model.fit.overlap) * before + np.sqrt(1 - model.fit.overlap) * added
    z = np.where(sources["source_class"] == "", drawn, z)
    table = _fits(sources, z, fits, model, rng)
    return table.sort_values("sigma", ascending=False, kind="stable", ignore_index=True)


def _new_places(n: int, lists: Lists, rng: np.random.Generator) -> pd.DataFrame:
    """Sources that the earlier list has not."""
    ra = (360 * rng.random(n)).round(2) % 360
    low, high = np.sin(np.radians([lists.dec_min, lists.dec_max]))
    dec = np.degrees(np.arcsin(rng.uniform(low, high, n))).round(2)
    names = [f"SIM {minute_name(*place)}" for place in zip(ra, dec, strict=True)]
    places = {"source_name": names, "ra": ra, "dec": dec, "source_class": ""}
    return pd.DataFrame(places | {"n_signal": 0.0, "minus_log10_p": 0.0})


def simulate_xray_agn(
    model: SearchModel,
    agn: pd.DataFrame,
    fits: pd.DataFrame,
    exposures: Sequence[Exposure],
    *,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the search at the 47 brightest AGN of the northern sky and at NGC 1068.

    Parameters
    ----------
    model : SearchModel
    agn : DataFrame
        ``source_name, ra, dec`` [deg], ``flux_20_50`` (intrinsic) [erg/cm2/s], ``redshift``,
        ``distance`` [Mpc], of the simulated BASS DR1, without blazars.
    fits : DataFrame
        From `read_named_fits`.
    exposures : sequence of Exposure
        Of the ten seasons at hand.
    rng : Generator

    Returns
    -------
    table : DataFrame
        Contract ``icecube_xray_agn``.
    truth : DataFrame
        Contract ``simulated_agn_searches``.
    """
    lists = model.lists
    north = agn[agn["dec"].between(lists.dec_min, lists.dec_max) & (agn["flux_20_50"] > 0)]
    # Sources with published fits belong to the list, however bright the drawn ones are.
    first = north.assign(is_named=north["source_name"].isin(fits.index))
    order = first.sort_values(["is_named", "flux_20_50"], ascending=False, kind="stable")
    chosen = order.head(int(lists.n_xray_agn) + 1).reset_index(drop=True)
    truth = _true_events(model, chosen, exposures, rng)
    width = float(model.fit.events_per_width(model.spectrum.index))
    z = truth["n_expected"].to_numpy() / width + rng.standard_normal(len(chosen))
    table = _fits(chosen, z, fits, model, rng)
    n = len(table)
    both = model.corona.correlation * _significance(table["neg_log10_p"])
    rest = np.sqrt(1 - model.corona.correlation**2) * rng.standard_normal(n)
    corona = np.maximum(np.where(table["n_s"] > 0, both, -np.abs(rest)) + rest, 0)
    found = np.round(model.corona.n_signal_scale * corona)
    corona = np.where(found > 0, corona, 0.0)
    limit = model.corona.n_signal_limit * np.exp(0.15 * rng.standard_normal(n))
    table = table.rename(columns={name: f"power_law_{name}" for name in SEARCH})
    table = table.assign(
        flux_20_50=chosen["flux_20_50"],
        corona_n_s=found,
        corona_neg_log10_p=np.where(found > 0, _neg_log10_p(corona), 0).round(1),
        corona_sigma=corona.round(1),
        corona_n_s_limit=(found + limit).round(1),
        is_starred=rng.random(n) < lists.starred_share,
        is_in_sample=chosen["source_name"] != NOT_COUNTED,
    )
    rows = table.sort_values(
        ["power_law_sigma", "power_law_n_s"], ascending=False, kind="stable", ignore_index=True
    )
    # The paper's LaTeX broke a long name, and its beginning was lost.
    rows["is_garbled_name"] = np.arange(n) == n - 1
    tail = "+" + rows["source_name"].iloc[-1].split("+")[-1].split("-")[-1]
    rows.loc[n - 1, "source_name"] = tail
    return rows, truth


SEARCH = ("n_s", "gamma", "neg_log10_p", "sigma", "limit_e2", "limit_e3")


def bass_agn(sources: pd.DataFrame, fluxes: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """AGN of BASS DR1 with distance and intrinsic flux, without blazars.

    Parameters
    ----------
    sources, fluxes : DataFrame
        Contracts ``bass_dr1_sources``, ``bass_dr1_fluxes``.
    named : DataFrame
        ``bass_name, source_name`` of the real ones: names with their blanks.

    Returns
    -------
    DataFrame
        As `simulate_xray_agn` takes it.
    """
    table = sources.merge(fluxes[["bat_name", "flux_20_50"]], on="bat_name")
    is_blazar = table["blazar_type"].fillna("") != ""
    table = table[~is_blazar & table["distance"].notna() & table["redshift"].notna()]
    full = named.set_index("bass_name")["source_name"]
    name = table["source_name"].map(full).fillna(table["source_name"])
    return table.assign(source_name=name)


def _true_events(
    model: SearchModel, agn: pd.DataFrame, exposures: Sequence[Exposure], rng: np.random.Generator
) -> pd.DataFrame:
    """Luminosities on the relation, and the signal events that they give."""
    index, photons = model.spectrum.index, model.spectrum.photon_index
    power = 2 - photons
    band = (55**power - 15**power) / (50**power - 20**power)
    distance = agn["distance"].to_numpy(dtype=float)
    area = 4 * np.pi * (distance * CM_PER_MPC) ** 2
    xray = np.log10(agn["flux_20_50"].to_numpy(dtype=float) * band * area)
    neutrino = model.agn.draw_neutrino(xray, rng=rng)
    redshift = agn["redshift"].to_numpy(dtype=float)
    unit = model.window.luminosity(1.0, index, redshift, distance)
    events = LIVE_TIME_RATIO * events_per_flux(exposures, agn["dec"], np.full(len(agn), index))
    columns: dict[str, Any] = {
        "source_name": agn["source_name"].astype("string"),
        "log10_xray_luminosity": xray,
        "log10_neutrino_luminosity": neutrino,
        "n_expected": 10**neutrino / unit * events,
        "is_real": agn["is_named"].astype(bool),
    }
    return pd.DataFrame(columns)


def _neg_log10_p(z: NDArray) -> NDArray[np.float64]:
    """-log10 of the right tail, finite however far it is."""
    return -np.log10(np.maximum(right_tail(z), SMALLEST_P))


def _significance(neg_log10_p: pd.Series) -> NDArray[np.float64]:
    """Standard deviations of p-values, 0 from .5 on."""
    return np.maximum(one_sided_sigma(10 ** -neg_log10_p.to_numpy(dtype=float)), 0)


def _fits(
    sources: pd.DataFrame,
    z: NDArray,
    fits: pd.DataFrame,
    model: SearchModel,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Fits of a power law of significance `z`, with the published ones in their places."""
    fit, n = model.fit, len(sources)
    index = rng.uniform(fit.index_min, fit.index_max, n).round(1)
    index[rng.random(n) < fit.soft_share] = fit.index_max
    n_signal = np.round(np.maximum(z, 0) * fit.events_per_width(index))
    neg_log10_p = np.where(n_signal > 0, _neg_log10_p(np.maximum(z, 0)), 0.0).round(1)
    table = pd.DataFrame(
        {
            "source_name": sources["source_name"].astype("string"),
            "ra": sources["ra"].round(2),
            "dec": sources["dec"].round(2),
            "n_s": n_signal,
            "gamma": index,
            "neg_log10_p": neg_log10_p,
        }
    )
    known = table["source_name"].isin(fits.index)
    published = fits.loc[table.loc[known, "source_name"], FIT_COLUMNS].to_numpy(dtype=float)
    table.loc[known, ["n_s", "gamma", "neg_log10_p"]] = published
    table["sigma"] = _significance(table["neg_log10_p"]).round(1)
    table.loc[table["n_s"] == 0, "gamma"] = np.nan
    limit, excess = model.limit, table["neg_log10_p"]
    north = limit.e2_north_slope * np.sin(np.radians(table["dec"].clip(lower=0)))
    noise = 10 ** (limit.scatter * rng.standard_normal((2, n)))
    e2 = 10 ** (limit.log10_e2_horizon + north) * (1 + limit.e2_excess_slope * excess)
    e3 = 10**limit.log10_e3 * (1 + limit.e3_excess_slope * excess)
    return table.assign(limit_e2=(e2 * noise[0]).round(1), limit_e3=(e3 * noise[1]).round(1))
