"""Count the classes of blazars under each reading of the paper."""

from nusources.contracts.fermi import LAT_SOURCES
from nusources.contracts.flares import CONVENTIONS, LIGHT_CURVE_LINKS, LIGHT_CURVES
from nusources.contracts.light_curves import INFRARED_EXPOSURES
from nusources.contracts.selection import META_BLAZARS
from nusources.flares.conventions import ClassInputs, conventions_table
from nusources.flares.samples import sample_sources
from nusources.jobs.job import job

with job(snakemake) as j:
    links = j.read(j.input.links, LIGHT_CURVE_LINKS)
    links = links[links["sample"] == "FIBS"]
    sources = sample_sources(
        "FIBS",
        j.read(j.input.blazars, META_BLAZARS),
        links,
        j.read(j.input.gamma_ray, LAT_SOURCES, ["source_name", "variability_index"]),
        j.params.warm_spots,
        j.params.match_radius_arcsec,
    )
    exposures = [j.read(path, INFRARED_EXPOSURES) for path in j.input.exposures]
    curves = {
        band: j.read(path, LIGHT_CURVES[band])
        for band, path in zip(j.params.bands, j.input.curves, strict=True)
    }
    inputs = ClassInputs(
        sources,
        links,
        exposures[0] if exposures else INFRARED_EXPOSURES.empty(),
        curves,
        lambda band: j.random("flares", band),
    )
    j.write(j.output.conventions, conventions_table(inputs, j.params.settings), CONVENTIONS)
