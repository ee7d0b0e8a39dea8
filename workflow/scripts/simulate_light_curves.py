"""Simulate infrared and gamma-ray light curves of the simulated blazars, and their truth."""

from functools import partial

from nusources.archive.blazar_archive import blazar_truth, simulate_blazar_archive
from nusources.archive.blazars.parameters import read_model_blazars, read_named_blazars
from nusources.archive.histories.parameters import read_model_light_curves
from nusources.archive.light_curve_archive import light_curve_truth, write_light_curves
from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.simulated_light_curves import SIMULATED_FLARES, SIMULATED_LIGHT_CURVES
from nusources.jobs.job import job

with job(snakemake) as j:
    alerts = j.read(j.input.alerts, ALERT_LIST).query("in_sample")
    model = read_model_light_curves(j.input.light_curves)
    # Streams of the blazar catalogues: the same sources and histories as there.
    stream = partial(j.random, "blazars")
    archive = simulate_blazar_archive(
        read_model_blazars(j.input.model),
        model,
        read_named_blazars(j.input.flaring, j.input.named),
        stream,
        regions=regions_of(alerts),
    )
    j.simulated |= set(j.params.simulated)
    names = ("exposures", "aperture", "likelihood", "weekly")
    paths = {name: j.temporary(getattr(j.output, name)) for name in names}
    write_light_curves(paths, archive, model, stream)
    curves, flares = light_curve_truth(archive, blazar_truth(archive)["source_name"])
    j.write(j.output.truth, curves, SIMULATED_LIGHT_CURVES)
    j.write(j.output.flares, flares, SIMULATED_FLARES)
