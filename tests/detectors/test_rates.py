"""Event rates: closed forms, quadrature, thresholds in the proxy, declinations, crossings."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.stats import norm
from telescopes import PROXY, power_laws, telescope

from nusources.detectors.binned_response import binned_response
from nusources.detectors.energy_proxy import proxy_median_and_scatter
from nusources.detectors.rate_tables import (
    crossings,
    curves,
    rates_above,
    rates_by_declination,
)
from nusources.detectors.rates import count_on_nodes, share_above_proxy, weighted_median
from nusources.detectors.sky_fluxes import SkyFluxes, isotropic
from nusources.fluxes import (
    BrokenPowerLawFlux,
    LogParabolaFlux,
    diffuse_integral,
    power_law_integral,
)

SECONDS_PER_YEAR = 365.25 * 86400
AREAS = np.arange(1.0, 21.0).reshape(2, 10) * 1e3
LIVE = {"live_time_share": 0.5, "background_scale": 3.0}


def test_a_constant_area_counts_the_integral_of_a_power_law():
    table = rates_above(telescope(**LIVE), {"low": power_laws()}, [10.0, 70.0])
    true = table[table["threshold_of"] == "true_energy"].set_index("threshold_tev")
    for threshold in (10.0, 70.0):
        expected = {
            "n_astrophysical": 1e-18 * power_law_integral(threshold * 1e3, 1e8, 2.0),
            "n_conventional": 3e-18 * power_law_integral(threshold * 1e3, 1e8, 3.7),
            "n_prompt": 3e-19 * power_law_integral(threshold * 1e3, 1e8, 2.7),
        }
        exposure = 1e4 * 4 * np.pi * 0.5 * SECONDS_PER_YEAR
        counts = {name: float(one * exposure) for name, one in expected.items()}
        total = sum(counts.values())
        assert true.loc[threshold, "n_total"] == pytest.approx(total, rel=1e-9)
        share = counts["n_astrophysical"] / total
        assert true.loc[threshold, "astrophysical_fraction"] == pytest.approx(share, rel=1e-9)
        for name, number in counts.items():
            assert true.loc[threshold, name] == pytest.approx(number, rel=1e-9)


def test_muons_come_up_below_five_degrees_above_the_horizon():
    detector = telescope(np.full((4, 10), 1e4), cos_zenith=(-1.0, 0.08, 0.09, 0.1, 1.0))
    nodes = count_on_nodes(detector, power_laws())
    shares = share_above_proxy(detector, nodes, 5.0)[:, -1]
    assert shares[1] == shares[0] < shares[2] == shares[3]  # the proxy rises less from below


def test_other_shapes_of_the_flux_are_counted_in_closed_form():
    for shape in (
        BrokenPowerLawFlux(1.77e-18, 1.31, 2.74, 2.455e4),
        LogParabolaFlux(2.13e-18, 2.57, 0.23),
    ):
        table = rates_above(telescope(), {"low": power_laws().with_astrophysical(shape)}, [10.0])
        expected = diffuse_integral(1e4, 1e8, shape) * 1e4 * 4 * np.pi * SECONDS_PER_YEAR
        found = table.query("threshold_of == 'true_energy'")["n_astrophysical"].item()
        assert found == pytest.approx(float(expected), rel=1e-9)


def tilted(energy, cos_zenith):
    """A flux that is largest on the horizon, as the conventional one is."""
    return 1e-18 * (np.asarray(energy) / 1e5) ** -3.0 / (0.3 + np.abs(cos_zenith))


def test_areas_and_fluxes_by_zenith_are_integrated_as_quadrature_does():
    spectrum = isotropic(
        lambda energy: 1e-18 * (energy / 1e5) ** (-2.0 - 0.1 * np.log(energy / 1e5))
    )
    fluxes = SkyFluxes(spectrum, tilted, spectrum)
    nodes = count_on_nodes(telescope(AREAS).in_parts(5), fluxes, [4.7])
    above = nodes.log10_energy >= 4.7
    edges = np.linspace(3.0, 8.0, 11)
    signal = background = 0.0
    for row, zenith in ((0, (-1.0, 0.0)), (1, (0.0, 1.0))):
        for column in range(3, 10):
            low, high = np.exp(np.log(10) * np.array([max(edges[column], 4.7), edges[column + 1]]))
            area = AREAS[row, column] * 2 * np.pi * SECONDS_PER_YEAR
            signal += area * quad(lambda e: spectrum(e, 0.0), low, high, epsrel=1e-10)[0]
            background += area * dblquad(lambda c, e: tilted(e, c), low, high, *zenith)[0]
    assert nodes.number["astrophysical"][:, above].sum() == pytest.approx(signal, rel=1e-7)
    assert nodes.number["conventional"][:, above].sum() == pytest.approx(background, rel=1e-6)


def test_a_threshold_in_the_proxy_is_smeared_by_its_response():
    detector = telescope()
    table = rates_above(detector, {"low": power_laws()}, [30.0])
    (row,) = table[table["threshold_of"] == "energy_proxy"].itertuples()
    low = np.log10(3e4)

    def rate(log10_energy, is_up_going):
        median, scatter = proxy_median_and_scatter(log10_energy, is_up_going, PROXY)
        flux = 1e-18 * 10 ** (-2 * (log10_energy - 5))
        return flux * 10**log10_energy * np.log(10) * norm.sf(low, median, scatter)

    exposure = 1e4 * 2 * np.pi * SECONDS_PER_YEAR
    expected = sum(quad(rate, 3, 8, args=(side,), limit=200)[0] for side in (True, False))
    assert row.n_astrophysical == pytest.approx(expected * exposure, rel=1e-5)
    true = table.query("threshold_of == 'true_energy'")["n_astrophysical"].item()
    assert row.n_astrophysical < true


def test_rates_of_the_sky_do_not_depend_on_the_site():
    fluxes = SkyFluxes(isotropic(lambda e: e**-2.0), tilted, isotropic(lambda e: e**-3.0))
    pole, tropics = (
        rates_above(telescope(AREAS, latitude=latitude), {"low": fluxes}, [10.0])
        for latitude in (-90.0, 17.0)
    )
    assert pole["n_total"].tolist() == tropics["n_total"].tolist()


@pytest.mark.parametrize("latitude", [-90.0, 36.0])
def test_declinations_add_up_to_the_sky(latitude):
    detector = telescope(AREAS, latitude=latitude, **LIVE)
    fluxes = SkyFluxes(isotropic(lambda e: e**-2.0), tilted, isotropic(lambda e: e**-3.0))
    bands = rates_by_declination(detector, {"low": fluxes}, 10.0)
    sky = rates_above(detector, {"low": fluxes}, [10.0]).query("threshold_of == 'true_energy'")
    assert bands["n_astrophysical"].sum() == pytest.approx(sky["n_astrophysical"].item(), rel=1e-3)
    middle = np.degrees(np.arcsin(np.linspace(-1, 1, 41)[:-1] + 1 / 40))
    assert bands["effective_area"].tolist() == pytest.approx(detector.area(4.0, middle), abs=800)
    atmospheric = (sky["n_conventional"] + sky["n_prompt"]).item()
    assert bands["n_atmospheric"].sum() == pytest.approx(atmospheric, rel=1e-3)
    response = binned_response(
        detector, fluxes, np.array([4.0, 5.3, 8.0]), np.linspace(-90, 90, 19)
    )
    seconds = SECONDS_PER_YEAR * detector.live_time_share
    assert response.background.sum() * seconds == pytest.approx(atmospheric, rel=1e-3)


def test_at_the_pole_declinations_are_zenith_angles():
    response = binned_response(
        telescope(AREAS), power_laws(), np.array([3.25, 4.0, 6.0]), np.array([-90.0, 0.0, 90.0])
    )
    # Bins of half a decade: half of the first and all of the second, then four.
    weights = np.zeros((2, 10))
    weights[0, :2], weights[1, 2:6] = (1 / 3, 2 / 3), 0.25
    assert response.area == pytest.approx(AREAS[::-1] @ weights.T)
    assert response.width == pytest.approx([0.4, 0.2])
    north = telescope(AREAS).area([3.6, 3.6, 9.0], [40.0, -40.0, 40.0])
    assert north == pytest.approx([AREAS[0, 1], AREAS[1, 1], 0.0])


def test_the_background_follows_the_flux_within_a_bin_of_the_area():
    fluxes = SkyFluxes(isotropic(lambda e: e * 0), tilted, isotropic(lambda e: e * 0))
    dec = np.degrees(np.arcsin([0.0, 0.25, 0.5, 0.75, 1.0]))
    response = binned_response(telescope(), fluxes, np.array([4.0, 8.0]), dec)
    # 1 / (.3 + sin(dec)), integrated over the bands.
    expected = np.diff(np.log(0.3 + np.sin(np.radians(dec))))
    assert response.background[:, 0] / response.background.sum() == pytest.approx(
        expected / expected.sum(), rel=1e-3
    )


def test_the_area_of_a_declination_is_its_mean_over_the_day():
    detector = telescope(AREAS, latitude=36.0)
    hours = (np.arange(100_000) + 0.5) / 100_000 * 2 * np.pi
    site, declination = np.radians(36.0), np.radians(12.0)
    cosine = np.sin(declination) * np.sin(site)
    cosine = cosine + np.cos(declination) * np.cos(site) * np.cos(hours)
    expected = np.where(cosine < 0, AREAS[0, 5], AREAS[1, 5]).mean()
    assert detector.area(5.7, 12.0) == pytest.approx(expected, rel=1e-4)
    response = binned_response(
        detector, power_laws(), np.array([5.5, 6.0]), np.array([11.99, 12.01])
    )
    assert response.area.item() == pytest.approx(expected, rel=1e-4)


def test_components_cross_where_their_fluxes_do():
    # (E/100 TeV)^1.7 = 20 per energy; above thresholds the integrals differ by 2.7.
    fluxes = power_laws(conventional=(2e-17, 3.7), prompt=(1e-30, 3.7))
    energy, threshold = crossings(telescope(), fluxes)
    assert energy == pytest.approx(100 * 20 ** (1 / 1.7), rel=1e-3)
    other = power_laws(conventional=(1e-30, 3.7), prompt=(2e-17, 3.7))
    assert crossings(telescope(), other) == pytest.approx((energy, threshold))
    # 1/E - 1/E_max against 20 E^-2.7 / 2.7, in units of 100 TeV.
    assert 1 / (threshold / 100) - 1e-3 == pytest.approx(
        20 * ((threshold / 100) ** -2.7 - 1e3**-2.7) / 2.7, rel=1e-3
    )
    assert np.isnan(crossings(telescope(), power_laws(conventional=(1.0, 2.0)))).all()
    assert crossings(telescope(), power_laws((1.0, 2.0)))[1] == pytest.approx(1.0)


def test_curves_are_means_over_the_sky():
    table = curves(telescope(AREAS, cos_zenith=(-1.0, 0.5, 1.0)), np.array([3.2, 5.0]))
    assert table["effective_area"].tolist() == pytest.approx([3.5e3, 7.5e3])
    assert table["psf_sigma"].tolist() == pytest.approx([0.4, 0.2])


def test_the_median_width_is_that_of_half_of_the_events():
    table = rates_above(telescope(), {"low": power_laws()}, [10.0, 20.0])
    # Half of an E^-2 flux up to 100 PeV lies above twice the threshold, where sigma ~ E^-.3.
    half = 0.4 / 2 ** (np.log10(4) / 2)
    medians = table.query("threshold_of == 'true_energy'").set_index("threshold_tev")
    assert medians.loc[10.0, "psf_sigma_median"] == pytest.approx(half, rel=0.01)
    assert medians.loc[10.0, "psf_sigma"] == pytest.approx(0.4)
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.ones(3)) == 2.0


def test_thresholds_below_the_area_are_left_out():
    table = rates_above(telescope(), {"low": power_laws()}, [0.5, 1.0, 10.0])
    assert set(table["threshold_tev"]) == {1.0, 10.0}
