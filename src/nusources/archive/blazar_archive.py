"""All simulated blazar catalogues of a run, their truth, and their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions
from nusources.archive.blazars import files as blazar_files
from nusources.archive.blazars.catalogs import bzcat_table, hsp_table, wibrals_table
from nusources.archive.blazars.epochs import alma_table, xrt_table
from nusources.archive.blazars.fluxes import is_in
from nusources.archive.blazars.parameters import BlazarModel
from nusources.archive.blazars.population import simulate_blazars
from nusources.archive.blazars.wise_coverage import wise_table
from nusources.archive.drawing.names import distinct, minute_names
from nusources.archive.gamma.lat_agn import HISTORY_START, lat_agn_table, simulate_flux_history
from nusources.archive.gamma.lat_catalogs import simulate_lat_sources
from nusources.archive.histories.parameters import LightCurveModel
from nusources.archive.histories.sources import Histories, simulate_histories
from nusources.archive.light_curves.infrared import has_curve
from nusources.archive.light_curves.lat_sources import lat_histories
from nusources.catalogs.gamma.fermi_time import met_to_mjd
from nusources.contracts.simulated import SIMULATED_BLAZARS

FILES = {
    "hsp": "hsp3/3HSP.fits",
    "bzcat": "bzcat5/bzcat5_aro.csv",
    "bzcat_slim": "bzcat5/5bzcat.csv",
    "wibrals": "wibrals/wibrals.csv",
    "lat": "fermi_4fgl/gll_psc_v27.fit",
    "lac": "fermi_4lac/table-4LAC-DR2-h.fits",
    "xrt": "open_universe_xray/ouspecV2.fits",
    "alma": "alma_calibrators/alma_calibrators.csv",
    "wise": "wise_coverage/wise_coverage.csv",
}
"""Official paths below the folders of the datasets."""


@dataclass(frozen=True)
class BlazarArchive:
    """Simulated catalogues; ``member`` in each is the row of the population, -1 for others.

    Parameters
    ----------
    sources : DataFrame
        The population, from ``simulate_blazars``.
    hsp, bzcat, wibrals, lat, lac, xrt, alma, wise : DataFrame
        Tables of the catalogues, from the functions named like them.
    history : mapping
        Yearly gamma-ray fluxes, from ``simulate_flux_history``.
    histories : Histories
        Of the sources that any band sees in time.
    relative : array, shape (n_lat, N_STEPS)
        Gamma-ray flux over its mean, rows as in `lat`.
    """

    sources: pd.DataFrame
    hsp: pd.DataFrame
    bzcat: pd.DataFrame
    wibrals: pd.DataFrame
    lat: pd.DataFrame
    lac: pd.DataFrame
    xrt: pd.DataFrame
    alma: pd.DataFrame
    wise: pd.DataFrame
    history: Mapping[str, np.ndarray]
    histories: Histories
    relative: np.ndarray


def simulate_blazar_archive(
    model: BlazarModel,
    light_curves: LightCurveModel,
    named: pd.DataFrame,
    stream: Callable[[str], np.random.Generator],
    *,
    regions: AlertRegions | None = None,
) -> BlazarArchive:
    """Draw the population and all its catalogues.

    Parameters
    ----------
    model : BlazarModel
    light_curves : LightCurveModel
    named : DataFrame
        From ``read_named_blazars``.
    stream : callable
        Gives the random stream of a name, so that a change to one catalogue leaves the others.
    regions : AlertRegions, optional
        90% regions of the alerts; see ``simulate_blazars``.

    Returns
    -------
    BlazarArchive
    """
    sources = simulate_blazars(model, named, rng=stream("population"), regions=regions)
    lat = simulate_lat_sources(sources, model, rng=stream("lat"), regions=regions)
    seen = sources["has_fermi"] | sources["has_xrt"] | sources["has_alma"] | has_curve(sources)
    histories = simulate_histories(sources[seen], light_curves, stream)
    years = met_to_mjd(np.array(HISTORY_START))
    relative = lat_histories(lat, histories, years, light_curves.power, rng=stream("lat history"))
    bzcat = bzcat_table(sources, lat, model, rng=stream("bzcat"))
    return BlazarArchive(
        sources=sources,
        hsp=hsp_table(sources, lat, bzcat, model, rng=stream("hsp")),
        bzcat=bzcat,
        wibrals=wibrals_table(sources, model, rng=stream("wibrals")),
        lat=lat,
        lac=lat_agn_table(lat, sources, rng=stream("lac")),
        xrt=xrt_table(sources, model, histories, rng=stream("xrt")),
        alma=alma_table(sources, model, histories, rng=stream("alma")),
        wise=wise_table(sources, rng=stream("wise")),
        history=simulate_flux_history(lat, relative, rng=stream("history")),
        histories=histories,
        relative=relative,
    )


def write_blazar_archive(paths: Mapping[str, str | Path], archive: BlazarArchive) -> None:
    """Write all files in their official formats.

    Parameters
    ----------
    paths : mapping
        Where each file of FILES goes; their folders must exist.
    archive : BlazarArchive
    """
    blazar_files.write_hsp(paths["hsp"], archive.hsp)
    blazar_files.write_bzcat(paths["bzcat"], archive.bzcat)
    blazar_files.write_bzcat_slim(paths["bzcat_slim"], archive.bzcat)
    blazar_files.write_wibrals(paths["wibrals"], archive.wibrals)
    blazar_files.write_lat_sources(paths["lat"], archive.lat, archive.history)
    blazar_files.write_lat_agn(paths["lac"], archive.lac)
    blazar_files.write_xrt(paths["xrt"], archive.xrt)
    blazar_files.write_alma_calibrators(paths["alma"], archive.alma)
    blazar_files.write_wise_coverage(paths["wise"], archive.wise)


def blazar_truth(archive: BlazarArchive) -> pd.DataFrame:
    """List all sources of the simulated catalogues with their memberships.

    Parameters
    ----------
    archive : BlazarArchive

    Returns
    -------
    DataFrame
        Contract ``simulated_blazars``: the population, then gamma-ray sources and calibrators
        that are in no list of blazars.
    """
    sources = archive.sources
    lists = {"in_hsp": "H", "in_bzcat": "B", "in_wibrals": "W", "in_lac_only": "L"}
    flags = {name: is_in(sources, code) for name, code in lists.items()}
    truth = sources[["source_name", "ra", "dec", *OBSERVED]].assign(
        is_meta=True, is_real_position=sources["is_named"], **flags
    )
    columns = {
        "hsp_name": (archive.hsp, "Name"),
        "bzcat_name": (archive.bzcat, "source_name"),
        "wibrals_name": (archive.wibrals, "WISE"),
        "lat_name": (archive.lat, "Source_Name"),
        "alma_name": (archive.alma, "name"),
        "xrt_name": (archive.xrt, "NAME"),
    }
    for name, (table, column) in columns.items():
        truth[name] = _names_by_member(table, column).reindex(truth.index)
    others = [
        _others(archive.lat, "Source_Name", "lat_name", "has_fermi"),
        _others(archive.alma, "name", "alma_name", "has_alma"),
    ]
    truth = pd.concat([truth, *others], ignore_index=True)
    booleans = [column.name for column in SIMULATED_BLAZARS.columns if column.dtype == "bool"]
    truth[booleans] = truth[booleans].fillna(False).astype(bool)
    drawn = pd.Series(minute_names(truth["ra"], truth["dec"], "SIM J"), index=truth.index)
    truth["source_name"] = truth["source_name"].where(truth["is_real_position"], drawn)
    truth["source_name"] = distinct(truth["source_name"].tolist())
    texts = {column.name: "string" for column in SIMULATED_BLAZARS.columns if "name" in column.name}
    return truth.astype(texts)[SIMULATED_BLAZARS.column_names]


OBSERVED = ["has_fermi", "has_wise", "has_xrt", "has_alma"]


def _names_by_member(table: pd.DataFrame, column: str) -> pd.Series:
    known = table[table["member"] >= 0].drop_duplicates("member")
    return known.set_index("member")[column]


def _others(table: pd.DataFrame, column: str, name: str, flag: str) -> pd.DataFrame:
    """Sources of a catalogue that are not of the population."""
    rows = table[table["member"] < 0].drop_duplicates(column)
    return pd.DataFrame(
        {"ra": rows["true_ra"], "dec": rows["true_dec"], name: rows[column], flag: True}
    )
