"""Model detector: closed forms, monotony, coverage, and the effective areas of the release."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nusources.catalogs.tracks.icetracks import read_effective_area
from nusources.detectors import (
    draw_angular_error,
    draw_energy_proxy,
    effective_area,
    muon_bundle_spectrum,
    tabulate_effective_area,
)
from nusources.detectors.angular_error import scatter_directions, split_normal_cdf
from nusources.detectors.energy_proxy import proxy_median_and_scatter
from nusources.detectors.interactions import (
    charged_current_cross_section,
    earth_column,
    muon_range,
    overburden,
)
from nusources.errors import InputDataError
from nusources.facts.track_models import read_model_detector
from nusources.sky import angular_separation

CONFIGURATIONS = ["IC40", "IC59", "IC79", "IC86_I", "IC86_II"]


@pytest.fixture(scope="module")
def detectors(repository):
    return read_model_detector(repository / "data" / "tables" / "model_detector.csv")


def test_the_table_holds_every_configuration(detectors):
    assert list(detectors) == CONFIGURATIONS


def test_cross_section_ends_in_the_published_laws():
    # 100 GeV: .5e-38 cm^2/GeV, mean of .67 and .33 (PDG). 1 EeV: 5.53e-36 E^.363 (Gandhi et al.).
    # The harmonic join is 2 % below them there: 100^.637 x 5e-39 / 5.53e-36 = .017.
    cross_section = charged_current_cross_section(np.array([1e2, 1e9]))
    np.testing.assert_allclose(cross_section, [0.5e-36, 5.53e-36 * 1e9**0.363], rtol=0.02)


def test_earth_column_through_the_centre():
    # 2 x (2891 km x 4.45 + 3480 km x 11.0) = 1.02e10 g/cm^2; PREM has 1.09e10.
    assert earth_column(np.array(1.0)) == pytest.approx(1.023e10, rel=1e-3)
    assert earth_column(np.array(-0.3)) == 0.0


def test_overburden_overhead_and_on_the_horizon():
    assert overburden(-1.0) == pytest.approx(0.92 * 1.95e5, rel=1e-6)
    # Horizontal chord to a sphere 1.95 km higher: sqrt(2 R d) = 157.6 km.
    assert overburden(0.0) == pytest.approx(0.92 * 1.576e7, rel=1e-3)


def test_muon_range_solves_the_loss_equation():
    # Integrate dE/dX = -(a + b E) backward from the threshold in small steps.
    energy, step = 50.0, 200.0
    for _ in range(2000):
        energy += step * (2.59e-3 + 3.63e-6 * (energy + 0.5 * step * 2.59e-3))
    assert muon_range(energy / 0.6, 50.0) == pytest.approx(2000 * step, rel=2e-3)
    assert muon_range(1.0, 50.0) == 0.0


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_effective_area_is_finite_and_rises_where_nothing_absorbs(detectors, name):
    log10_energy = np.linspace(2.0, 9.0, 141)
    area = effective_area(
        log10_energy[:, None], [-80.0, -30.0, -1.0], detectors[name].effective_area
    )
    assert np.isfinite(area).all()
    assert (np.diff(area, axis=0) >= 0.0).all()


def test_effective_area_ends_where_nothing_was_simulated(detectors):
    area = effective_area([8.99, 9.01], 0.0, detectors["IC79"].effective_area)
    assert area[0] > 0.0
    assert area[1] == 0.0


@given(st.floats(5.5, 9.0), st.floats(0.2, 0.99))
def test_absorption_is_the_exponential_of_the_column(detectors, log10_energy, sin_dec):
    parameters = detectors["IC79"].effective_area
    dec = np.degrees(np.arcsin(sin_dec))
    open_sky = effective_area(log10_energy, dec, replace(parameters, absorption=0.0))
    half = effective_area(log10_energy, dec, replace(parameters, absorption=0.5))
    full = effective_area(log10_energy, dec, replace(parameters, absorption=1.0))
    assert half**2 == pytest.approx(open_sky * full, rel=1e-6, abs=1e-200)


def test_tabulated_area_has_the_binning_of_the_release(detectors):
    table = tabulate_effective_area(detectors["IC86_II"].effective_area)
    assert len(table) == 2000
    assert table["log10_energy_max"].iloc[0] == 2.2
    # readme of IceTracks-DR1: edges of sin(dec) in steps of .04, printed with two decimals
    assert table["dec_max"].iloc[0] == -73.74
    assert table["dec_min"].iloc[-1] == 73.74
    middle = table.iloc[25 * 40 + 20]
    direct = effective_area(6.1, np.degrees(np.arcsin(0.02)), detectors["IC86_II"].effective_area)
    assert middle["effective_area"] == pytest.approx(direct, rel=0.02)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_effective_area_against_the_release(detectors, mirror, name):
    folder = mirror / "icecube_10year_ps" / "irfs"
    table = read_effective_area(folder / f"{name}_effectiveArea.csv")
    model = tabulate_effective_area(detectors[name].effective_area)
    edges = ["log10_energy_min", "log10_energy_max", "dec_min", "dec_max"]
    np.testing.assert_array_equal(model[edges], table[edges])
    ratio = np.log10(model["effective_area"] / table["effective_area"].where(lambda a: a > 0.0))
    largest = table.groupby("dec_min")["effective_area"].transform("max")
    # Well populated: up-going 160 GeV to 1 PeV (above, the Earth absorbs and few simulated events
    # are left), down-going within 1 % of the largest area of the declination, up to 30 PeV.
    up = (table["dec_min"] >= -5.0) & table["log10_energy_min"].between(2.19, 5.81)
    down = (table["dec_max"] <= -5.0) & (table["effective_area"] > 0.01 * largest)
    down &= table["log10_energy_min"] < 7.3
    # Measured medians of |log10 ratio|: IC40 .072 (up) and .052 (down), the others at most .054.
    limit = 0.08 if name == "IC40" else 0.06
    assert ratio[up].abs().median() < limit
    assert ratio[down].abs().median() < limit
    assert ratio[up | down].abs().quantile(0.9) < (0.21 if name == "IC40" else 0.14)
    assert abs(ratio[up | down].median()) < 0.02


def test_proxy_bends_from_its_floor_to_its_slope(detectors):
    parameters = detectors["IC86_I"].energy_proxy
    median, scatter = proxy_median_and_scatter(np.array([-20.0, 20.0, 21.0]), True, parameters)
    assert median[0] == pytest.approx(parameters.floor, abs=1e-9)
    assert median[2] - median[1] == pytest.approx(parameters.slope_up, rel=1e-9)
    assert scatter[0] == pytest.approx(parameters.scatter, abs=1e-9)


def test_proxy_draws_have_their_median_and_scatter(detectors):
    parameters = detectors["IC86_II"].energy_proxy
    n = 40_000
    draws = draw_energy_proxy(
        np.full(n, 5.0), np.zeros(n, bool), parameters, rng=np.random.default_rng(1)
    )
    median, scatter = proxy_median_and_scatter(5.0, False, parameters)
    # Standard errors: scatter/sqrt(n) and scatter/sqrt(2n); four of them.
    assert draws.mean() == pytest.approx(median, abs=4 * scatter / n**0.5)
    assert draws.std() == pytest.approx(scatter, abs=4 * scatter / (2 * n) ** 0.5)


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("side", ["up", "down"])
def test_angular_error_follows_its_distribution(detectors, name, side):
    parameters = getattr(detectors[name], f"angular_error_{side}")
    n = 20_000
    energy = np.full(n, parameters.reference)
    draws = draw_angular_error(energy, np.zeros(n), parameters, rng=np.random.default_rng(2))
    assert draws.min() >= 0.2
    assert draws.max() <= parameters.maximum

    def cumulative(ang_err):
        offset = np.log10(ang_err) - parameters.log10_mode
        top = np.log10(parameters.maximum) - parameters.log10_mode
        widths = parameters.width_low, parameters.width_high
        return split_normal_cdf(offset, *widths) / split_normal_cdf(top, *widths)

    # Away from the floor, where values pile up, the draws follow the truncated split normal.
    for ang_err in (0.25, 0.5, 1.0):
        expected = cumulative(ang_err)
        error = np.sqrt(expected * (1 - expected) / n)
        assert (draws <= ang_err).mean() == pytest.approx(expected, abs=4 * error)


@given(st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_split_normal_with_equal_widths_is_normal(low, offset):
    assert split_normal_cdf(offset, low, low) == pytest.approx(stats.norm.cdf(offset / low))
    assert split_normal_cdf(0.0, low, offset) == pytest.approx(low / (low + offset))


@pytest.mark.parametrize("dec", [-90.0, -60.0, 0.0, 30.0, 89.5])
def test_scattered_directions_cover_the_truth(dec):
    n = 40_000
    ang_err = np.random.default_rng(3).uniform(0.2, 3.0, n)
    ra, dec_out = scatter_directions(
        np.full(n, 359.9), np.full(n, dec), ang_err, rng=np.random.default_rng(4)
    )
    assert ((ra >= 0.0) & (ra < 360.0)).all()
    pull = angular_separation(359.9, dec, ra, dec_out) / ang_err
    # Rayleigh: 1 - exp(-r^2/2), so 39.3 % within one and 86.5 % within two.
    for radius in (1.0, 2.0):
        expected = 1 - np.exp(-(radius**2) / 2)
        error = np.sqrt(expected * (1 - expected) / n)
        assert (pull < radius).mean() == pytest.approx(expected, abs=4 * error)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_bundle_spectra_harden_toward_the_zenith(detectors, name):
    energy = np.linspace(2.0, 8.0, 601)
    sin_dec = np.sin(np.radians([-10.0, -20.0, -40.0, -80.0]))
    spectrum = muon_bundle_spectrum(energy, sin_dec, detectors[name].muon_bundles)
    np.testing.assert_allclose(spectrum.sum(axis=1), 1.0, rtol=1e-12)
    assert (np.diff(spectrum @ energy) > 0.0).all()


def write_detector(path, repository, edit):
    source = repository / "data" / "tables" / "model_detector.csv"
    path.write_text(edit(source.read_text()))
    return path


def test_missing_parameter_is_named(tmp_path, repository):
    def drop(text):
        lines = [line for line in text.splitlines() if "IC79,energy_proxy.floor" not in line]
        return "\n".join(lines)

    path = write_detector(tmp_path / "detector.csv", repository, drop)
    with pytest.raises(InputDataError, match=r"detector\.csv.*IC79 lacks.*energy_proxy\.floor"):
        read_model_detector(path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("IC40,energy_proxy.flor,1,,model,x", r"unknown parameter.*energy_proxy\.flor"),
        ("IC40,energy_proxy.floor,3,,model,x", r"row \d+.*given twice.*energy_proxy\.floor"),
        ("IC40,energy_proxy.new,much,,model,x", r"row \d+.*no number.*much"),
    ],
)
def test_bad_lines_are_named(tmp_path, repository, line, message):
    path = write_detector(
        tmp_path / "detector.csv", repository, lambda text: f"{text.rstrip()}\n{line}\n"
    )
    with pytest.raises(InputDataError, match=message):
        read_model_detector(path)


def test_missing_column_is_named(tmp_path):
    path = tmp_path / "detector.csv"
    path.write_text("configuration,value\nIC40,1\n")
    with pytest.raises(InputDataError, match=r"detector\.csv, column 'parameter'.*missing"):
        read_model_detector(path)
