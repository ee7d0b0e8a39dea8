"""Prepare the light curves of all bands, and tell which serves which source."""

import pandas as pd

from nusources.contracts.blazar_photometry import WISE_COVERAGE
from nusources.contracts.fermi import LAT_SOURCES
from nusources.contracts.flares import LIGHT_CURVE_LINKS, LIGHT_CURVES, PREPARATION
from nusources.contracts.listing import contract_named
from nusources.contracts.selection import META_BLAZARS, VARIABLE_SAMPLES
from nusources.flares.adaptive import name_positions
from nusources.flares.all_bands import curve_places, prepare_all
from nusources.flares.links import link_curves
from nusources.jobs.job import job

with job(snakemake) as j:
    tables = {
        name: j.read(path, contract_named(contract))
        for name, path, contract in zip(
            j.params.names, j.input.tables, j.params.contracts, strict=True
        )
    }
    if "gamma_ray_adaptive" in tables:
        tables["gamma_ray_adaptive"] = name_positions(tables["gamma_ray_adaptive"])
    gamma = j.read(j.input.gamma_ray, LAT_SOURCES, ["source_name", "power_law_index"])
    curves, steps = prepare_all(tables, gamma, j.params.preparation)
    for band, path in zip(j.params.bands, j.output.curves, strict=True):
        contract = LIGHT_CURVES[band]
        parents = [one.attrs for one in (tables.get(band), gamma) if one is not None]
        # Only gamma-ray curves descend from the catalogue, by its indices.
        parents = parents if band.startswith("gamma_ray") else parents[:-1]
        j.write(path, curves.get(band, contract.empty()), contract, parents=parents)
    j.write(j.output.preparation, steps, PREPARATION)
    coverage = [j.read(path, WISE_COVERAGE) for path in j.input.coverage]
    places = pd.concat(coverage, ignore_index=True) if coverage else None
    links = link_curves(
        j.read(j.input.blazars, META_BLAZARS),
        j.read(j.input.samples, VARIABLE_SAMPLES),
        curve_places(curves, tables, places),
        j.params.match_radius_arcsec,
    )
    j.write(j.output.links, links, LIGHT_CURVE_LINKS)
