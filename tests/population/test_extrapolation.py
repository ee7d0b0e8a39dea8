"""Shares of flux above thresholds: tables, intervals, resampled catalogues."""

from __future__ import annotations

import numpy as np
import pytest

from nusources.contracts.forecast_population import EXTRAPOLATION
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.population.extrapolation import (
    LEAST_SOURCES,
    catalogue_shares,
    gathered,
    resampled_shares,
    shares_of_function,
    summarise_shares,
)
from nusources.tables import check_table

FLUXES = np.array([1e-14, 4e-14, 2.4e-13])


@pytest.fixture(scope="module")
def functions(repository):
    return read_luminosity_functions(repository / "data/tables/luminosity_functions.csv")


def pareto(n, rng):
    """Fluxes of a Euclidean population, N(>F) ~ F^-1.5, from 1e-14 on."""
    return 1e-14 * rng.random(n) ** (-1 / 1.5)


def test_summary_of_a_gaussian():
    # Exact quantiles of a Gaussian of mean .5 and standard deviation .05.
    rng = np.random.default_rng(4)
    shares = 0.5 + 0.05 * rng.standard_normal((40_000, 1))
    row = summarise_shares(("agn", "luminosity_function"), FLUXES[:1], shares, best=np.array([0.5]))
    row = row.iloc[0]
    for level, sigmas in (("68", 1), ("95", 2), ("997", 3)):
        width = 0.1 if level == "997" else 0.03
        assert row[f"share_high_{level}"] - 0.5 == pytest.approx(0.05 * sigmas, rel=width)
        assert 0.5 - row[f"share_low_{level}"] == pytest.approx(0.05 * sigmas, rel=width)
        # Quantiles go through 1/s the other way round; means do not.
        assert row[f"factor_low_{level}"] == pytest.approx(1 / row[f"share_high_{level}"], rel=1e-4)
    assert row["relative_error"] == pytest.approx(0.1, rel=0.02)
    assert row["factor_mean"] == pytest.approx(2 * (1 + 0.1**2), rel=0.002)
    assert row["n_draws"] == 40_000


def test_rows_of_a_luminosity_function(functions):
    agn = functions.xray_agn
    drawn = agn.draw_parameters(np.random.default_rng(1), 200)
    table = shares_of_function(("agn", "luminosity_function"), agn, FLUXES, drawn)
    check_table(gathered([table], 1e-14), EXTRAPOLATION)
    np.testing.assert_allclose(table["share"], agn.flux_share(FLUXES)[0])
    # The fainter the threshold, the more is seen and the surer is the rest.
    assert table["share_mean"].is_monotonic_decreasing
    assert table["relative_error"].is_monotonic_increasing
    printed = shares_of_function(("agn", "as_printed"), agn, FLUXES, drawn, "luminosity")
    np.testing.assert_allclose(printed["share"], agn.flux_share(FLUXES, "luminosity")[0])
    # Without distances the faint ones count more.
    assert (printed["share_high_68"] < table["share_low_68"]).all()
    alone = shares_of_function(("agn", "tabulated"), agn, FLUXES)
    check_table(gathered([alone], 1e-14), EXTRAPOLATION)
    assert alone["relative_error"].isna().all()
    assert alone["share_low_68"].isna().all()
    np.testing.assert_array_equal(alone["share_median"], alone["share"])


def test_the_survey_limit_is_marked_for_agn_only(functions):
    parts = [
        shares_of_function((population, "luminosity_function"), functions.xray_agn, FLUXES)
        for population in ("agn", "blazars")
    ]
    assert gathered(parts, 4e-14)["is_survey_limit"].tolist() == [False, True, *[False] * 4]


def test_resamplings_against_the_error_of_a_ratio():
    # Linearised: var(s) = sum F^2 (1[F > F_min] - s)^2 / (sum F)^2.
    flux = pareto(3000, np.random.default_rng(8))
    flux = flux[flux < 1e-12]  # a finite variance
    shares = resampled_shares(flux, FLUXES[1:], 4000, rng=np.random.default_rng(9))
    for column, threshold in enumerate(FLUXES[1:]):
        bright = flux > threshold
        share = flux[bright].sum() / flux.sum()
        error = np.sqrt((flux**2 * (bright - share) ** 2).sum()) / flux.sum()
        assert shares[:, column].mean() == pytest.approx(share, rel=0.02)
        assert shares[:, column].std() == pytest.approx(error, rel=0.05)


def test_a_source_at_the_threshold_is_not_above_it():
    shares = resampled_shares(np.full(5, 1e-14), np.array([1e-14]), 3, rng=np.random.default_rng(0))
    assert (shares == 0).all()


def test_rows_of_a_catalogue():
    flux = pareto(3000, np.random.default_rng(8))
    fluxes = np.array([1e-15, 1e-14, 4e-14, 1e-13, 5e-13, 1e-10])
    table = catalogue_shares(flux, fluxes, 50, rng=np.random.default_rng(2))
    check_table(gathered([table], 1e-14), EXTRAPOLATION)
    # Below the faintest source and beyond the last twenty nothing can be told.
    assert table["flux_min"].tolist() == [4e-14, 1e-13]
    assert (flux > 1e-13).sum() >= LEAST_SOURCES > (flux > 5e-13).sum() > 0
    expected = flux[flux > 4e-14].sum() / flux.sum()
    assert table["share"].iloc[0] == pytest.approx(expected, rel=1e-12)


def test_bootstrap_of_the_real_catalogue(mirror):
    from nusources.catalogs.xray.xray_agn import read_efeds_agn

    flux = read_efeds_agn(mirror / "efeds_agn/eRoSITAagn.fits")["flux_soft"].to_numpy()
    table = catalogue_shares(flux, FLUXES, 200, rng=np.random.default_rng(3))
    # Facts of chen2025: .447 above 4e-14 and .112 above 2.4e-13, of 2,332 and 98 sources.
    np.testing.assert_allclose(table["share"].iloc[1:], [0.447, 0.112], atol=6e-4)
    assert (flux > FLUXES[1]).sum() == 2332
    assert (flux > FLUXES[2]).sum() == 98
