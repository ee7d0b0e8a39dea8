"""What each reading of sections 3.3 and 4.2 of chang2022 does to the classes of its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.flares import CONVENTIONS
from nusources.flares.all_bands import flares_of_band, infrared_curves
from nusources.flares.classes import NO_STATE, ClassRule, GammaStates, classify
from nusources.flares.merging import Ledger
from nusources.flares.numbers import class_counts
from nusources.flares.preparation import with_limits_at
from nusources.flares.stages import BandState, band_states

Settings = Mapping[str, Mapping[str, Any]]
"""Sections preparation, blocks and classes of ``flares``."""

LIKELIHOOD = "gamma_ray_likelihood"
DEFAULT = ("default", "default")
COUNTS = ("both_flare", "removed", "TXS_like", "CFS", "NFS")
LATER_END = {"mjd_start": 55600.0, "mjd_stop": 56600.0, "margin_days": 180.0}
READINGS = (
    ("preparation", "infrared_clip_sigma", 4, "clip of exposures", "4 standard deviations"),
    ("preparation", "infrared_clip_centre", "median", "clip of exposures", "about the median"),
    ("preparation", "infrared_signal_to_noise_of", "epochs", "signal-to-noise cut", "on epochs"),
    ("preparation", "epoch_error", "propagated", "error of an epoch", "propagated"),
    ("preparation", "epoch_error", "scatter", "error of an epoch", "scatter"),
    ("preparation", "epoch_error", "floor", "error of an epoch", "floor"),
    ("preparation", "survey_break", LATER_END, "gap of WISE", "to MJD 56600"),
    ("preparation", "survey_break", None, "gap of WISE", "no points"),
    ("preparation", "artificial_points", "everywhere", "points in the gap", "count everywhere"),
    ("preparation", "limit_error", "median", "error of a limit", "median error"),
    ("preparation", "likelihood_second_limit_erg_cm2_s", None, "second limit", "none"),
    ("blocks", "second_when", "one_block", "p₀ of .05", "where there is one block"),
    ("blocks", "quiescent_drops_lowest_from", None, "quiescent flux", "none dropped"),
    ("blocks", "quiescent_of", "non_flaring", "quiescent flux", "points that do not flare"),
    ("blocks", "degrees_lost", 0, "standard deviation", "n"),
    ("blocks", "block_flux", "weighted", "flux of a block", "weighted"),
    ("blocks", "borders", "bins", "borders of a block", "of time bins"),
    ("classes", "uncertain_side", "below", "uncertain sources", "below 0.9, as printed"),
    ("classes", "lag_of", "midpoint", "lag", "of midpoints"),
    ("classes", "lag_of", "peak", "lag", "of peaks"),
    ("classes", "lag_of", "gap", "lag", "from the end"),
    ("classes", "ratio_over", "sum", "simultaneous ratio", "over the sum"),
    ("classes", "unobserved", "counted", "unobserved time", "counted"),
)
"""Section, key and value of each reading, with the names under which it is shown."""


LIMIT_KEYS = ("limit_error", "likelihood_second_limit_erg_cm2_s")
"""Settings of the preparation that change likelihood curves."""


@dataclass(frozen=True)
class Flares:
    """States of the curves of a band by name, and their measures (contract ``flare_measures``)."""

    states: Mapping[str, BandState]
    measures: pd.DataFrame


@dataclass(frozen=True)
class ClassInputs:
    """What the classes of one sample follow from.

    Parameters
    ----------
    sources : DataFrame
        From `nusources.flares.samples.sample_sources`.
    links : DataFrame
        Contract ``light_curve_links``, of the sample.
    exposures : DataFrame
        Contract ``infrared_exposures``.
    curves : mapping of DataFrame
        Prepared curves by band: infrared, gamma_ray, gamma_ray_likelihood.
    random_of : callable
        Random stream of a band, of the calibrated prior.
    """

    sources: pd.DataFrame
    links: pd.DataFrame
    exposures: pd.DataFrame
    curves: Mapping[str, pd.DataFrame]
    random_of: Callable[[str], np.random.Generator]

    def own(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of curves that serve the sample."""
        return table[table["source_name"].isin(self.links["curve_name"])].reset_index(drop=True)

    def flares(self, band: str, settings: Settings, *, is_prepared: bool = True) -> Flares:
        """When the sources of a band flare; the infrared may be prepared again from exposures."""
        table = self.curves[band]
        if not is_prepared:
            table = infrared_curves(self.exposures, settings["preparation"], Ledger(band))
        if settings["preparation"]["artificial_points"] == "everywhere":
            table = table.assign(is_artificial=False)
        found = flares_of_band(table, band, settings["blocks"], self.random_of(band))
        return Flares(band_states(found.blocks), found.measures)

    def likelihood(
        self, names: Iterable[str], settings: Settings
    ) -> tuple[dict[str, BandState], dict[str, BandState]]:
        """States of some likelihood curves, and those with the limits of the second pass."""
        table = self.curves[LIKELIHOOD]
        table = table[table["source_name"].isin(list(names))].reset_index(drop=True)
        rules, passes = settings["preparation"], []
        for key in ("likelihood_limit_erg_cm2_s", "likelihood_second_limit_erg_cm2_s"):
            states: dict[str, BandState] = {}
            if rules[key] is not None:
                limited = with_limits_at(table, rules[key], rules["limit_error"])
                random = self.random_of(LIKELIHOOD)
                found = flares_of_band(limited, LIKELIHOOD, settings["blocks"], random)
                states = band_states(found.blocks)
            passes.append(states)
        return passes[0], passes[1]


def aperture_classes(
    inputs: ClassInputs, sources: pd.DataFrame, flares: Mapping[str, Flares], settings: Settings
) -> pd.DataFrame:
    """Classes of sources by aperture photometry alone (contract ``flare_classes``).

    Parameters
    ----------
    inputs : ClassInputs
    sources : DataFrame
        Some of its sources.
    flares : mapping of Flares
        Of the infrared and of the aperture curves.
    settings : mapping
    """
    states = GammaStates(flares["gamma_ray"].states, {}, {})
    return _classify(inputs, sources, flares, states, settings)


def refined_classes(
    inputs: ClassInputs,
    classes: pd.DataFrame,
    flares: Mapping[str, Flares],
    settings: Settings,
    fitted: tuple[Mapping[str, BandState], Mapping[str, BandState]] | None = None,
) -> pd.DataFrame:
    """Classes in which likelihood curves have confirmed TXS-like sources, or not.

    Parameters
    ----------
    inputs : ClassInputs
    classes : DataFrame
        From `aperture_classes`, of some sources.
    flares : mapping of Flares
    settings : mapping
    fitted : tuple of mapping, optional
        States of the likelihood curves under these settings; if not given, those of TXS-like
        sources are cut into blocks: the class of the others does not depend on them.
    """
    again = classes["source_name"][classes["class"] == "TXS_like"]
    if again.empty:
        return classes
    sources = inputs.sources[inputs.sources["source_name"].isin(again)].reset_index(drop=True)
    links = inputs.links[inputs.links["source_name"].isin(again)]
    if fitted is None:
        fitted = inputs.likelihood(links.loc[links["band"] == LIKELIHOOD, "curve_name"], settings)
    states = GammaStates(flares["gamma_ray"].states, *fitted)
    refined = _classify(inputs, sources, flares, states, settings)
    return pd.concat([classes.drop(index=again.index), refined], ignore_index=True)


def _classify(inputs: ClassInputs, sources: pd.DataFrame, flares, states: GammaStates, settings):
    links = inputs.links[inputs.links["source_name"].isin(sources["source_name"])]
    rule, measures = ClassRule(**settings["classes"]), flares["gamma_ray"].measures
    low = flares["infrared"].states
    return classify(sources, links, low, states, measures, low_band="infrared", rule=rule)[0]


def has_changed(old: Flares, new: Flares) -> pd.Series:
    """Curves, by name, whose flares or measures are not those of before."""
    cuts = ["excess_variance", "block_ratio", "quiet_deviation_ratio"]
    before, after = (one.measures.set_index("source_name")[cuts] for one in (old, new))
    names = before.index.union(after.index)
    values = [one.reindex(names).to_numpy() for one in (before, after)]
    same = ((values[0] == values[1]) | np.isnan(values).all(axis=0)).all(axis=1)
    pairs = [(old.states.get(name, NO_STATE), new.states.get(name, NO_STATE)) for name in names]
    same &= [_are_equal(one, two) for one, two in pairs]
    return pd.Series(~same, index=names)


def _are_equal(one: BandState, two: BandState) -> bool:
    parts = (one.flares, two.flares), (one.observed, two.observed), (one.peaks, two.peaks)
    return all(len(a) == len(b) and bool((a == b).all()) for a, b in parts)


def conventions_table(inputs: ClassInputs, settings: Settings) -> pd.DataFrame:
    """Classes under the run's own readings, and with one changed at a time.

    Parameters
    ----------
    inputs : ClassInputs
    settings : mapping
        Of the run.

    Returns
    -------
    DataFrame
        Contract ``flare_conventions``; empty where no source has curves of both bands.
    """
    inputs = ClassInputs(
        inputs.sources,
        inputs.links,
        inputs.own(inputs.exposures),
        {band: inputs.own(table) for band, table in inputs.curves.items()},
        inputs.random_of,
    )
    if not all(len(inputs.curves[band]) for band in ("infrared", "gamma_ray")):
        return CONVENTIONS.empty()
    flares = {band: inputs.flares(band, settings) for band in ("infrared", "gamma_ray")}
    by_aperture = aperture_classes(inputs, inputs.sources, flares, settings)
    fitted = inputs.likelihood(inputs.links["curve_name"], settings)
    own = refined_classes(inputs, by_aperture, flares, settings, fitted)
    run = _Classified(flares, by_aperture, fitted, own)
    rows = [_row(DEFAULT, own, own)]
    for section, key, value, *shown in READINGS:
        if settings[section][key] != value:
            changed = {**settings, section: {**settings[section], key: value}}
            classes = _under(inputs, run, (section, key), changed)
            rows.append(_row(shown, classes, own))
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Classified:
    """Flares under the run's own settings; classes by aperture photometry, and refined."""

    flares: Mapping[str, Flares]
    by_aperture: pd.DataFrame
    fitted: tuple[Mapping[str, BandState], Mapping[str, BandState]]
    classes: pd.DataFrame


def _under(inputs: ClassInputs, run: _Classified, place: tuple[str, str], settings: Settings):
    """Classes under other settings; what these do not touch is taken from the run's own."""
    section, key = place
    bands = {"preparation": ["infrared"], "blocks": list(run.flares), "classes": []}[section]
    is_prepared = section != "preparation"
    made = {band: inputs.flares(band, settings, is_prepared=is_prepared) for band in bands}
    flares, names = {**run.flares, **made}, inputs.sources["source_name"]
    # Rules for classes are about sources that flare in both bands.
    is_stale = run.by_aperture["has_infrared_flare"] & run.by_aperture["has_gamma_flare"]
    if section != "classes":
        is_stale = _are_served(inputs, run.flares, made)
    stale = inputs.sources[is_stale].reset_index(drop=True)
    redone = aperture_classes(inputs, stale, flares, settings)
    if section == "classes" or (section == "preparation" and key not in LIMIT_KEYS):
        kept = run.classes[~run.classes["source_name"].isin(names[is_stale])]
        redone = refined_classes(inputs, redone, flares, settings, run.fitted)
        return pd.concat([kept, redone], ignore_index=True)
    kept = run.by_aperture[~run.by_aperture["source_name"].isin(names[is_stale])]
    classes = pd.concat([kept, redone], ignore_index=True)
    return refined_classes(inputs, classes, flares, settings)


def _are_served(inputs: ClassInputs, old: Mapping[str, Flares], new: Mapping[str, Flares]):
    """Sources that a curve with other flares or measures serves."""
    links, names = inputs.links, [pd.Series(dtype=object)]
    for band, flares in new.items():
        changed = has_changed(old[band], flares)
        own = links[(links["band"] == band) & links["curve_name"].isin(changed.index[changed])]
        names.append(own["source_name"])
    return inputs.sources["source_name"].isin(pd.concat(names))


def _row(shown: Iterable[str], classes: pd.DataFrame, own: pd.DataFrame) -> dict[str, Any]:
    reading, choice = shown
    counts = class_counts(classes)
    classes_by_name = (one.set_index("source_name")["class"] for one in (classes, own))
    first, second = classes_by_name
    return {
        "reading": reading,
        "choice": choice,
        **{name: int(counts[name]) for name in COUNTS},
        "changed": int((first != second.reindex(first.index)).sum()),
    }
