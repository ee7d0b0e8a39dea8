"""Simulated AGN of the eROSITA survey eFEDS: positions, fluxes and their bounds.

Fluxes come from published source counts and a detection threshold, whose place is set by the
published number of AGN per area. The catalogue's fluxes are corrected for absorption and scatter
by their own errors. The shares of flux in bright sources that chen2025 gives are not used.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import ndtr

from nusources.archive.xray.clustering import Clustering, draw_clustered
from nusources.contracts.simulated_xray_agn import SIMULATED_EFEDS_TRUTH
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.facts.parameter_groups import second_name
from nusources.facts.xray_agn_models import EfedsModel, FluxErrors, SourceCounts

REFERENCE = 1e-14  # erg cm-2 s-1: flux at which the parameters are given
LOG10_FLUX = np.linspace(-15.5, -11.0, 4501)  # below the detection threshold to beyond the last
THRESHOLD_RANGE = (-15.3, -13.0)  # log10 flux between which the threshold is sought


def simulate_efeds_agn(
    model: EfedsModel, *, clustering: Clustering | None = None, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the catalogue.

    Parameters
    ----------
    model : EfedsModel
    clustering : Clustering, optional
        Changes the positions, and with them the names, and nothing else. None: positions are
        uniform in the footprint.
    rng : Generator
        Random stream.

    Returns
    -------
    table : DataFrame
        Contract ``efeds_agn``, brightest first.
    truth : DataFrame
        Contract ``simulated_efeds_truth``.
    """
    n = int(model.counts.n_agn)
    log10_true = draw_log10_fluxes(model.counts, model.footprint.published_area, rng=rng)
    correction = rng.exponential(model.flux.absorption_correction, n)
    low, high = flux_bounds(log10_true + correction, model.flux)
    noise = rng.standard_normal(n)
    soft = log10_true + correction + noise * np.where(noise > 0, high, low)
    order = np.argsort(-soft)
    soft, log10_true, correction = soft[order], log10_true[order], correction[order]
    ra, dec = model.footprint.draw(n, rng)
    if clustering is not None:
        ra, dec = draw_clustered(model.footprint, n, clustering, rng=rng.spawn(1)[0])
    ids = 1 + np.sort(rng.choice(int(model.position.largest_id), n, replace=False))
    error = np.log10(model.position.error) - model.position.error_slope * (
        soft - np.log10(REFERENCE)
    )
    error += model.position.error_spread * rng.standard_normal(n)
    hard = soft + rng.normal(model.flux.hard_ratio_mean, model.flux.hard_ratio_spread, n)
    bounds = _flux_columns("soft", soft, *flux_bounds(soft, model.flux))
    wider = [np.hypot(side, model.flux.hard_error) for side in flux_bounds(soft, model.flux)]
    bounds |= _flux_columns("hard", hard, *wider)
    names = [f"eFEDS {second_name(*place)}" for place in zip(ra, dec, strict=True)]
    table = pd.DataFrame({"efeds_id": ids, "ra": ra, "dec": dec, "ang_err": 10**error} | bounds)
    table["source_name"] = pd.Series(names, dtype="string")
    truth = pd.DataFrame(
        {
            "efeds_id": ids,
            "true_flux_soft": 10**log10_true,
            "absorption_correction": correction,
        }
    )
    return table[EFEDS_AGN.column_names], truth[SIMULATED_EFEDS_TRUTH.column_names]


def counts_per_bin(counts: SourceCounts) -> np.ndarray:
    """Sources per square degree in each step of `LOG10_FLUX`, before the detection threshold."""
    flux, at_break = 10**LOG10_FLUX, 10**counts.log10_break
    faint = (flux / REFERENCE) ** counts.slope_faint
    knee = (at_break / REFERENCE) ** (counts.slope_faint - counts.slope_bright)
    bright = knee * (flux / REFERENCE) ** counts.slope_bright
    width = np.log(10) * flux * (LOG10_FLUX[1] - LOG10_FLUX[0])
    return counts.norm * np.where(flux < at_break, faint, bright) * width


def detection_threshold(counts: SourceCounts, area: float) -> float:
    """log10 of the flux at which half of the sources are found, from their number per area."""
    density = counts_per_bin(counts)

    def excess(threshold: float) -> float:
        found = ndtr((LOG10_FLUX - threshold) / counts.completeness_width)
        return float((density * found).sum() - counts.n_agn / area)

    return float(brentq(excess, *THRESHOLD_RANGE))


def draw_log10_fluxes(counts: SourceCounts, area: float, *, rng: np.random.Generator) -> np.ndarray:
    """Draw log10 of the fluxes [erg cm-2 s-1] of the sources found in `area` [deg^2]."""
    threshold = detection_threshold(counts, area)
    found = ndtr((LOG10_FLUX - threshold) / counts.completeness_width)
    cumulative = np.cumsum(counts_per_bin(counts) * found)
    share = rng.random(int(counts.n_agn))
    return np.interp(share, cumulative / cumulative[-1], LOG10_FLUX)


def flux_bounds(log10_flux: np.ndarray, errors: FluxErrors) -> tuple[np.ndarray, np.ndarray]:
    """Distances of the 68 % bounds, down and up, in log10.

    The upper one is a power law of the flux; the lower one is larger at faint fluxes, where the
    posterior reaches towards zero.
    """
    high = errors.error_high * 10 ** (-errors.error_slope * (log10_flux - np.log10(REFERENCE)))
    low = high * (1 + 10 ** (-errors.faint_slope * (log10_flux - errors.log10_faint)))
    return np.minimum(low, errors.error_low_max), np.minimum(high, errors.error_low_max)


def _flux_columns(
    band: str, log10_flux: np.ndarray, low: np.ndarray, high: np.ndarray
) -> dict[str, np.ndarray]:
    return {
        f"flux_{band}": 10**log10_flux,
        f"flux_{band}_low": 10 ** (log10_flux - low),
        f"flux_{band}_high": 10 ** (log10_flux + high),
    }
