"""Counts of events near groups for several sizes of the circles, which the paper leaves open.

References
----------
Chang et al. 2022, section 6.3: "uncertainty regions", without a factor on the angular error.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import count_observed
from nusources.spatial.nulls.exact_variance import exact_moments


def count_in_circles(
    tracks: pd.DataFrame,
    sources: pd.DataFrame,
    groups: Sequence[str],
    thresholds: Sequence[float],
    circle_factors: Sequence[float],
) -> pd.DataFrame:
    """Observed counts and exact moments of their null for each size of the circles.

    Parameters
    ----------
    tracks, sources : DataFrame
        Contracts ``tracks`` (after the cuts) and ``sources``.
    groups, thresholds : sequences
    circle_factors : sequence of float
        Radii over ``ang_err``.

    Returns
    -------
    DataFrame
        Contract ``circle_counts`` but for the column sample.

    References
    ----------
    Chang et al. 2022, section 6.3.
    """
    energy = tracks["log10_energy"].to_numpy()
    n_selected = [int((energy >= one).sum()) for one in thresholds]
    n_sources = sources["group"].value_counts().reindex(list(groups)).to_numpy()
    parts = []
    for factor in circle_factors:
        sky = sky_from_tables(tracks, sources, groups, thresholds, circle_factor=factor)
        moments = exact_moments(sky)
        parts.append(
            pd.DataFrame(
                {
                    "group": np.repeat(list(groups), len(thresholds)),
                    "circle_factor": float(factor),
                    "log10_energy_min": np.tile(np.asarray(thresholds, float), len(groups)),
                    "n_sources": np.repeat(n_sources, len(thresholds)),
                    "n_selected": np.tile(n_selected, len(groups)),
                    "n_observed": count_observed(sky).ravel().astype(np.int64),
                    "n_expected": moments.mean.ravel(),
                    "sigma": np.sqrt(moments.variance).ravel(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
