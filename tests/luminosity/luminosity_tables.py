"""Made-up tables of luminosities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION, SOURCE_LIST, XRAY_AGN

SCATTER, OFFSET, PIVOT = 0.5, -0.3, 44.5


def made_up_luminosities(
    n_calibration: int = 6,
    n_blazars: int = 7,
    seed: int = 1,
    *,
    n_source_list: int = 12,
    n_xray_agn: int = 48,
    slope: float = 1.0,
) -> pd.DataFrame:
    """Table of ``luminosities`` on the line L_nu = OFFSET + slope (L_hX - PIVOT) + PIVOT.

    The errors are asymmetric; every fourth source of the list and of the AGN is a neutrino limit,
    every fifth of the list an X-ray limit, and its last has no X-rays.
    """
    rng = np.random.default_rng(seed)
    sizes = {
        CALIBRATION: n_calibration,
        BLAZARS: n_blazars,
        SOURCE_LIST: n_source_list,
        XRAY_AGN: n_xray_agn,
    }
    parts = [_sample(name, size, slope, rng) for name, size in sizes.items() if size]
    return pd.concat(parts, ignore_index=True)[LUMINOSITIES.column_names]


def _sample(sample: str, n: int, slope: float, rng: np.random.Generator) -> pd.DataFrame:
    is_near = sample == XRAY_AGN or (sample == CALIBRATION) & (np.arange(n) < 4)
    redshift = np.where(is_near, rng.uniform(0.003, 0.03, n), rng.uniform(0.03, 0.9, n))
    distance = 4283.0 * redshift * (1 + 0.75 * redshift)
    log_area = np.log10(4 * np.pi * (distance * 3.0856775814913674e24) ** 2)
    true_x = np.log10(10 ** rng.uniform(-11.5, -10.0, n)) + log_area
    true_y = PIVOT + OFFSET + slope * (true_x - PIVOT) + SCATTER * rng.standard_normal(n)
    x_error, y_error = rng.uniform(0.03, 0.15, n), rng.uniform(0.15, 0.4, n)
    x = true_x + x_error * rng.standard_normal(n)
    y = true_y + y_error * rng.standard_normal(n)
    is_limit = sample in (SOURCE_LIST, XRAY_AGN) and (np.arange(n) % 4 == 3)
    is_limit = np.broadcast_to(is_limit, n)
    is_x_limit = np.broadcast_to(sample == SOURCE_LIST and (np.arange(n) % 5 == 4), n)
    has_xrays = ~((sample == SOURCE_LIST) & (np.arange(n) == n - 1))
    index = rng.uniform(2.0, 3.8, n)
    n_signal = np.where(is_limit, 0.0, rng.uniform(2.0, 60.0, n))
    table = pd.DataFrame({"source_name": [f"{sample} {i + 1}" for i in range(n)]}).assign(
        sample=sample,
        source_class=np.where(is_near, "Sy2", "BLL"),
        ra=rng.uniform(0, 360, n),
        dec=rng.uniform(-4, 70, n),
        redshift=redshift,
        distance=distance,
        n_signal=n_signal,
        n_signal_error_low=0.4 * n_signal,
        n_signal_error_high=0.5 * n_signal,
        spectral_index=index,
        spectral_index_error_low=0.3,
        spectral_index_error_high=0.3,
        is_index_at_bound=False,
        flux_1tev=10 ** rng.uniform(-13, -11, n),
        log10_neutrino_luminosity=y,
        log10_neutrino_error_low=np.where(is_limit, np.nan, 1.2 * y_error),
        log10_neutrino_error_high=np.where(is_limit, np.nan, y_error),
        is_neutrino_limit=is_limit,
        xray_flux=np.where(has_xrays, 10 ** (x - log_area), np.nan),
        log10_xray_luminosity=np.where(has_xrays, x, np.nan),
        log10_xray_error_low=np.where(has_xrays & ~is_x_limit, x_error, np.nan),
        log10_xray_error_high=np.where(has_xrays & ~is_x_limit, x_error, np.nan),
        is_xray_limit=is_x_limit & has_xrays,
        error_correlation=0.0,
        is_southern=False,
        is_proxy=False,
        note=np.where(has_xrays, "", "no hard X-rays"),
    )
    told = {"neutrino": "published", "xray": "published", "redshift": "published"}
    columns = {f"{name}_status": status for name, status in told.items()}
    return table.assign(**columns, **{f"{name}_source": "made up" for name in told})
