"""Closed form of the signal events that a search counts, per unit of flux."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from nusources.detection_model import Exposure, SignalModel, expected_events
from nusources.detectors.angular_error import AngularErrorParameters, split_normal_cdf
from nusources.detectors.energy_proxy import proxy_median_and_scatter

SUB_BINS = 4
"""Parts of each energy bin of the area (.2 decades) in the closed form; the proxy scatters by .15
decades and more, so what is left of the binning is below 10^-3."""

PROXY_STEP = 0.02
HIGHEST_PROXY = 9.0
"""Grid of the energy proxy in the closed form, log10(E/GeV)."""


def accepted_events(model: SignalModel, dec: NDArray, thresholds: ArrayLike) -> NDArray[np.float64]:
    """Selected events per unit of flux that reach each threshold and hold their source.

    The closed form of what injection trials count, but for events that hold another source.

    Parameters
    ----------
    model : SignalModel
    dec : ndarray, shape (n_sources,)
        [deg]
    thresholds : array_like, shape (n_thresholds,)
        log10(E/GeV) of the energy proxy, ascending.

    Returns
    -------
    ndarray, shape (n_sources, n_thresholds)
        Events over the flux of the source at 100 TeV [GeV cm2 s].
    """
    lowest = np.maximum(thresholds, model.log10_energy_min)
    total = np.zeros((len(dec), lowest.size))
    # Fine cells from the lowest threshold on: the angular error depends on the proxy.
    steps = np.arange(lowest[0], HIGHEST_PROXY, PROXY_STEP)
    grid = np.unique(np.concatenate([steps, lowest, [HIGHEST_PROXY]]))
    for exposure in model.exposures:
        by_cell = accepted_by_proxy(model, exposure, np.asarray(dec), grid)
        from_cell = by_cell[:, ::-1].cumsum(axis=1)[:, ::-1]
        total += from_cell[:, np.searchsorted(grid, lowest)]
    return model.contained * total


def accepted_by_proxy(
    model: SignalModel, exposure: Exposure, dec: NDArray[np.float64], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Selected events of one configuration per unit of flux in cells of the energy proxy.

    Parameters
    ----------
    model : SignalModel
    exposure : Exposure
    dec : ndarray, shape (n_sources,)
        [deg]
    grid : ndarray, shape (n_cells + 1,)
        Edges of the cells, log10(E/GeV), ascending; the angular error depends on the proxy, so the
        cells must be narrow where the cut on it acts.

    Returns
    -------
    ndarray, shape (n_sources, n_cells)
        Events over the flux of the source at 100 TeV [GeV cm2 s], wherever their source is.
    """
    found = np.zeros((len(dec), len(grid) - 1))
    for is_up_going in (True, False):
        here = (dec > exposure.detector.effective_area.horizon_dec) == is_up_going
        if here.any():
            found[here] = _by_proxy(model, exposure, dec[here], grid)
    return found


def _by_proxy(
    model: SignalModel, exposure: Exposure, dec: NDArray[np.float64], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Events by cell of the proxy, of sources on one side of the horizon split."""
    edges, number = expected_events(exposure, dec, model.spectral_index, SUB_BINS)
    is_up_going = dec[0] > exposure.detector.effective_area.horizon_dec
    median, scatter = proxy_median_and_scatter(
        (edges[:-1] + edges[1:]) / 2, is_up_going, exposure.detector.energy_proxy
    )
    in_cell = np.diff(ndtr((grid - median[:, np.newaxis]) / scatter[:, np.newaxis]), axis=1)
    middle = (grid[:-1] + grid[1:]) / 2
    detector = exposure.detector
    errors = detector.angular_error_up if is_up_going else detector.angular_error_down
    limit = model.ang_err_max / model.ang_err_factor
    return (number @ in_cell) * share_below(middle, dec[:, np.newaxis], errors, limit)


def share_below(
    log10_energy: NDArray, dec: NDArray, errors: AngularErrorParameters, ang_err_max: float
) -> NDArray[np.float64]:
    """Share of the events whose angular error passes the cut; see `draw_angular_error`.

    Parameters
    ----------
    log10_energy : ndarray
        Energy proxy, log10(E/GeV).
    dec : ndarray
        [deg]; the two broadcast.
    errors : AngularErrorParameters
    ang_err_max : float
        [deg]
    """
    if ang_err_max >= errors.maximum:
        return np.ones(np.broadcast_shapes(np.shape(log10_energy), np.shape(dec)))
    decades = log10_energy - errors.reference
    mode = (
        errors.log10_mode
        + errors.energy_slope * decades
        + errors.energy_curvature * decades**2
        + errors.zenith_slope * np.abs(np.sin(np.radians(dec)))
    )
    widths = (errors.width_low, errors.width_high)
    below, all_of_them = (
        split_normal_cdf(np.log10(limit) - mode, *widths) for limit in (ang_err_max, errors.maximum)
    )
    return below / all_of_them
