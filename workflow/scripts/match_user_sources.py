"""Find the events and alerts around each source of a user, and its exact p-value."""

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.spatial import SOURCES
from nusources.contracts.tracks import TRACKS
from nusources.contracts.user_lists import USER_SOURCES
from nusources.jobs.job import job
from nusources.user_lists.sources import match_user_sources

with job(snakemake) as j:
    sources = j.read(j.input.sources, SOURCES)
    tracks = j.read(j.input.tracks, TRACKS)
    alerts = j.read(j.input.alerts, ALERT_LIST)
    chosen = alerts[alerts["in_sample"]]
    matches = match_user_sources(
        sources[sources["group"].isin(j.params.groups)].reset_index(drop=True),
        tracks[tracks["log10_energy"] >= j.params.threshold].reset_index(drop=True),
        chosen,
        regions_of(chosen, j.params.ra_errors).scaled(j.params.factor),
        circle_factor=j.params.circle_factor,
        shape=j.params.shape,
    )
    j.write(j.output.matches, matches, USER_SOURCES)
