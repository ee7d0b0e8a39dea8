"""From tables to samples with flare levels, and what a run does with each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions
from nusources.temporal.conventions import Reading, conventions_table, other_readings
from nusources.temporal.levels import FlareLevels, flare_levels
from nusources.temporal.pairs import TimeSample
from nusources.temporal.ratios import TimeWindows
from nusources.temporal.scan import scan_table, scan_windows
from nusources.temporal.searches import MAIN, SlideRequest, search_scan, search_shifts

NEAR_DEG = 10 / 3600
"""Within which a source is the one of a given position [deg]."""


@dataclass(frozen=True)
class VariableTables:
    """Tables of all samples and bands.

    Parameters
    ----------
    sources, links, measures : DataFrame
        Contracts ``variable_samples``, ``light_curve_links`` and ``flare_measures``.
    curves : mapping
        Light curves by band.
    """

    sources: pd.DataFrame
    links: pd.DataFrame
    curves: Mapping[str, pd.DataFrame]
    measures: pd.DataFrame

    def of_sample(self, name: str, band: str) -> dict[str, pd.DataFrame]:
        """Sources of a sample, with links, points and measures of one band."""
        links, measures = self.links, self.measures
        return {
            "sources": self.sources[self.sources["sample"] == name].reset_index(drop=True),
            "links": links[(links["sample"] == name) & (links["band"] == band)],
            "points": self.curves[band],
            "measures": measures[measures["band"] == band],
        }


def sample_of(
    name: str,
    sources: pd.DataFrame,
    levels: FlareLevels,
    alerts: tuple[AlertRegions, np.ndarray],
    shape: str,
) -> TimeSample:
    """Put sources with flare levels and alerts together.

    Parameters
    ----------
    name : str
    sources : DataFrame
        source_name, ra, dec [deg] of the sample.
    levels : FlareLevels
    alerts : tuple of AlertRegions and ndarray
        Regions, and times [d].
    shape : str
        Of the regions.
    """
    places = sources.set_index("source_name").loc[levels.names]
    ra, dec = (places[one].to_numpy(dtype=np.float64, copy=True) for one in ("ra", "dec"))
    return TimeSample(name, levels, ra, dec, alerts[0], np.asarray(alerts[1], np.float64), shape)


def windows_of(settings: Mapping[str, Any], days: float) -> TimeWindows:
    """Time windows as configured (section ``temporal``)."""
    readings = settings["readings"]
    levels = tuple(float(one) for one in settings["levels"])
    return TimeWindows(days, levels, readings["bins"], readings["shift_sign"])


def slides_of(
    sample: TimeSample, own: Mapping[str, Any], settings: Mapping[str, Any]
) -> list[tuple[TimeSample, SlideRequest]]:
    """The main slide of a sample and its variants, each with its sources."""
    main = SlideRequest(
        MAIN,
        own["factor"],
        windows_of(settings, own["window_days"]),
        own["step_days"],
        settings["shift_max_days"],
        settings["n_controls"],
        settings["readings"]["control_alert_times"],
    )
    slides = [(sample, main)]
    for one in own["variants"]:
        request = replace(main, variant=one["name"], factor=one["factor"] or main.factor)
        fewer = sample.without(one["without"], NEAR_DEG)
        fewer = fewer.without_brightest(one["n_brightest_left_out"], request.factor)
        slides.append((fewer, request))
    return slides


def search_sample(
    sample: TimeSample,
    own: Mapping[str, Any],
    settings: Mapping[str, Any],
    n_left_out: int,
    *,
    seed: int,
) -> dict[str, pd.DataFrame]:
    """All searches of one sample.

    Parameters
    ----------
    sample : TimeSample
    own : mapping
        Window, factor, steps and variants of the sample (`temporal.samples`).
    settings : mapping
        Section ``temporal``.
    n_left_out : int
        Sources of the sample without flare levels.
    seed : int

    Returns
    -------
    dict
        ratios, scan and searches; empty without sources or where nothing can be scrambled.
    """
    if not len(sample.curves.names):
        return {name: pd.DataFrame() for name in ("ratios", "scan", "searches")}
    slides = slides_of(sample, own, settings)
    found = [search_shifts(one, request, n_left_out, seed=seed) for one, request in slides]
    ratios, searches = (list(tables) for tables in zip(*found, strict=True))
    scan = pd.DataFrame()
    # Limits in R.A., by which regions are scrambled, exist for errors in coordinates only.
    if sample.regions.ra_errors == "coordinate":
        skies = scan_windows(
            sample,
            settings["factors"],
            own["windows_days"],
            settings["n_scrambles"],
            seed=seed,
            windows=slides[0][1].windows,
        )
        scan = scan_table(sample, skies).assign(sample=sample.name)
        searches.append(
            search_scan(sample, skies, slides[0][1], settings["n_chain_skies"], n_left_out)
        )
    return {
        "ratios": pd.concat(ratios, ignore_index=True),
        "scan": scan,
        "searches": pd.concat(searches, ignore_index=True),
    }


def compare_readings(
    default: TimeSample,
    others: Mapping[tuple[str, str], TimeSample],
    own: Mapping[str, Any],
    settings: Mapping[str, Any],
    *,
    seed: int,
) -> pd.DataFrame:
    """Effect of each reading on R(0) of one sample: contract ``time_conventions``.

    Parameters
    ----------
    default : TimeSample
    others : mapping
        Samples made under other readings, by reading and choice.
    own, settings : mapping
        As for `search_sample`.
    seed : int
    """
    if not len(default.curves.names):
        return pd.DataFrame()
    windows = windows_of(settings, own["window_days"])
    times = settings["readings"]["control_alert_times"]
    first = Reading("default", "default", default, own["factor"], windows, times)
    factors = [one for one in settings["factors"] if one != own["factor"]]
    readings = other_readings(first, own["other_windows_days"], factors)
    readings += [
        replace(first, name=name, choice=choice, sample=sample)
        for (name, choice), sample in others.items()
    ]
    return conventions_table(readings, settings["n_convention_trials"], seed=seed)


def samples_under_readings(
    name: str,
    tables: Mapping[str, pd.DataFrame],
    alerts: Mapping[str, tuple[AlertRegions, np.ndarray]],
    readings: Mapping[str, str],
    shape: str,
) -> tuple[TimeSample, pd.DataFrame, dict[tuple[str, str], TimeSample]]:
    """One sample as configured, and under the other readings of levels, alerts and regions.

    Parameters
    ----------
    name : str
    tables : mapping
        sources; links, points and measures of its band.
    alerts : mapping
        Regions and times of ``away_from_plane`` and ``all``.
    readings : mapping
        alerts, limits and faint, as configured.
    shape : str

    Returns
    -------
    sample : TimeSample
    status : DataFrame
        Of each source with a link, see `nusources.temporal.levels.flare_levels`.
    others : dict
        Samples by reading and choice.
    """
    curves = tables["links"], tables["points"], tables["measures"]
    how = {key: readings[key] for key in ("limits", "faint")}
    levels, status = flare_levels(*curves, **how)
    chosen, sources = alerts[readings["alerts"]], tables["sources"]
    sample = sample_of(name, sources, levels, chosen, shape)
    other_alerts = "all" if readings["alerts"] == "away_from_plane" else "away_from_plane"
    other_shape = "rectangle" if shape == "ellipse" else "ellipse"
    others = {
        ("alerts", other_alerts): sample_of(name, sources, levels, alerts[other_alerts], shape),
        ("shape", other_shape): sample_of(name, sources, levels, chosen, other_shape),
    }
    for key, choices in (("limits", ("left_out", "at_value")), ("faint", ("left_out", "floored"))):
        (other,) = (one for one in choices if one != readings[key])
        changed = flare_levels(*curves, **how | {key: other})[0]
        others[key, other] = sample_of(name, sources, changed, chosen, shape)
    return sample, status, others
