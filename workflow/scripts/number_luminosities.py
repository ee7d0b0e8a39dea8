"""Give our values of the numbers of the abstract, and why there are none."""

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_predictive import INFLUENCE
from nusources.contracts.luminosity_predictive import TESTS as PREDICTIVE
from nusources.contracts.luminosity_tests import TESTS
from nusources.contracts.published import OUR_NUMBERS
from nusources.jobs.job import job
from nusources.luminosity.numbers import measured, numbers_of_run
from nusources.reproduction import read_published

with job(snakemake) as j:
    luminosities = j.read(j.input.luminosities, LUMINOSITIES)
    found = measured(
        j.read(j.input.influence, INFLUENCE),
        j.read(j.input.predictive, PREDICTIVE),
        j.read(j.input.tests, TESTS),
    )
    numbers = numbers_of_run(luminosities, found, read_published(j.input.published))
    j.write(j.output.numbers, numbers, OUR_NUMBERS)
