"""Count the sources of each group inside alert regions, under every convention."""

from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.fermi import LAT_SOURCES
from nusources.contracts.selection import ALERT_COUNTS
from nusources.contracts.spatial import SOURCES
from nusources.jobs.job import job
from nusources.selection.alert_counts import count_in_alerts, source_positions

with job(snakemake) as j:
    alerts = j.read(j.input.alerts, ALERT_LIST)
    sources = j.read(j.input.sources, SOURCES)
    positions = source_positions(sources, j.read(j.input.gamma_ray, LAT_SOURCES))
    j.write(j.output.counts, count_in_alerts(alerts, positions, j.params.conventions), ALERT_COUNTS)
