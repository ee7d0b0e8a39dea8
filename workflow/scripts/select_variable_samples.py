"""Select the multi-frequency samples, and find the nearest alert region of each source."""

import pandas as pd

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.listing import contract_named
from nusources.contracts.selection import VARIABLE_SAMPLES
from nusources.jobs.job import job
from nusources.selection.samples import (
    is_away_from_the_plane,
    nearest_alert_factor,
    variable_sample,
)

with job(snakemake) as j:
    alerts = j.read(j.input.alerts, ALERT_LIST)
    regions = regions_of(alerts[alerts["in_sample"]], j.params.ra_errors)
    samples = []
    for one, path in zip(j.params.samples, j.input.tables, strict=True):
        table = j.read(path, contract_named(one["contract"]))
        sample = variable_sample(
            table, combine_days=one["combine_days"], above=one["above"], at_least=one["at_least"]
        )
        kept = is_away_from_the_plane(
            sample["ra"], sample["dec"], j.params.abs_dec_max_deg, j.params.abs_glat_min_deg
        )
        samples.append(sample[kept].assign(sample=one["name"]))
    found = pd.concat(samples, ignore_index=True)
    found["alert_factor"] = nearest_alert_factor(regions, found["ra"], found["dec"], j.params.shape)
    j.write(j.output.samples, found, VARIABLE_SAMPLES)
