"""Grids of expected events: closed forms with a flat area, cells at their places, fair draws."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from archive.tracks.expectations import expected_counts
from scipy import stats

from nusources.archive.tracks import rates as simulated_rates
from nusources.archive.tracks.rates import (
    LOG10_ENERGY,
    LOG10_PROXY,
    N_DEC,
    N_ENERGY,
    N_PROXY,
    SIN_DEC,
    bundle_grid,
    declination_row,
    draw_energies,
    draw_from_grid,
    expected_grids,
    exposure_grid,
    pick,
)
from nusources.detectors.effective_area import EffectiveAreaParameters, effective_area
from nusources.detectors.muon_bundles import MuonBundleParameters
from nusources.facts.track_models import Season
from nusources.fluxes import ConventionalFlux, Fluxes, PowerLawFlux, conventional_flux

SEASON = Season("a", "one", 50_000, 200.0, 50_000.0, 50_400.0, 10)
SECONDS = 200 * 24 * 60 * 60
FLUXES = Fluxes(
    ConventionalFlux(0.1, 2.65, 2.77, 1.18, 115.0, 850.0, 0.05, 1e6, 0.4),
    PowerLawFlux(2e-19, 3.0),
    PowerLawFlux(1e-18, 2.0),
)
BUNDLES = MuonBundleParameters(-5.0, 0.5, 3.0, 0.3, 2.0, 4.5, 5.5, 0.1, 0.2, 0.3, 0.4)
AREA = 4e5
"""Flat effective area [cm2]."""


def detector_with(effective_area=None):
    selection = SimpleNamespace(atmospheric_scale=1.5)
    return SimpleNamespace(effective_area=effective_area, selection=selection, muon_bundles=BUNDLES)


@pytest.fixture
def flat_area(monkeypatch):
    """A detector that sees all energies and directions alike."""

    def flat(log10_energy, dec, parameters):
        return np.full(np.broadcast_shapes(np.shape(log10_energy), np.shape(dec)), AREA)

    monkeypatch.setattr(simulated_rates, "effective_area", flat)
    return detector_with()


def test_cells_of_the_grid():
    """140 cells of .05 decades from 2 on, 400 of .005 in sin(dec), 300 of .02 in the proxy."""
    assert (N_ENERGY, N_DEC, N_PROXY) == (140, 400, 300)
    np.testing.assert_allclose(LOG10_ENERGY, 2 + 0.05 * (np.arange(140) + 0.5), rtol=1e-12)
    np.testing.assert_allclose(SIN_DEC, -1 + 0.005 * (np.arange(400) + 0.5), atol=1e-12)
    np.testing.assert_allclose(LOG10_PROXY, 2 + 0.02 * (np.arange(300) + 0.5), rtol=1e-12)


def test_exposure_of_a_flat_area(flat_area):
    """Sum over the energies = area x seconds x (1e9 - 1e2) GeV; midpoints in log10(E): 6e-4."""
    exposure = exposure_grid(SEASON, flat_area)
    assert exposure.shape == (400, 140)
    np.testing.assert_allclose(exposure.sum(axis=1), AREA * SECONDS * (1e9 - 1e2), rtol=1e-3)
    low, high = 10 ** (2 + 0.05 * 50), 10 ** (2 + 0.05 * 51)
    assert exposure[7, 50] == pytest.approx(AREA * SECONDS * (high - low), rel=1e-3)


def test_exposure_takes_each_cells_own_area():
    """Brute force at a few cells, in the south, on the horizon and in the north."""
    area = EffectiveAreaParameters(
        *(10.0, 0.25, 3.0, 1.5, 0.9, 4.5, 6.5, 0.2, 2.0, -5.0, 0.05, 100.0, 9.0)
    )
    exposure = exposure_grid(SEASON, detector_with(area))
    for row, column in ((0, 139), (150, 60), (199, 80), (200, 80), (399, 3)):
        dec = np.degrees(np.arcsin(-1 + 0.005 * (row + 0.5)))
        log10_energy = 2 + 0.05 * (column + 0.5)
        width = 0.05 * np.log(10) * 10**log10_energy
        expected = effective_area(log10_energy, dec, area) * width * SECONDS
        assert exposure[row, column] == pytest.approx(expected, rel=1e-9)


def test_isotropic_fluxes_over_the_whole_sky(flat_area):
    """4 pi A T times the integral of the flux: 1e-18 (E / 1e5)^-2 and 2e-19 (E / 1e5)^-3."""
    grids = expected_grids(SEASON, flat_area, FLUXES)
    astrophysical = 1e-18 * 1e10 * (1e-2 - 1e-9)
    prompt = 2e-19 * 1e15 * (1e-4 - 1e-18) / 2
    everywhere = 4 * np.pi * AREA * SECONDS
    # Midpoints of .05 decades: (ln 10 x .05 x slope)^2 / 24 = 6e-4 for slope 1, 2e-3 for slope 2.
    assert grids["astrophysical"].sum() == pytest.approx(everywhere * astrophysical, rel=1e-3)
    assert grids["prompt"].sum() == pytest.approx(everywhere * prompt, rel=4e-3)
    rows = grids["astrophysical"].sum(axis=1)
    np.testing.assert_allclose(rows, rows[0], rtol=1e-12)


def test_atmospheric_rate_by_direction(flat_area):
    """Flux of the cell times solid angle 2 pi .005, with the scale of the selection."""
    grid = expected_grids(SEASON, flat_area, FLUXES)["conventional"]
    for row, column in ((0, 20), (120, 30), (200, 30), (399, 60)):
        log10_energy = 2 + 0.05 * (column + 0.5)
        cos_zenith = 1 - 0.005 * (row + 0.5)
        flux = float(conventional_flux(10**log10_energy, cos_zenith, FLUXES.conventional))
        cell = 0.05 * np.log(10) * 10**log10_energy * 2 * np.pi * 0.005
        expected = 1.5 * flux * cell * AREA * SECONDS
        assert grid[row, column] == pytest.approx(expected, rel=1e-9)


def test_bundles_fill_the_rows_of_the_season(flat_area):
    counts = expected_counts(SEASON, flat_area, FLUXES)
    grids = expected_grids(SEASON, flat_area, FLUXES)
    neutrinos = sum(grids[name].sum() for name in ("conventional", "prompt", "astrophysical"))
    assert counts["muon bundles"] == pytest.approx(50_000 - neutrinos)
    assert counts["prompt"] == pytest.approx(grids["prompt"].sum())


def neutrinos_of(per_row: np.ndarray) -> dict[str, np.ndarray]:
    """Two components that together have so many events per row of declination."""
    return {"x": np.outer(0.25 * per_row, [0.5, 0.5]), "y": np.outer(0.75 * per_row, [0.1, 0.9])}


def test_neutrinos_and_bundles_together_follow_the_down_going_rate():
    """Down-going begins at -5 deg; beyond, all rows that the north leaves: 50000 - 9000."""
    north = np.sin(np.radians(-5.0)) <= SIN_DEC
    per_row = np.where(north, 9000 / north.sum(), 3.0)
    bundles = bundle_grid(SEASON, detector_with(), neutrinos_of(per_row))
    assert bundles.shape == (400, 300)
    both = bundles.sum(axis=1) + per_row
    assert both[~north].sum() == pytest.approx(41_000, rel=1e-12)
    rate = 1 / (1 + (-SIN_DEC[~north] / 0.5) ** 3)
    np.testing.assert_allclose(both[~north], 41_000 * rate / rate.sum(), rtol=1e-12)
    np.testing.assert_array_equal(bundles[north], 0.0)


def test_bundles_are_never_negative():
    per_row = np.zeros(400)
    per_row[30] = 5000.0
    bundles = bundle_grid(SEASON, detector_with(), neutrinos_of(per_row))
    assert bundles[30].sum() == 0.0
    assert bundles.min() == 0.0
    assert bundles[31].sum() > 0.0


def test_rows_of_declinations():
    """The middle of each cell is in its row; the poles are in the last ones."""
    np.testing.assert_array_equal(declination_row(np.degrees(np.arcsin(SIN_DEC))), np.arange(400))
    # Row n reaches from -1 + .005 n to -1 + .005 (n + 1) in sin(dec).
    edges = -1 + 0.005 * np.arange(1, 400)
    below, above = (np.degrees(np.arcsin(edges + step)) for step in (-1e-9, 1e-9))
    np.testing.assert_array_equal(declination_row(below), np.arange(399))
    np.testing.assert_array_equal(declination_row(above), np.arange(1, 400))
    assert declination_row(np.array([-90.0, 0.0, 30.1, 90.0])).tolist() == [0, 200, 300, 399]
    assert declination_row(-90.0) == 0


def test_picked_cells_are_those_of_the_quantile():
    """Weights 1, 0, 3: quantiles below 1/4 are in cell 0, others in cell 2, none in cell 1."""
    cumulative = np.cumsum([1.0, 0.0, 3.0])
    quantiles = np.array([0.0, 0.2499, 0.25, 0.2501, 0.9999])
    assert pick(cumulative, quantiles).tolist() == [0, 0, 2, 2, 2]


def test_draws_lie_in_their_cells_and_fill_them_evenly():
    grid = np.zeros((400, 5))
    grid[300, 1], grid[40, 4] = 3.0, 1.0
    n = 20_000
    dec, log10_energy = draw_from_grid(grid, n, (2.0, 7.0), rng=np.random.default_rng(1))
    sine = np.sin(np.radians(dec))
    is_north = sine > 0
    # Binomial with 3/4: four standard deviations.
    assert is_north.mean() == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / n))
    for chosen, row, column in ((is_north, 300, 1), (~is_north, 40, 4)):
        within = (sine[chosen] - (-1 + 0.005 * row)) / 0.005
        across = log10_energy[chosen] - 2.0 - column
        for part in (within, across):
            assert stats.kstest(part, stats.uniform.cdf).pvalue > 1e-3
        assert abs(np.corrcoef(within, across)[0, 1]) < 4 / np.sqrt(chosen.sum())


def test_energies_of_a_direction_follow_exposure_times_flux():
    """Two cells: exposures 1 and 8, fluxes E^-1 at 10^4.025 and 10^5.025: shares 10 to 8."""
    exposure = np.zeros(140)
    exposure[[40, 60]] = 1.0, 8.0
    n = 20_000
    drawn = draw_energies(exposure, lambda energy: 1 / energy, n, rng=np.random.default_rng(2))
    is_low = drawn < 4.5
    assert is_low.mean() == pytest.approx(10 / 18, abs=4 * np.sqrt(0.25 / n))
    for chosen, low in ((is_low, 4.0), (~is_low, 5.0)):
        assert stats.kstest((drawn[chosen] - low) / 0.05, stats.uniform.cdf).pvalue > 1e-3
