"""Points of a user's light curve, and what is found in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.contracts.user_curve import USER_BLOCKS, USER_FLARES, USER_MEASURES
from nusources.tables import check_table
from nusources.user_curve.flares import find_curve_flares, flare_table

BLOCKS = {
    "false_alarm_probabilities": [0.01, 0.05],
    "second_when": "no_flare",
    "prior": "scargle",
    "deviations": 1.3,
    "infrared_deviations_above_mean": 1.0,
    "quiescent_share": 0.3,
    "quiescent_drops_lowest_from": 5,
    "degrees_lost": 1,
    "block_flux": "mean",
    "borders": "midpoints",
}


def points(band="flux", mjd=None, flux=(), error=0.1, limits=False) -> pd.DataFrame:
    """Points of one band under the contract."""
    flux = np.asarray(flux, dtype=float)
    mjd = 58000 + 10.0 * np.arange(len(flux)) if mjd is None else mjd
    table = pd.DataFrame({"source_name": "mine", "band": band, "mjd": mjd, "mjd_start": mjd})
    return table.assign(
        mjd_stop=mjd,
        flux=flux,
        flux_error=error,
        is_upper_limit=limits,
        row=np.arange(2, len(flux) + 2),
        flux_unit="mJy",
    )


def found(table: pd.DataFrame, **changes):
    result = find_curve_flares(table, BLOCKS | changes, lambda band: np.random.default_rng(1))
    check_table(result.blocks, USER_BLOCKS)
    check_table(result.measures, USER_MEASURES)
    flares = flare_table(result.blocks, result.measures)
    check_table(flares, USER_FLARES)
    return result.blocks, result.measures, flares
