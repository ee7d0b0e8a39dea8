"""Sources of each group inside alert regions, under every convention that the paper leaves open.

References
----------
Chang et al. 2022, Table 2 and section 6.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nusources.alert_regions import RA_ERRORS, SHAPES, AlertRegions
from nusources.catalogs.alerts.alert_list import regions_of
from nusources.run_numbers import our_numbers
from nusources.selection.counterparts import at_counterparts
from nusources.selection.samples import nearest_alert_factor

FACTORS = (1.0, 1.1, 1.3, 1.5)
"""Factors on the half-axes that chang2022 tries (section 4.1)."""

LAT_COUNTERPARTS = {"gamma_name": "source_name", "ra": "counterpart_ra", "dec": "counterpart_dec"}
"""Columns of the contract ``lat_sources``."""

SAMPLE = "sample"
STUDY = "chang2022"


def alert_variants(alerts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The sample, and the sample without or with each doubtful alert that has a region.

    Parameters
    ----------
    alerts : DataFrame
        Contract ``alert_list``.
    """
    sample = alerts[alerts["in_sample"]]
    doubtful = alerts[alerts["membership"].str.startswith("doubtful")]
    variants = {SAMPLE: sample}
    for row in doubtful[doubtful["region"] != "none"].itertuples():
        if row.in_sample:
            variants[f"without {row.alert_name}"] = sample[sample["alert_name"] != row.alert_name]
        else:
            variants[f"with {row.alert_name}"] = pd.concat([sample, doubtful.loc[[row.Index]]])
    return variants


def source_positions(
    sources: pd.DataFrame, gamma_ray: pd.DataFrame | None
) -> dict[str, pd.DataFrame]:
    """Positions as listed and, where all that is needed is known, those of the counterparts.

    Parameters
    ----------
    sources : DataFrame
        Contract ``sources``.
    gamma_ray : DataFrame or None
        Contract ``lat_sources``.

    Returns
    -------
    dict
        Tables with group, ra, dec by kind of position; sources without a counterpart keep the
        position that is listed.
    """
    listed = sources.assign(ra=sources["listed_ra"], dec=sources["listed_dec"])
    positions = {"listed": listed[["group", "ra", "dec"]]}
    if gamma_ray is None or sources["gamma_name"].isna().all():
        return positions
    moved = at_counterparts(sources, gamma_ray, LAT_COUNTERPARTS)
    return positions | {"counterpart": moved[["group", "ra", "dec"]]}


def count_in_alerts(
    alerts: pd.DataFrame, positions: Mapping[str, pd.DataFrame], conventions: Mapping[str, Any]
) -> pd.DataFrame:
    """Count sources inside at least one region, for all shapes, errors, alerts and factors.

    Parameters
    ----------
    alerts : DataFrame
        Contract ``alert_list``.
    positions : mapping
        From `source_positions`.
    conventions : mapping
        shape, ra_errors, factor of the run: its counts, at the counterparts where they are known,
        are marked as chosen.

    Returns
    -------
    DataFrame
        Contract ``alert_counts``.
    """
    factors = sorted({*FACTORS, conventions["factor"]})
    rows = []
    for variant, chosen in alert_variants(alerts).items():
        for ra_errors in RA_ERRORS:
            regions = regions_of(chosen, ra_errors)
            rows += [
                row | {"alerts": variant, "ra_errors": ra_errors, "n_alerts": len(chosen)}
                for row in _counts(regions, positions, factors)
            ]
    counts = pd.DataFrame(rows)
    wanted = {**conventions, "alerts": SAMPLE, "positions": list(positions)[-1]}
    counts["is_chosen"] = np.all([counts[name] == value for name, value in wanted.items()], axis=0)
    return counts


def _counts(
    regions: AlertRegions, positions: Mapping[str, pd.DataFrame], factors: Sequence[float]
) -> list[dict]:
    rows = []
    for kind, table in positions.items():
        for shape in SHAPES:
            reach = nearest_alert_factor(regions, table["ra"], table["dec"], shape)
            for group, at in table.groupby("group").indices.items():
                shared = {"group": group, "shape": shape, "positions": kind, "n_sources": len(at)}
                rows += [
                    shared | {"factor": one, "n_inside": int(np.sum(reach[at] <= one))}
                    for one in factors
                ]
    return rows


def table2_numbers(
    counts: pd.DataFrame,
    published: pd.DataFrame,
    own_groups: Mapping[str, str] | None = None,
    own_alerts: str = "",
) -> pd.DataFrame:
    """Our values of the numbers of Table 2.

    Parameters
    ----------
    counts : DataFrame
        Contract ``alert_counts``.
    published : DataFrame
        Contract ``published``; ids like ``table2.CFS.n_inside``.
    own_groups : mapping, optional
        Input of the user that a group rests on, by its name.
    own_alerts : str, optional
        Input of the user that the alerts rest on.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    inside = counts[counts["is_chosen"]].set_index("group")["n_inside"]
    parts = published["id"].str.extract(r"^table2\.(?P<group>\w+)\.n_inside$")
    wanted = parts.assign(id=published["id"]).dropna()
    ours = wanted["group"].map(inside).astype(float)
    absent = "no sources of the group " + wanted["group"] + " in this run: supply them"
    values = pd.DataFrame(
        {
            "id": wanted["id"],
            "ours": ours,
            "missing": absent.where(ours.isna(), ""),
            "caveat": wanted["group"].map(lambda group: _other_conventions(counts, group)),
            "own": [(own_groups or {}).get(group, "") for group in wanted["group"]],
        }
    )
    return our_numbers(STUDY, values, [counts.attrs], own=own_alerts)


def _other_conventions(counts: pd.DataFrame, group: str) -> str:
    """How the count depends on position and shape, all else as chosen; empty where it does not."""
    own = counts[counts["is_chosen"] & (counts["group"] == group)]
    if own.empty:
        return ""
    shared = ["group", "alerts", "ra_errors", "factor"]
    same = counts[(counts[shared] == own.iloc[0][shared]).all(axis=1)]["n_inside"]
    chosen = own["n_inside"].iloc[0]
    others = sorted(set(same) - {chosen})
    if not others:
        return ""
    found = f"{(same == chosen).sum()} of {len(same)} combinations of position and shape"
    return f"{found} give {chosen}, the others {' or '.join(map(str, others))}"
