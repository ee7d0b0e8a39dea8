"""Derive neutrino and hard X-ray luminosities from tables of releases, or take the user's."""

from nusources.contracts.listing import contract_named
from nusources.contracts.luminosity import LUMINOSITIES, WINDOWS
from nusources.contracts.tracks import EFFECTIVE_AREA
from nusources.facts.luminosity_sources import read_luminosity_sources
from nusources.jobs.job import job
from nusources.luminosity.gathering import Gathering, gather
from nusources.luminosity.own import derive_own
from nusources.luminosity.reading import Reading
from nusources.luminosity.readings import derive
from nusources.luminosity.windows import luminosities_by_window
from nusources.user_files.luminosities import LuminosityRequest, luminosity_rows
from nusources.user_files.reading import read_user_table

with job(snakemake) as j:
    own, names = j.params.own, j.params.names
    tables = {
        name: j.read(path, contract_named(contract))
        for name, path, contract in zip(names, j.input.tables, j.params.contracts, strict=True)
    }
    tables |= {f"areas of {path}": j.read(path, EFFECTIVE_AREA) for path in j.input.areas}
    inputs = gather(
        tables,
        read_luminosity_sources(j.input.facts),
        Gathering(titles=j.params.titles, **j.params.told),
    )
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
