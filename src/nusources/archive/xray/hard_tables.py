"""All simulated hard X-ray tables, which hang together: Swift-BAT, BASS DR1 and DR2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.xray import bass_dr1 as dr1
from nusources.archive.xray.bass_dr2 import simulate_bass_dr2
from nusources.archive.xray.swift_bat import hard_xray_truth, simulate_swift_bat
from nusources.facts.xray_agn_models import HardXrayModel


def simulate_hard_xray_tables(
    model: HardXrayModel,
    classes: pd.DataFrame,
    named: pd.DataFrame,
    *,
    rng: np.random.Generator,
) -> dict[str, pd.DataFrame]:
    """Draw the tables.

    Parameters
    ----------
    model : HardXrayModel
    classes : DataFrame
        Published numbers of the BAT classes.
    named : DataFrame
        Real sources.
    rng : Generator
        Random stream.

    Returns
    -------
    dict of str to DataFrame
        Each under the contract of its name; ``truth`` under ``simulated_hard_xray_truth``.
    """
    bat = simulate_swift_bat(model, classes, named, rng=rng)
    chosen = dr1.select_bass_agn(bat, model.bass_dr1, named, rng=rng)
    spectra = dr1.bass_dr1_spectra(chosen, model.bass_dr1, rng=rng)
    fluxes = dr1.bass_dr1_fluxes(chosen, model.bass_dr1)
    luminosities = dr1.bass_dr1_luminosities(chosen, fluxes)
    agn, new_redshifts = simulate_bass_dr2(chosen, bat, luminosities, model.bass_dr2, rng=rng)
    thick = dr1.bass_dr1_compton_thick(chosen, fluxes, luminosities, model.bass_dr1)
    return {
        "swift_bat": bat,
        "bass_dr1_sources": dr1.bass_dr1_sources(chosen),
        "bass_dr1_spectra": spectra,
        "bass_dr1_fluxes": fluxes,
        "bass_dr1_luminosities": luminosities,
        "bass_dr1_compton_thick": thick,
        "bass_dr2_agn": agn,
        "bass_dr2_new_redshifts": new_redshifts,
        "truth": hard_xray_truth(bat, named, spectra),
    }
