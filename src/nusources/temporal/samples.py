"""From tables to samples with flare levels, and what a run does with each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.selection.samples import is_away_from_the_plane
from nusources.temporal.conventions import Reading, conventions_table, other_readings
from nusources.temporal.levels import FAINT, LIMITS, FlareLevels, flare_levels
from nusources.temporal.pairs import TimeSample
from nusources.temporal.ratios import TimeWindows
from nusources.temporal.scan import scan_table, scan_windows
from nusources.temporal.searches import MAIN, SlideRequest, search_scan, search_shifts

NO_SCAN = "alerts.ra_errors is true: no scan of windows, no search of the whole chain"

CONTROL_REGIONS = ("analysis", "all")
OUTSIDE_REGIONS = "controls outside the regions of"

NEAR_DEG = 10 / 3600
"""Within which a source is the one of a given position [deg]."""


@dataclass(frozen=True)
class TimeTables:
    """Tables of all samples, bands and alerts, and how samples are made of them.

    Parameters
    ----------
    alerts, sources, links, measures : DataFrame
        Contracts ``alert_list``, ``variable_samples``, ``light_curve_links``, ``flare_measures``.
    curves : mapping
        Light curves by band.
    cuts : tuple of float
        Of alerts away from the plane: largest abs(dec), smallest abs(glat) [deg] (section 5.1).
    regions : mapping
        shape and ra_errors of the alert regions.
    readings : mapping
        As configured (`temporal.readings`): alerts, control_regions, limits and faint.
    """

    alerts: pd.DataFrame
    sources: pd.DataFrame
    links: pd.DataFrame
    measures: pd.DataFrame
    curves: Mapping[str, pd.DataFrame]
    cuts: tuple[float, float]
    regions: Mapping[str, str]
    readings: Mapping[str, str]

    def sources_of(self, name: str) -> pd.DataFrame:
        """Sources of a sample."""
        return self.sources[self.sources["sample"] == name].reset_index(drop=True)

    def chosen_alerts(self, choice: str | None = None) -> pd.DataFrame:
        """Alerts of the analysis: ``all``, or ``away_from_plane``; as configured if not given."""
        alerts = self.alerts[self.alerts["in_sample"]]
        if (choice or self.readings["alerts"]) == "all":
            return alerts
        return alerts[is_away_from_the_plane(alerts["ra"], alerts["dec"], *self.cuts)]

    def configured(self, own: Mapping[str, Any]) -> tuple[TimeSample, pd.DataFrame]:
        """One sample as configured, with the status of each source that has a link.

        Parameters
        ----------
        own : mapping
            An item of `temporal.samples`: name, band, and of, the sample whose sources it has.

        Returns
        -------
        sample : TimeSample
        status : DataFrame
            See `nusources.temporal.levels.flare_levels`.
        """
        levels, status = self._levels(own)
        return self._sample(own, levels), status

    def under_other_readings(self, own: Mapping[str, Any]) -> dict[tuple[str, str], TimeSample]:
        """The sample under each other reading of alerts, regions, controls, limits, faint sources.

        Returns
        -------
        dict
            Samples by reading and choice.
        """
        levels = self._levels(own)[0]
        alerts = _other(self.readings["alerts"], ("all", "away_from_plane"))
        shape = _other(self.regions["shape"], ("rectangle", "ellipse"))
        controls = _other(self.readings["control_regions"], CONTROL_REGIONS)
        others = {
            ("alerts", alerts): self._sample(own, levels, alerts=alerts),
            ("shape", shape): self._sample(own, levels, shape=shape),
            (OUTSIDE_REGIONS, f"{controls} alerts"): self._sample(own, levels, controls=controls),
        }
        for key, choices in (("limits", LIMITS), ("faint", FAINT)):
            other = _other(self.readings[key], choices)
            others[key, other] = self._sample(own, self._levels(own, **{key: other})[0])
        return others

    def _levels(self, own: Mapping[str, Any], **changed: str) -> tuple[FlareLevels, pd.DataFrame]:
        links, measures, band = self.links, self.measures, own["band"]
        how = {key: self.readings[key] for key in ("limits", "faint")} | changed
        return flare_levels(
            links[(links["sample"] == own["of"]) & (links["band"] == band)],
            self.curves[band],
            measures[measures["band"] == band],
            **how,
        )

    def _sample(
        self,
        own: Mapping[str, Any],
        levels: FlareLevels,
        *,
        alerts: str | None = None,
        shape: str | None = None,
        controls: str | None = None,
    ) -> TimeSample:
        chosen = self.chosen_alerts(alerts)
        also_outside = None
        if (controls or self.readings["control_regions"]) == "all":
            also_outside = regions_of(self.chosen_alerts("all"), self.regions["ra_errors"])
        places = self.sources_of(own["of"]).set_index("source_name").loc[levels.names]
        ra, dec = (places[one].to_numpy(dtype=np.float64, copy=True) for one in ("ra", "dec"))
        regions = regions_of(chosen, self.regions["ra_errors"])
        mjd = chosen["mjd"].to_numpy(dtype=np.float64, copy=True)
        shape = shape or self.regions["shape"]
        return TimeSample(own["name"], levels, ra, dec, regions, mjd, shape, also_outside)


def _other(one: str, both: Sequence[str]) -> str:
    (other,) = (choice for choice in both if choice != one)
    return other


def windows_of(settings: Mapping[str, Any], days: float) -> TimeWindows:
    """Time windows as configured (section ``temporal``)."""
    readings = settings["readings"]
    levels = tuple(float(one) for one in settings["levels"])
    return TimeWindows(
        days,
        levels,
        readings["bins"],
        readings["shift_sign"],
        readings["level_cut"],
        readings["mean_over"],
        readings["two_regions"],
    )


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
        settings["readings"]["ratio_error"],
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
    if sample.regions.ra_errors != "coordinate":
        searches = [_with_note(one, NO_SCAN) for one in searches]
    else:
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


def _with_note(search: pd.DataFrame, note: str) -> pd.DataFrame:
    """A search with one more note."""
    if search.empty:
        return search
    return search.assign(note=[f"{one}; {note}" if one else note for one in search["note"]])


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
    windows, chosen = windows_of(settings, own["window_days"]), settings["readings"]
    how = chosen["control_alert_times"], chosen["ratio_error"]
    first = Reading("default", "default", default, own["factor"], windows, *how)
    factors = [one for one in settings["factors"] if one != own["factor"]]
    readings = other_readings(first, own["other_windows_days"], factors)
    readings += [
        replace(readings[0], name=name, choice=choice.replace("_", " "), sample=sample)
        for (name, choice), sample in others.items()
    ]
    return conventions_table(readings, settings["n_convention_trials"], seed=seed)
