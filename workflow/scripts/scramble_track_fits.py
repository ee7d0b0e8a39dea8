"""Fit track events with scrambled right ascensions to catalogues, and seal the fits."""

import json

from nusources.contracts.forecast_tracks import TRACK_NULLS
from nusources.contracts.listing import contract_named
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.track_inputs import searches_of
from nusources.forecast.tracks import null_table, seal_of_nulls
from nusources.jobs.job import job
from nusources.spatial.signal.detection_model import build_signal_model

with job(snakemake) as j:
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
    searches = [one for one, _ in searches_of(samples, catalogues, footprint, settings)]
    nulls = null_table(searches, settings["n_trials"], j.random)
    j.write(j.output.nulls, nulls, TRACK_NULLS)
    seal = seal_of_nulls(nulls)
    j.temporary(j.output.seal).write_text(json.dumps(seal, indent=1) + "\n")
