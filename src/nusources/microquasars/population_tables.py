"""Statistics over the realisations of a population of sources, beside exact moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.microquasars.density import Density
from nusources.microquasars.disk_model import DiskModel
from nusources.microquasars.disk_tables import integrate_distributions
from nusources.microquasars.integrals import disk_integral
from nusources.microquasars.population import inverse_squares, simulate_populations

PROBABILITIES = (0.001, 0.01, 0.05, 0.16, 0.25, 0.5, 0.75, 0.84, 0.95, 0.99, 0.999)
LARGE_SHARE = 0.1
SUM_EDGES = np.round(np.linspace(0.5, 2.0, 151), 6)
"""Edges of the histogram of the sum, in units of its expectation."""
SHARE_EDGES = np.geomspace(1e-3, 1.0, 121)
"""Edges of the histogram of the brightest source's share."""


def summarise_population(
    table: pd.DataFrame, density: Density, observer: float, void: float, n_sources: int
) -> pd.DataFrame:
    """One row of contract ``population_summaries``.

    Parameters
    ----------
    table : DataFrame
        From `nusources.microquasars.population.simulate_populations`.
    density : Density
    observer, void : float
        [kpc]
    n_sources : int
    """
    one = inverse_squares(density, observer, void)
    total = table["inverse_square_sum"]
    lit = table[total > 0]
    nearest = 1 / np.sqrt(lit["brightest"])
    effective = lit["inverse_square_sum"] ** 2 / lit["square_sum"]
    spread = float(total.std(ddof=1)) if len(table) > 1 else 0.0
    row = {
        "distribution": density.name,
        "void": float(void),
        "n_sources": n_sources,
        "n_realisations": len(table),
        "mean": total.mean(),
        "mean_error": spread / np.sqrt(len(table)),
        "mean_exact": n_sources * disk_integral(density, observer, void).total,
        "std": spread,
        "std_exact": np.sqrt(n_sources * (one.mean_square - one.mean**2)),
        "brightest_share_median": table["brightest_share"].median(),
        "p_brightest_above_tenth": (table["brightest_share"] > LARGE_SHARE).mean(),
        "n_effective": effective.median(),
        "nearest_distance_median": nearest.median(),
    }
    return pd.DataFrame([row])


def population_distributions(
    table: pd.DataFrame, density: Density, void: float, expected: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quantiles and histograms of the sum and of the brightest share.

    Parameters
    ----------
    table : DataFrame
        From `nusources.microquasars.population.simulate_populations`.
    density : Density
    void : float
        [kpc]
    expected : float
        Expectation of the sum [kpc^-2].

    Returns
    -------
    quantiles, histograms : DataFrame
        Contracts ``population_quantiles`` and ``population_histograms``.
    """
    sums = (table["inverse_square_sum"] / expected).to_numpy()
    shares = table["brightest_share"].to_numpy()
    quantiles, histograms = [], []
    for quantity, values, edges in (
        ("sum", sums, SUM_EDGES),
        ("brightest_share", shares, SHARE_EDGES),
    ):
        names = {"distribution": density.name, "void": float(void), "quantity": quantity}
        at = pd.DataFrame({"probability": PROBABILITIES})
        quantiles.append(at.assign(value=np.quantile(values, PROBABILITIES), **names))
        # The outermost bins hold what lies beyond: no realisation is lost.
        counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), edges)
        bins = {"low": edges[:-1], "high": edges[1:], "n_realisations": counts.astype(np.int64)}
        histograms.append(pd.DataFrame(bins).assign(**names))
    return pd.concat(quantiles, ignore_index=True), pd.concat(histograms, ignore_index=True)


def population_statistics(
    model: DiskModel,
    populations: Mapping[str, Any],
    luminosity: float,
    target: float,
    *,
    random: Callable[..., np.random.Generator],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Simulate all distributions and voids.

    Parameters
    ----------
    model : DiskModel
    populations : mapping
        The section ``microquasars.populations`` of the configuration.
    luminosity : float
        Neutrinos, per decade of energy and source [erg/s].
    target : float
        E^2 Phi that the sources are to make [GeV cm^-2 s^-1 sr^-1].
    random : callable
        Gives the random stream of a name: each population has its own.

    Returns
    -------
    summaries, quantiles, histograms : DataFrame
        Contracts ``population_summaries``, ``population_quantiles``, ``population_histograms``.
    """
    voids = populations["void_radii_kpc"]
    integrals = integrate_distributions(model, voids, luminosity, target)
    parts = []
    for row in integrals.to_dict("records"):
        name, void = row["distribution"], row["void"]
        density = model.density(name, void)
        n_sources = populations["n_sources"] or max(1, round(row["n_needed"]))
        table = simulate_populations(
            density,
            model.observer,
            void,
            n_sources,
            populations["n_realisations"],
            rng=random("populations", name, f"{void:g}"),
        )
        summary = summarise_population(table, density, model.observer, void, n_sources)
        parts.append(
            (summary, *population_distributions(table, density, void, n_sources * row["total"]))
        )
    return tuple(pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True))
