"""Simulate IceCube's later searches at gamma-ray sources and AGN, and contours of two sources."""

from nusources.archive.neutrino_results import files
from nusources.archive.neutrino_results.searches import (
    bass_agn,
    read_named_fits,
    read_search_model,
    simulate_gamma_sources,
    simulate_xray_agn,
)
from nusources.catalogs.neutrino_results.icecube_searches import read_source_list
from nusources.catalogs.xray.bass_dr1 import read_bass_dr1_fluxes, read_bass_dr1_sources
from nusources.contracts.simulated_agn_searches import SIMULATED_AGN_SEARCHES
from nusources.detection_model import model_exposures
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.facts.xray_agn_models import read_named_agn
from nusources.jobs.job import job

with job(snakemake) as j:
    model, fits = read_search_model(j.input.model), read_named_fits(j.input.named)
    seasons = read_seasons(j.input.seasons)
    exposures = model_exposures(read_model_detector(j.input.detector), seasons)
    listed = read_source_list(j.input.sources)
    gamma = simulate_gamma_sources(model, listed, fits, rng=j.random("neutrino searches", "gamma"))
    agn = bass_agn(
        read_bass_dr1_sources(j.input.bass_sources),
        read_bass_dr1_fluxes(j.input.bass_fluxes),
        read_named_agn(j.input.agn),
    )
    rng = j.random("neutrino searches", "x-ray AGN")
    xray, truth = simulate_xray_agn(model, agn, fits, exposures, rng=rng)
    j.simulated |= {"later neutrino searches", "contours of sources"}
    files.write_gamma_sources(j.temporary(j.output.gamma_sources), gamma)
    files.write_xray_agn(j.temporary(j.output.xray_agn), xray)
    files.write_contour(j.temporary(j.output.ngc1068), model.ngc1068.points(), ends_empty=False)
    files.write_contour(j.temporary(j.output.txs0506), model.txs0506.points(), ends_empty=True)
    j.write(j.output.truth, truth, SIMULATED_AGN_SEARCHES)
