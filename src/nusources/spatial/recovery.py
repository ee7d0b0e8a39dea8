"""Closure: the injected signal of a simulated sky beside the excess that the analysis found."""

from __future__ import annotations

import pandas as pd

from nusources.sky import angular_separation


def recovered_signal(
    truth: pd.DataFrame,
    tracks: pd.DataFrame,
    sources: pd.DataFrame,
    excess: pd.DataFrame,
    *,
    circle_factor: float,
) -> pd.DataFrame:
    """Count the injected events near each group, and what is left of the excess without them.

    Parameters
    ----------
    truth : DataFrame
        Contract ``track_truth``.
    tracks : DataFrame
        Contract ``tracks``: the selected events.
    sources, excess : DataFrame
        Contracts ``sources`` and ``spatial_excess``.
    circle_factor : float
        Radius of the events' circles over ``ang_err``.

    Returns
    -------
    DataFrame
        Contract ``recovered_signal``.
    """
    injected = tracks.merge(truth[["season", "row"]], on=["season", "row"])
    rows = []
    for one in excess.itertuples():
        energetic = injected[injected["log10_energy"] >= one.log10_energy_min]
        group = sources[sources["group"] == one.group]
        n_signal = _count_touched(energetic, group, circle_factor)
        rows.append(
            {
                "group": one.group,
                "log10_energy_min": one.log10_energy_min,
                "n_injected": len(energetic),
                "n_signal": n_signal,
                "excess": one.excess,
                "sigma": one.sigma,
                "background_excess": one.excess - n_signal,
            }
        )
    return pd.DataFrame(rows)


def _count_touched(events: pd.DataFrame, sources: pd.DataFrame, circle_factor: float) -> int:
    """Events with at least one source in their circle: few events, so by plain distances."""
    if events.empty:
        return 0
    columns = (events[name].to_numpy()[:, None] for name in ("ra", "dec"))
    distance = angular_separation(*columns, sources["ra"].to_numpy(), sources["dec"].to_numpy())
    radius = circle_factor * events["ang_err"].to_numpy()
    return int((distance <= radius[:, None]).any(axis=1).sum())
