"""Compare what was injected into a simulated sky with the excess that was found."""

from nusources.contracts.spatial import RECOVERED_SIGNAL, SOURCES, SPATIAL_EXCESS
from nusources.contracts.tracks import TRACK_TRUTH, TRACKS
from nusources.spatial.recovery import recovered_signal
from nusources.workflow.job import job

with job(snakemake) as j:
    recovered = recovered_signal(
        j.read(j.input.truth, TRACK_TRUTH),
        j.read(j.input.tracks, TRACKS),
        j.read(j.input.sources, SOURCES),
        j.read(j.input.excess, SPATIAL_EXCESS),
        circle_factor=j.params.circle_factor,
    )
    j.write(j.output.recovered, recovered, RECOVERED_SIGNAL)
