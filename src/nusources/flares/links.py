"""Which light curve serves which source of which sample (chang2022, sections 4.1 and 4.2.1)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nusources.contracts.flares import LIGHT_CURVE_LINKS
from nusources.selection.counterparts import plain_names
from nusources.selection.matching import match_positions

GAMMA_RAY_BANDS = ("gamma_ray", "gamma_ray_likelihood", "gamma_ray_weekly", "gamma_ray_two_months")
ADAPTIVE = "gamma_ray_adaptive"
SAMPLE_BANDS = {"WIBRaLS": "infrared", "ACC": "millimetre", "XRT": "xray"}


def link_by_position(
    sources: pd.DataFrame, curves: pd.DataFrame, band: str, radius_arcsec: float
) -> pd.DataFrame:
    """Pair sources with the curves at their positions, closest first, each once.

    Parameters
    ----------
    sources, curves : DataFrame
        source_name, ra, dec [deg]; of `sources` also sample.
    band : str
    radius_arcsec : float
    """
    pairs = match_positions(
        sources["ra"], sources["dec"], curves["ra"], curves["dec"], radius_arcsec
    )
    return sources.iloc[pairs.first].assign(
        band=band,
        curve_name=curves["source_name"].to_numpy()[pairs.second],
        separation=pairs.separation,
    )[LIGHT_CURVE_LINKS.column_names]


def link_by_name(sources: pd.DataFrame, names: pd.Series, column: str, band: str) -> pd.DataFrame:
    """Pair sources with the curves of a name, spaces in names left aside."""
    known = dict(zip(plain_names(names, names.index), names, strict=True))
    curve = plain_names(sources[column], sources.index).astype(object).map(known)
    linked = sources.assign(band=band, curve_name=curve, separation=0.0)
    return linked[curve.notna().to_numpy()][LIGHT_CURVE_LINKS.column_names]


def link_curves(
    blazars: pd.DataFrame,
    samples: pd.DataFrame,
    curves: Mapping[str, pd.DataFrame],
    radius_arcsec: float,
) -> pd.DataFrame:
    """Pair the sources of all samples with their light curves.

    Parameters
    ----------
    blazars : DataFrame
        Contract ``meta_blazars``; FIBS are those with both curves, ACC_Fermi those with a
        gamma-ray and a millimetre curve.
    samples : DataFrame
        Contract ``variable_samples``.
    curves : mapping of DataFrame
        Of each band at hand source_name, and ra, dec [deg] but for gamma rays; a row per curve.
    radius_arcsec : float
        Largest separation of a pair.

    Returns
    -------
    DataFrame
        Contract ``light_curve_links``.
    """
    links = [_links_of_fibs(blazars, curves, radius_arcsec)]
    links.append(_links_of_millimetre(blazars, curves, radius_arcsec))
    for sample, band in SAMPLE_BANDS.items():
        sources = samples[samples["sample"] == sample]
        if band in curves:
            links.append(link_by_position(sources, curves[band], band, radius_arcsec))
    links.append(_gamma_links(samples[samples["sample"] == "4FGL"], curves, "source_name"))
    if ADAPTIVE in curves:
        links += _links_of_adaptive(blazars, samples, curves[ADAPTIVE], radius_arcsec)
    return pd.concat(links, ignore_index=True)[LIGHT_CURVE_LINKS.column_names]


def _gamma_links(sources: pd.DataFrame, curves: Mapping[str, pd.DataFrame], column: str):
    links = [
        link_by_name(sources, curves[band]["source_name"], column, band)
        for band in GAMMA_RAY_BANDS
        if band in curves
    ]
    return pd.concat(links, ignore_index=True) if links else LIGHT_CURVE_LINKS.empty()


def _links_of_fibs(blazars: pd.DataFrame, curves, radius: float) -> pd.DataFrame:
    fibs = blazars[blazars["is_fibs"]].assign(sample="FIBS")
    links = [_gamma_links(fibs, curves, "gamma_name")]
    if "infrared" in curves:
        links.append(link_by_position(fibs, curves["infrared"], "infrared", radius))
    return pd.concat(links, ignore_index=True)


def _links_of_millimetre(blazars: pd.DataFrame, curves, radius: float) -> pd.DataFrame:
    if "millimetre" not in curves:
        return LIGHT_CURVE_LINKS.empty()
    gamma = blazars[blazars["gamma_name"].notna()].assign(sample="ACC_Fermi")
    low = link_by_position(gamma, curves["millimetre"], "millimetre", radius)
    members = gamma[gamma["source_name"].isin(low["source_name"])]
    return pd.concat([low, _gamma_links(members, curves, "gamma_name")], ignore_index=True)


def _links_of_adaptive(
    blazars: pd.DataFrame, samples: pd.DataFrame, curves: pd.DataFrame, radius: float
) -> list[pd.DataFrame]:
    """Of FIBS and X-ray sources by position; of 4FGL by that of the blazar of the same name."""
    variable = samples.loc[samples["sample"] == "4FGL", "source_name"]
    gamma = blazars[blazars["gamma_name"].isin(variable)]
    named = gamma.assign(sample="4FGL", source_name=gamma["gamma_name"])
    sources = [
        blazars[blazars["is_fibs"]].assign(sample="FIBS"),
        named.drop_duplicates("source_name"),
        samples[samples["sample"] == "XRT"],
    ]
    return [link_by_position(one, curves, ADAPTIVE, radius) for one in sources if len(one)]
