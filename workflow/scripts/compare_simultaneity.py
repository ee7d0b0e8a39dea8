"""Compare the simultaneity of flares of potential neutrino sources with that of others."""

import pandas as pd

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.flares import FLARE_CLASSES
from nusources.contracts.temporal import SIMULTANEITY
from nusources.jobs.job import job
from nusources.temporal.simultaneity import (
    flaring_shares,
    regions_against_scrambles,
    warm_spots_against_others,
)

with job(snakemake) as j:
    alerts, settings = j.read(j.input.alerts, ALERT_LIST), j.params.settings
    classes = j.read(j.input.classes, FLARE_CLASSES)
    sources = flaring_shares(classes[classes["sample"] == "FIBS"])
    trials = {"n_trials": settings["n_trials"], "seed": j.params.seed}
    warm = warm_spots_against_others(
        sources,
        j.params.warm_spots,
        j.params.match_radius_arcsec / 3600,
        statistic=settings["warm_spot_statistic"],
        **trials,
    )
    # In coordinates, whatever `alerts.ra_errors`: the paper's rectangles.
    regions = regions_against_scrambles(
        sources,
        regions_of(alerts[alerts["in_sample"]]),
        near_deg=settings["near_deg"],
        shape=settings["shape"],
        **trials,
    )
    j.write(j.output.simultaneity, pd.concat([warm, regions], ignore_index=True), SIMULTANEITY)
