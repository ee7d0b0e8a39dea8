"""Tabulate the model detector's effective areas in the official format."""

from nusources.catalogs.tracks.icetracks import write_effective_area
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.facts.track_models import read_model_detector
from nusources.jobs.job import job

with job(snakemake) as j:
    detectors = read_model_detector(j.input.detector)
    j.simulated.add("IceTracks-DR1")
    for configuration, path in zip(j.params.configurations, j.output.areas, strict=True):
        area = tabulate_effective_area(detectors[configuration].effective_area)
        write_effective_area(j.temporary(path), area)
