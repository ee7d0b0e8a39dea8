"""Points of a user's light curve, and what is found in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from nusources.contracts.user_curve import USER_BLOCKS, USER_FLARES, USER_MEASURES
from nusources.tables import check_table
from nusources.user_curve.flares import find_curve_flares, flare_table

CONFIG = Path(__file__).resolve().parents[2] / "config/config.yaml"
BLOCKS = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["flares"]["blocks"]
"""Settings of the default run."""


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
