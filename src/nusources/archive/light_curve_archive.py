"""All simulated light curves of a run beside those in the blazar catalogues, and their truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.archive.blazar_archive import BlazarArchive
from nusources.archive.gamma.lat_catalogs import AGN_CLASSES, VARIABILITY_LIMIT
from nusources.archive.histories.parameters import LightCurveModel
from nusources.archive.light_curves.files import (
    write_aperture_curves,
    write_exposures,
    write_likelihood_curves,
    write_weekly_curves,
)
from nusources.archive.light_curves.gamma import (
    LIKELIHOOD_EDGES,
    WEEK_EDGES,
    GammaSources,
    aperture_curves,
    likelihood_curves,
    weekly_curves,
)
from nusources.archive.light_curves.infrared import simulate_exposures
from nusources.contracts.simulated_light_curves import SIMULATED_FLARES, SIMULATED_LIGHT_CURVES

N_WEEKLY = 683  # sources of the public weekly files of the southern sky


def gamma_sources(archive: BlazarArchive) -> GammaSources:
    """List the gamma-ray sources that get light curves: all AGN, and whatever else is variable.

    Parameters
    ----------
    archive : BlazarArchive
    """
    lat = archive.lat
    chosen = lat["CLASS1"].isin(AGN_CLASSES) | (lat["Variability_Index"] > VARIABILITY_LIMIT)
    rows = np.flatnonzero(chosen)
    lat = lat.iloc[rows]
    return GammaSources(
        names=lat["Source_Name"].to_numpy(object),
        energy_flux=lat["Energy_Flux100"].to_numpy(),
        index=lat["PL_Index"].to_numpy(),
        latitude=lat["GLAT"].to_numpy(),
        relative=archive.relative[rows],
    )


def write_light_curves(
    paths: Mapping[str, str | Path],
    archive: BlazarArchive,
    model: LightCurveModel,
    stream: Callable[[str], np.random.Generator],
) -> None:
    """Draw the light curves and write them in the formats of their readers.

    Likelihood fits are made for sources of the population only, as chang2022 made them for chosen
    blazars (section 4.2.5).

    Parameters
    ----------
    paths : mapping
        Where the files ``exposures, aperture, likelihood, weekly`` go.
    archive : BlazarArchive
    model : LightCurveModel
    stream : callable
        Gives the random stream of a name.
    """
    exposures = simulate_exposures(
        archive.sources, archive.wise, archive.histories, model.infrared, rng=stream("exposures")
    )
    write_exposures(paths["exposures"], exposures)
    sources = gamma_sources(archive)
    aperture = aperture_curves(sources, model.lat, rng=stream("aperture"))
    write_aperture_curves(paths["aperture"], aperture)
    known = archive.lat["Source_Name"][archive.lat["member"] >= 0]
    fitted = sources.chosen(np.flatnonzero(np.isin(sources.names, known)))
    curves = likelihood_curves(fitted, model.lat, rng=stream("likelihood"))
    write_likelihood_curves(paths["likelihood"], fitted.names, LIKELIHOOD_EDGES, curves)
    monitored = sources.chosen(_monitored(archive.lat, sources.names))
    weeks = weekly_curves(monitored, model.lat, rng=stream("weekly"))
    write_weekly_curves(paths["weekly"], monitored.names, WEEK_EDGES, weeks)


def _monitored(lat: pd.DataFrame, names: np.ndarray) -> np.ndarray:
    """Rows of the most variable southern AGN: as many as the weekly files have."""
    known = lat[lat["CLASS1"].isin(AGN_CLASSES) & (lat["DEJ2000"] < 0)]
    most = known.nlargest(N_WEEKLY, "Variability_Index", keep="first")
    return np.flatnonzero(np.isin(names, most["Source_Name"]))


def light_curve_truth(
    archive: BlazarArchive, names: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List what makes the history of each source, and its flares.

    Parameters
    ----------
    archive : BlazarArchive
    names : Series
        Names of the population in the truth of the blazar catalogues, index: its rows.

    Returns
    -------
    light_curves, flares : DataFrame
        Contracts ``simulated_light_curves`` and ``simulated_flares``.
    """
    histories = archive.histories
    truth = histories.parameters.rename(
        columns={"slope": "power_spectrum_slope", "infrared_scatter": "infrared_ln_scatter"}
    )
    lat = archive.lat[archive.lat["member"] >= 0].set_index("member")
    amplitude = pd.Series(
        np.log(archive.relative[archive.lat["member"] >= 0]).std(axis=1), index=lat.index
    )
    counts = histories.flares.groupby(["row", "band"]).size().unstack(fill_value=0)
    counts = counts.reindex(range(len(truth)), fill_value=0)
    truth = truth.assign(
        source_name=names.reindex(truth.index),
        lat_name=lat["Source_Name"].reindex(truth.index).astype("string"),
        infrared_name=archive.wise.set_index("member")["name"]
        .reindex(truth.index)
        .astype("string"),
        gamma_ln_scatter=amplitude.reindex(truth.index).astype(np.float64),
        n_gamma_flares=counts["gamma_ray"].to_numpy(),
        n_infrared_flares=counts["infrared"].to_numpy(),
    )
    flares = histories.flares.assign(
        source_name=truth["source_name"].to_numpy()[histories.flares["row"]]
    ).rename(columns={"height": "amplitude"})
    flares = flares.sort_values(["source_name", "band", "mjd_start"], ignore_index=True)
    flares["flare"] = flares.groupby(["source_name", "band"]).cumcount() + 1
    texts = {"source_name": "string", "flare_class": "string"}
    return (
        truth.astype(texts)[SIMULATED_LIGHT_CURVES.column_names].reset_index(drop=True),
        flares.astype({"source_name": "string", "band": "string"})[SIMULATED_FLARES.column_names],
    )
