"""Derive neutrino and hard X-ray luminosities from tables of releases, or take the user's."""

from nusources.contracts.luminosity import LUMINOSITIES, WINDOWS
from nusources.jobs.job import job
from nusources.luminosity.input_reading import read_inputs
from nusources.luminosity.reading import Reading
from nusources.luminosity.readings import derive
from nusources.luminosity.windows import luminosities_by_window

with job(snakemake) as j:
    inputs, reading = read_inputs(j), Reading(**j.params.reading)
    j.write(j.output.luminosities, derive(inputs, reading), LUMINOSITIES)
    windows = luminosities_by_window(inputs, reading, j.params.windows)
    j.write(j.output.windows, windows, WINDOWS)
    j.write_messages(j.output.messages)
