"""The tables of the fits of track events, as both of their jobs read them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.detection_model import build_signal_model
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.track_inputs import searches_of
from nusources.forecast.tracks import Search


def track_searches(job: Any) -> list[tuple[Search, pd.DataFrame]]:
    """Searches of all samples for all catalogues, each with its events.

    Parameters
    ----------
    job : object
        With `read`, of a path and a contract, and the inputs and parameters `TRACK_INPUT` and
        `TRACK_PARAMS` of workflow/rules/forecast.smk.
    """
    params, paths = job.params, job.input
    models = read_seasons(paths.seasons), read_model_detector(paths.detector)
    samples = {}
    for name, tracks, areas in zip(params.samples, paths.tracks, paths.areas, strict=True):
        area = job.read(areas, EFFECTIVE_AREA)
        model = build_signal_model(area, params.seasons_of[name], *models, params.response)
        samples[name] = job.read(tracks, TRACKS), model
    tables = [
        job.read(path, contract_named(contract))
        for path, contract in zip(paths.catalogues, params.contracts, strict=True)
    ]
    catalogues = list(zip(params.settings["catalogues"], tables, strict=True))
    footprint = read_efeds_model(paths.footprint).footprint
    return searches_of(samples, catalogues, footprint, params.settings)
