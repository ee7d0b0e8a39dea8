"""Samples whose sources are classified (chang2022, section 4.2.1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nusources.selection.matching import match_positions

LOW_BANDS = {"FIBS": "infrared", "ACC_Fermi": "millimetre"}


def sample_sources(
    sample: str,
    blazars: pd.DataFrame,
    links: pd.DataFrame,
    gamma: pd.DataFrame,
    warm_spots: Sequence[Sequence[float]],
    radius_arcsec: float,
) -> pd.DataFrame:
    """Sources of a sample with what the cuts need.

    Parameters
    ----------
    sample : str
        FIBS or ACC_Fermi.
    blazars : DataFrame
        Contract ``meta_blazars``.
    links : DataFrame
        Contract ``light_curve_links``, of the sample; ACC_Fermi are those in it.
    gamma : DataFrame
        source_name and variability_index of the gamma-ray sources.
    warm_spots : sequence of pairs
        R.A. and declination of blazars with low p-values [deg].
    radius_arcsec : float
        Largest separation of a blazar from a warm spot.

    Returns
    -------
    DataFrame
        sample, source_name, ra, dec, gamma_name, variability_index; is_in_alert_region,
        is_warm_spot, and is_potential_neutrino_source, which is either of the two.
    """
    is_member = blazars["is_fibs"]
    if sample == "ACC_Fermi":
        is_member = blazars["source_name"].isin(links["source_name"])
    sources = blazars[is_member].reset_index(drop=True)
    spots = np.asarray(warm_spots, dtype=float).reshape(-1, 2)
    places = sources["ra"], sources["dec"], spots[:, 0], spots[:, 1]
    near = match_positions(*places, radius_arcsec).first
    is_spot = pd.Series(sources.index.isin(near), index=sources.index)
    is_inside = sources["alert_factor"] <= 1
    index = gamma.set_index("source_name")["variability_index"]
    return sources[["source_name", "ra", "dec", "gamma_name"]].assign(
        sample=sample,
        variability_index=sources["gamma_name"].map(index),
        is_in_alert_region=is_inside,
        is_warm_spot=is_spot,
        is_potential_neutrino_source=is_inside | is_spot,
    )
