"""Derive neutrino and hard X-ray luminosities from tables of releases, or take the user's."""

from nusources.contracts.luminosity import LUMINOSITIES, WINDOWS
from nusources.jobs.job import job
from nusources.luminosity.input_reading import read_inputs
from nusources.luminosity.own import derive_own
from nusources.luminosity.reading import Reading
from nusources.luminosity.readings import derive
from nusources.luminosity.windows import luminosities_by_window
from nusources.user_files.luminosities import LuminosityRequest, luminosity_rows
from nusources.user_files.reading import read_user_table

with job(snakemake) as j:
    own = j.params.own
    inputs = read_inputs(j)
    reading = Reading(**j.params.reading)
    if own["file"]:
        request = LuminosityRequest(**j.params.request)
        table = read_user_table(own["file"], request.wanted, own["extension"])
        j.note_own("luminosities", own["file"])
        rows = luminosity_rows(table, request)
        luminosities = derive_own(rows, inputs, reading)
        windows = WINDOWS.empty()
    else:
        luminosities = derive(inputs, reading)
        windows = luminosities_by_window(inputs, reading, j.params.windows)
    j.write(j.output.luminosities, luminosities, LUMINOSITIES)
    j.write(j.output.windows, windows, WINDOWS)
    j.write_messages(j.output.messages)
