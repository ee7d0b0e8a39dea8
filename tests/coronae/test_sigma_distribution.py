"""Laws of the magnetization, and what the measured flux says of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.coronae.diffuse import SigmaCurves
from nusources.coronae.measured import FluxPoints, pseudo_points, relative_error, segment_points
from nusources.coronae.sigma_distribution import (
    DiscreteSigma,
    GaussianSigma,
    PowerLawSigma,
    decades,
    spread_over_nodes,
    with_share,
)
from nusources.coronae.unfolding import LawPosterior, law_posterior, lognormal_prior, unfold
from nusources.errors import InputDataError
from nusources.facts.spectra import diffuse_flux as curve_of
from nusources.facts.spectra import read_spectra
from nusources.fluxes import BrokenPowerLawFlux, diffuse_flux

NODES = np.arange(1.0, 7.01, 0.25)
ENERGIES = np.geomspace(1e2, 1e8, 121)


@pytest.mark.parametrize(
    ("law", "share"),
    [
        (decades(5, 0.14), 0.095),
        (decades(6, 0.14), 0.153),
        (decades(6, 0.2), 0.102),
        (decades(7, 0.2), 0.124),
        (PowerLawSigma(1.0, 7.0, 0.2), 0.101),
        (GaussianSigma(1.0, 7.0, 3.0, 1.56), 0.107),
        (GaussianSigma(1.0, 7.0, 4.0, 0.78), 0.100),
    ],
)
def test_share_of_high_sigma(law, share):
    assert law.share_from() == pytest.approx(share, abs=1.5e-3)
    assert law.share_from(7.5) == 0
    assert law.share_from(1.0) == pytest.approx(1)
    drawn = law.draw(100_000, np.random.default_rng(5))
    for sigma in (2.5, 4.0, 4.99):
        expected = law.share_from(sigma)
        error = np.sqrt(expected * (1 - expected) / len(drawn))
        assert (drawn >= sigma - 1e-9).mean() == pytest.approx(expected, abs=4 * error)
    weights = law.weights(NODES)
    assert weights.sum() == pytest.approx(1)
    assert (weights @ NODES) == pytest.approx(drawn.mean(), abs=5 * drawn.std() / 316)


def test_slope_for_a_share():
    slope = with_share(lambda one: decades(5, one), 0.1)
    assert slope == pytest.approx(0.131, abs=5e-4)
    assert decades(5, slope).share_from() == pytest.approx(0.1)
    assert with_share(lambda one: decades(6, one), 0.1) == pytest.approx(0.2, abs=0.01)
    assert decades(5, slope).share_from(5.01) == 0
    with pytest.raises(InputDataError, match=r"no slope gives this share.*expected 1e-20 to 0.2"):
        with_share(lambda one: decades(5, one), 0.3)


def test_a_law_that_is_flat():
    assert PowerLawSigma(1.0, 5.0, 0.0).share_from(2.0) == pytest.approx(0.75)
    nearly = (10**-0.1 - 10**-0.25) / (10**-0.05 - 10**-0.25)  # of sigma^-.05 above 1e2
    assert PowerLawSigma(1.0, 5.0, 0.05).share_from(2.0) == pytest.approx(nearly)
    assert PowerLawSigma(1.0, 5.0, 0.05).share_from(0.5) == 1
    drawn = PowerLawSigma(1.0, 5.0, 0.0).draw(20_000, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(3, abs=0.04)


def test_weights_are_exact_for_linear_curves():
    found = spread_over_nodes([1.0, 1.1, 6.9], [0.2, 0.3, 0.5], NODES)
    assert found @ NODES == pytest.approx(0.2 + 0.33 + 3.45)
    assert decades(5, 0.3).weights(NODES)[[0, 4, 8]] == pytest.approx(
        decades(5, 0.3).probabilities[:3]
    )
    with pytest.raises(InputDataError, match=r"beyond the curves.*expected 1 to 7"):
        spread_over_nodes([7.5], [1.0], NODES)
    with pytest.raises(InputDataError, match=r"found \[0.5, 2.0\]"):
        spread_over_nodes([0.5, 2.0], [0.5, 0.5], NODES)
    assert spread_over_nodes([0.5, 2.0], [0.0, 1.0], NODES)[4] == 1


@pytest.mark.parametrize("probabilities", [[0.5, 0.6], [1.2, -0.2], [0.0, 0.0]])
def test_probabilities_that_are_none_are_told(probabilities):
    with pytest.raises(InputDataError, match=r"P\(sigma\) is not normalised"):
        DiscreteSigma(np.array([1.0, 5.0]), np.array(probabilities))


@pytest.fixture(scope="module")
def curves():
    """Parabolas with peaks at .05 sigma, their height growing as its fourth root."""
    distance = np.log(ENERGIES / (0.05 * 10.0 ** NODES[:, np.newaxis]))
    flux = 1e-6 * 10 ** (0.25 * (NODES[:, np.newaxis] - 5)) * np.exp(-0.5 * (distance / 1.5) ** 2)
    return SigmaCurves(ENERGIES, NODES, flux, np.zeros(len(NODES)))


def points_of(curves, shares, ratio=0.3):
    energies = np.geomspace(1e3, 1e7, 27)
    flux = ratio * shares @ curves.at(energies)
    return FluxPoints(energies, energies, flux, 0.05 * flux, 0.05 * flux)


def test_unfolding_returns_what_was_put_in(curves):
    shares = np.zeros(len(NODES))
    shares[[12, 16, 22]] = 0.4, 0.08, 0.02
    found = unfold(curves, points_of(curves, shares), 0.3)
    assert found.chi_square < 1e-12
    np.testing.assert_allclose(found.share, shares, atol=1e-6)
    assert found.share_high == pytest.approx(0.1)


def test_unfolding_never_needs_more_sources_than_there_are(curves):
    shares = np.zeros(len(NODES))
    shares[[12, 16, 22]] = 0.8, 0.3, 0.1
    found = unfold(curves, points_of(curves, shares), 0.3)
    assert found.share.sum() == pytest.approx(1, abs=1e-5)
    assert (found.share >= 0).all()
    assert found.chi_square > 1


def test_posterior_finds_the_law_and_its_share(curves):
    laws = [
        PowerLawSigma(1.0, top, slope) for top in (5, 6, 7) for slope in np.arange(0, 0.6, 0.02)
    ]
    truth = PowerLawSigma(1.0, 6.0, 0.2)
    points = points_of(curves, truth.weights(NODES))
    ratios = np.geomspace(0.1, 1.0, 93)
    found = law_posterior(curves, points, laws, ratios, lognormal_prior(0.3, 0.05))
    assert (laws[found.best_law].top, laws[found.best_law].slope) == pytest.approx((6, 0.2))
    assert found.best_ratio == pytest.approx(0.3, rel=0.02)
    assert found.probability.sum() == pytest.approx(1)
    low, middle, high = (found.quantile(one) for one in (0.16, 0.5, 0.84))
    assert low < truth.share_from() < high
    assert middle == pytest.approx(truth.share_from(), rel=0.1)
    # Without another datum, eta_p/eta_X and the share trade against each other.
    loose = law_posterior(curves, points, laws, ratios, lognormal_prior(0.3, 1.0))
    assert loose.quantile(0.84) - loose.quantile(0.16) > high - low


def test_posterior_by_hand(curves):
    laws = [PowerLawSigma(1.0, 6.0, 0.2), PowerLawSigma(1.0, 6.0, 0.19)]
    points = points_of(curves, laws[0].weights(NODES))
    other = 0.31 * laws[1].weights(NODES) @ curves.at(points.energy_min)
    square = (((other - points.flux) / points.error) ** 2).sum()
    prior = lognormal_prior(0.3, 0.1)
    assert prior(np.array([0.33])) == pytest.approx(-(np.log(1.1) ** 2) / 0.01 / 2)
    alone = law_posterior(curves, points, laws[1:], np.array([0.31]), prior)
    expected = square + np.log(0.31 / 0.3) ** 2 / 0.01
    assert alone.best_chi_square == pytest.approx(expected)
    both = law_posterior(curves, points, laws, np.array([0.3]), prior)
    square = points.chi_square(0.3 / 0.31 * other)
    assert both.probability[0] / both.probability[1] == pytest.approx(np.exp(square / 2))
    assert both.best_law == 0
    assert both.share.tolist() == sorted(law.share_from() for law in laws)
    two = LawPosterior(np.array([0.1, 0.2]), np.array([0.5, 0.5]), 0.0, 0, 1.0)
    assert [two.quantile(one) for one in (0.1, 0.25, 0.5, 0.9)] == pytest.approx(
        [0.1, 0.1, 0.15, 0.2]
    )


@pytest.fixture(scope="module")
def spectra(repository):
    return read_spectra(repository / "data/tables/diffuse_spectra.csv")


def test_pseudo_points_of_a_broken_power_law(spectra):
    points = pseudo_points(spectra, "nu_mese_2025")
    energies = points.energy_min
    assert len(energies) == 12
    assert energies.tolist() == points.energy_max.tolist()
    np.testing.assert_allclose(np.diff(np.log10(energies)), 1 / 3)
    assert energies[0] == pytest.approx(10 ** (3 + 1 / 6))
    flux = diffuse_flux(energies, curve_of(spectra, "nu_mese_2025"))
    np.testing.assert_allclose(points.flux, 3 * energies**2 * flux)
    # 68 TeV, above the break: errors of the norm and of the index above it.
    expected = np.hypot(0.21 / 2.28, 0.1 * np.log(energies[5] / 1e5))
    assert points.error[5] / points.flux[5] == pytest.approx(expected, rel=1e-9)
    for curve in ("nu_tracks_2022", "nu_joint_2023"):
        with pytest.raises(InputDataError, match=r"no broken power law with errors of its shape"):
            pseudo_points(spectra, curve)
    with pytest.raises(InputDataError, match=r"points of a flux without errors"):
        FluxPoints(*np.ones((4, 2)), np.array([0.1, 0.0]))


def test_errors_are_those_of_the_four_parameters():
    flux = BrokenPowerLawFlux(2.28e-18, 1.72, 2.84, 3.311e4)
    energies = np.array([1.5e3, 2e4, 5e4, 4e6])
    small = 1e-5
    moved = {
        "norm": BrokenPowerLawFlux(2.28e-18 * (1 + small), 1.72, 2.84, 3.311e4),
        "index_below_error": BrokenPowerLawFlux(2.28e-18, 1.72 + small, 2.84, 3.311e4),
        "index_above_error": BrokenPowerLawFlux(2.28e-18, 1.72, 2.84 + small, 3.311e4),
        "log10_break_error": BrokenPowerLawFlux(2.28e-18, 1.72, 2.84, 3.311e4 * 10**small),
    }
    for name, other in moved.items():
        errors = dict.fromkeys(moved, 0.0) | {name: 1.0}
        change = np.log(diffuse_flux(energies, other) / diffuse_flux(energies, flux)) / small
        found = relative_error(energies, flux, errors)
        np.testing.assert_allclose(found, np.abs(change), atol=1e-4, rtol=1e-3)
    together = relative_error(energies, flux, dict.fromkeys(moved, 0.1))
    alone = [
        relative_error(energies, flux, dict.fromkeys(moved, 0.0) | {name: 0.1}) for name in moved
    ]
    np.testing.assert_allclose(together**2, np.sum(np.square(alone), axis=0))


def test_chi_square_of_points():
    points = FluxPoints(*(np.array(one) for one in ([1, 2], [1, 2], [3, 5], [1, 2], [4, 0.5])))
    models = np.array([[3.0, 5.0], [7.0, 6.0], [2.0, 3.0]])
    assert points.chi_square(models).tolist() == [0.0, 5.0, 2.0]
    assert points.error.tolist() == [2.5, 1.25]


def test_segments_of_a_sample(curves):
    table = pd.DataFrame(
        {
            "energy_min": [1e4, 1e5, 1e6],
            "energy_max": [1e5, 1e6, 1e7],
            "flux": [2e-8, 1e-8, 3e-9],
            "flux_err_plus": [8e-9, 3e-9, np.nan],
            "flux_err_minus": [6e-9, 2e-9, np.nan],
            "is_upper_limit": [False, False, True],
        }
    )
    points = segment_points(table)
    assert points.flux.tolist() == pytest.approx([6e-8, 3e-8, 0])
    assert points.error_low[:2].tolist() == pytest.approx([1.8e-8, 6e-9])
    assert points.error_high[:2].tolist() == pytest.approx([2.4e-8, 9e-9])
    # A limit of 90 %: 1.2816 standard deviations above 0.
    assert points.error_high[2] == pytest.approx(9e-9 / 1.2816, rel=1e-4)
    found = points.predicted(curves)
    log_energy = np.linspace(np.log(1e4), np.log(1e5), 2001)
    inside = np.trapezoid(curves.at(np.exp(log_energy)), log_energy, axis=1) / np.log(10)
    np.testing.assert_allclose(found[:, 0], inside, rtol=0.01, atol=1e-30)
