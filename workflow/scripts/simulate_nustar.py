"""Simulate NuSTAR spectra of blazars, some of them on a known relation of luminosities."""

from nusources.archive.blazars.files import write_nustar
from nusources.archive.blazars.nustar import read_named_nustar, read_nustar_model, simulate_nustar
from nusources.catalogs.neutrino_results.icecube_searches import read_source_list
from nusources.contracts.simulated import SIMULATED_BLAZARS
from nusources.contracts.simulated_nustar import SIMULATED_NUSTAR
from nusources.detection_model import model_exposures
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.jobs.job import job

with job(snakemake) as j:
    blazars = j.read(j.input.blazars, SIMULATED_BLAZARS)
    points, truth = simulate_nustar(
        read_nustar_model(j.input.model),
        read_named_nustar(j.input.named),
        read_source_list(j.input.sources),
        blazars.loc[blazars["has_xrt"], ["ra", "dec"]],
        model_exposures(read_model_detector(j.input.detector), read_seasons(j.input.seasons)),
        rng=j.random("NuSTAR spectra"),
    )
    j.simulated |= {"NuSTAR spectra"}
    write_nustar(j.temporary(j.output.points), points)
    j.write(j.output.truth, truth, SIMULATED_NUSTAR)
