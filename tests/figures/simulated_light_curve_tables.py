"""Small light curves, real and simulated, as the figure that compares them takes them."""

from __future__ import annotations

import numpy as np
import pandas as pd


def weekly(n_sources=3, n_weeks=400, seed=1):
    rng = np.random.default_rng(seed)
    shape = n_sources * n_weeks
    flux = np.exp(0.5 * rng.normal(size=shape))
    limit = np.tile(np.arange(n_weeks) % 4 == 0, n_sources)
    return pd.DataFrame(
        {
            "source_name": np.repeat([f"S{row}" for row in range(n_sources)], n_weeks),
            "mjd": np.tile(54686.5 + 7.0 * np.arange(n_weeks), n_sources),
            "flux": np.where(limit, np.nan, flux),
            "flux_limit": np.where(limit, flux, np.nan),
            "flux_error_low": np.where(limit, np.nan, 0.1),
            "flux_error_high": np.where(limit, np.nan, 0.3),
            "is_upper_limit": limit,
            "is_converged": True,
            "is_failed": False,
        }
    )


def years(n_sources=40, seed=1):
    rng = np.random.default_rng(seed)
    flux = 1.0 + 0.2 * rng.normal(size=(n_sources, 10))
    table = pd.DataFrame({"flux": flux.ravel(), "flux_error_high": 0.1, "is_upper_limit": False})
    return table.assign(source_name=np.repeat([f"S{row:02d}" for row in range(n_sources)], 10))


def xrays(n_points=6, seed=1):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"mjd": 55000.0 + 10.0 * np.arange(n_points) ** 2, "source_name": "A"})
    flux = {"flux_hard": 1.0 + 0.3 * rng.random(n_points), "flux_hard_error": 0.01}
    return table.assign(is_failed_fit=False, is_repeat=False, **flux)


def light_curve_tables() -> dict[str, pd.DataFrame]:
    """All tables of the figure; of 40 sources ten are steady or no blazars."""
    names = [f"S{row:02d}" for row in range(40)]
    lat = pd.DataFrame({"source_name": names, "variability_index": 30.0, "source_class": "bll"})
    lat.loc[:4, "variability_index"] = 10.0
    lat.loc[5:9, "source_class"] = "psr"
    tables = {}
    for kind, seed in (("real", 1), ("twin", 2)):
        tables |= {f"weekly_{kind}": weekly(seed=seed), f"years_{kind}": years(seed=seed)}
        tables |= {f"lat_{kind}": lat, f"xrt_{kind}": xrays(seed=seed)}
    return tables
