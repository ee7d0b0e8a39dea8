"""List the alerts: the 102 of chang2022 rebuilt from public lists, or a user's own."""

from nusources.catalogs.alerts.alert_list import AlertSources, rebuild_alert_list
from nusources.catalogs.alerts.user_alerts import AlertRequest, user_alert_list
from nusources.contracts.alerts import ALERT_LIST, ASASSN_ALERTS, ICECAT1, TXS0506_ALERTS
from nusources.jobs.job import job
from nusources.user_files.reading import read_user_table

with job(snakemake) as j:
    own = dict(j.params.own)
    if own:
        file, extension = own.pop("file"), own.pop("extension")
        request = AlertRequest(**own)
        table = read_user_table(file, request.wanted, extension)
        j.note_own("alerts", file)
        alerts = user_alert_list(table, request)
    else:
        lists = zip(j.input.lists, (TXS0506_ALERTS, ASASSN_ALERTS, ICECAT1), strict=True)
        alerts = rebuild_alert_list(AlertSources(*(j.read(*one) for one in lists)))
    j.write(j.output.alerts, alerts, ALERT_LIST)
    j.write_messages(j.output.messages)
