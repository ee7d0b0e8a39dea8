"""Fit the observed track events to catalogues: fraction, p-value from the sealed fits, limit."""

import json
from pathlib import Path

from nusources.contracts.forecast_tracks import TRACK_FITS, TRACK_NULLS
from nusources.contracts.listing import contract_named
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.track_inputs import searches_of
from nusources.forecast.tracks import fit_all, seal_of_nulls
from nusources.jobs.job import job
from nusources.spatial.nulls.seal import check_seal
from nusources.spatial.signal.detection_model import build_signal_model

with job(snakemake) as j:
    nulls = j.read(j.input.nulls, TRACK_NULLS)
    seal = json.loads(Path(j.input.seal).read_text())
    check_seal(seal, seal_of_nulls(nulls), j.input.seal)
    models = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    samples = {}
    for name, tracks, areas in zip(j.params.samples, j.input.tracks, j.input.areas, strict=True):
        area = j.read(areas, EFFECTIVE_AREA)
        model = build_signal_model(area, j.params.seasons_of[name], *models, j.params.response)
        samples[name] = j.read(tracks, TRACKS), model
    tables = [
        j.read(path, contract_named(contract))
        for path, contract in zip(j.input.catalogues, j.params.contracts, strict=True)
    ]
    settings = j.params.settings
    catalogues = list(zip(settings["catalogues"], tables, strict=True))
    footprint = read_efeds_model(j.input.footprint).footprint
    searches = searches_of(samples, catalogues, footprint, settings)
    fits = fit_all(searches, nulls, settings, j.params.labels, j.random)
    j.write(j.output.fits, fits, TRACK_FITS)
