"""Numbers of Figures 12, 13 and 14 of chang2022: ours beside the published ones.

References
----------
Chang et al. 2022, section 6.3 and appendix C.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from nusources.figures.chang2022.declination_texts import declination_shares
from nusources.figures.chang2022.null_texts import null_differences, null_text
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.texts import counted
from nusources.significance import right_tail, significance_levels, significance_text
from nusources.spatial.names import ALL_GROUPS
from nusources.wording import number, with_error

KEY = ["group", "log10_energy_min"]
COUNTS = ["n_observed", "n_expected", "sigma"]
N_SIGMA_LINES = (1, 2, 3)
ROUNDING = 0.5
"""Table 6 prints whole numbers."""

TWO_SKIES = math.sqrt(2)
"""Standard deviation of the difference of two independent skies, in that of one."""
NOT_COMPARABLE = "Published values are for all ten seasons: not compared."


def published_counts(published: pd.DataFrame) -> pd.DataFrame:
    """Table 6 with one row per group and threshold.

    Parameters
    ----------
    published : DataFrame
        data/published/chang2022.csv; ids are table6.<group>.<threshold>.<quantity>.

    Returns
    -------
    DataFrame
        group, log10_energy_min, n_observed, n_expected, sigma.
    """
    parts = published["id"].str.extract(r"^table6\.(\w+)\.(\d+\.\d+)\.(\w+)$")
    rows = pd.DataFrame(
        {
            "group": parts[0],
            "log10_energy_min": parts[1].astype(float),
            "quantity": parts[2],
            "value": published["published"],
        }
    ).dropna()
    wide = rows.pivot(index=KEY, columns="quantity", values="value")
    return wide[COUNTS].reset_index().rename_axis(columns=None)


def right_tailed_normal(n_observed, n_expected, sigma) -> np.ndarray:
    """Probability of at least the observed count for normally distributed counts."""
    return right_tail((np.asarray(n_observed) - n_expected) / sigma)


def prepare_excess(inputs: Inputs) -> Prepared:
    """Plotted numbers and facts of Figures 12 and 14.

    One row per group and threshold; `pull` is the difference to the published excess in
    standard deviations of our scrambles.
    """
    plotted = _with_published(inputs)
    spread = plotted["sigma"].where(plotted["sigma"] > 0)
    plotted["pull"] = (plotted["excess"] - plotted["published_excess"]) / spread
    deviation = (plotted["excess"] / spread).fillna(0.0)
    extreme = plotted.loc[deviation.abs().idxmax()]
    facts = shared_facts(plotted, inputs) | {
        "extreme_group": extreme["label"],
        "extreme_threshold": float(extreme["log10_energy_min"]),
        "extreme_excess": round(float(extreme["excess"]), 1) + 0.0,  # no -0.0 in the caption
        "extreme_deviation": f"{deviation[extreme.name]:+.1f}",
        "extreme_p": significance_text(extreme["p_value"]),
        "comparison": _comparison(
            plotted,
            inputs,
            "Open grey markers: Table 6 of the paper. Lower panels: our excess minus the "
            "published one, in units of the filled band; grey there: "
            + ("√2 of it, as for two independent skies" if inputs.facts["simulated"] else "± 1"),
        ),
        "difference_width": TWO_SKIES if inputs.facts["simulated"] else 1.0,
    }
    columns = [*KEY, "label", "null", "n_sources", "n_observed", "n_expected", "excess", "sigma"]
    return plotted[[*columns, "published_excess", "published_sigma", "pull"]], facts


def prepare_p_values(inputs: Inputs) -> Prepared:
    """Plotted numbers and facts of Figure 13.

    The paper prints no p-values per threshold. Its markers are those of a normal distribution with
    the mean and standard deviation of Table 6; their bars are what rounding to whole numbers
    leaves open.
    """
    plotted = _with_published(inputs)
    excess, sigma = plotted["published_excess"], plotted["published_sigma"]
    plotted["published_p"] = right_tailed_normal(excess, 0.0, sigma)
    corners = [
        right_tailed_normal(excess + up, 0.0, sigma + wide)
        for up in (-ROUNDING, ROUNDING)
        for wide in (-ROUNDING, ROUNDING)
    ]
    plotted["published_p_low"] = np.min(corners, axis=0)
    plotted["published_p_high"] = np.max(corners, axis=0)
    least = plotted.loc[plotted["p_value"].idxmin()]
    facts = shared_facts(plotted, inputs) | {
        "p_min": float(least["p_value"]),
        "p_min_short": number(least["p_value"], 2),
        "p_min_text": p_text(least["p_value"], least["p_value_error"]),
        "p_min_group": least["label"],
        "p_min_threshold": float(least["log10_energy_min"]),
        "p_floor": 1 / (int(plotted["n_scrambles"].max()) + 1),
        "sigma_lines": significance_levels(N_SIGMA_LINES),
        "global_text": _global_text(inputs),
        "comparison": _comparison(
            plotted,
            inputs,
            "Open grey markers: p-values that follow from Table 6 of the paper with a normal "
            "distribution; bars: its rounding",
        ),
    }
    columns = [*KEY, "label", "null", "n_sources", "p_value", "p_value_error", "n_scrambles"]
    return plotted[[*columns, "published_p", "published_p_low", "published_p_high"]], facts


def p_text(p: float, error: float) -> str:
    """Probability with its error, two digits of it; two digits where it is exact."""
    return with_error(p, error) if error > 0 else number(p, 2)


def _with_published(inputs: Inputs) -> pd.DataFrame:
    """Our rows in the order of the groups, with the published excess where it is comparable."""
    theirs = rounded_key(published_counts(inputs["published"]))
    theirs["published_excess"] = theirs["n_observed"] - theirs["n_expected"]
    theirs = theirs.rename(columns={"sigma": "published_sigma"})
    columns = [*KEY, "published_excess", "published_sigma"]
    rows = rounded_key(inputs.shown_rows(inputs["excess"])).merge(
        theirs[columns], on=KEY, how="left"
    )
    if not inputs.comparable:
        rows[["published_excess", "published_sigma"]] = np.nan
    rows["label"] = inputs.labels_of(rows["group"])
    return inputs.in_order(rows)


def rounded_key(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with thresholds rounded, so that 5.1 from a file and from a sum are one key."""
    return rows.assign(log10_energy_min=rows["log10_energy_min"].round(6))


def shared_facts(
    rows: pd.DataFrame,
    inputs: Inputs,
) -> dict[str, Any]:
    """Facts that all products of section 6.3 state.

    Parameters
    ----------
    rows : DataFrame
        Of ``spatial_excess``.
    inputs : Inputs
        With nulls (``null_comparison``) the card tells where another null would matter, with
        ranges (``declination_ranges``) where the events lie.
    """
    first = rows.drop_duplicates("group")
    titles = inputs.titles_of(rows)
    return {
        **inputs.facts,
        "n_scrambles": int(rows["n_scrambles"].max()),
        "groups": counted(len(titles), "group"),
        "threshold_low": float(rows["log10_energy_min"].min()),
        "threshold_high": float(rows["log10_energy_min"].max()),
        "titles": titles,
        "note": "" if inputs.comparable else NOT_COMPARABLE,
        "null_text": null_text(
            dict(zip(first["group"], first["null"], strict=True)),
            inputs.labels,
            int(rows["n_scrambles"].max()),
        ),
        "limits": [
            *declination_shares(inputs.get("ranges")),
            *null_differences(inputs.get("nulls"), inputs.labels, list(titles)),
        ],
    }


def _comparison(rows: pd.DataFrame, inputs: Inputs, text: str) -> str:
    if not inputs.comparable:
        return NOT_COMPARABLE
    if rows["published_excess"].isna().all():
        return "The paper has no numbers for these groups and thresholds."
    return f"{text}."


def _global_text(inputs: Inputs) -> str:
    labels, searches = dict(inputs.labels), inputs["searches"]
    shown = inputs.facts.get("shown_groups", labels)
    if set(inputs["excess"]["group"]) - set(shown):
        labels[ALL_GROUPS] = "all groups of the run"
    if "shown_groups" in inputs.facts:
        searches = searches[searches["search"].isin([*shown, ALL_GROUPS])]
    order = {name: number for number, name in enumerate([*inputs.labels, ALL_GROUPS])}
    rows = searches.sort_values("search", key=lambda names: names.map(order), kind="stable")
    return "; ".join(
        f"{p_text(row.p_global, row.p_global_error)} ({labels.get(row.search, row.search)})"
        for row in rows.itertuples()
    )
