"""The relation of luminosities in a larger sample, of which most neutrino luminosities are limits.

References
----------
Akritas & Siebert 1996, MNRAS 278, 919 (partial correlation with limits); Isobe, Feigelson &
Nelson 1986, ApJ 306, 490 (Kendall's correlation with limits).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.luminosity.correlations import centred, pearson_correlations, sums_of
from nusources.luminosity.exchanges import drawn_exchanges
from nusources.luminosity.pairs import log_area
from nusources.luminosity.partial import concordance, order_matrix, partial_kendall, partial_pearson
from nusources.luminosity.samples import CENSORED, LEFT_OUT, X, Y, points_of, sample_rows
from nusources.luminosity.tally import Tally
from nusources.regression import quadrature, sampler
from nusources.regression.model import Model
from nusources.regression.posterior import Posterior

KENDALL, PARTIAL_KENDALL, PARTIAL_PEARSON = "kendall", "partial_kendall", "partial_pearson"
AT_ONCE = 256
"""Exchanges whose pairs of sources are held together."""
QUANTILES = (0.16, 0.5, 0.84)
N_PLACES = 40
"""Of the line in the figure."""


def with_distances(rows: pd.DataFrame) -> pd.DataFrame:
    """Sources with a distance.

    Raises
    ------
    InputDataError
        If an X-ray luminosity is a limit: it cannot be exchanged as a flux.
    """
    rows = rows[rows["distance"].notna()].reset_index(drop=True)
    if rows["is_xray_limit"].any():
        row = int(np.flatnonzero(rows["is_xray_limit"])[0])
        raise InputDataError(
            f"{rows['source_name'].iloc[row]} has an upper limit in X-rays",
            row=row + 1,
            column="is_xray_limit",
            expected="a sample that was chosen by its X-rays",
        )
    return rows


def agn_tests(
    luminosities: pd.DataFrame, sample: str, n_permutations: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Correlations given distance, with limits and without, by formula and by exchanged fluxes.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    sample : str
    n_permutations : int
        Exchanges of X-ray fluxes; distances and neutrinos stay.
    rng : Generator

    Returns
    -------
    DataFrame
        Contract ``xray_agn_tests``.
    """
    rows = with_distances(sample_rows(luminosities, sample, CENSORED))
    tests = _kendall_rows(rows, n_permutations, rng)
    measured = with_distances(sample_rows(luminosities, sample, LEFT_OUT))
    tests.append(_pearson_row(measured, n_permutations, rng))
    return pd.DataFrame(tests)


def _kendall_rows(
    rows: pd.DataFrame, n_permutations: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    x, y, is_limit, area = _columns(rows)
    partial = partial_kendall(x, y, area, is_second_limit=is_limit)
    none = np.zeros(len(x), dtype=bool)
    tau = concordance(x, y, none, is_limit).sum() / (len(x) * (len(x) - 1))
    tallies = {KENDALL: Tally(float(tau)), PARTIAL_KENDALL: Tally(partial.tau)}
    for part in exchanged_kendall(x - area, y, area, is_limit, (n_permutations, rng)):
        for name, values in part.items():
            tallies[name].add(values)
    common = {"limits": CENSORED, "n_sources": len(rows), "n_limits": int(is_limit.sum())}
    nothing = {"error": np.nan, "p_value": np.nan}
    found = {"error": partial.error, "p_value": partial.p_value}
    return [
        {"statistic": name, **common, **own, **_exchanged(tallies[name])}
        for name, own in ((KENDALL, nothing), (PARTIAL_KENDALL, found))
    ]


def _pearson_row(
    rows: pd.DataFrame, n_permutations: int, rng: np.random.Generator
) -> dict[str, Any]:
    x, y, _, area = _columns(rows)
    r, p_value = partial_pearson(x, y, area)
    flux, neutrino_flux = x - area, y - area
    exchanged = flux[drawn_exchanges(np.zeros(len(x), dtype=np.int64), n_permutations, rng)]
    weights = np.stack([centred(neutrino_flux), centred(area)])
    sums = sums_of(neutrino_flux, flux, area)
    tally = Tally(r)
    tally.add(pearson_correlations(sums, *(weights @ exchanged))["partial_distance"])
    common = {"limits": LEFT_OUT, "n_sources": len(rows), "n_limits": 0}
    own = {"error": np.nan, "p_value": p_value}
    return {"statistic": PARTIAL_PEARSON, **common, **own, **_exchanged(tally)}


def _columns(rows: pd.DataFrame) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    area = log_area(rows["distance"].to_numpy())
    return rows[X].to_numpy(), rows[Y].to_numpy(), rows["is_neutrino_limit"].to_numpy(), area


def _exchanged(tally: Tally) -> dict[str, Any]:
    p_value, error, _ = tally.p_values(is_exact=False)
    return {
        "value": tally.observed,
        "null_mean": tally.mean,
        "null_deviation": tally.deviation,
        "p_value_exchanged": p_value,
        "p_value_exchanged_error": error,
        "n_permutations": tally.n,
    }


def exchanged_kendall(
    xray_flux: NDArray,
    neutrino: NDArray,
    area: NDArray,
    is_limit: NDArray[np.bool_],
    draws: tuple[int, np.random.Generator],
) -> Iterator[dict[str, NDArray[np.float64]]]:
    """Kendall's correlations of luminosities where X-ray fluxes are exchanged, part by part.

    Parameters
    ----------
    xray_flux, neutrino, area : ndarray, shape (n,)
        log10 of X-ray flux, neutrino luminosity and area.
    is_limit : ndarray of bool, shape (n,)
        Neutrino luminosities that are upper limits.
    draws : (int, Generator)
        Number of exchanges, and their random stream.
    """
    n, none = len(area), np.zeros(len(area), dtype=bool)
    neutrino_order = order_matrix(neutrino, is_limit)
    area_order = order_matrix(area, none)
    n_ordered = n * (n - 1)
    with_second = (neutrino_order * area_order).sum() / n_ordered
    # Orders are antisymmetric: below the diagonal is all there is to know.
    low = np.tril_indices(n, -1)
    weights = 2 * np.stack([neutrino_order[low], area_order[low]], axis=1) / n_ordered
    n_left, rng = draws
    while n_left > 0:
        drawn = drawn_exchanges(none.astype(np.int64), min(AT_ONCE, n_left), rng)
        n_left -= drawn.shape[1]
        x = xray_flux[drawn] + area[:, np.newaxis]
        tau, with_first = (np.sign(x[low[1]] - x[low[0]]).T @ weights).T
        scale = np.sqrt((1 - with_first**2) * (1 - with_second**2))
        yield {KENDALL: tau, PARTIAL_KENDALL: (tau - with_first * with_second) / scale}


def agn_fits(
    luminosities: pd.DataFrame,
    sample: str,
    model: Model,
    draws: tuple[int, np.random.Generator],
) -> dict[str, Posterior]:
    """Fits of the relation with limits and without.

    Errors of two sides become normals of their mean and variance: quadrature then fits measured
    sources, and a chain those with limits, in closed forms.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    sample : str
    model : Model
    draws : (int, Generator)
        Draws of the quadrature, and random stream.

    Returns
    -------
    dict
        Posterior by what limits do.
    """
    n_draws, rng = draws
    fits = {}
    for limits in (LEFT_OUT, CENSORED):
        points = points_of(sample_rows(luminosities, sample, limits)).symmetric()
        if points.is_gaussian:
            fits[limits] = quadrature.fit(points, model, n_draws=n_draws, rng=rng)
        else:
            fits[limits] = sampler.fit(points, model, rng=rng)
    return fits


def fit_rows(fits: dict[str, Posterior]) -> pd.DataFrame:
    """Slope, intercept and scatter of fits with limits and without: median and central 68 %.

    Parameters
    ----------
    fits : dict
        Posterior by what limits do in it.

    Returns
    -------
    DataFrame
        Contract ``xray_agn_fits``.
    """
    rows = []
    for limits, posterior in fits.items():
        common = {"limits": limits, "pivot": posterior.pivot, "method": posterior.method}
        common["n_effective"] = posterior.diagnostics.n_effective
        for name in ("slope", "intercept", "scatter"):
            numbers = np.quantile(getattr(posterior, name), QUANTILES)
            own = dict(zip(("low", "median", "high"), map(float, numbers), strict=True))
            rows.append({"parameter": name} | own | common)
    return pd.DataFrame(rows)


def line_rows(fits: dict[str, Posterior], x: NDArray) -> pd.DataFrame:
    """The fitted line over the X-ray luminosities of the sample: median and central 68 %.

    Parameters
    ----------
    fits : dict
    x : ndarray
        log10 of the X-ray luminosities of the sample.

    Returns
    -------
    DataFrame
        Contract ``xray_agn_lines``.
    """
    grid = np.linspace(x.min(), x.max(), N_PLACES)
    parts = []
    for limits, posterior in fits.items():
        above = grid[:, np.newaxis] - posterior.pivot
        numbers = np.quantile(posterior.intercept + posterior.slope * above, QUANTILES, axis=1)
        columns = dict(zip(("low", "median", "high"), numbers, strict=True))
        parts.append(pd.DataFrame({"limits": limits, X: grid} | columns))
    return pd.concat(parts, ignore_index=True)
