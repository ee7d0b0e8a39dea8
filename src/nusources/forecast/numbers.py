"""Our values of what chen2025 prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.forecast.experiments import Readings
from nusources.forecast.fields import SourceField
from nusources.forecast.printed import COARSE, EQUAL_AGN, FEW_AGN, FEWER, POINT, WIDER
from nusources.forecast.scenarios import bright_enough
from nusources.run_numbers import our_numbers, values_of

STUDY = "chen2025"
RECOVERED = 0.02
"""Bias of a fraction of .5 up to which it counts as recovered."""
FITTED = "as_printed"
OVER_WIDTH = 3.0
PRINTED_FRACTION = 0.5
FIGURE_1_FRACTION = 0.5
NEAR = 1e-9
EXTRAPOLATED = {"1e-14": 1e-14, "4e-14": 4e-14, "2.4e-13": 2.4e-13}
BLAZAR_LIMIT = 2e-12
"""Mean limit of Fermi-LAT [erg cm-2 s-1] (section VI.3)."""
BLAZAR_ERROR = 0.06
"""Relative: 85 +- 5 %."""
FEW_BLAZARS = 0.05
NO_SEPARATION = (
    "with eq. 2 in the footprint no separation of the grid gives back the fraction to .02 at every "
    "width of the PSF; without edges all do"
)


def catalogue_numbers(
    sources: SourceField, blazars: pd.DataFrame, readings: Readings
) -> dict[str, float]:
    """Sizes of the catalogues, and the least fluxes that the rule of separations gives."""
    found = {
        "efeds.n_agn": float(len(sources.flux)),
        "efeds.area": sources.field.area,
        "blazars.n": float(len(blazars)),
    }
    for name, sigma in (("gen2", 0.2), ("hunt", 0.04)):
        n_bright = bright_enough(sources, sigma, readings)
        found[f"flux_min.{name}"] = float(sources.flux[n_bright - 1])
    counts = blazars["source_class"].value_counts()
    return found | {f"blazars.n_{one}": float(counts.get(one, 0)) for one in ("fsrq", "bll", "bcu")}


def bias_numbers(bias: pd.DataFrame) -> dict[str, float]:
    """Where the fraction is recovered, and to what value (Figure 1)."""
    rows = bias[(bias["estimator"] == FITTED) & (bias["fraction"] == FIGURE_1_FRACTION)]
    over = rows["separation"] / rows["psf_sigma"]
    apart = over >= OVER_WIDTH
    lost = rows["bias"].abs() > RECOVERED + 2 * rows["bias_error"]
    # The least separation above which nothing is lost; none if it is lost at the largest.
    worst = over[lost].max() if lost.any() else 0.0
    kept = over[over > worst]
    return {
        "bias.separation": float(kept.min()) if len(kept) and lost.any() else np.nan,
        "bias.recovered": FIGURE_1_FRACTION + float(rows["bias"][apart].mean()),
    }


def figure2_numbers(forecasts: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Powers of Figure 2, and how many more events .4 deg takes than .1 deg, from experiments.

    The events that .4 deg takes follow from the root of their number, a lower limit: eq. 2 as
    printed loses the signal there, and more events hardly help.
    """
    own = forecasts[forecasts["method"] == "monte_carlo"].set_index("scenario")
    point = own.loc[POINT]
    found = {}
    for name, other, factor in (
        ("scaling.n_events", FEWER, point["n_events"] / own.loc[FEWER, "n_events"]),
        ("scaling.psf", WIDER, point["psf_sigma"] / own.loc[WIDER, "psf_sigma"]),
    ):
        ratio, error = _ratio(point, own.loc[other])
        found[name] = (float(np.log(ratio) / np.log(factor)), abs(error / ratio / np.log(factor)))
    ratio, error = _ratio(point, own.loc[COARSE])
    return found | {"events.gain_0.4deg": (ratio**2, 2 * ratio * error)}


def _ratio(one: pd.Series, other: pd.Series) -> tuple[float, float]:
    """S/N of two scenarios over each other, with its error."""
    ratio = float(one["snr"] / other["snr"])
    relative = np.hypot(one["snr_error"] / one["snr"], other["snr_error"] / other["snr"])
    return ratio, float(ratio * relative)


def forecast_numbers(forecasts: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """S/N of scenarios with their errors, from the experiments."""
    own = forecasts[forecasts["method"] == "monte_carlo"].set_index("scenario")
    names = {
        "snr.gen2_5yr": "gen2_100tev",
        "snr.hunt_300tev_5yr": "hunt_300tev",
        "snr.hunt_100tev_5yr": "hunt_100tev",
        "snr.hunt_300tev_3yr": "hunt_300tev_3yr",
        "snr.2000_events": POINT,
        "snr.fraction_0.2": FEW_AGN,
        "snr.s_0": EQUAL_AGN,
    }
    found = {
        name: (float(own["snr"][one]), float(own["snr_error"][one]))
        for name, one in names.items()
        if one in own.index
    }
    point = own.loc[POINT]
    needed = point["n_events"] * (5 / point["snr"]) ** 2
    error = 2 * needed * point["snr_error"] / point["snr"]
    return found | {"events.5_sigma": (float(needed), float(error))}


def curve_numbers(curves: pd.DataFrame, blazars: pd.DataFrame) -> dict[str, float]:
    """Power of the fraction, and S/N of blazars."""
    rows = curves[(curves["curve"] == "fraction") & curves["value"].between(0.05, 0.5)]
    slope = np.polyfit(np.log(rows["value"]), np.log(rows["snr_statistical"]), 1)[0]
    own = blazars[(blazars["systematic"] - BLAZAR_ERROR).abs() < NEAR].sort_values("value")
    few = own["snr"][(own["value"] - FEW_BLAZARS).abs() < NEAR]
    at_few = float(few.iloc[0]) if len(few) else np.nan
    return {
        "scaling.fraction": float(slope),
        "snr.blazars_0.05": at_few,
        "snr.blazars_growth": float(own["snr"].iloc[-1] / at_few) if len(own) else np.nan,
    }


def threshold_numbers(years: pd.DataFrame) -> dict[str, float]:
    """Best thresholds of detectors with the PSF of their files (Figure 3)."""
    own = years[(years["width"] == "own") & (years["target"] == years["target"].max())]
    best = own.loc[own.groupby("detector")["years"].idxmin()].set_index("detector")
    found = {}
    for name, detector in (("gen2", "icecube_gen2"), ("hunt", "hunt")):
        if detector in best.index:
            found[f"optimum.{name}_tev"] = float(best["threshold_tev"][detector])
    values = list(found.values())
    return found | ({"optimum.typical_tev": float(np.mean(values))} if values else {})


def rate_numbers(rates: pd.DataFrame, detectors: pd.DataFrame, atmosphere: str) -> dict[str, float]:
    """Where astrophysical events overtake, and how much larger one detector is than another."""
    own = detectors[detectors["atmosphere"] == atmosphere].set_index("detector")
    found = {}
    if "icecube" in own.index:
        found["overtake_tev"] = float(own["crossing_energy_tev"]["icecube"])
    sizes = rates.groupby("detector")["n_astrophysical"].max()
    if {"hunt", "icecube_gen2"} <= set(sizes.index):
        found["hunt.area_gain"] = float(sizes["hunt"] / sizes["icecube_gen2"])
    return found


def extrapolation_numbers(extrapolation: pd.DataFrame) -> dict[str, float]:
    """Relative errors of Figure 4, the spread of the factor, and the share of blazars."""
    rows = extrapolation[extrapolation["method"] == "luminosity_function"]
    agn = rows[rows["population"] == "agn"].set_index("flux_min")
    found = {
        f"extrapolation.{name}": float(agn["relative_error"][flux])
        for name, flux in EXTRAPOLATED.items()
        if flux in agn.index
    }
    if 3e-13 in agn.index:
        bright = agn.loc[3e-13]
        spread = bright["factor_high_997"] / bright["factor_low_997"]
        found["extrapolation.factor_3e-13"] = float(spread)
    blazars = rows[rows["population"] == "blazars"].set_index("flux_min")
    if BLAZAR_LIMIT in blazars.index:
        found["blazars.share"] = float(blazars["share_mean"][BLAZAR_LIMIT])
    return found


def spread_numbers(readings: pd.DataFrame) -> dict[str, float]:
    """What the fitted fraction changes by if the fit takes one width for events of many.

    Against a fit of the same events that knows their widths: both lose alike by the edges.
    """
    by = readings.set_index(["subject", "choice"])["bias"]
    places = [("psf_width", "per_event"), ("psf_width", "per_event_known")]
    if not all(place in by.index for place in places):
        return {}
    of_one, of_each = (1 + by[place] for place in places)
    return {"psf_spread": float(abs(of_one / of_each - 1))}


def published_forecasts(
    found: Mapping[str, Any], published: pd.DataFrame, parents: Iterable[Mapping]
) -> pd.DataFrame:
    """Our values beside what they descend from (contract ``our_numbers``).

    Parameters
    ----------
    found : mapping
        Values by id, or values with errors.
    published : DataFrame
        Contract ``published``.
    parents : iterable of mapping
        ``attrs`` of the tables that the values were made from.
    """
    pairs = {name: one if isinstance(one, tuple) else (one, np.nan) for name, one in found.items()}
    prefixes = tuple(set(published["id"]))
    values = values_of({name: pair[0] for name, pair in pairs.items()}, published, prefixes)
    values["ours_error"] = values["id"].map({name: pair[1] for name, pair in pairs.items()})
    values["missing"] = ""
    is_lost = (values["id"] == "bias.separation") & values["ours"].isna()
    values.loc[is_lost, "missing"] = NO_SEPARATION
    is_absent = values["ours"].isna() & ~is_lost
    values.loc[is_absent, "missing"] = "the settings of this run do not ask for it"
    return our_numbers(STUDY, values, parents)


def joined_numbers(table: pd.DataFrame, others: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Numbers of one table, with those of some names from another one (both ``our_numbers``)."""
    wanted = list(names)
    rest, own = table[~table["id"].isin(wanted)], others[others["id"].isin(wanted)]
    return pd.concat([rest, own], ignore_index=True)
