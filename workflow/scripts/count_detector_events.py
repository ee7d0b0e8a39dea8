"""Count the events that detectors expect per year, above thresholds and by declination."""

import pandas as pd

from nusources.contracts import forecast_detectors as contracts
from nusources.contracts.listing import contract_named
from nusources.detectors.building import Ingredients, build_detectors
from nusources.detectors.rate_tables import (
    curves,
    detector_rows,
    rates_above,
    rates_by_declination,
)
from nusources.detectors.sky_fluxes import sky_fluxes
from nusources.facts.spectra import diffuse_flux, read_spectra
from nusources.facts.track_models import (
    read_isotropic_atmosphere,
    read_model_detector,
    read_model_fluxes,
)
from nusources.jobs.job import job
from nusources.user_files.effective_areas import read_area_file

with job(snakemake) as j:
    tables = {
        name: j.read(path, contract_named(contract))
        for name, path, contract in zip(
            j.params.tables, j.input.tables, j.params.contracts, strict=True
        )
    }
    tables |= {path: read_area_file(path) for path in j.params.digests}
    for path in [*j.params.own, *j.params.digests]:
        j.note_own("detector", path)
    spectrum = diffuse_flux(read_spectra(j.input.spectra), j.params.spectrum)
    pipeline = sky_fluxes(read_model_fluxes(j.input.fluxes)).with_astrophysical(spectrum)
    low = pipeline.with_atmosphere(*read_isotropic_atmosphere(j.input.low))
    atmospheres = {"pipeline": pipeline, "low": low}
    thresholds = j.params.thresholds_tev
    ingredients = Ingredients(tables, read_model_detector(j.input.models))
    detectors = build_detectors(j.params.detectors, ingredients, thresholds)
    parts = [
        (
            rates_above(one, atmospheres, thresholds),
            detector_rows(one, atmospheres, number),
            curves(one),
            rates_by_declination(one, atmospheres, j.params.declination_threshold_tev),
        )
        for number, one in enumerate(detectors)
    ]
    rates, rows, lines, bands = (
        pd.concat(part, ignore_index=True) for part in zip(*parts, strict=True)
    )
    j.write(j.output.rates, rates, contracts.RATES)
    j.write(j.output.detectors, rows, contracts.DETECTORS)
    j.write(j.output.curves, lines, contracts.CURVES)
    j.write(j.output.declinations, bands, contracts.DECLINATION_RATES)
    j.write_messages(j.output.messages)
