"""Do track events point at blazars whose flares are offset in time, more often than by chance?

References
----------
Chang et al. 2022, sections 4 to 6.1 (flares), 6.3 (counts and p-values) and 7.4 (limits).
"""

from __future__ import annotations

from collections.abc import Sequence

from nusources.answers.chang2022.flares_in_time import (
    flare_sentence,
    time_sentence,
    untested_flares,
)
from nusources.answers.events.search import (
    Search,
    are_agreed,
    finding,
    limit,
    others,
    read_search,
)
from nusources.answers.house.answer import Answer, Results
from nusources.answers.house.verdicts import NOTHING
from nusources.answers.house.words import DATA_SHORT
from nusources.spatial.names import ALL_GROUPS
from nusources.wording import enumerated, plural

QUESTION = "Do high-energy track events point at groups of blazars more often than by chance?"
N_SEASONS = 10
"""Of the paper's sample (section 3.1)."""
MOST_NAMED = 3
"""Groups that a headline names one by one."""
WITHOUT_LISTS = ("NFS", "ACC")
"""Groups of the paper of which no list of sources is public."""


def answer(results: Results) -> Answer:
    """Answer of a run.

    Parameters
    ----------
    results : Results
        Per sample: searches, excess, ranges and flow, of the contracts ``global_p_values``,
        ``spatial_excess``, ``declination_ranges`` and ``selection_flow``; of the run: classes, lags
        and time_searches, of the contracts ``flare_classes``, ``flare_lags`` and ``time_searches``.
    """
    searches = [read_search(results, sample, ALL_GROUPS) for sample in results.samples]
    first = searches[0]
    sentences = [finding(first), limit(first), others(searches)]
    sentences += [time_sentence(results), flare_sentence(results)]
    return Answer(
        question=QUESTION,
        headline=_headline(results, searches),
        sentences=tuple(filter(None, sentences)),
        untested=_untested(results),
        input=results.input,
        p_global=first.p_global,
    )


def _headline(results: Results, searches: Sequence[Search]) -> str:
    """Verdict on the first sample, which no result has chosen."""
    first = searches[0]
    labels = [results.label_of(one) for one in results.samples[0]["excess"]["group"].unique()]
    n_groups = plural(len(labels), "group")
    searched = enumerated(labels) if len(labels) <= MOST_NAMED else f"{n_groups} of sources"
    place = searched if first.verdict is NOTHING else first.group
    apart = "" if are_agreed(searches) else "; the samples disagree"
    return f"{first.verdict.opening} around {place} ({DATA_SHORT[first.input]}){apart}"


def _untested(results: Results) -> str:
    seasons = [sorted(sample["flow"]["season"].unique()) for sample in results.samples]
    told = untested_flares(results)
    tested = {group for one in results.samples for group in one["excess"]["group"]}
    absent = [group for group in WITHOUT_LISTS if group not in tested]
    if absent:
        noun = "groups" if len(absent) > 1 else "group"
        told.append(f"the {noun} {enumerated(absent)}, of which no list of sources is public")
    if all(len(one) < N_SEASONS for one in seasons):
        had = enumerated([", ".join(one) for one in seasons])
        told.insert(0, f"the paper's ten seasons together: this run has {had}")
    return f"Not tested: {'; '.join(told)}." if told else ""
