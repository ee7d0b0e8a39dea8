"""Hard X-ray fluxes in a band: from other bands, and from spectral points at several epochs."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.fluxes import power_integral

KEV_PER_HZ = 4.135667696e-18
REFERENCE_KEV = 20.0
"""Energy at which spectra are normalised."""
N_NODES = 48
SAME_POSITION_DEG = 1e-3
LIMIT_DEVIATIONS = 1.2815515655446004
"""Of a one-sided limit at 90 %."""


def band_ratio(
    photon_index: ArrayLike,
    band_from: tuple[float, float],
    band_to: tuple[float, float],
    cutoff_kev: ArrayLike = np.inf,
) -> NDArray[np.float64]:
    """Energy flux in one band over that in another, of dN/dE ~ E^-index exp(-E / cutoff).

    Parameters
    ----------
    photon_index : array_like
    band_from, band_to : (float, float)
        [keV]
    cutoff_kev : array_like
        Cut-off energy [keV]; infinite for a power law.

    Examples
    --------
    >>> float(band_ratio(2.0, (20.0, 50.0), (15.0, 55.0)).round(4))  # ln(55/15) / ln(50/20)
    1.418
    """
    index, cutoff = np.broadcast_arrays(
        np.asarray(photon_index, dtype=float), np.asarray(cutoff_kev, dtype=float)
    )
    return _energy_flux(index, cutoff, band_to) / _energy_flux(index, cutoff, band_from)


def _energy_flux(index: NDArray, cutoff: NDArray, band: tuple[float, float]) -> NDArray:
    low, high = band
    plain = power_integral(1 - index, low, high)
    if np.isinf(cutoff).all():
        return plain
    nodes, weights = np.polynomial.legendre.leggauss(N_NODES)
    half = np.log(high / low) / 2
    energy = np.sqrt(low * high) * np.exp(half * nodes)
    curved = (energy ** (2 - index[..., None]) * np.exp(-energy / cutoff[..., None])) @ weights
    return np.where(np.isinf(cutoff), plain, half * curved)


def fit_epochs(points: pd.DataFrame) -> pd.DataFrame:
    """Power laws through the spectral points of each source and epoch.

    A straight line is fitted to ln(nu F_nu) against ln(E / 20 keV), weighted by relative errors;
    points that are not positive have no logarithm and are left out. An epoch with one point left
    has an index of 2.

    Parameters
    ----------
    points : DataFrame
        Contract ``nustar_points``.

    Returns
    -------
    DataFrame
        source (number of the position), ra, dec [deg], mjd, n_points, nu_f_nu [erg cm-2 s-1 at
        20 keV], photon_index, and variances and covariance of ln(nu_f_nu) and photon_index; not
        positive epochs have a missing nu_f_nu and the mean of their points, mean_nu_f_nu, with
        its error.
    """
    places = points[["ra", "dec"]].round(3)
    source = places.groupby(["ra", "dec"], sort=True).ngroup()
    positive = points["nu_f_nu"] > 0
    weight = np.where(positive, (points["nu_f_nu"] / points["nu_f_nu_error"]) ** 2, 0.0)
    x = np.log(points["frequency"] * KEV_PER_HZ / REFERENCE_KEV)
    y = np.log(points["nu_f_nu"].where(positive, 1.0))
    inverse = 1 / points["nu_f_nu_error"] ** 2
    sums = pd.DataFrame(
        {
            **{"w": weight, "wx": weight * x, "wy": weight * y},
            **{"wxx": weight * x * x, "wxy": weight * x * y},
            **{"n_points": positive.astype(int), "iv": inverse, "ivf": inverse * points["nu_f_nu"]},
        }
    )
    keys = [source.rename("source"), points["mjd"]]
    total = sums.groupby(keys).sum()
    first = points[["ra", "dec"]].groupby(keys).first()
    return _lines(total).join(first).reset_index()


def _lines(total: pd.DataFrame) -> pd.DataFrame:
    determinant = total["w"] * total["wxx"] - total["wx"] ** 2
    is_line = (total["n_points"] > 1) & (determinant > 0)
    safe = determinant.where(is_line, 1.0)
    slope = ((total["w"] * total["wxy"] - total["wx"] * total["wy"]) / safe).where(is_line, 0.0)
    weight = total["w"].where(total["w"] > 0)
    height = (total["wy"] - slope * total["wx"]) / weight
    return pd.DataFrame(
        {
            "n_points": total["n_points"],
            "nu_f_nu": np.exp(height),
            "photon_index": 2 - slope,
            "height_variance": (total["wxx"] / safe).where(is_line, 1 / weight),
            "index_variance": (total["w"] / safe).where(is_line, 0.0),
            "covariance": (total["wx"] / safe).where(is_line, 0.0),
            "mean_nu_f_nu": total["ivf"] / total["iv"],
            "mean_error": total["iv"] ** -0.5,
        }
    )


def epoch_fluxes(epochs: pd.DataFrame, band_kev: tuple[float, float]) -> pd.DataFrame:
    """Flux of each epoch in a band.

    Parameters
    ----------
    epochs : DataFrame
        From `fit_epochs`.
    band_kev : (float, float)

    Returns
    -------
    DataFrame
        The epochs with flux [erg cm-2 s-1] and log10_error [dex].
    """
    low, high = (end / REFERENCE_KEV for end in band_kev)
    index = epochs["photon_index"].to_numpy()
    flux = epochs["nu_f_nu"] * power_integral(1 - index, low, high)
    step = 1e-4
    up, down = (np.log(power_integral(1 - index + side, low, high)) for side in (step, -step))
    lever = (up - down) / (2 * step)  # d ln F / d(2 - index), and the fit's slope is 2 - index
    variance = epochs["height_variance"] + lever**2 * epochs["index_variance"]
    variance -= 2 * lever * epochs["covariance"]
    return epochs.assign(flux=flux, log10_error=np.sqrt(variance) / np.log(10))


def mean_over_epochs(fluxes: pd.DataFrame, single_epoch_dex: float) -> pd.DataFrame:
    """Mean flux of each source over its epochs, with their scatter as its error.

    Parameters
    ----------
    fluxes : DataFrame
        source, flux [erg cm-2 s-1], photon_index, log10_error [dex]; missing fluxes do not count.
    single_epoch_dex : float
        Scatter that a source of a single epoch is given.

    Returns
    -------
    DataFrame
        By source: flux, photon_index (mean), log10_error [dex], n_epochs.
    """
    found = fluxes[fluxes["flux"] > 0]
    groups = found.assign(log10_flux=np.log10(found["flux"])).groupby("source")
    n_epochs = groups.size()
    scatter = groups["log10_flux"].std(ddof=1).where(n_epochs > 1, single_epoch_dex)
    measured = groups["log10_error"].agg(lambda errors: np.sqrt((errors**2).mean() / len(errors)))
    return pd.DataFrame(
        {
            "flux": groups["flux"].mean(),
            "photon_index": groups["photon_index"].mean(),
            "log10_error": np.hypot(scatter, measured.fillna(0.0)),
            "n_epochs": n_epochs,
        }
    )


def flux_limits(epochs: pd.DataFrame, band_kev: tuple[float, float]) -> pd.Series:
    """Upper limits (90 %) of sources without any positive point, by source [erg cm-2 s-1]."""
    seen = epochs.groupby("source")["n_points"].transform("sum") > 0
    rest = epochs[~seen]
    weight = rest["mean_error"] ** -2
    total = weight.groupby(rest["source"]).sum()
    mean = (weight * rest["mean_nu_f_nu"]).groupby(rest["source"]).sum() / total
    limit = np.maximum(mean, 0.0) + LIMIT_DEVIATIONS * total**-0.5
    return limit * np.log(band_kev[1] / band_kev[0])
