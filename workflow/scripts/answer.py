"""Tell in words what a study found, from its result tables."""

from nusources.answers.house.answer import answer_json
from nusources.answers.house.preparing import prepare_answer
from nusources.jobs.job import job

with job(snakemake) as j:
    answer = prepare_answer(j)
    j.temporary(j.output.answer).write_text(answer_json(answer), encoding="utf-8")
