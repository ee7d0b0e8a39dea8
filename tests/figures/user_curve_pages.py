"""Runs with a light curve of a user: one band, two with a lag, many, and none that can be cut."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from curves_of_users import found, points
from pages import Case

from nusources.flares.lag_tables import Extras
from nusources.flares.lags import LagRule
from nusources.user_curve.two_bands import StageRule, chosen_pair, compare_bands

RULE = LagRule(30.0, 1500.0, "global", "mean_square", 5)


def flaring(band: str, lag: float = 0.0, size: float = 1.0, n: int = 90) -> pd.DataFrame:
    """Two flares on a steady flux, with limits at the beginning."""
    mjd = 57000 + 25.0 * np.arange(n)
    rng = np.random.default_rng(4)
    shape = sum(
        height * np.exp(-0.5 * ((mjd - time - lag) / 60) ** 2)
        for time, height in ((57800.0, 4.0), (58700.0, 6.0))
    )
    flux = size * (1 + shape + 0.1 * rng.standard_normal(n))
    limits = np.arange(n) < 4
    error = np.where(limits, flux, 0.1 * size)
    table = points(band, mjd=mjd, flux=flux, error=error, limits=limits)
    return table.assign(source_name="PKS 1502+106, my own photometry")


def tables(*bands: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables of the stage, made by it."""
    curve = pd.concat(bands, ignore_index=True)
    blocks, measures, flares = found(curve)
    extras = Extras(True, None, lambda name: np.random.default_rng(1))
    pair = chosen_pair(measures, None, "my.csv")
    both = compare_bands(curve, blocks, pair, (RULE, StageRule("outside", "union")), extras)
    made = {"points": curve, "blocks": blocks, "measures": measures, "flares": flares}
    return made | {"correlation": both.correlation, "lags": both.lags}


def two() -> dict[str, pd.DataFrame]:
    return tables(
        flaring("infrared", 120.0).assign(flux_unit="mJy"),
        flaring("gamma rays", size=1e-11).assign(flux_unit="erg cm-2 s-1"),
    )


def many() -> dict[str, pd.DataFrame]:
    return tables(
        *(flaring(f"band {n}, a name that is much too long", size=n + 1) for n in range(8))
    )


PAGES: dict[str, dict[str, Case]] = {
    "user_curve_plot": {
        "two bands": Case(two),
        "one band without a unit": Case(
            lambda: tables(flaring("flux", size=1e-7).assign(flux_unit=""))
        ),
        "one column": Case(two, {"size": "single"}),
        "many bands": Case(many),
        "nothing can be cut": Case(
            lambda: tables(
                points("$x_1$", flux=[3.0, -4.0]), points("b", flux=[1.0] * 4, limits=True)
            )
        ),
        "a night": Case(
            partial(
                tables, points("V", mjd=58000 + np.arange(40) / 100, flux=[1.0] * 20 + [2] * 20)
            )
        ),
    },
}
