"""Read simulated files of the seasons that a real sample has, to compare the two."""

from nusources.catalogs.tracks.samples import load_effective_areas, load_sample
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.jobs.job import job

with job(snakemake) as j:
    j.simulated.add(j.params.simulated)
    roles = {"events": j.input.events, "effective_area": j.input.areas}
    files = [
        {"role": role, "season": season, "path": path}
        for role, paths in roles.items()
        for season, path in zip(j.params.seasons, paths, strict=True)
    ]
    j.write(j.output.tracks, load_sample(files), TRACKS)
    j.write(j.output.effective_area, load_effective_areas(files), EFFECTIVE_AREA)
