"""Luminosities on a known relation: both ways of drawing, and the luminosity of a flux."""

from __future__ import annotations

import astropy.units as u
import numpy as np
import pytest
from astropy.cosmology import Planck18
from scipy.integrate import quad

from nusources.archive.drawing.relation import Relation, Window, events_per_flux
from nusources.detection_model import Exposure

RELATION = Relation(slope=0.8, intercept=44.6, pivot=44.0, scatter=0.6, mean=45.4, width=1.6)
WINDOW = Window(0.3, 100.0, 67.66, 0.30966)
N = 200_000


@pytest.mark.parametrize("given", ["xray", "neutrino", "measured"])
def test_either_way_of_drawing_has_the_relation(given):
    rng, scatter = np.random.default_rng(5), RELATION.scatter
    if given == "xray":
        x = rng.normal(RELATION.mean, RELATION.width, N)
        y = RELATION.draw_neutrino(x, rng=rng)
    else:
        expected = RELATION.intercept + RELATION.slope * (RELATION.mean - RELATION.pivot)
        error = 0.5 if given == "measured" else 0.0
        scatter = np.hypot(scatter, error)
        total = np.hypot(RELATION.slope * RELATION.width, scatter)
        y = rng.normal(expected, total, N)
        x = RELATION.draw_xray(y, error, rng=rng)
    slope, intercept = np.polyfit(x - RELATION.pivot, y, 1)
    rest = y - intercept - slope * (x - RELATION.pivot)
    # Six standard errors.
    assert slope == pytest.approx(0.8, abs=6 * scatter / 1.6 / N**0.5)
    assert intercept == pytest.approx(44.6, abs=6 * scatter * 1.4 / N**0.5)
    assert rest.std() == pytest.approx(scatter, abs=6 * scatter / (2 * N) ** 0.5)
    assert x.mean() == pytest.approx(45.4, abs=6 * 1.6 / N**0.5)
    assert x.std() == pytest.approx(1.6, abs=6 * 1.6 / (2 * N) ** 0.5)


def test_luminosity_of_a_flux_by_quadrature():
    z, index, flux = 0.3365, np.array([2.08, 2.0, 3.7]), 8.1e-19
    distance = WINDOW.distance(z)
    assert distance == pytest.approx(Planck18.luminosity_distance(z).to_value(u.Mpc), rel=2e-3)
    found = WINDOW.luminosity(flux, index, z, distance)
    area = 4 * np.pi * ((distance * u.Mpc).to_value(u.cm)) ** 2
    for one, gamma in zip(found, index, strict=True):
        # At Earth the window of the source is lower by 1 + z.
        low, high = (np.log(end * 1e3 / (1 + z)) for end in (0.3, 100.0))
        spectrum = lambda log, gamma=gamma: np.exp(2 * log) * (np.exp(log) / 1e5) ** -gamma  # noqa: E731
        energy = quad(spectrum, low, high, epsrel=1e-10)[0] * u.GeV.to(u.erg)
        assert one == pytest.approx(3 * area * flux * energy, rel=1e-8)


def test_expected_events_add_up_over_detectors():
    edges, dec = np.array([2.0, 3.0, 4.0]), np.array([-90.0, 0.0, 90.0])
    area = np.array([[1.0, 2.0], [3.0, 5.0]])
    one = Exposure(None, 10.0, edges, dec, area)
    two = Exposure(None, 30.0, edges, dec, 2 * area)
    found = events_per_flux([one, two], [-5.0, 40.0], [1.0, 2.0])
    seconds = 86400 * (10 + 2 * 30)
    decade = 1e5 * np.log(10)
    assert found[0] == pytest.approx(seconds * decade * (1 + 2))
    parts = [3 * (1e-2 - 1e-3), 5 * (1e-3 - 1e-4)]
    assert found[1] == pytest.approx(seconds * 1e10 * sum(parts))
