"""Put the published numbers beside ours."""

from nusources.contracts import REPRODUCTION, SPATIAL_EXCESS
from nusources.reproduction import compare, read_published, spatial_excess_values
from nusources.workflow.job import job

INCOMPARABLE = "the published numbers are for all ten seasons of IceTracks-DR1; this run has fewer"

with job(snakemake) as j:
    published = read_published(j.input.published)
    tables = [j.read(path, SPATIAL_EXCESS) for path in j.input.excess]
    comparable = [table for table, fits in zip(tables, j.params.comparable, strict=True) if fits]
    chosen = (comparable or tables)[0]
    ours = spatial_excess_values(
        chosen, published, bool(chosen.attrs["simulated"]), "" if comparable else INCOMPARABLE
    )
    reproduction = compare(published, ours, "chang2022")
    j.write(j.output.table, reproduction, REPRODUCTION)
    reproduction[REPRODUCTION.column_names].to_csv(
        j.temporary(j.output.csv), index=False, lineterminator="\n", float_format="%.10g"
    )
