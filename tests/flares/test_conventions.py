"""Every row of the readings is what a run with that reading finds."""

import numpy as np
import pandas as pd
import pytest
import yaml

from nusources.contracts.flares import CONVENTIONS, FLARE_CLASSES
from nusources.flares.all_bands import flares_of_band, prepare_all
from nusources.flares.classes import ClassRule, GammaStates, classify
from nusources.flares.conventions import (
    COUNTS,
    LIKELIHOOD,
    READINGS,
    ClassInputs,
    conventions_table,
)
from nusources.flares.preparation import with_limits_at
from nusources.flares.stages import band_states
from nusources.tables import check_table

N_SOURCES, N_VISITS, N_EXPOSURES, N_BINS = 120, 22, 20, 60
NAMES = np.array([f"S{n:03d}" for n in range(N_SOURCES)])
VISITS = np.concatenate([55300 + 180.0 * np.arange(2), 56700 + 180.0 * np.arange(20)])
BINS = 55000.0 + 90.0 * np.arange(N_BINS)


@pytest.fixture(scope="module")
def settings():
    with open("config/config.yaml") as file:
        flares = yaml.safe_load(file)["flares"]
    return {name: flares[name] for name in ("preparation", "blocks", "classes")}


def flaring(times, starts, lengths, random):
    """Red noise, with a flare of each source."""
    steps = random.normal(0, 0.12, (len(starts), len(times)))
    inside = (times >= starts[:, None]) & (times < starts[:, None] + lengths[:, None])
    return np.exp(np.cumsum(steps, axis=1) + inside * random.uniform(0, 1.5, (len(starts), 1)))


@pytest.fixture(scope="module")
def observations():
    random = np.random.default_rng(5)
    starts = random.uniform(56000, 59000, N_SOURCES)
    lag = random.choice([0.0, 0.0, 300.0], N_SOURCES)
    lengths = random.uniform(100, 500, N_SOURCES)
    infrared = flaring(VISITS, starts + lag, lengths + np.where(lag > 0, 400, 0), random)
    infrared = np.repeat(infrared, N_EXPOSURES, axis=1)
    error = random.uniform(0.05, 0.6, infrared.shape)
    wrong = 1 + 3.0 * (random.random(infrared.shape) < 0.03)
    mag = 13 - 2.5 * np.log10(wrong * infrared) + error * random.standard_normal(infrared.shape)
    exposures = pd.DataFrame(
        {
            "source_name": np.repeat(NAMES, infrared.shape[1]),
            "mjd": np.tile(
                np.repeat(VISITS, N_EXPOSURES) + np.tile(0.07 * np.arange(N_EXPOSURES), N_VISITS),
                N_SOURCES,
            ),
            "w2_mag": mag.ravel(),
            "w2_mag_error": error.ravel(),
            "is_upper_limit": random.random(mag.size) < 0.02,
        }
    )
    gamma = flaring(BINS, starts, lengths, random)
    bins = pd.DataFrame(
        {
            "source_name": np.repeat(NAMES, N_BINS),
            "mjd_start": np.tile(BINS, N_SOURCES),
            "mjd_stop": np.tile(BINS + 60, N_SOURCES),
        }
    )
    noise = random.uniform(0.1, 0.7, (2, gamma.size))
    seen = gamma.ravel() + noise * random.standard_normal((2, gamma.size))
    aperture = bins.assign(photon_flux=1e-8 * seen[0], photon_flux_error=1e-8 * noise[0])
    likelihood = bins.assign(
        energy_flux=1e-11 * np.abs(seen[1]),
        energy_flux_error=1e-11 * noise[1],
        photon_index=2.0,
        ts=(seen[1] / noise[1]) ** 2,
        is_converged=True,
    )
    return {"infrared": exposures, "gamma_ray": aperture, LIKELIHOOD: likelihood}


SOURCES = pd.DataFrame(
    {
        "sample": "FIBS",
        "source_name": [f"B{name}" for name in NAMES],
        "ra": 10.0,
        "dec": 0.0,
        "gamma_name": NAMES,
        "variability_index": np.where(np.arange(N_SOURCES) % 2, 10.0, 30.0),
        "is_in_alert_region": False,
        "is_warm_spot": np.arange(N_SOURCES) % 7 == 0,
        "is_potential_neutrino_source": np.arange(N_SOURCES) % 7 == 0,
    }
)
LINKS = pd.concat(
    [
        SOURCES[["sample", "source_name", "ra", "dec"]].assign(
            band=band, curve_name=NAMES, separation=0.0
        )
        for band in ("infrared", "gamma_ray", LIKELIHOOD)
    ],
    ignore_index=True,
)
GAMMA = pd.DataFrame({"source_name": NAMES, "power_law_index": 2.2})


def one_stream(_band):
    return np.random.default_rng(1)


def run_with(observations, settings):
    """The chain of the stage, as its scripts have it."""
    curves, _ = prepare_all(observations, GAMMA, settings["preparation"])
    if settings["preparation"]["artificial_points"] == "everywhere":
        curves = {band: table.assign(is_artificial=False) for band, table in curves.items()}
    found = {
        band: flares_of_band(table, band, settings["blocks"], one_stream(band))
        for band, table in curves.items()
    }
    second, limit = {}, settings["preparation"]["likelihood_second_limit_erg_cm2_s"]
    if limit is not None:
        lower = with_limits_at(curves[LIKELIHOOD], limit, settings["preparation"]["limit_error"])
        lower = flares_of_band(lower, LIKELIHOOD, settings["blocks"], one_stream(LIKELIHOOD))
        second = band_states(lower.blocks)
    states = {band: band_states(one.blocks) for band, one in found.items()}
    return classify(
        SOURCES,
        LINKS,
        states["infrared"],
        GammaStates(states["gamma_ray"], states[LIKELIHOOD], second),
        found["gamma_ray"].measures,
        low_band="infrared",
        rule=ClassRule(**settings["classes"]),
    )[0]


@pytest.fixture(scope="module")
def table(observations, settings):
    curves, _ = prepare_all(observations, GAMMA, settings["preparation"])
    inputs = ClassInputs(SOURCES, LINKS, observations["infrared"], curves, one_stream)
    return conventions_table(inputs, settings)


@pytest.fixture(scope="module")
def own_classes(observations, settings):
    return run_with(observations, settings)["class"]


def test_readings_change_something(table):
    """Else the next test would compare the default with itself."""
    check_table(table, CONVENTIONS)
    assert len(table) == len(READINGS) + 1
    changed = table.set_index("choice")["changed"]
    without = set(changed.index[changed == 0])
    # In these curves none needs the second limit, and none ends in the last days of the gap.
    assert without == {"default", "none", "to MJD 56600", "counted"}
    assert (table[["both_flare", "removed", "TXS_like", "CFS", "NFS"]].iloc[0] > 0).all()


@pytest.mark.parametrize("reading", [None, *READINGS], ids=lambda one: one and f"{one[1]}={one[2]}")
def test_each_row_is_the_run_with_that_reading(table, own_classes, observations, settings, reading):
    changed, shown = settings, ("default", "default")
    if reading is not None:
        section, key, value, *shown = reading
        assert settings[section][key] != value
        changed = {**settings, section: {**settings[section], key: value}}
    classes = run_with(observations, changed)
    check_table(classes, FLARE_CLASSES)
    row = table.set_index(["reading", "choice"]).loc[tuple(shown)]
    both = classes["has_infrared_flare"] & classes["has_gamma_flare"]
    removed = classes["class"].isin(["non_variable", "uncertain"])
    expected = [both.sum(), removed.sum(), *((classes["class"] == one).sum() for one in COUNTS[2:])]
    assert row[list(COUNTS)].tolist() == expected
    assert row["changed"] == (own_classes != classes["class"]).sum()


def test_without_infrared_curves_there_are_no_rows(observations, settings):
    curves, _ = prepare_all(observations, GAMMA, settings["preparation"])
    for band in ("infrared", "gamma_ray"):
        less = {**curves, band: curves[band].iloc[:0]}
        inputs = ClassInputs(SOURCES, LINKS, observations["infrared"], less, one_stream)
        assert conventions_table(inputs, settings).empty
