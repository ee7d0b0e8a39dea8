"""Numbers of sources and alerts after each step of the selection (chang2022, sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from nusources.origins import own_of, state_of
from nusources.run_numbers import our_numbers
from nusources.selection.samples import is_away_from_the_plane

COLUMNS = ["id", "step", "n", "input", "own", "missing"]
STUDY = "chang2022"

WITHOUT_ALERTS = r"tracks|catalog\.(?!fermi_4lac).*|variable\.[^.]*"
"""Steps that no alert takes part in, though the table that they are counted in has seen some."""

SAMPLE_FACTORS = {"ACC": 1.0, "WIBRaLS": 1.3, "XRT": 1.0, "4FGL": 1.5}
"""Factor on the regions for each multi-frequency sample (chang2022, section 5.1.1)."""


@dataclass(frozen=True)
class PositionCuts:
    """Cuts of section 4.1.

    Parameters
    ----------
    abs_dec_max, abs_glat_min : float
        [deg]
    """

    abs_dec_max: float
    abs_glat_min: float


def flow_of_alerts(alerts: pd.DataFrame, cuts: PositionCuts) -> pd.DataFrame:
    """Count alerts by origin, and those near the equator and away from the plane.

    Parameters
    ----------
    alerts : DataFrame
        Contract ``alert_list``.
    cuts : PositionCuts

    Returns
    -------
    DataFrame
        id, step, n.
    """
    sample = alerts[alerts["in_sample"]]
    archival = sample["sample"] == "archival"
    away = is_away_from_the_plane(sample["ra"], sample["dec"], cuts.abs_dec_max, cuts.abs_glat_min)
    return _rows(
        ("alerts.all", "alerts", len(sample)),
        ("alerts.archival", "archival alerts", archival.sum()),
        ("alerts.realtime", "real-time alerts", (~archival).sum()),
        ("alerts.away_from_plane", "alerts near the equator, away from the plane", away.sum()),
    )


def flow_of_blazars(
    sources: pd.DataFrame, members: pd.DataFrame, matching: pd.DataFrame, alert_catalog: str | None
) -> pd.DataFrame:
    """Count the meta-blazar sample and the Fermi-Infrared Blazar Sample.

    Parameters
    ----------
    sources, members, matching : DataFrame
        Contracts ``meta_blazars``, ``meta_members``, ``catalog_matching``.
    alert_catalog : str or None
        Catalogue of which only sources in alert regions were added.

    Returns
    -------
    DataFrame
        id, step, n.
    """
    rows = []
    for one in matching.itertuples():
        if one.catalog == alert_catalog:
            rows.append((f"catalog.{one.catalog}", f"{one.catalog}: added in alerts", one.n_new))
        else:
            rows.append((f"catalog.{one.catalog}", f"{one.catalog}: entries", one.n_entries))
    rows.append(("meta", "meta-blazar sample", len(sources)))
    rows.append(("gamma", "of these with a gamma-ray counterpart", sources["gamma_name"].count()))
    if (sources["infrared"] == "unknown").all():
        return _rows(*rows)
    fibs = sources[sources["is_fibs"]]
    chosen = members[members["source_name"].isin(fibs["source_name"])]
    rows.append(("fibs", "Fermi-Infrared Blazar Sample", len(fibs)))
    for catalog in matching["catalog"]:
        count = (chosen["catalog"] == catalog).sum()
        rows.append((f"fibs.{catalog}", f"of these in {catalog}", count))
    rows.append(("fibs.in_two", "of these in two catalogues or more", (fibs.n_catalogs > 1).sum()))
    rows.append(("fibs.in_three", "of these in three catalogues", (fibs.n_catalogs > 2).sum()))
    inside = (fibs["alert_factor"] <= 1).sum()
    rows.append(("fibs.in_alerts", "of these in alert regions", inside))
    return _rows(*rows)


def flow_of_samples(samples: pd.DataFrame) -> pd.DataFrame:
    """Count the multi-frequency samples, and their sources in enlarged alert regions.

    Parameters
    ----------
    samples : DataFrame
        Contract ``variable_samples``.

    Returns
    -------
    DataFrame
        id, step, n.
    """
    rows = []
    for sample, table in samples.groupby("sample", sort=False):
        factor = SAMPLE_FACTORS.get(sample, 1.0)
        inside = (table["alert_factor"] <= factor).sum()
        rows.append((f"variable.{sample}", f"multi-frequency sample {sample}", len(table)))
        step = f"of these in alert regions enlarged by {factor:g}"
        rows.append((f"variable.{sample}.in_alerts", step, inside))
    return _rows(*rows)


def flow_of_tracks(flow: pd.DataFrame) -> pd.DataFrame:
    """Count the track events.

    Parameters
    ----------
    flow : DataFrame
        Contract ``selection_flow``.

    Returns
    -------
    DataFrame
        id, step, n.
    """
    return _rows(("tracks", "track events that pass the cuts", flow["n_selected"].sum()))


def complete_flow(
    found: Mapping[str, pd.DataFrame],
    ancestors: Mapping[str, Mapping[str, list[str]]],
    published: pd.DataFrame,
    incomplete: Mapping[str, str],
    own: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Put the parts together; published steps that this run does not have are told.

    Parameters
    ----------
    found : mapping
        Parts by name.
    ancestors : mapping
        What each part descends from: ``attrs`` of the table that it counts.
    published : DataFrame
        Contract ``published``; ids of the selection begin with ``selection.``.
    incomplete : mapping
        Why a step cannot be compared with the published one, by id.
    own : mapping, optional
        Input of the user that a step rests on, by id, beside the user's files in `ancestors`.

    Returns
    -------
    DataFrame
        Contract ``source_flow``.
    """
    parts = [
        table.assign(input=state_of(ancestors[name]), own=own_of(ancestors[name]))
        for name, table in found.items()
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows["missing"] = [incomplete.get(step, "") for step in rows["id"]]
    chosen = [(own or {}).get(step, "") for step in rows["id"]]
    is_free = rows["id"].str.fullmatch(WITHOUT_ALERTS)
    rows["own"] = rows["own"].where((rows["own"] != "") & ~is_free, chosen)
    rows["id"] = "selection." + rows["id"]
    wanted = published[published["id"].str.startswith("selection.")]
    absent = wanted[~wanted["id"].isin(rows["id"])]
    missing = pd.DataFrame(
        {
            "id": absent["id"],
            "step": absent["quantity"],
            "n": float("nan"),
            "input": "no data",
            "own": "",
            "missing": "this run has no catalogue or light curves for this step",
        }
    )
    return pd.concat([rows, missing], ignore_index=True)[COLUMNS]


def incomplete_steps(
    merged: Collection[str], expected: Collection[str], samples: Mapping[str, str]
) -> dict[str, str]:
    """Steps that cannot be compared because this run has fewer catalogues than the paper.

    Parameters
    ----------
    merged, expected : collection of str
        Catalogues of this run and of the paper.
    samples : mapping
        What is incomplete in a multi-frequency sample, by its name; empty where nothing is.

    Returns
    -------
    dict
        Reason by id of the step.
    """
    reasons = {}
    absent = [name for name in expected if name not in merged]
    if absent:
        steps = ["meta", "fibs", "fibs.in_two", "fibs.in_three", "fibs.in_alerts"]
        steps += ["catalog.fermi_4lac", *(f"fibs.{name}" for name in expected)]
        reasons = dict.fromkeys(steps, f"this run is without {', '.join(absent)}")
    for sample, reason in samples.items():
        if reason:
            reasons |= dict.fromkeys((f"variable.{sample}", f"variable.{sample}.in_alerts"), reason)
    return reasons


def own_steps(
    catalogs: Mapping[str, str], expected: Mapping[str, str], samples: Collection[str]
) -> dict[str, str]:
    """Steps that rest on a choice of the user instead of the paper's.

    Parameters
    ----------
    catalogs, expected : mapping
        Dataset of each merged catalogue, in this run and in the paper; a run may have fewer.
    samples : collection of str
        Multi-frequency samples that are not made from the paper's datasets.

    Returns
    -------
    dict
        What it is, by id of the step.
    """
    other = sorted(name for name, dataset in catalogs.items() if expected.get(name) != dataset)
    steps = [f"catalog.{name}" for name in other]
    if other:
        steps += ["meta", "gamma", "fibs", "fibs.in_two", "fibs.in_three", "fibs.in_alerts"]
        steps += ["catalog.fermi_4lac", *(f"fibs.{name}" for name in expected)]
    found = dict.fromkeys(steps, f"your own choice of catalogues ({', '.join(other)})")
    for sample in samples:
        for step in (f"variable.{sample}", f"variable.{sample}.in_alerts"):
            found[step] = f"your own sample {sample}"
    return found


def flow_numbers(flow: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Our values of the published numbers of the selection.

    Parameters
    ----------
    flow : DataFrame
        Contract ``source_flow``.
    published : DataFrame
        Contract ``published``.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    rows = flow[flow["id"].isin(published["id"])]
    return our_numbers(STUDY, rows.rename(columns={"n": "ours"}))


def _rows(*rows: tuple[str, str, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=COLUMNS[:3])
    return table.astype({"n": "float64"})
