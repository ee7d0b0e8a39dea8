"""Take the groups of sources out of their files and tables."""

import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.contracts.spatial import SOURCES
from nusources.jobs.job import job
from nusources.selection.counterparts import at_counterparts
from nusources.selection.groups import check_memberships, select_group
from nusources.user_tables import read_source_table

with job(snakemake) as j:
    tables = {path: read_source_table(path) for path in j.input.files}
    tables |= {
        path: j.read(path, contract_named(contract))
        for path, contract in zip(j.input.tables, j.params.contracts, strict=True)
    }
    for path in j.params.own_files:
        j.note_own("sources", path)
    groups = []
    for one in j.params.groups:
        table, better = tables[one["path"]], one["counterparts"]
        group = select_group(table, one["name"], one["columns"], one["where"], one["path"])
        if better:
            group = at_counterparts(
                group, tables[better["path"]], better["columns"], better["path"]
            )
        # Catalogues use the same short names for different positions: J0112+3208.
        groups.append(group.assign(source_name=group["source_name"] + one["suffix"]))
    sources = pd.concat(groups, ignore_index=True)
    check_memberships(sources)
    j.write(j.output.sources, sources, SOURCES)
    # Jobs that need no whole catalogue descend from none.
    is_listed = sources["group"].isin(j.params.listed or sources["group"])
    parents = [tables[path].attrs for path in j.params.listed_parents]
    parents.append({"own": sorted(j.own)})
    j.write(j.output.listed, sources[is_listed], SOURCES, parents=parents)
