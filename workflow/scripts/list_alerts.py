"""List the alerts: the 102 of chang2022 rebuilt from public lists, or a user's own."""

from nusources.catalogs.alerts.alert_list import AlertSources, rebuild_alert_list
from nusources.catalogs.alerts.user_alerts import user_alert_list
from nusources.contracts.alerts import ALERT_LIST, ASASSN_ALERTS, ICECAT1, TXS0506_ALERTS
from nusources.jobs.job import job
from nusources.user_tables import read_source_table

with job(snakemake) as j:
    if j.params.file is None:
        lists = zip(j.input.lists, (TXS0506_ALERTS, ASASSN_ALERTS, ICECAT1), strict=True)
        alerts = rebuild_alert_list(AlertSources(*(j.read(*one) for one in lists)))
    else:
        table = read_source_table(j.params.file)
        j.note_own("alerts", j.params.file)
        alerts = user_alert_list(table, j.params.columns, j.params.file)
    j.write(j.output.alerts, alerts, ALERT_LIST)
