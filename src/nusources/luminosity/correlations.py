"""Correlations of neutrino and X-ray luminosities, for many exchanges of X-ray fluxes at once.

Under an exchange of fluxes, distances stay: a logarithmic luminosity is the exchanged flux plus
the source's own area. Every correlation of Pearson's is then a function of two sums, over sources,
of the exchanged flux times the neutrino flux and times the area.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from nusources.luminosity.pairs import Pairs

PEARSON = ("pearson_luminosity", "pearson_flux", "partial_distance")
RANKS = ("spearman_luminosity", "kendall_luminosity")
STATISTICS = (*PEARSON, *RANKS)


@dataclass(frozen=True)
class Sums:
    """Sums over sources that no exchange of X-ray fluxes changes.

    Parameters
    ----------
    neutrino, xray, area : ndarray, shape (...)
        Sums of squares of fluxes and areas about their means.
    neutrino_area : ndarray, shape (...)
        Sum of products of neutrino flux and area about their means.
    """

    neutrino: NDArray[np.float64]
    xray: NDArray[np.float64]
    area: NDArray[np.float64]
    neutrino_area: NDArray[np.float64]


def centred(values: NDArray) -> NDArray[np.float64]:
    """Values less their mean over sources, axis 0."""
    return values - values.mean(axis=0)


def sums_of(neutrino_flux: NDArray, xray_flux: NDArray, area: NDArray) -> Sums:
    """Sums that stay under an exchange.

    Parameters
    ----------
    neutrino_flux, xray_flux, area : ndarray, shape (n, ...)
        log10, sources first.
    """
    nu, x, a = centred(neutrino_flux), centred(xray_flux), centred(area)
    neutrino, xray, area_square = ((one**2).sum(axis=0) for one in (nu, x, a))
    return Sums(neutrino, xray, area_square, (nu * a).sum(axis=0))


def pearson_correlations(
    sums: Sums, xray_neutrino: NDArray, xray_area: NDArray
) -> dict[str, NDArray[np.float64]]:
    """Pearson's r of the luminosities, of the fluxes, and partial given distance.

    The partial correlation given the logarithm of the distance is the same for luminosities and for
    fluxes, which differ by a multiple of it.

    Parameters
    ----------
    sums : Sums
    xray_neutrino, xray_area : ndarray
        Sums over sources of the exchanged X-ray flux times neutrino flux and area, about the means.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        products = xray_neutrino + xray_area + (sums.neutrino_area + sums.area)
        neutrino_square = sums.neutrino + 2 * sums.neutrino_area + sums.area
        xray_square = sums.xray + 2 * xray_area + sums.area
        flux = xray_neutrino / np.sqrt(sums.neutrino * sums.xray)
        with_area = xray_area / np.sqrt(sums.xray * sums.area)
        neutrino_with_area = sums.neutrino_area / np.sqrt(sums.neutrino * sums.area)
        rest = np.sqrt((1 - with_area**2) * (1 - neutrino_with_area**2))
        return {
            "pearson_luminosity": products / np.sqrt(neutrino_square * xray_square),
            "pearson_flux": flux,
            "partial_distance": (flux - with_area * neutrino_with_area) / rest,
        }


def rank_correlations(x: NDArray, y: NDArray) -> dict[str, NDArray[np.float64]]:
    """Spearman's and Kendall's (tau-b) correlation.

    Both from the order of each pair of sources: a source's rank above the mean is half the number
    of sources below less those above it, which gives equal values their mean rank.

    Parameters
    ----------
    x, y : ndarray, shape (n, ...)
        Sources first; the other axes are broadcast.
    """
    n = len(x)
    x_rank, y_rank = np.zeros(x.shape, np.int16), np.zeros(y.shape, np.int16)
    both = np.zeros(np.broadcast_shapes(x.shape[1:], y.shape[1:]), np.int32)
    x_equal, y_equal = np.zeros(x.shape[1:], np.int32), np.zeros(y.shape[1:], np.int32)
    for one, other in combinations(range(n), 2):
        x_order, y_order = order_of(x[one], x[other]), order_of(y[one], y[other])
        for rank, order in ((x_rank, x_order), (y_rank, y_order)):
            rank[one] += order
            rank[other] -= order
        both += x_order * y_order
        x_equal += x_order == 0
        y_equal += y_order == 0
    n_pairs = n * (n - 1) // 2
    x_square, y_square = ((rank.astype(float) ** 2).sum(axis=0) for rank in (x_rank, y_rank))
    products = np.zeros(both.shape)
    for one in range(n):
        products += x_rank[one].astype(float) * y_rank[one]
    with np.errstate(invalid="ignore", divide="ignore"):
        distinct = (n_pairs - x_equal.astype(float)) * (n_pairs - y_equal)
        return {
            "spearman_luminosity": products / np.sqrt(x_square * y_square),
            "kendall_luminosity": both / np.sqrt(distinct),
        }


def order_of(one: NDArray, other: NDArray) -> NDArray[np.int8]:
    """1 where one is larger than the other, -1 where it is smaller, 0 where they are equal."""
    return (one > other).view(np.int8) - (one < other).view(np.int8)


def correlations(
    neutrino_flux: NDArray, xray_flux: NDArray, area: NDArray, *, with_ranks: bool = True
) -> dict[str, NDArray[np.float64]]:
    """All statistics of sources as they are.

    Parameters
    ----------
    neutrino_flux, xray_flux, area : ndarray, shape (n, ...)
        log10, sources first; of one shape.
    with_ranks : bool
        Otherwise Pearson's only.
    """
    sums = sums_of(neutrino_flux, xray_flux, area)
    of_fluxes, of_areas = centred(neutrino_flux), centred(area)
    found = pearson_correlations(
        sums, (xray_flux * of_fluxes).sum(axis=0), (xray_flux * of_areas).sum(axis=0)
    )
    return found | (rank_correlations(xray_flux + area, neutrino_flux + area) if with_ranks else {})


def observed_correlations(pairs: Pairs) -> dict[str, float]:
    """All statistics of the sources as they are."""
    found = correlations(pairs.neutrino_flux, pairs.xray_flux, pairs.area)
    return {name: float(found[name]) for name in STATISTICS}
