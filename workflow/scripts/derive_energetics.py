"""Fit the density of HMXBs, follow jet power to diffuse flux, and compare with the paper."""

from nusources.contracts import microquasar_fluxes as fluxes
from nusources.contracts import microquasars as contracts
from nusources.contracts.published import OUR_NUMBERS
from nusources.facts.galactic_tables import read_surface_density
from nusources.facts.spectra import read_spectra
from nusources.jobs.job import job
from nusources.microquasars.disk_tables import count_for_targets
from nusources.microquasars.energetics_table import energetics_table
from nusources.microquasars.fit_tables import fit_tables
from nusources.microquasars.numbers import collect_numbers, other_settings
from nusources.microquasars.spectra import diffuse_targets, spectral_curves
from nusources.reproduction import read_published

with job(snakemake) as j:
    settings = j.params.settings
    annuli = read_surface_density(j.input.density)
    measured = read_spectra(j.input.diffuse)
    measured = measured[~measured["is_alternative"]]
    integrals = j.read(j.input.integrals, contracts.DISK_INTEGRALS)
    sources = j.read(j.input.sources, contracts.GALACTIC_SOURCES)
    surface, fits, curves, scan = fit_tables(annuli, settings["scale"], settings["radius"])
    chain = energetics_table(settings, integrals, sources)
    own = spectral_curves(read_spectra(j.input.spectra))
    diffuse = spectral_curves(measured)
    targets = count_for_targets(integrals, diffuse_targets(measured))
    published = read_published(j.input.published)
    other = other_settings(settings)
    numbers = collect_numbers(published, chain, integrals, fits, surface, sources, other)
    j.write(j.output.surface, surface, contracts.SURFACE_DENSITY, parents=[])
    j.write(j.output.fits, fits, contracts.PROFILE_FIT, parents=[])
    j.write(j.output.curves, curves, contracts.PROFILE_CURVES, parents=[])
    j.write(j.output.scan, scan, contracts.PROFILE_SCAN, parents=[])
    # Of the sources, the chain takes the paper's own only.
    j.write(j.output.energetics, chain, contracts.ENERGETICS, parents=[integrals.attrs])
    spectrum = own.drop(columns="is_extrapolated")
    j.write(j.output.own, spectrum, fluxes.SOURCE_SPECTRA, parents=[])
    j.write(j.output.diffuse, diffuse, fluxes.DIFFUSE_SPECTRA, parents=[])
    j.write(j.output.targets, targets, contracts.TARGET_COUNTS, parents=[integrals.attrs])
    j.write(j.output.numbers, numbers, OUR_NUMBERS)
