"""Put the published numbers of all studies beside ours."""

from pathlib import Path

import pandas as pd

from nusources.contracts.published import OUR_NUMBERS, REPRODUCTION
from nusources.jobs.job import job
from nusources.reproduction import compare, read_published

with job(snakemake) as j:
    # A run with files of a user compares nothing.
    numbers = [j.read(path, OUR_NUMBERS) for path in j.input.numbers] or [OUR_NUMBERS.empty()]
    ours = pd.concat(numbers, ignore_index=True)
    studies = [compare(read_published(path), ours, Path(path).stem) for path in j.input.published]
    reproduction = pd.concat(studies or [REPRODUCTION.empty()], ignore_index=True)
    j.write(j.output.table, reproduction, REPRODUCTION)
    reproduction[REPRODUCTION.column_names].to_csv(
        j.temporary(j.output.csv), index=False, lineterminator="\n", float_format="%.10g"
    )
