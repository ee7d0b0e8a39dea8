"""Give the numbers of the selection, and our values of the published ones."""

import pandas as pd

from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.published import OUR_NUMBERS
from nusources.contracts.selection import (
    ALERT_COUNTS,
    CATALOG_MATCHING,
    META_BLAZARS,
    META_MEMBERS,
    SOURCE_FLOW,
    VARIABLE_SAMPLES,
)
from nusources.contracts.tracks import SELECTION_FLOW
from nusources.jobs.job import job
from nusources.origins import own_of
from nusources.reproduction import read_published
from nusources.selection.alert_counts import table2_numbers
from nusources.selection.flow import (
    PositionCuts,
    complete_flow,
    flow_numbers,
    flow_of_alerts,
    flow_of_blazars,
    flow_of_samples,
    flow_of_tracks,
    incomplete_steps,
    own_steps,
)

with job(snakemake) as j:
    published = read_published(j.input.published)
    alerts = j.read(j.input.alerts, ALERT_LIST)
    blazars = j.read(j.input.blazars, META_BLAZARS)
    members = j.read(j.input.members, META_MEMBERS)
    matching = j.read(j.input.matching, CATALOG_MATCHING)
    samples = j.read(j.input.samples, VARIABLE_SAMPLES)
    counts = j.read(j.input.counts, ALERT_COUNTS)
    parts = {
        "alerts": (alerts, flow_of_alerts(alerts, PositionCuts(*j.params.cuts))),
        "blazars": (blazars, flow_of_blazars(blazars, members, matching, j.params.alert_catalog)),
        "samples": (samples, flow_of_samples(samples)),
    }
    for path in j.input.tracks:
        tracks = j.read(path, SELECTION_FLOW)
        parts["tracks"] = (tracks, flow_of_tracks(tracks))
    reasons = incomplete_steps(j.params.catalogs, j.params.paper_catalogs, j.params.incomplete)
    flow = complete_flow(
        {name: part for name, (_, part) in parts.items()},
        {name: table.attrs for name, (table, _) in parts.items()},
        published,
        reasons,
        own_steps(j.params.catalogs, j.params.paper_catalogs, j.params.own_samples),
    )
    table2 = table2_numbers(counts, published, j.params.own_groups, own_of(alerts.attrs))
    j.write(j.output.flow, flow, SOURCE_FLOW)
    numbers = pd.concat([flow_numbers(flow, published), table2], ignore_index=True)
    j.write(j.output.numbers, numbers, OUR_NUMBERS)
