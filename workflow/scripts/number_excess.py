"""Give our values of the numbers of Table 6."""

from nusources.contracts.published import OUR_NUMBERS
from nusources.contracts.spatial import SPATIAL_EXCESS
from nusources.jobs.job import job
from nusources.reproduction import read_published
from nusources.spatial.table6 import spatial_excess_values

INCOMPARABLE = "the published numbers are for all ten seasons of IceTracks-DR1; this run has fewer"

with job(snakemake) as j:
    tables = [j.read(path, SPATIAL_EXCESS) for path in j.input.excess]
    comparable = [table for table, fits in zip(tables, j.params.comparable, strict=True) if fits]
    chosen = (comparable or tables)[0]
    ours = spatial_excess_values(
        chosen,
        read_published(j.input.published),
        "" if comparable else INCOMPARABLE,
        j.params.own_groups,
    )
    j.write(j.output.numbers, ours, OUR_NUMBERS)
