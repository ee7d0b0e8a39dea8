"""Make the points of a line, and its slope as a number."""

import pandas as pd
from nusources.contracts.toy import LINE
from nusources.toy.line import points

from nusources.contracts.published import OUR_NUMBERS
from nusources.jobs.job import job
from nusources.run_numbers import our_numbers

with job(snakemake) as j:
    j.write(j.output.line, points(j.params.slope), LINE)
    values = pd.DataFrame({"id": ["slope"], "ours": [j.params.slope]})
    j.write(j.output.numbers, our_numbers("toy", values), OUR_NUMBERS)
