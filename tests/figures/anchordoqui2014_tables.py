"""Tables for the figures of anchordoqui2014, through the study's own functions on small grids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts import microquasar_fluxes, microquasars
from nusources.facts.galactic_tables import (
    read_microquasar_limits,
    read_microquasars,
    read_surface_density,
)
from nusources.facts.spectra import read_spectra
from nusources.microquasars.disk_model import DiskModel
from nusources.microquasars.disk_tables import (
    count_sources,
    density_profiles,
    integrate_distributions,
)
from nusources.microquasars.energetics_table import energetics_table
from nusources.microquasars.fit_tables import fit_tables
from nusources.microquasars.population import simulate_populations
from nusources.microquasars.population_tables import population_distributions, summarise_population
from nusources.microquasars.sky_tables import sky_flux
from nusources.microquasars.sources import PAPER_CATALOGUE, gather_sources, source_limits
from nusources.microquasars.spectra import spectral_curves
from nusources.tables import check_table

DATA = Path(__file__).resolve().parents[2] / "data" / "tables"
MODEL = DiskModel(observer=8.3, radius=15.0, thickness=1.0, exponential_share=0.1, scale=4.0)
LUMINOSITY, TARGET = 7.04e33, 1.5e-8
VOIDS = (1.0, 2.0, 3.0, 4.0, 5.0)
SKY = {
    "void_radius_kpc": 1.0,
    "longitude_step_deg": 5.0,
    "latitude_step_deg": 3.0,
    "n_steps": 60,
    "arms": {"n_arms": 4, "pitch_deg": 12.0, "contrast": 0.8, "start_kpc": 3.0},
    "bar": {"half_length_kpc": 5.0, "angle_deg": 27.0, "contrast": 0.6},
}


def run_facts(**changes) -> dict:
    """Facts of a run as the script gathers them."""
    return {"run": "default", "simulated": [], "size": "double"} | changes


def source_table(n_others: int = 0) -> pd.DataFrame:
    """Table I, and made-up sources of another list."""
    paper = read_microquasars(DATA / "microquasars.csv").assign(catalogue=PAPER_CATALOGUE)
    rng = np.random.default_rng(3)
    others = pd.DataFrame(
        {
            "catalogue": "hmxb_webcat",
            "source_name": [f"other {number}" for number in range(n_others)],
            "binary_class": rng.choice(["HMXB", "LMXB"], n_others),
            "ra": rng.uniform(0, 360, n_others),
            "dec": rng.uniform(-60, 60, n_others),
            "distance": rng.uniform(1, 9, n_others),
        }
    )
    return gather_sources([paper, others] if n_others else [paper], MODEL.observer)


def event_table(n_events: int = 0) -> pd.DataFrame:
    """Made-up events; every third has no right ascension."""
    rng = np.random.default_rng(4)
    ra = rng.uniform(0, 360, n_events)
    ra[::3] = np.nan
    is_track = np.arange(n_events) % 4 == 0
    return pd.DataFrame(
        {
            "catalogue": np.where(np.isnan(ra), "icecube_hese_7year", "txs0506_alerts"),
            "event": [str(number) for number in range(n_events)],
            "topology": np.where(is_track, "track", "shower"),
            "energy": 10 ** rng.uniform(4.5, 6.3, n_events),
            "ra": ra,
            "dec": np.degrees(np.arcsin(rng.uniform(-1, 1, n_events))),
            "ang_err": np.where(np.isnan(ra), np.nan, np.where(is_track, 1.2, 15.0)),
        }
    )


def integral_table(names=tuple(MODEL.names), voids=VOIDS) -> pd.DataFrame:
    """Tables III and IV."""
    table = integrate_distributions(MODEL, voids, LUMINOSITY, TARGET)
    return table[table["distribution"].isin(names)].reset_index(drop=True)


def profile_table(names=tuple(MODEL.names), voids=VOIDS) -> pd.DataFrame:
    """Surface densities by radius."""
    table = density_profiles(MODEL, voids)
    return table[table["distribution"].isin(names)].reset_index(drop=True)


def count_table(names=tuple(MODEL.names)) -> pd.DataFrame:
    """Number of sources on a grid of voids and luminosities."""
    table = count_sources(MODEL, np.linspace(0.5, 6, 8), np.geomspace(1e32, 1e36, 9), TARGET)
    return table[table["distribution"].isin(names)].reset_index(drop=True)


def population_tables(names=tuple(MODEL.names), voids=(1.0, 3.0), n=2000) -> dict:
    """Summaries, quantiles and histograms of small Monte Carlos."""
    parts = []
    for void in voids:
        for name in names:
            density, rng = MODEL.density(name, void), np.random.default_rng(7)
            found = simulate_populations(density, MODEL.observer, void, 500, n, rng=rng)
            summary = summarise_population(found, density, MODEL.observer, void, 500)
            expected = float(summary["mean_exact"].iloc[0])
            parts.append((summary, *population_distributions(found, density, void, expected)))
    tables = (pd.concat(part, ignore_index=True) for part in zip(*parts, strict=True))
    return dict(zip(("summaries", "quantiles", "histograms"), tables, strict=True))


def spectra_tables() -> dict[str, pd.DataFrame]:
    """Spectra of Figures 3 and 7."""
    diffuse = read_spectra(DATA / "diffuse_spectra.csv")
    return {
        "source_spectra": spectral_curves(read_spectra(DATA / "microquasar_spectra.csv")),
        "diffuse_spectra": spectral_curves(diffuse[~diffuse["is_alternative"]]),
    }


def checked_tables(n_others: int = 0, n_events: int = 0) -> dict[str, pd.DataFrame]:
    """All tables by the names that the products use, checked against the contracts."""
    sources, integrals = source_table(n_others), integral_table()
    annuli = read_surface_density(DATA / "hmxb_surface_density.csv")
    settings = {"observer": MODEL.observer, "radius": MODEL.radius}
    settings |= {"luminosity": LUMINOSITY, "target": TARGET}
    fitted = fit_tables(annuli, MODEL.scale, MODEL.radius)
    limits = read_microquasar_limits(DATA / "microquasar_limits.csv")
    tables = {
        "sources": sources,
        "events": event_table(n_events),
        "integrals": integrals,
        "energetics": energetics_table(settings, integrals, sources),
        "profiles": profile_table(),
        "limits": source_limits(limits, sources.head(19), LUMINOSITY),
        "counts": count_table(),
        "sky": sky_flux(MODEL, SKY, TARGET),
        **dict(zip(("density", "fit", "curves", "scan"), fitted, strict=True)),
        **spectra_tables(),
        **population_tables(),
    }
    contracts = {
        "sources": microquasars.GALACTIC_SOURCES,
        "events": microquasars.HESE_EVENTS,
        "integrals": microquasars.DISK_INTEGRALS,
        "energetics": microquasars.ENERGETICS,
        "profiles": microquasars.DENSITY_PROFILES,
        "limits": microquasars.SOURCE_LIMITS,
        "source_spectra": microquasar_fluxes.SOURCE_SPECTRA,
        "diffuse_spectra": microquasar_fluxes.DIFFUSE_SPECTRA,
        "counts": microquasars.SOURCE_COUNTS,
        "sky": microquasar_fluxes.SKY_FLUX,
        "density": microquasars.SURFACE_DENSITY,
        "fit": microquasars.PROFILE_FIT,
        "curves": microquasars.PROFILE_CURVES,
        "scan": microquasars.PROFILE_SCAN,
        "summaries": microquasar_fluxes.POPULATION_SUMMARIES,
        "quantiles": microquasar_fluxes.POPULATION_QUANTILES,
        "histograms": microquasar_fluxes.POPULATION_HISTOGRAMS,
    }
    for name, contract in contracts.items():
        rows = tables[name][contract.column_names].sort_values(list(contract.key))
        tables[name] = rows.reset_index(drop=True)
        check_table(tables[name], contract)
    return tables
