"""Simulated light curves: official formats, coverage, errors, and what truth says."""

from __future__ import annotations

import filecmp
from types import SimpleNamespace

import numpy as np
import pytest

from nusources.archive.blazar_archive import blazar_truth, simulate_blazar_archive
from nusources.archive.blazars.fluxes import is_in
from nusources.archive.blazars.parameters import read_model_blazars, read_named_blazars
from nusources.archive.drawing.wise_visits import SURVEYS, visit_days
from nusources.archive.histories.parameters import read_model_light_curves
from nusources.archive.histories.red_noise import N_STEPS, bin_means
from nusources.archive.light_curve_archive import (
    gamma_sources,
    light_curve_truth,
    write_light_curves,
)
from nusources.archive.light_curves.files import write_exposures
from nusources.archive.light_curves.gamma import (
    APERTURE_EDGES,
    GammaSources,
    aperture_curves,
    likelihood_curves,
    weekly_curves,
)
from nusources.archive.light_curves.infrared import simulate_exposures
from nusources.catalogs.blazars.wise_exposures import read_infrared_exposures
from nusources.catalogs.gamma.fermi_light_curves import read_light_curves, read_likelihood_curves
from nusources.catalogs.gamma.fermi_time import met_to_mjd
from nusources.catalogs.gamma.lat_aperture import read_aperture_curves
from nusources.contracts.fermi import LAT_LIGHT_CURVES
from nusources.contracts.light_curves import (
    INFRARED_EXPOSURES,
    LAT_APERTURE_POINTS,
    LAT_LIKELIHOOD_POINTS,
)
from nusources.contracts.simulated_light_curves import SIMULATED_FLARES, SIMULATED_LIGHT_CURVES
from nusources.random_streams import named_generator
from nusources.tables import check_table

NAMES = {
    "exposures": "w2_exposures.csv.gz",
    "aperture": "aperture_30d.csv.gz",
    "likelihood": "likelihood_30d.tar.gz",
    "weekly": "weekly_lightcurves.tar.xz",
}
MOST_BYTES = 80e6


def stream(name):
    return named_generator(3, "blazars", name)


@pytest.fixture(scope="module")
def simulated(repository, tmp_path_factory):
    tables = repository / "data" / "tables"
    model = read_model_light_curves(tables / "model_light_curves.csv")
    named = read_named_blazars(tables / "flaring_blazars.csv", tables / "named_blazars.csv")
    blazars = read_model_blazars(tables / "model_blazars.csv")
    archive = simulate_blazar_archive(blazars, model, named, stream)
    folder = tmp_path_factory.mktemp("curves")
    paths = {key: folder / name for key, name in NAMES.items()}
    write_light_curves(paths, archive, model, stream)
    return SimpleNamespace(archive=archive, model=model, paths=paths)


@pytest.fixture(scope="module")
def drawn(simulated):
    """The exposures that the first file holds, drawn again."""
    archive, model = simulated.archive, simulated.model
    return simulate_exposures(
        archive.sources, archive.wise, archive.histories, model.infrared, rng=stream("exposures")
    )


@pytest.fixture(scope="module")
def exposures(simulated):
    return read_infrared_exposures(simulated.paths["exposures"])


def test_files_are_read_under_their_contracts_and_are_small(simulated, exposures):
    check_table(exposures, INFRARED_EXPOSURES)
    aperture = read_aperture_curves(simulated.paths["aperture"])
    check_table(aperture, LAT_APERTURE_POINTS)
    likelihood = read_likelihood_curves(simulated.paths["likelihood"])
    check_table(likelihood, LAT_LIKELIHOOD_POINTS)
    _, weekly = read_light_curves(simulated.paths["weekly"])
    check_table(weekly, LAT_LIGHT_CURVES)
    assert weekly["source_name"].nunique() == 683
    assert set(likelihood["source_name"]) <= set(aperture["source_name"])
    assert (likelihood.groupby("source_name").size() == 152).all()
    assert sum(path.stat().st_size for path in simulated.paths.values()) < MOST_BYTES


def test_every_source_of_the_samples_has_its_curves(simulated, exposures):
    archive = simulated.archive
    sources = archive.sources
    wanted = sources["has_wise"] & sources["has_fermi"]
    # chang2022, section 4.1: WIBRaLS at |dec| < 40 deg, |b| > 10 deg, with 100 mJy: 3179
    assert wanted.sum() == 2700
    names = archive.wise.set_index("member")["name"]
    assert set(names[sources.index[wanted]]) <= set(exposures["source_name"])
    wibrals = sources.index[is_in(sources, "W") & sources["has_wise"]]
    assert set(exposures["source_name"]) <= set(names[sources.index[wanted].union(wibrals)])
    lat = archive.lat
    window = (lat["DEJ2000"].abs() < 40) & (lat["GLAT"].abs() > 10)
    variable = set(lat.loc[window & (lat["Variability_Index"] > 18.48), "Source_Name"])
    assert len(variable) == 992
    assert variable <= set(gamma_sources(archive).names)


def begins_visit(ordered):
    """Which exposures are the first of a visit: visits are half a year apart."""
    name, mjd = ordered["source_name"].to_numpy(str), ordered["mjd"].to_numpy()
    return np.append(True, (name[1:] != name[:-1]) | (np.diff(mjd) > 15.0))


def test_coverage_equals_the_epochs(simulated, exposures):
    """Epochs as the coverage defines them: with a detection in W2."""
    seen = exposures[exposures["w2_mag_error"] < 1.0857 / 2.0].sort_values(["source_name", "mjd"])
    found = seen[begins_visit(seen)].groupby("source_name").size()
    wise = simulated.archive.wise.set_index("name")["epochs"]
    assert found.to_dict() == wise.reindex(found.index).to_dict()
    assert len(found) == exposures["source_name"].nunique() > 5000


def test_visits_have_six_to_twelve_exposures_in_the_years_of_the_surveys(exposures):
    ordered = exposures.sort_values(["source_name", "mjd"])
    sizes = np.bincount(np.cumsum(begins_visit(ordered)))[1:]
    assert (sizes.min(), sizes.max()) == (6, 12)
    for survey, (start, stop) in SURVEYS.items():
        mjd = exposures.loc[exposures["survey"] == survey, "mjd"]
        assert start - 1 <= mjd.min() < mjd.max() <= stop + 1
    limits = exposures[exposures["is_upper_limit"]]
    assert 0.001 < len(limits) / len(exposures) < 0.1
    assert limits["w2_mag_error"].isna().all()


def test_visits_come_every_half_year_when_the_sun_is_at_a_right_angle():
    days = visit_days(np.array([77.36, 200.0]), np.array([5.69, -60.0]))
    for row in days:
        seen = row[np.isfinite(row)]
        steps = np.diff(seen)
        np.testing.assert_allclose(steps[steps < 200], 182.62, atol=1e-6)
        assert (steps > 200).sum() == 1  # the break between the surveys
        assert 16 <= seen.size <= 17
    # TXS 0506+056, ecliptic longitude 76.6 deg, was visited in 2017 March and September.
    assert np.nanmin(np.abs(days[0] - 57823.0)) < 10


def test_infrared_noise_is_as_large_as_its_errors(drawn):
    bright = drawn[drawn["w2sigmpro"] < 0.05]
    visit = np.cumsum(begins_visit(bright.rename(columns={"name": "source_name"})))
    groups = bright.assign(squared=bright["w2sigmpro"] ** 2).groupby(visit)
    ratio = groups["w2mpro"].var(ddof=1) / groups["squared"].mean()
    assert ratio[groups.size() > 5].mean() == pytest.approx(1.0, abs=0.03)


def steady(n_sources=400, energy_flux=2e-11, index=2.2):
    return GammaSources(
        names=np.array([f"4FGL J{row:04d}.0+0000" for row in range(n_sources)], dtype=object),
        energy_flux=np.full(n_sources, energy_flux),
        index=np.full(n_sources, index),
        latitude=np.full(n_sources, 60.0),
        relative=np.ones((n_sources, N_STEPS), dtype=np.float32),
    )


def test_power_law_fluxes_by_numerical_integrals():
    sources = steady(1)
    energy = np.geomspace(0.1, 500.0, 200001)
    norm = (
        2e-11
        / 1.602176634e-3
        / np.trapezoid((energy * energy**-2.2)[energy <= 100], energy[energy <= 100])
    )
    above = energy >= 0.9
    photons = norm * np.trapezoid(energy[above] ** -2.2, energy[above])
    ergs = norm * np.trapezoid(energy[above] ** -1.2, energy[above]) * 1.602176634e-3
    assert sources.photon_flux(0.9, 500.0)[0] == pytest.approx(photons, rel=1e-3)
    assert sources.energy_per_photon(0.9, 500.0)[0] == pytest.approx(ergs / photons, rel=1e-3)


def test_aperture_fluxes_hold_the_background_and_their_errors_are_right(simulated):
    sources, model = steady(), simulated.model.lat
    table = aperture_curves(sources, model, rng=stream("aperture"))
    background = model.aperture_background / np.sin(np.radians(abs(sources.latitude[0])))
    true = sources.photon_flux(0.1, 200.0)[0] + background
    late = table[table["start"] >= APERTURE_EDGES[2]]
    pull = (late["flux"] - true) / late["error"]
    assert late["flux"].mean() == pytest.approx(true, rel=0.01)
    assert 1.0 < pull.std() < 1.2  # variable neighbours are in no error
    early = table[table["start"] == APERTURE_EDGES[0]]
    assert early["error"].mean() > 1.5 * late["error"].mean()
    nothing = aperture_curves(steady(energy_flux=1e-20), model, rng=stream("x"))
    assert nothing["flux"].mean() == pytest.approx(background, rel=0.02)


def test_likelihood_fits_are_unbiased_and_empty_bins_are_limits(simulated):
    sources = steady()
    curves = likelihood_curves(sources, simulated.model.lat, rng=stream("likelihood"))
    true = sources.photon_flux(0.9, 500.0)[0] * sources.energy_per_photon(0.9, 500.0)[0]
    assert np.nanmean(curves["flux"]) == pytest.approx(true, rel=0.01)
    assert np.nanstd((curves["flux"] - true) / curves["error"]) == pytest.approx(1.0, abs=0.1)
    nothing = likelihood_curves(steady(energy_flux=1e-20), simulated.model.lat, rng=stream("x"))
    assert (np.isnan(nothing["flux"]) == (nothing["ts"] == 0)).all()
    assert (np.isnan(nothing["limit"]) == (nothing["ts"] > 0)).all()
    # Half a chi-squared with one degree of freedom: 2.3 % above 4; counts are few.
    assert 0.005 < (nothing["ts"] > 4).mean() < 0.05


def test_weekly_fluxes_below_a_test_statistic_of_four_are_limits(simulated):
    curves = weekly_curves(steady(), simulated.model.lat, rng=stream("weekly"))
    known = np.isfinite(curves["ts"])
    assert (np.isnan(curves["flux"]) == (curves["ts"] < 4))[known].all()
    assert (~known).all(axis=0).sum() == 2  # weeks of 2018 without observation


def test_truth_tells_lags_and_flares(simulated):
    archive = simulated.archive
    names = blazar_truth(archive)["source_name"]
    curves, flares = light_curve_truth(archive, names)
    check_table(curves, SIMULATED_LIGHT_CURVES)
    check_table(flares, SIMULATED_FLARES)
    kinds = curves["flare_class"].value_counts()
    assert (kinds["TXS_like"], kinds["CFS"]) == (32, 62)
    counts = flares[flares["band"] == "infrared"].groupby("source_name").size()
    told = curves.set_index("source_name")["n_infrared_flares"]
    assert counts.reindex(told.index, fill_value=0).eq(told).all()
    txs = curves[curves["lat_name"] == "4FGL J0509.4+0542"]
    assert txs["flare_class"].tolist() == ["TXS_like"]
    assert 120 <= txs["infrared_lag"].iloc[0] <= 400


def test_equal_tables_are_equal_bytes(simulated, drawn, tmp_path):
    path = tmp_path / "other_name.csv.gz"
    write_exposures(path, drawn)
    assert filecmp.cmp(path, simulated.paths["exposures"], shallow=False)


def test_sources_brighten_with_their_histories(simulated, drawn):
    """Slope of magnitude against the standardised history: -2.5 log10(e) times the scatter."""
    archive = simulated.archive
    parameters = archive.histories.parameters
    members = archive.wise.set_index("name")["member"]
    certain = drawn[drawn["w2sigmpro"] < 0.05]
    varying = parameters.index[parameters["infrared_scatter"] > 0.3]
    certain = certain[members[certain["name"]].isin(varying).to_numpy()]
    member = members[certain["name"]].to_numpy()
    level = archive.histories.at("infrared", member, certain["mjd"].to_numpy())
    level *= parameters["infrared_scatter"].loc[member].to_numpy()
    found = certain.assign(level=level).groupby("name")[["w2mpro", "level"]]
    centred = found.transform(lambda one: one - one.mean())
    slope = (centred["w2mpro"] * centred["level"]).sum() / (centred["level"] ** 2).sum()
    assert slope == pytest.approx(-2.5 * np.log10(np.e), rel=0.02)


def test_gamma_rays_keep_the_mean_and_the_scatter_of_their_catalogue(simulated):
    archive = simulated.archive
    edges = met_to_mjd(archive.history["Hist_Start"])
    whole = bin_means(archive.relative, edges[[0, -1]])
    np.testing.assert_allclose(whole, 1.0, rtol=1e-5)
    years = bin_means(archive.relative, edges)
    scatter = years.std(axis=1) / years.mean(axis=1)
    wanted = archive.lat["Frac_Variability"].to_numpy()
    moderate = wanted < 0.2
    np.testing.assert_allclose(scatter[moderate], wanted[moderate], atol=2e-3)
    assert (scatter <= wanted + 2e-3).all()  # histories cannot vary more than without bound
