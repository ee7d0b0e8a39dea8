"""The meta-blazar sample: several catalogues merged into one list of sources.

References
----------
Chang et al. 2022, sections 3.2 and 4.2.1. The paper gives no radii: ours are in the configuration.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions, contains
from nusources.errors import InputDataError
from nusources.selection.matching import Matches, count_close_pairs, match_positions
from nusources.selection.samples import nearest_alert_factor

POSITION = ["source_name", "ra", "dec"]


@dataclass(frozen=True)
class MetaSample:
    """Merged catalogues.

    Parameters
    ----------
    sources : DataFrame
        Contract ``meta_blazars``.
    members : DataFrame
        Contract ``meta_members``: one row per source and catalogue that has it.
    matching : DataFrame
        Contract ``catalog_matching``: what happened when each catalogue was merged.
    """

    sources: pd.DataFrame
    members: pd.DataFrame
    matching: pd.DataFrame


def merge_catalogs(catalogs: Mapping[str, pd.DataFrame], radius_arcsec: float) -> MetaSample:
    """Merge catalogues in their order: the first that has a source gives its name and position.

    Each catalogue is matched to what is there already (`match_positions`); what has no partner
    is appended. Entries of one catalogue are never merged with each other.

    Parameters
    ----------
    catalogs : mapping
        Tables with source_name, ra, dec [deg], by name of the catalogue.
    radius_arcsec : float
        Largest separation of two entries of one source [arcsec].

    Returns
    -------
    MetaSample

    Raises
    ------
    InputDataError
        If there is no catalogue, or a name stands twice in one.
    """
    if not catalogs:
        raise InputDataError(
            "no catalogues to merge", value=dict(catalogs), expected="one catalogue at least"
        )
    sources = pd.DataFrame(columns=[*POSITION, "catalog"]).astype({"ra": float, "dec": float})
    members, matching = [], []
    for catalog, entries in catalogs.items():
        table = _plain_positions(entries, catalog)
        found = match_positions(
            sources["ra"], sources["dec"], table["ra"], table["dec"], radius_arcsec
        )
        new = table.drop(index=found.second)
        members += _memberships(sources, table, found, new, catalog)
        matching.append(_account(catalog, table, found, radius_arcsec))
        sources = pd.concat([sources, new.assign(catalog=catalog)], ignore_index=True)
        sources["source_name"] = _distinct_names(sources["source_name"], catalog)
    rows = pd.concat(members, ignore_index=True)
    rows["source_name"] = sources["source_name"].to_numpy()[rows.pop("source")]
    counts = rows.groupby("source_name").size()
    sources["n_catalogs"] = sources["source_name"].map(counts).astype("int64")
    return MetaSample(sources, rows, pd.DataFrame(matching))


def add_alert_blazars(
    sample: MetaSample, table: pd.DataFrame, catalog: str, regions: AlertRegions, radius: float
) -> MetaSample:
    """Add the blazars of a further catalogue that lie in alert regions and are in no other list.

    Parameters
    ----------
    sample : MetaSample
    table : DataFrame
        source_name, ra, dec [deg]: here the blazars of 4LAC.
    catalog : str
        Its name.
    regions : AlertRegions
        90 % regions of the alerts.
    radius : float
        As for `merge_catalogs` [arcsec].

    Returns
    -------
    MetaSample

    References
    ----------
    Chang et al. 2022, section 3.2: 18 such sources of 4LAC.
    """
    table = _plain_positions(table, catalog)
    sources = sample.sources
    found = match_positions(sources["ra"], sources["dec"], table["ra"], table["dec"], radius)
    unknown = table.drop(index=found.second)
    inside = contains(regions, unknown["ra"], unknown["dec"]).any(axis=0)
    new = unknown[inside].assign(catalog=catalog, n_catalogs=1)
    account = _account(catalog, table, found, radius) | {"n_new": len(new)}
    new_members = new[["source_name"]].assign(
        catalog=catalog, catalog_name=new["source_name"], separation=0.0
    )
    merged = pd.concat([sources, new], ignore_index=True)
    merged["source_name"] = _distinct_names(merged["source_name"], catalog)
    new_members["source_name"] = merged["source_name"].to_numpy()[len(sources) :]
    return MetaSample(
        merged,
        pd.concat([sample.members, new_members], ignore_index=True),
        pd.concat([sample.matching, pd.DataFrame([account])], ignore_index=True),
    )


def at_counterparts(table: pd.DataFrame, classes: Collection[str] = ()) -> pd.DataFrame:
    """Gamma-ray sources at the positions of their counterparts; those without one are left out.

    Parameters
    ----------
    table : DataFrame
        source_name, counterpart_ra, counterpart_dec [deg], source_class.
    classes : collection of str
        Classes to keep, in lower case; all if there are none.

    Returns
    -------
    DataFrame
        source_name, ra, dec.
    """
    if classes:
        table = table[table["source_class"].str.lower().isin(classes)]
    known = table[["source_name", "counterpart_ra", "counterpart_dec"]].dropna()
    return known.set_axis(POSITION, axis=1).reset_index(drop=True)


def counterparts(
    sources: pd.DataFrame, catalogue: pd.DataFrame, radius_arcsec: float
) -> tuple[pd.Series, pd.Series]:
    """Names of the counterparts of sources in another catalogue, and how far they are.

    Parameters
    ----------
    sources, catalogue : DataFrame
        source_name, ra, dec [deg].
    radius_arcsec : float

    Returns
    -------
    name : Series
        By row of `sources`; missing where there is none.
    separation : Series
        [arcsec]
    """
    found = match_positions(
        sources["ra"], sources["dec"], catalogue["ra"], catalogue["dec"], radius_arcsec
    )
    name = pd.Series(pd.NA, index=sources.index, dtype="string")
    separation = pd.Series(np.nan, index=sources.index)
    name.iloc[found.first] = catalogue["source_name"].to_numpy()[found.second]
    separation.iloc[found.first] = found.separation
    return name, separation


def _plain_positions(table: pd.DataFrame, catalog: str) -> pd.DataFrame:
    plain = table[POSITION].reset_index(drop=True)
    repeated = plain["source_name"].duplicated()
    if repeated.any():
        raise InputDataError(
            f"catalogue {catalog!r} has a name twice",
            column="source_name",
            row=int(np.argmax(repeated)) + 1,
            value=plain["source_name"][repeated].iloc[0],
            expected="a different name for each source",
        )
    return plain


def _memberships(
    sources: pd.DataFrame, table: pd.DataFrame, found: Matches, new: pd.DataFrame, catalog: str
) -> list[pd.DataFrame]:
    """Rows of the members: sources that were there, and new ones, by number of the source."""
    names = table["source_name"].to_numpy()
    known = pd.DataFrame(
        {
            "source": found.first,
            "catalog": catalog,
            "catalog_name": names[found.second],
            "separation": found.separation,
        }
    )
    added = pd.DataFrame(
        {
            "source": np.arange(len(sources), len(sources) + len(new)),
            "catalog": catalog,
            "catalog_name": new["source_name"].to_numpy(),
            "separation": 0.0,
        }
    )
    return [known, added]


def _account(catalog: str, table: pd.DataFrame, found: Matches, radius_arcsec: float) -> dict:
    return {
        "catalog": catalog,
        "n_entries": len(table),
        "n_matched": len(found.first),
        "n_new": len(table) - len(found.first),
        "n_rivals": found.n_rivals,
        "n_close_pairs": count_close_pairs(table["ra"], table["dec"], radius_arcsec),
        "radius": radius_arcsec,
    }


def _distinct_names(names: pd.Series, catalog: str) -> pd.Series:
    """Two sources of different catalogues may have one name: the later one gets its catalogue's."""
    return names.where(~names.duplicated(), names + f" ({catalog})")


def finish_sources(
    sources: pd.DataFrame,
    gamma_ray: pd.DataFrame,
    infrared: pd.DataFrame | None,
    regions: AlertRegions,
    *,
    radius_arcsec: float,
    shape: str = "ellipse",
) -> pd.DataFrame:
    """Add gamma-ray and infrared counterparts and the nearest alert region.

    Parameters
    ----------
    sources : DataFrame
        Of a `MetaSample`.
    gamma_ray : DataFrame
        Contract ``lat_sources``: matched by the positions of the counterparts, which are those of
        the radio, optical or X-ray source.
    infrared : DataFrame or None
        source_name, ra, dec of the sources with infrared light curves; None if that is unknown.
    regions : AlertRegions
    radius_arcsec : float
        As for `merge_catalogs`.
    shape : str
        As in `nusources.alert_regions.contains`.

    Returns
    -------
    DataFrame
        Contract ``meta_blazars``.
    """
    name, separation = counterparts(sources, at_counterparts(gamma_ray), radius_arcsec)
    state = pd.Series("unknown", index=sources.index)
    if infrared is not None:
        found, _ = counterparts(sources, infrared.reset_index(drop=True), radius_arcsec)
        state = pd.Series(np.where(found.notna(), "yes", "no"), index=sources.index)
    return sources.assign(
        gamma_name=name,
        gamma_separation=separation,
        infrared=state,
        is_fibs=name.notna() & (state == "yes"),
        alert_factor=nearest_alert_factor(regions, sources["ra"], sources["dec"], shape),
    )
