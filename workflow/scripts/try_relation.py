"""Try the fit of a line with scatter on made-up samples."""

from nusources.contracts.luminosity_relation import RANKS, RECOVERY
from nusources.jobs.job import job
from nusources.luminosity.relation import rank_rows, recovery_rows
from nusources.regression.model import Model

with job(snakemake) as j:
    mocks, model = j.params.mocks, Model(**j.params.model)
    j.write(j.output.ranks, rank_rows(mocks, model, j.random), RANKS)
    j.write(j.output.recovery, recovery_rows(mocks, model, j.random), RECOVERY)
