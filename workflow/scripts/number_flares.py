"""Give our values of the published numbers of flares and classes."""

from nusources.contracts.flares import FLARE_CLASSES, MEASURES
from nusources.contracts.published import OUR_NUMBERS
from nusources.flares.numbers import published_flares
from nusources.jobs.job import job
from nusources.reproduction import read_published

with job(snakemake) as j:
    numbers = published_flares(
        j.read(j.input.classes, FLARE_CLASSES),
        j.read(j.input.measures, MEASURES),
        read_published(j.input.published),
    )
    j.write(j.output.numbers, numbers, OUR_NUMBERS)
