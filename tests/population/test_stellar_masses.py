"""Stellar masses of galaxies, and black holes in them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gamma

from nusources.errors import InputDataError
from nusources.facts.stellar_masses import read_stellar_mass_function
from nusources.population.stellar_masses import BlackHoleMassRelation, proportional

TABLE = "data/tables/stellar_mass_functions.csv"


@pytest.fixture(scope="module")
def masses(repository):
    return read_stellar_mass_function(repository / TABLE)


def test_mass_density_is_that_of_two_schechter_functions(masses):
    # Integral of M psi(M): M* sum n_i Gamma(2 + a_i); bin 0.8 to 1.1.
    log10_mass = np.linspace(4, 13, 20001)
    found = np.trapezoid(10**log10_mass * masses.density(log10_mass, 0.9), log10_mass)
    expected = 10**10.87 * (2.03e-3 * gamma(2 - 0.52) + 0.29e-3 * gamma(2 - 1.62))
    # Below 1e4 Msun the steep slope leaves 1e-3 of the mass out.
    assert found == pytest.approx(expected, rel=3e-3)


def test_bins_of_redshift(masses):
    at = [masses.density(10.5, z).item() for z in (0.05, 0.2, 0.4999, 0.5, 3.0, 4.0)]
    assert at[0] == at[1] == at[2] != at[3]
    assert at[4] == at[5]
    for redshift in (0.0, 4.01, np.nan):
        with pytest.raises(InputDataError, match=r"redshift.*expected above 0, up to 4"):
            masses.density(10.5, redshift)


def test_interpolated_in_redshift(repository, masses):
    smooth = read_stellar_mass_function(repository / TABLE, interpolated=True)
    for z in (0.35, 0.65, 1.3, 3.5):  # middles of bins
        assert smooth.density(10.5, z) == pytest.approx(masses.density(10.5, z))
    low, high = (np.log(masses.density(10.5, z)) for z in (0.35, 0.65))
    assert np.log(smooth.density(10.5, 0.44)) == pytest.approx(low + 0.3 * (high - low))
    for z, middle in ((0.1, 0.35), (4.0, 3.5)):  # beyond the middles nothing is extrapolated
        assert smooth.density(10.5, z) == pytest.approx(masses.density(10.5, middle))


def test_black_holes():
    assert proportional(0.002).log10_mass(11.0) == pytest.approx(np.log10(2e8))
    assert proportional(0.002).log10_mass(10.0) == pytest.approx(np.log10(2e7))
    line = BlackHoleMassRelation(7.45, 1.05)
    assert line.log10_mass([10.0, 11.0]).tolist() == pytest.approx([6.4, 7.45])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.5,0.8,11.03", "0.6,0.8,11.03", r"row 2, column 'redshift_min'.*end of the bin before"),
        ("0.5,0.8,11.03,1.22e-3", "0.5,0.8,11.03,-1", r"row 2, column 'density_1'.*above 0"),
        ("0.5,0.8,11.03", "0.5,0.8,heavy", r"row 2, column 'log10_mass': not a finite number"),
    ],
)
def test_mistakes_of_the_table_are_told(tmp_path, repository, old, new, message):
    text = (repository / TABLE).read_text("utf-8")
    path = tmp_path / "masses.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputDataError, match=message):
        read_stellar_mass_function(path)
