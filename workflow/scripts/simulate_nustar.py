"""Simulate NuSTAR spectra of blazars, some of them on a known relation of luminosities."""

import pandas as pd

from nusources.archive.blazars.files import write_nustar
from nusources.archive.blazars.nustar import read_named_nustar, read_nustar_model, simulate_nustar
from nusources.catalogs.neutrino_results.icecube_searches import read_source_list
from nusources.contracts.simulated import SIMULATED_BLAZARS
from nusources.contracts.simulated_nustar import SIMULATED_NUSTAR
from nusources.detection_model import gather_exposures
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.jobs.job import job

with job(snakemake) as j:
    detectors, seasons = read_model_detector(j.input.detector), read_seasons(j.input.seasons)
    areas = [
        tabulate_effective_area(one.effective_area).assign(season=name)
        for name, one in detectors.items()
    ]
    blazars = j.read(j.input.blazars, SIMULATED_BLAZARS)
    points, truth = simulate_nustar(
        read_nustar_model(j.input.model),
        read_named_nustar(j.input.named),
        read_source_list(j.input.sources),
        blazars.loc[blazars["has_xrt"], ["ra", "dec"]],
        gather_exposures(pd.concat(areas), list(seasons), seasons, detectors),
        rng=j.random("NuSTAR spectra"),
    )
    j.simulated |= {"NuSTAR spectra"}
    write_nustar(j.temporary(j.output.points), points)
    j.write(j.output.truth, truth, SIMULATED_NUSTAR)
