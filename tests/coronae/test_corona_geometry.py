"""Size, photons and field of coronae, and what no corona can have."""

import numpy as np
import pytest
from astropy import constants as si
from astropy import units as u

from nusources.coronae import constants as c
from nusources.coronae.geometry import Coronae, synchrotron_break
from nusources.coronae.readings import Readings
from nusources.errors import InputDataError


def corona(**changes) -> Coronae:
    """Corona of NGC 1068."""
    return Coronae.of(Readings(**changes), 5.0, np.log10(9.5e43), np.log10(6.7e6))


def test_constants_are_those_of_astropy():
    def value(quantity, unit):
        return quantity.to_value(unit)

    gravitational = si.G * si.M_sun / si.c**2
    pairs = [
        (c.SPEED_OF_LIGHT, value(si.c, "cm / s")),
        (c.ELEMENTARY_CHARGE, si.e.esu.value),
        (c.THOMSON_CROSS_SECTION, value(si.sigma_T, "cm2")),
        (c.FINE_STRUCTURE, si.alpha.value),
        (c.ELECTRON_RADIUS, value(si.alpha**2 * si.a0, "cm")),
        (c.ERG_PER_GEV, value(1 * u.GeV, "erg")),
        (c.PROTON_MASS, value(si.m_p * si.c**2, "GeV")),
        (c.ELECTRON_MASS, value(si.m_e * si.c**2, "GeV")),
        (c.GRAVITATIONAL_RADIUS_PER_MASS, value(gravitational, "cm")),
    ]
    ours, theirs = np.transpose(pairs)
    np.testing.assert_allclose(ours, theirs, rtol=3e-6)
    eddington = 4 * np.pi * si.G * si.M_sun * si.m_p * si.c / si.sigma_T
    assert pytest.approx(value(eddington, "erg/s"), rel=3e-3) == c.EDDINGTON_LUMINOSITY_PER_MASS


def test_ngc_1068():
    one = corona()
    assert one.magnetic_field == pytest.approx(9.0e4, rel=0.01)
    assert one.radius / one.size == pytest.approx(0.2879, rel=1e-3)
    assert one.size == pytest.approx(10 * 1.4766e5 * 6.7e6, rel=1e-4)
    assert one.eddington_ratio == pytest.approx(0.11253, rel=1e-4)
    # The whole power goes through the sphere: U_X c x surface / 3 = L_X.
    surface = 4 * np.pi * one.radius**2
    passing = one.photon_energy_density * 1.602176634e-12 * c.SPEED_OF_LIGHT * surface / 3
    assert passing == pytest.approx(9.5e43)
    pressure = one.magnetic_field**2 / (4 * np.pi)
    assert one.proton_density * 1e5 * c.PROTON_MASS * c.ERG_PER_GEV == pytest.approx(pressure)
    # Electric field beta B over L, in volts, against the rest energy in electronvolts.
    volts = 0.1 * one.magnetic_field * one.size * 299.792458
    assert one.largest_lorentz_factor == pytest.approx(volts / 938.272e6, rel=1e-5)


def test_readings_change_what_they_name():
    one = corona()
    assert corona(sides="two").magnetic_field == pytest.approx(one.magnetic_field / np.sqrt(2))
    assert corona(xray_efficiency=0.25).magnetic_field == pytest.approx(
        one.magnetic_field * np.sqrt(2)
    )
    assert corona(photon_density_factor=1.0).photon_energy_density == pytest.approx(
        one.photon_energy_density / 3
    )
    assert corona(size=20.0).radius == pytest.approx(2 * one.radius)
    light = one.radius / c.SPEED_OF_LIGHT
    assert one.escape_time == pytest.approx(light)
    assert corona(escape="size").escape_time == pytest.approx(one.size / c.SPEED_OF_LIGHT)
    assert corona(escape="reconnection").escape_time == pytest.approx(10 * light)


@pytest.mark.parametrize(
    ("particle", "break_tev"),
    [("muon", 59.0), ("pion", 1086.0), ("kaon", 3.71e4)],
)
def test_break_energies(particle, break_tev):
    """Of 1e5 G."""
    mass, lifetime = {
        "muon": (c.MUON_MASS, c.MUON_LIFETIME),
        "pion": (c.PION_MASS, c.PION_LIFETIME),
        "kaon": (c.KAON_MASS, c.KAON_LIFETIME),
    }[particle]
    found = synchrotron_break([1e5, 1e4], mass, lifetime)
    np.testing.assert_allclose(found / 1e3, [break_tev, 10 * break_tev], rtol=5e-3)
    # Loss time equals the dilated lifetime there.
    lorentz = found[0] / mass
    ratio = c.ELECTRON_MASS / mass
    power = 4 / 3 * c.THOMSON_CROSS_SECTION * c.SPEED_OF_LIGHT * ratio**2
    power *= 1e10 / (8 * np.pi) * lorentz**2
    assert lorentz * mass * c.ERG_PER_GEV / power == pytest.approx(lorentz * lifetime, rel=1e-6)


def test_parameters_are_broadcast():
    many = Coronae.of(Readings(), [4.0, 5.0, 6.0], 44.0, 7.0)
    assert many.n_sources == 3
    assert many.xray_luminosity.tolist() == [1e44] * 3
    assert many.take(np.array([2, 2])).magnetization == pytest.approx([1e6, 1e6])


@pytest.mark.parametrize(
    ("parameters", "column"),
    [
        ((0.0, 44.0, 7.0), "log10_sigma"),
        (([5.0, np.nan], 44.0, 7.0), "log10_sigma"),
        ((5.0, -np.inf, 7.0), "log10_xray_luminosity"),
        ((5.0, 44.0, np.inf), "log10_black_hole_mass"),
    ],
)
def test_impossible_coronae_are_told(parameters, column):
    row = np.size(parameters[0])
    with pytest.raises(InputDataError, match=f"row {row}, column '{column}': no corona has this"):
        Coronae.of(Readings(), *parameters)


def test_breaks_beyond_the_largest_lorentz_factor_are_told():
    """2.9e10 for 1e44 erg/s, as the root of the luminosity."""
    Coronae.of(Readings(), [5.0, 6.4], [44.0, 36.0], 7.0)
    expected = r"row 2, column 'log10_sigma'.*found 6.5; expected a break, sigma, below"
    with pytest.raises(InputDataError, match=expected):
        Coronae.of(Readings(), [5.0, 6.5], [44.0, 36.0], 7.0)


def test_sources_beyond_the_eddington_limit_are_flagged():
    bright = Coronae.of(Readings(), 5.0, np.log10(1.26e38 * np.array([9.9, 10.1])), 0.001)
    assert bright.is_too_bright.tolist() == [False, True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", 0.0),
        ("reconnection_rate", 1.5),
        ("xray_efficiency", -0.5),
        ("photon_density_factor", float("nan")),
        ("code_factor", float("inf")),
        ("disk_to_xray", -1.0),
        ("disk_temperature", 0.0),
        ("kaon_share", 1.0),
        ("proton_slope", float("nan")),
        ("photon_index", 20.0),
        ("photon_band", (100.0, 0.1)),
        ("photon_band", (0.1, 0.1)),
        ("photon_band", (0.1, 50.0)),
        ("cooled", ("muon", "tau")),
        ("sides", "three"),
        ("escape", "never"),
        ("above_table", "guess"),
        ("meson_cooling", "slow"),
        ("kaons", "neutral"),
    ],
)
def test_impossible_readings_are_told(name, value):
    with pytest.raises(InputDataError, match=f"column '{name}'.*expected"):
        Readings(**{name: value})
