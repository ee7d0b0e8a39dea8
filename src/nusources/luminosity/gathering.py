"""From tables of releases to the inputs of luminosities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from nusources.errors import InputDataError
from nusources.facts.luminosity_sources import SourceFacts
from nusources.luminosity.contours import log_flux_at_1tev
from nusources.luminosity.distances import Catalogue
from nusources.luminosity.reading import Inputs
from nusources.luminosity.xrays import fit_epochs

BASS = ("bass_sources", "bass_spectra", "bass_fluxes")
IC86_II = "IC86_II"
MORE_DIGITS = ["n_signal", "spectral_index"]


@dataclass(frozen=True)
class Gathering:
    """What is said about the tables beside what they hold.

    Parameters
    ----------
    titles : mapping
        What the reader is told of a table, by its name here.
    live_time_days : mapping
        Days that the area of each season serves.
    live_time_latest_days : float
        Of arXiv:2510.13403.
    redshifts : sequence of str
        Names of the tables with redshifts, in the order in which they are asked.
    contours : mapping
        Name of the table and energy of the normalisation [GeV] by source.
    """

    titles: Mapping[str, str]
    live_time_days: Mapping[str, float]
    live_time_latest_days: float
    redshifts: Sequence[str]
    contours: Mapping[str, tuple[str, float]]


def gather(tables: Mapping[str, pd.DataFrame], facts: SourceFacts, told: Gathering) -> Inputs:
    """Inputs from the tables of a run.

    Parameters
    ----------
    tables : mapping
        By name: area_ic86_ii and, where at hand, source_list, source_list_ts, gamma_sources,
        xray_agn, `BASS`, nustar, xrt, areas*, and the tables that `told` names. Those that
        ``attrs["simulated"]`` says descend from simulated ones are called so.
    facts : SourceFacts
    told : Gathering

    Raises
    ------
    InputDataError
        If the area of IC86-II is missing.
    """
    if "area_ic86_ii" not in tables:
        raise InputDataError(
            "luminosities need an effective area",
            column="luminosity.tables_used.area_ic86_ii",
            expected="a table <dataset>/<table>",
        )
    areas, live_times = _areas(tables, told.live_time_days)
    return Inputs(
        facts=facts,
        source_list=_listed(tables, told),
        areas=areas,
        live_times=live_times,
        area_ic86_ii=tables["area_ic86_ii"],
        gamma_sources=_if_there("gamma_sources", tables, told),
        xray_agn=_if_there("xray_agn", tables, told),
        bass=_bass(tables, told),
        nustar=_nustar(tables, told),
        xrt=_if_there("xrt", tables, told),
        redshifts=[
            _catalogue(name, at_counterparts(tables[name]), tables, told)
            for name in told.redshifts
            if name in tables
        ],
        contours={
            source: log_flux_at_1tev(tables[name], energy)
            for source, (name, energy) in told.contours.items()
            if name in tables
        },
        live_time_latest=told.live_time_latest_days,
    )


def status_of(table: pd.DataFrame) -> str:
    """``simulated`` or ``published``, as the table's ancestors are."""
    return "simulated" if table.attrs.get("simulated") else "published"


def at_counterparts(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of a catalogue at the positions of their counterparts, where it has such."""
    if "counterpart_ra" not in table:
        return table
    rows = table.dropna(subset=["counterpart_ra", "counterpart_dec"])
    return rows.assign(ra=rows["counterpart_ra"], dec=rows["counterpart_dec"])


def _catalogue(
    name: str, rows: pd.DataFrame, tables: Mapping[str, pd.DataFrame], told: Gathering
) -> Catalogue:
    return Catalogue(rows.reset_index(drop=True), told.titles[name], status_of(tables[name]))


def _if_there(name: str, tables: Mapping[str, pd.DataFrame], told: Gathering) -> Catalogue | None:
    return _catalogue(name, tables[name], tables, told) if name in tables else None


def _listed(tables: Mapping[str, pd.DataFrame], told: Gathering) -> Catalogue | None:
    """The list of 110 with n_s and index of its other transcription, which has two decimals."""
    if "source_list" not in tables or "source_list_ts" not in tables:
        return _if_there("source_list", tables, told)
    rows = tables["source_list"]
    finer = tables["source_list_ts"].set_index("source_name")[MORE_DIGITS]
    finer = finer.reindex(rows["source_name"]).reset_index(drop=True)
    rows = rows.assign(**{name: finer[name].fillna(rows[name]) for name in MORE_DIGITS})
    return _catalogue("source_list", rows, tables, told)


def _bass(tables: Mapping[str, pd.DataFrame], told: Gathering) -> Catalogue | None:
    if not all(name in tables for name in BASS):
        return None
    sources, spectra, fluxes = (tables[name] for name in BASS)
    both = sources.merge(spectra, on="bat_name").merge(fluxes, on="bat_name")
    return _catalogue("bass_sources", both, tables, told)


def _nustar(tables: Mapping[str, pd.DataFrame], told: Gathering) -> Catalogue | None:
    if "nustar" not in tables:
        return None
    return _catalogue("nustar", fit_epochs(tables["nustar"]), tables, told)


def _areas(
    tables: Mapping[str, pd.DataFrame], live_time_days: Mapping[str, float]
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Areas of all seasons; those of seasons that have none at hand are that of IC86-II."""
    parts = [table for name, table in tables.items() if name.startswith("areas")]
    parts.append(tables["area_ic86_ii"])
    both = pd.concat(parts, ignore_index=True)
    both = both.drop_duplicates(["season", "log10_energy_min", "dec_min"])
    known = set(both["season"])
    live_times = {season: days for season, days in live_time_days.items() if season in known}
    rest = sum(days for season, days in live_time_days.items() if season not in known)
    if rest:
        live_times[IC86_II] = live_times.get(IC86_II, 0.0) + rest
    return both, live_times
