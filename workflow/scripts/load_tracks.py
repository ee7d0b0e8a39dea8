"""Read the event files of a sample into one table."""

from nusources.catalogs.tracks import load_sample
from nusources.contracts import TRACKS
from nusources.workflow.datasets import read_receipt
from nusources.workflow.job import job

with job(snakemake) as j:
    receipt = read_receipt(j.input.receipt)
    if receipt["simulated"]:
        j.simulated.add(receipt["short_title"])
    j.write(j.output.tracks, load_sample(receipt["files"]), TRACKS)
