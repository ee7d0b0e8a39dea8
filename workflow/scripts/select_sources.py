"""Take the groups of sources out of their tables."""

import pandas as pd

from nusources.catalogs.source_tables import read_source_table
from nusources.contracts.spatial import SOURCES
from nusources.selection.groups import check_memberships, select_group
from nusources.workflow.job import job

with job(snakemake) as j:
    tables = {path: read_source_table(path) for path in j.input.tables}
    groups = [
        select_group(tables[one["file"]], one["name"], one["columns"], one["where"], one["file"])
        for one in j.params.groups
    ]
    sources = pd.concat(groups, ignore_index=True)
    check_memberships(sources)
    j.write(j.output.sources, sources, SOURCES)
