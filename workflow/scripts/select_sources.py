"""Take the groups of sources out of their files and tables."""

import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.contracts.spatial import SOURCES
from nusources.jobs.job import job
from nusources.selection.counterparts import at_counterparts
from nusources.selection.groups import (
    GroupRequest,
    check_memberships,
    check_weights,
    select_group,
)
from nusources.tables import read_table
from nusources.user_files.designations import KNOWN_COLUMNS, listed_places, places_by_name
from nusources.user_files.reading import read_user_table
from nusources.user_files.table import UserTable

with job(snakemake) as j:
    frames = {
        path: (j.read(path, contract_named(contract)), contract_named(contract).units)
        for path, contract in zip(j.input.tables, j.params.contracts, strict=True)
    }
    for path in j.params.own_files:
        j.note_own("sources", path)
    known = places_by_name(
        [
            *(listed_places(read_user_table(*one), one[1]) for one in j.params.known_lists.items()),
            # Merely looked at: the sources do not descend from them.
            *(
                read_table(path, contract_named(contract), KNOWN_COLUMNS)
                for path, contract in zip(j.input.known, j.params.known_contracts, strict=True)
            ),
        ]
    )
    requests = [GroupRequest(**one["request"]) for one in j.params.groups]
    tables = [
        UserTable.of_frame(frames[one["path"]][0], one["path"], frames[one["path"]][1])
        if one["path"] in frames
        else read_user_table(one["path"], request.wanted, one["extension"])
        for one, request in zip(j.params.groups, requests, strict=True)
    ]
    check_weights(requests, tables)
    groups = []
    for one, request, table in zip(j.params.groups, requests, tables, strict=True):
        better, is_own = one["counterparts"], one["path"] in j.params.own_files
        group = select_group(table, request, known if is_own else None)
        if better:
            group = at_counterparts(
                group, frames[better["path"]][0], better["columns"], better["path"]
            )
        # Catalogues use the same short names for different positions: J0112+3208.
        groups.append(group.assign(source_name=group["source_name"] + one["suffix"]))
    sources = pd.concat(groups, ignore_index=True)
    check_memberships(sources)
    j.write(j.output.sources, sources, SOURCES)
    # Jobs that need no whole catalogue descend from none.
    is_listed = sources["group"].isin(j.params.listed or sources["group"])
    parents = [frames[path][0].attrs for path in j.params.listed_parents]
    parents.append({"own": sorted(j.own)})
    j.write(j.output.listed, sources[is_listed], SOURCES, parents=parents)
    j.write_messages(j.output.messages)
