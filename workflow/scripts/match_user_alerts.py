"""Find the sources in each region of a user's alerts, and what it would hold by chance."""

import pandas as pd

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.selection import META_BLAZARS
from nusources.contracts.spatial import SOURCES
from nusources.contracts.user_lists import USER_ALERTS
from nusources.jobs.job import job
from nusources.user_lists.alerts import match_user_alerts

with job(snakemake) as j:
    alerts = j.read(j.input.alerts, ALERT_LIST)
    blazars = j.read(j.input.blazars, META_BLAZARS).assign(sources="blazars")
    groups = j.read(j.input.sources, SOURCES)
    columns = ["sources", "source_name", "ra", "dec"]
    lists = pd.concat([blazars[columns], groups.assign(sources=groups["group"])[columns]])
    regions = regions_of(alerts, j.params.ra_errors).scaled(j.params.factor)
    matches = match_user_alerts(alerts, regions, lists, j.params.shape)
    j.write(j.output.matches, matches, USER_ALERTS)
