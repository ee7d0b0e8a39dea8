"""Galactic sources of several lists in one table, and upper limits on single sources."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nusources.errors import InputDataError
from nusources.microquasars.energetics import flux_at_distance, luminosity_per_decade
from nusources.microquasars.geometry import disk_position
from nusources.sky import galactic
from nusources.user_files.table import UserTable
from nusources.user_files.units import declared_unit, unit_factor

PAPER_CATALOGUE = "anchordoqui2014"
OPTIONAL = ("binary_class", "distance", "jet_luminosity_low", "jet_luminosity_high")
PC_PER_KPC = 1000.0


def gather_sources(parts: Iterable[pd.DataFrame], observer: float) -> pd.DataFrame:
    """Stack lists and add Galactic coordinates and places in the disk.

    Parameters
    ----------
    parts : iterable of DataFrame
        catalogue, source_name, ra, dec [deg], and where known binary_class, distance [kpc],
        jet_luminosity_low, jet_luminosity_high [erg/s].
    observer : float
        Distance of the Sun from the Galactic centre [kpc].

    Returns
    -------
    DataFrame
        Contract ``galactic_sources``.
    """
    full = [
        part.reindex(columns=["catalogue", "source_name", "ra", "dec", *OPTIONAL]) for part in parts
    ]
    table = pd.concat([_typed(part) for part in full], ignore_index=True)
    table["longitude"], table["latitude"] = galactic(table["ra"], table["dec"])
    table["x"], table["y"], table["z"] = disk_position(
        table["longitude"], table["latitude"], table["distance"], observer
    )
    return table


def _typed(part: pd.DataFrame) -> pd.DataFrame:
    text = ["catalogue", "source_name", "binary_class"]
    numbers = ["ra", "dec", *OPTIONAL[1:]]
    return part.astype(dict.fromkeys(text, "string") | dict.fromkeys(numbers, "float64"))


def webcat_sources(webcat: pd.DataFrame) -> pd.DataFrame:
    """HMXBwebcat (contract ``hmxb_webcat``) as `gather_sources` takes it."""
    return webcat[["source_name", "ra", "dec"]].assign(
        catalogue="hmxb_webcat", binary_class="HMXB", distance=webcat["distance"] / PC_PER_KPC
    )


def liu_sources(liu: pd.DataFrame) -> pd.DataFrame:
    """Lists of Liu et al. (contract ``liu_binaries``) as `gather_sources` takes them."""
    return liu[["source_name", "ra", "dec", "binary_class"]].assign(
        catalogue="liu_" + liu["binary_class"].str.lower()
    )


def user_sources(
    table: UserTable, sources: pd.DataFrame, distance_column: str | None, unit: str | None
) -> pd.DataFrame:
    """Add distances to the sources of a user.

    Parameters
    ----------
    table : UserTable
        The user's table.
    sources : DataFrame
        Its rows as contract ``sources`` has them, in the same order.
    distance_column : str or None
        Column of the distances; none if there are none.
    unit : str or None
        kpc or pc; None if the configuration does not tell: what the file declares, else kpc.

    Raises
    ------
    InputDataError
        If the column is missing, declares another unit, or holds what is no positive distance.
    """
    result = sources.rename(columns={"group": "catalogue"})
    if distance_column is None:
        return result
    table.require("the table of Galactic sources", [distance_column])
    declared = declared_unit(table, distance_column, "kpc")
    taken = unit or declared or "kpc"
    factor = unit_factor(taken, "kpc") or 1.0
    if declared and unit_factor(declared, "kpc") != factor:
        raise InputDataError(
            "the file declares another unit than distance_unit",
            path=table.path,
            column=distance_column,
            value=declared,
            expected=unit,
        )
    expected = f"a number above 0 {taken}, or nothing"
    distance = table.numbers(distance_column, expected)
    table.refuse(distance <= 0, distance_column, "not a distance", expected)
    return result.assign(distance=distance * factor)


def source_limits(limits: pd.DataFrame, sources: pd.DataFrame, luminosity: float) -> pd.DataFrame:
    """Set upper limits beside the fiducial source at the same distance (Table II).

    Parameters
    ----------
    limits : DataFrame
        source_name, experiment, flux_limit [GeV cm^-2 s^-1].
    sources : DataFrame
        The paper's sources with distance [kpc].
    luminosity : float
        Of the fiducial source, per decade of energy [erg/s].

    Returns
    -------
    DataFrame
        Contract ``source_limits``.

    Raises
    ------
    InputDataError
        If a limit is for a source that the paper does not list.
    """
    both = limits.merge(sources[["source_name", "distance"]], on="source_name", how="left")
    unknown = both.loc[both["distance"].isna(), "source_name"]
    if len(unknown):
        raise InputDataError(
            "limits on a source that is not listed",
            column="source_name",
            value=unknown.iloc[0],
            expected="a source of Table I with its distance",
        )
    return both.assign(
        luminosity_limit=luminosity_per_decade(both["flux_limit"], both["distance"]),
        flux_fiducial=flux_at_distance(luminosity, both["distance"]),
    )
