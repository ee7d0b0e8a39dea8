"""Simulate the blazar and gamma-ray catalogues in their official formats, and their truth."""

from nusources.archive.blazar_archive import (
    FILES,
    blazar_truth,
    simulate_blazar_archive,
    write_blazar_archive,
)
from nusources.archive.blazars.files import write_lat_sources
from nusources.archive.blazars.parameters import read_model_blazars, read_named_blazars
from nusources.archive.gamma.lat_dr4 import extend_flux_history, extend_lat_sources
from nusources.archive.histories.parameters import read_model_light_curves
from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.simulated import SIMULATED_BLAZARS
from nusources.jobs.job import job

with job(snakemake) as j:
    # The sources that only 4LAC has lie in the regions of the paper's alerts.
    alerts = j.read(j.input.alerts, ALERT_LIST).query("in_sample")
    model = read_model_blazars(j.input.model)
    archive = simulate_blazar_archive(
        model,
        read_model_light_curves(j.input.light_curves),
        read_named_blazars(j.input.flaring, j.input.named),
        lambda catalogue: j.random("blazars", catalogue),
        regions=regions_of(alerts),
    )
    j.simulated |= set(j.params.simulated)
    write_blazar_archive({name: j.temporary(getattr(j.output, name)) for name in FILES}, archive)
    dr4 = extend_lat_sources(
        archive.lat, archive.sources, model, rng=j.random("blazars", "lat dr4")
    )
    years = extend_flux_history(
        dr4, archive.lat, archive.history, rng=j.random("blazars", "lat dr4 history")
    )
    write_lat_sources(j.temporary(j.output.lat_dr4), dr4, years)
    j.write(j.output.truth, blazar_truth(archive), SIMULATED_BLAZARS)
