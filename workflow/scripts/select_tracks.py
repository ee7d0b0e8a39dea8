"""Keep well-reconstructed events of high energy."""

from nusources.contracts.tracks import SELECTION_FLOW, TRACKS
from nusources.jobs.job import job
from nusources.selection.tracks import select_tracks

with job(snakemake) as j:
    tracks = j.read(j.input.tracks, TRACKS)
    selected, flow = select_tracks(tracks, j.params.energy_proxy_min_tev, j.params.ang_err_max_deg)
    j.note(n_events=len(tracks), n_selected=len(selected))
    j.write(j.output.tracks, selected, TRACKS)
    j.write(j.output.flow, flow, SELECTION_FLOW)
