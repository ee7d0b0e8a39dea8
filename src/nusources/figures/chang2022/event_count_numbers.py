"""Numbers of Figures 12, 13 and 14 of chang2022: ours beside the published ones.

References
----------
Chang et al. 2022, section 6.3 and appendix C.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from nusources.errors import InputDataError
from nusources.figures.chang2022.declination_texts import declination_shares
from nusources.figures.chang2022.null_texts import null_differences, null_text
from nusources.significance import significance_levels, significance_text
from nusources.spatial.nulls.excess import ALL_GROUPS

KEY = ["group", "log10_energy_min"]
COUNTS = ["n_observed", "n_expected", "sigma"]
N_SIGMA_LINES = (1, 2, 3)
ROUNDING = 0.5
"""Table 6 prints whole numbers."""

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
    return ndtr(-(np.asarray(n_observed) - n_expected) / sigma)


def prepare_excess(
    tables: Mapping[str, pd.DataFrame],
    files: Mapping[str, pd.DataFrame],
    facts_in: Mapping[str, Any],
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Plotted numbers and facts of Figures 12 and 14.

    Parameters
    ----------
    tables : mapping
        excess: contract ``spatial_excess``; nulls, optional: contract ``null_comparison``.
    files : mapping
        published: data/published/chang2022.csv.
    facts_in : mapping
        sample_label, group_labels, comparable, size, simulated; and optionally shown_groups, the
        labels of the groups that this product shows.

    Returns
    -------
    plotted : DataFrame
        One row per group and threshold; `pull` is the difference to the published excess in
        standard deviations of our scrambles.
    facts : dict
    """
    plotted = _with_published(tables["excess"], files["published"], facts_in)
    spread = plotted["sigma"].where(plotted["sigma"] > 0)
    plotted["pull"] = (plotted["excess"] - plotted["published_excess"]) / spread
    deviation = (plotted["excess"] / spread).fillna(0.0)
    extreme = plotted.loc[deviation.abs().idxmax()]
    facts = shared_facts(plotted, facts_in, tables) | {
        "extreme_group": extreme["label"],
        "extreme_threshold": float(extreme["log10_energy_min"]),
        "extreme_excess": round(float(extreme["excess"]), 1) + 0.0,  # no -0.0 in the caption
        "extreme_deviation": f"{deviation[extreme.name]:+.1f}",
        "extreme_p": significance_text(extreme["p_value"]),
        "comparison": _comparison(
            plotted,
            facts_in,
            "Open grey markers: Table 6 of the paper. Lower panels: our excess minus the "
            "published one, in units of the filled band",
        ),
    }
    columns = [*KEY, "label", "null", "n_sources", "n_observed", "n_expected", "excess", "sigma"]
    return plotted[[*columns, "published_excess", "published_sigma", "pull"]], facts


def prepare_p_values(
    tables: Mapping[str, pd.DataFrame],
    files: Mapping[str, pd.DataFrame],
    facts_in: Mapping[str, Any],
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Plotted numbers and facts of Figure 13.

    The paper prints no p-values per threshold. Its markers are those of a normal distribution with
    the mean and standard deviation of Table 6; their bars are what rounding to whole numbers
    leaves open.

    Parameters
    ----------
    tables : mapping
        excess: contract ``spatial_excess``; searches: contract ``global_p_values``; nulls,
        optional: contract ``null_comparison``.
    files, facts_in : mapping
        As for `prepare_excess`.

    Returns
    -------
    plotted : DataFrame
    facts : dict
    """
    plotted = _with_published(tables["excess"], files["published"], facts_in)
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
    facts = shared_facts(plotted, facts_in, tables) | {
        "p_min": float(least["p_value"]),
        "p_min_short": f"{least['p_value']:.2g}",
        "p_min_text": p_text(least["p_value"], least["p_value_error"]),
        "p_min_group": least["label"],
        "p_min_threshold": float(least["log10_energy_min"]),
        "p_floor": 1 / (int(plotted["n_scrambles"].max()) + 1),
        "sigma_lines": significance_levels(N_SIGMA_LINES),
        "global_text": _global_text(tables, facts_in),
        "comparison": _comparison(
            plotted,
            facts_in,
            "Open grey markers: p-values that follow from Table 6 of the paper with a normal "
            "distribution; bars: its rounding",
        ),
    }
    columns = [*KEY, "label", "null", "n_sources", "p_value", "p_value_error", "n_scrambles"]
    return plotted[[*columns, "published_p", "published_p_low", "published_p_high"]], facts


def p_text(p: float, error: float) -> str:
    """Probability with its error, both to the first digit of the error."""
    if not error > 0:
        return f"{p:.2g}"
    if p < 1e-3:
        return f"{p:.1e} ± {error:.0e}"
    decimals = max(1, -math.floor(math.log10(error)))
    return f"{p:.{decimals}f} ± {error:.{decimals}f}"


def _with_published(
    excess: pd.DataFrame, published: pd.DataFrame, facts_in: Mapping[str, Any]
) -> pd.DataFrame:
    """Our rows in the order of the groups, with the published excess where it is comparable."""
    labels = facts_in["group_labels"]
    theirs = rounded_key(published_counts(published))
    theirs["published_excess"] = theirs["n_observed"] - theirs["n_expected"]
    theirs = theirs.rename(columns={"sigma": "published_sigma"})
    columns = [*KEY, "published_excess", "published_sigma"]
    rows = rounded_key(shown_rows(excess, facts_in)).merge(theirs[columns], on=KEY, how="left")
    if not facts_in["comparable"]:
        rows[["published_excess", "published_sigma"]] = np.nan
    rows["label"] = [labels.get(group, group) for group in rows["group"]]
    return in_order(rows, list(labels))


def shown_rows(rows: pd.DataFrame, facts_in: Mapping[str, Any]) -> pd.DataFrame:
    """Rows of the groups that a product shows; all where ``shown_groups`` is not given.

    Raises
    ------
    InputDataError
        If none of the groups has rows.
    """
    shown = facts_in.get("shown_groups")
    if shown is None:
        return rows
    kept = rows[rows["group"].isin(list(shown))]
    if kept.empty:
        raise InputDataError(
            "no group to show",
            column="group",
            value=", ".join(rows["group"].unique()) or "none",
            expected=f"one of {', '.join(shown) or 'the groups of this figure; none is named'}",
        )
    return kept.reset_index(drop=True)


def in_order(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Rows by group as configured, then other groups as they come, then by threshold."""
    known = dict.fromkeys([*groups, *rows["group"]])
    place = rows["group"].map({group: number for number, group in enumerate(known)})
    order = np.lexsort([rows["log10_energy_min"], place])
    return rows.iloc[order].reset_index(drop=True)


def rounded_key(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with thresholds rounded, so that 5.1 from a file and from a sum are one key."""
    return rows.assign(log10_energy_min=rows["log10_energy_min"].round(6))


def shared_facts(
    rows: pd.DataFrame,
    facts_in: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> dict[str, Any]:
    """Facts that all products of section 6.3 state.

    Parameters
    ----------
    rows : DataFrame
        Of ``spatial_excess``.
    facts_in : mapping
    tables : mapping, optional
        nulls (``null_comparison``): the card tells where another null would matter; ranges
        (``declination_ranges``): it tells where the events lie.
    """
    labels = facts_in["group_labels"]
    first = rows.drop_duplicates("group")
    sources = dict(zip(first["group"], first["n_sources"], strict=True))
    return {
        **facts_in,
        "n_scrambles": int(rows["n_scrambles"].max()),
        "groups": f"{len(sources)} group{'s' if len(sources) != 1 else ''}",
        "threshold_low": float(rows["log10_energy_min"].min()),
        "threshold_high": float(rows["log10_energy_min"].max()),
        "titles": {
            group: [labels.get(group, group), f"{count} source{'s' if count != 1 else ''}"]
            for group, count in sources.items()
        },
        "note": "" if facts_in["comparable"] else NOT_COMPARABLE,
        "null_text": null_text(
            dict(zip(first["group"], first["null"], strict=True)),
            labels,
            int(rows["n_scrambles"].max()),
        ),
        "limits": [
            *declination_shares(tables.get("ranges")),
            *null_differences(tables.get("nulls"), labels, list(sources)),
        ],
    }


def _comparison(rows: pd.DataFrame, facts_in: Mapping[str, Any], text: str) -> str:
    if not facts_in["comparable"]:
        return NOT_COMPARABLE
    if rows["published_excess"].isna().all():
        return "The paper has no numbers for these groups and thresholds."
    return f"{text}."


def _global_text(tables: Mapping[str, pd.DataFrame], facts_in: Mapping[str, Any]) -> str:
    labels, searches = dict(facts_in["group_labels"]), tables["searches"]
    shown = facts_in.get("shown_groups", labels)
    if set(tables["excess"]["group"]) - set(shown):
        labels[ALL_GROUPS] = "all groups of the run"
    if "shown_groups" in facts_in:
        searches = searches[searches["search"].isin([*shown, ALL_GROUPS])]
    order = {name: number for number, name in enumerate([*facts_in["group_labels"], ALL_GROUPS])}
    rows = searches.sort_values("search", key=lambda names: names.map(order), kind="stable")
    return "; ".join(
        f"{p_text(row.p_global, row.p_global_error)} ({labels.get(row.search, row.search)})"
        for row in rows.itertuples()
    )
