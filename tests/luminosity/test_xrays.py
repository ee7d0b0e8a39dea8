"""X-ray bands, epochs and limits against closed forms and injected spectra."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from nusources.luminosity.xrays import (
    KEV_PER_HZ,
    band_ratio,
    epoch_fluxes,
    fit_epochs,
    flux_limits,
    mean_over_epochs,
)

BAND = (15.0, 55.0)


def spectrum(index, norm=1e-12, mjd=58000.0, error=0.1, ra=10.0, noise=None):
    """Points of nu F_nu = norm (E / 20 keV)^(2 - index) [erg cm-2 s-1]."""
    energy = np.geomspace(4.0, 30.0, 12)
    value = norm * (energy / 20) ** (2 - index)
    return pd.DataFrame(
        {
            **{"ra": ra, "dec": -3.0, "mjd": mjd, "frequency": energy / KEV_PER_HZ},
            "nu_f_nu": value * (1 if noise is None else 1 + error * noise),
            "nu_f_nu_error": error * value,
        }
    )


@pytest.mark.parametrize(("index", "cutoff"), [(1.7, np.inf), (2.0, 60.0), (1.2, 150.0)])
def test_bands_are_converted_by_the_integrals_of_the_spectrum(index, cutoff):
    def flux(low, high):
        return quad(lambda e: e ** (1 - index) * np.exp(-e / cutoff), low, high)[0]

    found = band_ratio(index, (20.0, 50.0), (14.0, 195.0), cutoff)
    assert found == pytest.approx(flux(14, 195) / flux(20, 50), rel=1e-8)


def test_cutoffs_and_power_laws_stand_side_by_side():
    both = band_ratio([1.8, 1.8], (20.0, 50.0), BAND, [np.inf, 40.0])
    alone = [band_ratio(1.8, (20.0, 50.0), BAND, one) for one in (np.inf, 40.0)]
    assert both.tolist() == pytest.approx([float(one) for one in alone])
    assert both[0] != pytest.approx(both[1], rel=1e-3)


@pytest.mark.parametrize("index", [1.3, 2.0, 2.9])
def test_a_power_law_through_the_points_gives_its_flux(index):
    fluxes = epoch_fluxes(fit_epochs(spectrum(index)), BAND)
    expected = quad(lambda e: 1e-12 * (e / 20) ** (2 - index) / e, *BAND)[0]
    assert fluxes["flux"].iloc[0] == pytest.approx(expected, rel=1e-9, abs=0)
    assert fluxes["photon_index"].iloc[0] == pytest.approx(index)


def test_the_error_of_an_epoch_is_the_scatter_of_repeated_ones():
    rng = np.random.default_rng(5)
    many = [
        spectrum(1.8, mjd=50000.0 + i, error=0.02, noise=rng.standard_normal(12))
        for i in range(400)
    ]
    fluxes = epoch_fluxes(fit_epochs(pd.concat(many, ignore_index=True)), BAND)
    scatter = np.log10(fluxes["flux"]).std()
    assert fluxes["log10_error"].mean() == pytest.approx(scatter, rel=0.1)


def test_epochs_are_averaged_and_scatter():
    points = pd.concat(
        [spectrum(2.0, 1e-12, 1.0), spectrum(2.0, 3e-12, 2.0), spectrum(2.0, 7e-12, 1.0, ra=11.0)]
    )
    mean = mean_over_epochs(epoch_fluxes(fit_epochs(points), BAND), 0.2)
    width = np.log(55 / 15)
    assert mean["flux"].tolist() == pytest.approx([2e-12 * width, 7e-12 * width], rel=1e-6, abs=0)
    assert mean["n_epochs"].tolist() == [2, 1]
    scatter = np.log10(3) / np.sqrt(2)
    assert mean["log10_error"].iloc[0] == pytest.approx(scatter, rel=0.02)
    assert mean["log10_error"].iloc[1] == pytest.approx(0.2, rel=0.02)


def test_points_that_are_not_positive_are_left_out():
    points = spectrum(2.0)
    points.loc[3, "nu_f_nu"] = -1e-13
    fluxes = epoch_fluxes(fit_epochs(points), BAND)
    assert fluxes["n_points"].iloc[0] == 11
    assert fluxes["flux"].iloc[0] == pytest.approx(1e-12 * np.log(55 / 15), rel=1e-6, abs=0)


def test_a_source_without_positive_points_has_a_limit():
    points = spectrum(2.0).assign(nu_f_nu=-1e-13, nu_f_nu_error=4e-13)
    both = pd.concat([points, spectrum(2.0, ra=11.0)], ignore_index=True)
    limits = flux_limits(fit_epochs(both), BAND)
    assert limits.index.tolist() == [0]
    assert limits.iloc[0] == pytest.approx(
        1.2815516 * 4e-13 / np.sqrt(12) * np.log(55 / 15), rel=1e-6, abs=0
    )


def test_errors_of_epochs_add_to_their_scatter():
    fluxes = pd.DataFrame({"source": [0, 0, 1], "flux": [1e-12, 4e-12, 1e-12]})
    fluxes = fluxes.assign(photon_index=[1.8, 2.2, 2.0], log10_error=[0.3, 0.5, 0.4])
    mean = mean_over_epochs(fluxes, 0.3)
    # The error of a mean of two: (.3^2 + .5^2)^(1/2) / 2.
    scatter = np.log10(4) / np.sqrt(2)
    expected = [np.hypot(scatter, np.sqrt(0.34) / 2), np.hypot(0.3, 0.4)]
    assert mean["log10_error"].tolist() == pytest.approx(expected)
    assert mean["photon_index"].tolist() == pytest.approx([2.0, 2.0])
