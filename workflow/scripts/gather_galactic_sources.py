"""Gather Galactic sources, limits on them, and starting events."""

import pandas as pd

from nusources.catalogs.neutrino_results.hese import hese_tracks, no_events
from nusources.contracts.alerts import TXS0506_ALERTS
from nusources.contracts.microquasars import GALACTIC_SOURCES, HESE_EVENTS, SOURCE_LIMITS
from nusources.contracts.xray_binaries import HMXB_WEBCAT, LIU_BINARIES
from nusources.facts.galactic_tables import read_microquasar_limits, read_microquasars
from nusources.jobs.job import job
from nusources.microquasars.sources import (
    PAPER_CATALOGUE,
    gather_sources,
    liu_sources,
    source_limits,
    user_sources,
    webcat_sources,
)
from nusources.selection.groups import GroupRequest, select_group
from nusources.user_files.designations import places_by_name
from nusources.user_files.reading import read_user_table
from nusources.user_files.where import rows_where

with job(snakemake) as j:
    paper = read_microquasars(j.input.microquasars).assign(catalogue=PAPER_CATALOGUE)
    lists = [j.read(path, HMXB_WEBCAT) for path in j.input.webcat]
    binaries = [j.read(path, LIU_BINARIES) for path in j.input.liu]
    parts = [paper, *map(webcat_sources, lists), *map(liu_sources, binaries)]
    known = places_by_name(parts)
    for one in j.params.sources:
        columns = one["columns"]
        file = read_user_table(one["file"], [*columns.values(), *one["where"]], one["extension"])
        j.note_own("sources", one["file"])
        table = rows_where(file, one["where"], f"the list {one['name']!r}")
        request = GroupRequest(one["name"], columns, angle_unit=one["angle_unit"])
        chosen = select_group(table, request, known)
        distance = columns.get("distance")
        parts.append(user_sources(table, chosen, distance, one["distance_unit"]))
    j.write(j.output.sources, gather_sources(parts, j.params.observer), GALACTIC_SOURCES)
    own = gather_sources([paper], j.params.observer)
    j.write(j.output.paper, own, GALACTIC_SOURCES, parents=[])
    limits = source_limits(read_microquasar_limits(j.input.limits), paper, j.params.luminosity)
    j.write(j.output.limits, limits, SOURCE_LIMITS, parents=[])
    hese = [j.read(path, HESE_EVENTS) for path in j.input.hese]
    alerts = [j.read(path, TXS0506_ALERTS) for path in j.input.alerts]
    events = [*hese, *map(hese_tracks, alerts)]
    found = pd.concat(events) if events else no_events()
    parents = [table.attrs for table in (*hese, *alerts)]
    j.write(j.output.events, found, HESE_EVENTS, parents=parents)
    j.write_messages(j.output.messages)
