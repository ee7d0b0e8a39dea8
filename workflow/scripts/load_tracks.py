"""Read the files of a sample into tables: events, effective areas, good runs."""

from nusources.catalogs.tracks.samples import load_effective_areas, load_sample, load_uptimes
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS, UPTIME
from nusources.jobs.job import job

with job(snakemake) as j:
    receipt = j.read_receipt(j.input.receipt)
    files = receipt["files"]
    j.write(j.output.tracks, load_sample(files), TRACKS)
    j.write(j.output.effective_area, load_effective_areas(files), EFFECTIVE_AREA)
    j.write(j.output.uptime, load_uptimes(files), UPTIME)
