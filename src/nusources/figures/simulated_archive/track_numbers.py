"""Numbers of the figures that compare simulated with real tracks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.figures.house.inputs import Inputs, Prepared

HORIZON_DEC = -5.0
"""Declination [deg] between up-going and down-going events (IceCube's split of the sample)."""

ANG_ERR_FLOOR = 0.2
"""Least angular error [deg] of the ten-year release (its readme); the 3-year release has none."""

DEC_BANDS = ((-90.0, -30.0), (-30.0, -5.0), (-5.0, 30.0), (30.0, 90.0))
"""Bands of declination [deg]: steep and shallow, below and above IceCube's horizon split."""


@dataclass(frozen=True)
class Quantity:
    """A quantity whose distribution is shown.

    Parameters
    ----------
    label : str
    edges : ndarray
    """

    label: str
    edges: np.ndarray


QUANTITIES = {
    "log10_energy": Quantity("energy proxy, log₁₀(E/GeV)", np.linspace(1.5, 7.5, 41)),
    "ang_err": Quantity("angular error (deg)", np.linspace(0, 5, 41)),
    "sin_dec": Quantity("sine of declination", np.linspace(-1, 1, 41)),
}


def prepare_selection(inputs: Inputs) -> Prepared:
    """Share of events that pass the cuts, with the real shares where they are known.

    Plotted: season, n_events, n_selected, fraction, real; the last row is the sum.
    """
    flow = inputs["flow"][["season", "n_events", "n_selected"]]
    total = pd.DataFrame([{"season": "all", **flow[["n_events", "n_selected"]].sum().to_dict()}])
    plotted = pd.concat([flow, total], ignore_index=True)
    plotted["fraction"] = plotted["n_selected"] / plotted["n_events"]
    plotted["real"] = plotted["season"].map(inputs["shares"].set_index("sample")["fraction"])
    if not inputs.comparable:
        plotted.loc[plotted["season"] == "all", "real"] = np.nan
    last = plotted.iloc[-1]
    facts = inputs.facts | {
        "n_seasons": len(flow),
        "n_events": f"{last['n_events']:,}",
        "n_selected": f"{last['n_selected']:,}",
        "fraction": float(last["fraction"]),
    }
    return plotted, facts


def prepare_distributions(inputs: Inputs) -> Prepared:
    """Histograms of real events and of their simulated twin.

    Plotted: sky, quantity, low, high, n_real, n_simulated; outer bins hold what is beyond.
    """
    rows, distances = [], {}
    for sky in ("up-going", "down-going"):
        real, twin = (_hemisphere(inputs[name], sky) for name in ("real", "twin"))
        real["ang_err"] = real["ang_err"].clip(lower=ANG_ERR_FLOOR)
        for name, quantity in QUANTITIES.items():
            low, high = quantity.edges[:-1], quantity.edges[1:]
            counts = {
                f"n_{kind}": _histogram(events[name], quantity.edges)
                for kind, events in (("real", real), ("simulated", twin))
            }
            rows.append(pd.DataFrame({"low": low, "high": high, **counts}))
            rows[-1].insert(0, "quantity", name)
            rows[-1].insert(0, "sky", sky)
            distances[f"{name}, {sky}"] = ks_distance(real[name], twin[name])
    largest = max(distances, key=distances.__getitem__)
    facts = inputs.facts | {
        "n_real": f"{len(inputs['real']):,}",
        "n_simulated": f"{len(inputs['twin']):,}",
        "distances": distances,
        "largest_distance": distances[largest],
        "largest_distance_of": largest.replace("log10_energy", "energy proxy")
        .replace("ang_err", "angular error")
        .replace("sin_dec", "declination"),
    }
    return pd.concat(rows, ignore_index=True), facts


def prepare_effective_area(inputs: Inputs) -> Prepared:
    """Effective areas of a release and of the model detector, averaged over declination bands.

    Plotted: dec_min, dec_max, log10_energy, table, model [cm2].
    """
    bands = []
    for low, high in DEC_BANDS:
        real, model = (band_mean(inputs[name], low, high) for name in ("table", "model"))
        energy = real.index.to_numpy()
        at_energy = np.interp(energy, model.index, model, left=np.nan, right=np.nan)
        band = {"dec_min": low, "dec_max": high, "log10_energy": energy, "table": real}
        bands.append(pd.DataFrame(band | {"model": at_energy}).reset_index(drop=True))
    plotted = pd.concat(bands, ignore_index=True).replace(0.0, np.nan).dropna()
    offset = np.log10(plotted["model"] / plotted["table"]).abs()
    facts = inputs.facts | {
        "median_offset": float(offset.median()),
        "energy_low": float(plotted["log10_energy"].min()),
        "energy_high": float(plotted["log10_energy"].max()),
    }
    return plotted, facts


def band_mean(area: pd.DataFrame, low: float, high: float) -> pd.Series:
    """Mean effective area [cm2] over a band of declination [deg], by solid angle.

    Returns
    -------
    Series
        Indexed by the middle of the energy bin, log10(E_nu/GeV).
    """
    top = np.minimum(area["dec_max"], high)
    bottom = np.maximum(area["dec_min"], low)
    solid_angle = (np.sin(np.radians(top)) - np.sin(np.radians(bottom))).clip(lower=0)
    middle = ((area["log10_energy_min"] + area["log10_energy_max"]) / 2).round(4)
    weighted = (area["effective_area"] * solid_angle).groupby(middle).sum()
    return weighted / solid_angle.groupby(middle).sum()


def ks_distance(first: pd.Series, second: pd.Series) -> float:
    """Kolmogorov-Smirnov distance: the largest difference of two cumulative distributions."""
    first, second = np.sort(first), np.sort(second)
    pool = np.concatenate([first, second])
    cumulative = [np.searchsorted(one, pool, side="right") / one.size for one in (first, second)]
    return float(np.abs(cumulative[0] - cumulative[1]).max())


def _hemisphere(tracks: pd.DataFrame, sky: str) -> pd.DataFrame:
    is_up = tracks["dec"] > HORIZON_DEC
    chosen = tracks[is_up if sky == "up-going" else ~is_up]
    return chosen.assign(sin_dec=np.sin(np.radians(chosen["dec"])))


def _histogram(values: pd.Series, edges: np.ndarray) -> np.ndarray:
    return np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
