"""The search for events near groups of sources, in words.

References
----------
Chang et al. 2022, section 6.3: counts at cumulative thresholds, scrambles, local p-values; the
global ones are corrected for all thresholds and groups with the same scrambles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.answers.house.answer import Results, Sample, input_of
from nusources.answers.house.verdicts import FIVE_PER_CENT, NOTHING, Verdict, verdict_of
from nusources.answers.house.words import DATA_WORDS, FLUX_UNIT, p_text, power_law, threshold_text
from nusources.spatial.names import WHOLE_SKY
from nusources.wording import number, plural, with_error

DIGITS = 3
"""Significant digits of limits."""


@dataclass(frozen=True)
class Search:
    """Result of a search: its smallest local p-value, and what stands in the same rows.

    Parameters
    ----------
    sample, group : str
        Labels.
    input : str
        One of `nusources.origins.INPUTS`.
    n_events : int
        Events of the sample at the lowest threshold.
    searched : str
        Thresholds and groups over which p_global is corrected, in words.
    spectral_index : float
        Of the power law that limits on fluxes are for.
    global_row, count_row, limit_row : Series
        Rows of the contracts ``global_p_values``, ``spatial_excess`` and ``declination_ranges``.
    """

    sample: str
    group: str
    input: str
    n_events: int
    searched: str
    spectral_index: float
    global_row: pd.Series
    count_row: pd.Series
    limit_row: pd.Series

    @property
    def p_global(self) -> float:
        """P-value over all that was searched."""
        return float(self.global_row["p_global"])

    @property
    def verdict(self) -> Verdict:
        """Verdict on the global p-value."""
        return verdict_of(self.p_global)

    @property
    def p_global_text(self) -> str:
        """Global p-value with its Monte-Carlo error."""
        row = self.global_row
        return p_text(row["p_global"], row["p_global_error"], row["n_scrambles"])


def read_search(results: Results, sample: Sample, name: str) -> Search:
    """One search of a sample.

    Parameters
    ----------
    results : Results
    sample : Sample
        With tables searches, excess and ranges.
    name : str
        A group (all its thresholds), or `nusources.spatial.names.ALL_GROUPS`.
    """
    searches, excess, ranges = (sample[one] for one in ("searches", "excess", "ranges"))
    (found,) = searches[searches["search"] == name].to_dict("records")
    place = {key: found[key] for key in ("group", "log10_energy_min")}
    whole_sky = ranges[ranges["range"] == WHOLE_SKY]
    thresholds = plural(excess["log10_energy_min"].nunique(), "threshold")
    groups = plural(excess["group"].nunique(), "group")
    return Search(
        sample=sample.label,
        group=results.label_of(found["group"]),
        input=input_of(searches, excess),
        n_events=int(excess["n_selected"].max()),
        searched=thresholds if name == found["group"] else f"{thresholds} and {groups}",
        spectral_index=results.spectral_index,
        global_row=pd.Series(found),
        count_row=_row_at(excess, place),
        limit_row=_row_at(whole_sky, place),
    )


def finding(search: Search) -> str:
    """What a search found, in one sentence.

    The verb follows from the global p-value; a small local one beside a large global one is said
    to be expected.
    """
    row, verdict = search.count_row, search.verdict
    local = p_text(row["p_value"], row["p_value_error"], row["n_scrambles"])
    notes = ""
    if verdict is NOTHING and row["p_value"] <= FIVE_PER_CENT:
        notes += "; so small a local one is expected from so many trials"
    if row["n_observed"] < row["n_expected"]:
        notes += "; even there events are fewer than expected"
    return (
        f"{verdict.opening} in {search.sample} ({DATA_WORDS[search.input]}; "
        f"{plural(search.n_events, 'event')}): {plural(row['n_observed'], 'event')} with "
        f"{threshold_text(row['log10_energy_min'])} around the "
        f"{plural(row['n_sources'], 'source')} of {search.group}, where "
        f"{with_error(row['n_expected'], row['sigma'])} are expected; local p-value {local}, "
        f"global p-value {search.p_global_text}, over {search.searched}{notes}."
    )


def limit(search: Search) -> str:
    """Limit on the signal of a search's group at its threshold, in one sentence.

    Where the excess is more than a hint, the interval of the signal stands before it. A classical
    limit of 0 says nothing about a flux: the upper end of the unified interval stands for it.
    """
    row = search.limit_row
    is_zero = not row["upper_limit"] > 0
    events, flux = ("unified_high", "flux_unified") if is_zero else ("upper_limit", "flux_limit")
    level = f"At {number(100 * row['confidence_level'])} % confidence"
    interval = ""
    if search.p_global <= FIVE_PER_CENT and row["unified_low"] > 0:
        low, high = (number(row[name], DIGITS) for name in ("unified_low", "unified_high"))
        interval = f"{low} to {high} signal events (Feldman-Cousins) and "
    most = (
        f"{level}, {search.group} give {interval}at most {number(row[events], DIGITS)} signal "
        f"events{' (Feldman-Cousins)' if is_zero else ''}, sensitivity "
        f"{number(row['sensitivity'], DIGITS)}"
    )
    if not np.isfinite(row[flux]):
        return f"{most}; without acceptance there is no limit on their flux."
    return (
        f"{most}: summed over the sources, a flux below {number(row[flux], DIGITS)} {FLUX_UNIT} "
        f"at 100 TeV for {power_law(search.spectral_index)}, sensitivity "
        f"{number(row['flux_sensitivity'], DIGITS)}."
    )


def others(searches: Sequence[Search]) -> str:
    """What samples after the first found, in one sentence; empty without any."""
    rest = searches[1:]
    if not rest:
        return ""
    agree = are_agreed(searches)
    told = "; ".join(
        f"{one.sample} ({DATA_WORDS[one.input]}): {one.verdict.name}, global p-value "
        f"{one.p_global_text} around {one.group}"
        for one in rest
    )
    return f"{'Other samples agree' if agree else 'The samples disagree'}: {told}."


def are_agreed(searches: Sequence[Search]) -> bool:
    """Whether all samples have the same verdict."""
    return len({one.verdict.name for one in searches}) == 1


def _row_at(table: pd.DataFrame, place: dict) -> pd.Series:
    (row,) = table[np.all([table[key] == value for key, value in place.items()], axis=0)].to_dict(
        "records"
    )
    return pd.Series(row)
