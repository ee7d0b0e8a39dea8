"""Units and frames as files declare them."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.coordinates import SkyCoord

from nusources.errors import InputDataError
from nusources.user_files.frames import frame_in_name, named_frame, to_j2000
from nusources.user_files.table import UserColumn, UserTable
from nusources.user_files.units import declared_unit, unit_factor


def table(name: str, unit: str = "") -> UserTable:
    return UserTable("my.fits", (UserColumn(name, np.array([1.0]), unit),), np.array([1]))


@pytest.mark.parametrize(
    ("spelling", "factor"),
    [
        *dict.fromkeys(("deg", "DEG", "degree", "Degrees", "DEGREES", "[deg]", "°", "degs"), 1.0)
        .items(),
        *dict.fromkeys(("h", "hr", "Hours", "hourangle", "HOURANGLE"), 15.0).items(),
        *dict.fromkeys(("rad", "Radians", "RAD"), 180 / np.pi).items(),
        *dict.fromkeys(("arcmin", "arcmins", "ARCMIN", "(arcmin)"), 1 / 60).items(),
        *dict.fromkeys(("arcsec", "Arcseconds"), 1 / 3600).items(),
        ("mas", 1 / 3.6e6),
        ("0.1deg", 0.1),
        ("uas", 1 / 3.6e9),
        *dict.fromkeys(("d", "day", "MJD", "s", "kpc", "m", "h:m:s", "kg", "furlong", "%")).items(),
    ],
)  # fmt: skip
def test_spellings_of_units_of_angles(spelling, factor):
    found = unit_factor(spelling, "deg")
    assert found == (factor if factor is None else pytest.approx(factor, rel=1e-12))


@pytest.mark.parametrize(
    ("spelling", "target", "factor"),
    [
        *(("MJD", "d", 1.0), ("h", "d", 1 / 24), ("days", "d", 1.0), ("deg", "d", None)),
        *(("pc", "kpc", 1e-3), ("Mpc", "kpc", 1e3), ("lyr", "kpc", 3.0660139e-4)),
        ("d", "kpc", None),
    ],
)
def test_units_of_times_and_distances(spelling, target, factor):
    found = unit_factor(spelling, target)
    assert found == (factor if factor is None else pytest.approx(factor, rel=1e-7))


@pytest.mark.parametrize(
    ("name", "unit", "declared"),
    [
        ("RA", "", ""),
        ("RA", "---", ""),
        ("RA", "DEGREE", "DEGREE"),
        ("Error90 [arcmin]", "", "arcmin"),
        ("RA(deg)", "deg", "deg"),
        ("ra_rad", "", "rad"),
        ("RA_hours", "", "hours"),
        ("RA (J2000)", "", ""),
        ("e_RA (note 2)", "", ""),
        ("RA_deg", "degrees", "degrees"),
    ],
)
def test_units_of_declarations_and_names(name, unit, declared):
    assert declared_unit(table(name, unit), name, "deg") == declared


@pytest.mark.parametrize(
    ("name", "unit", "told"),
    [
        ("RA", "kg", "column 'RA': the file declares another unit; found 'kg'; expected a unit"),
        ("RA", "h:m:s", "the file declares another unit; found 'h:m:s'"),
        ("D [kpc]", "", "the column's name tells another unit; found 'D .kpc.'"),
        ("R [arcmin]", "deg", "declares the unit 'deg', the column's name tells 'arcmin'"),
    ],
)
def test_units_that_cannot_be_are_refused(name, unit, told):
    with pytest.raises(InputDataError, match=told):
        declared_unit(table(name, unit), name, "deg")


@pytest.mark.parametrize(
    ("system", "equinox", "frame"),
    [
        (None, None, ""),
        ("eq_FK4", "B1950", "fk4 B1950"),
        ("FK4", None, "fk4 B1950"),
        ("FK4", 1975.0, "fk4 B1975"),
        (None, 1950, "fk4 B1950"),
        (None, "B1950.0", "fk4 B1950"),
        (None, 2000.0, "fk5 J2000"),
        ("eq_FK5", "J2000", "fk5 J2000"),
        ("FK5", "J2015.5", "fk5 J2015.5"),
        ("ICRS", None, "icrs"),
        ("galactic", None, "galactic"),
        ("GALACTIC_II", None, "galactic"),
        ("supergalactic", None, "supergalactic"),
        ("ecl_FK5", "J2000", "ecl_FK5"),
    ],
)
def test_names_of_frames(system, equinox, frame):
    assert named_frame(system, equinox) == frame


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        *(("RAB1950", "fk4 B1950"), ("DEB1900", "fk4 B1900"), ("RA_1950", "fk4 B1950")),
        *(
            ("_Glat", "galactic"),
            ("RAJ2000", "fk5 J2000"),
            ("RA_2000", "fk5 J2000"),
            ("ra", ""),
            ("RA12000", ""),
            ("RA_FK4", "fk4 B1950"),
        ),
    ],
)
def test_frames_in_names(name, frame):
    assert frame_in_name(name) == frame


@pytest.mark.parametrize("frame", ["fk4 B1950", "fk5 J1975", "galactic", "supergalactic"])
def test_positions_are_those_of_astropy(frame):
    name, _, equinox = frame.partition(" ")
    keys = {"equinox": equinox} if equinox else {}
    lon, lat = np.array([0.0, 83.6, 359.9]), np.array([-89.0, 22.0, 0.0])
    expected = SkyCoord(lon, lat, unit="deg", frame=name, **keys).icrs
    ra, dec = to_j2000(lon, lat, frame)
    np.testing.assert_allclose(ra, expected.ra.deg, atol=1e-12)
    np.testing.assert_allclose(dec, expected.dec.deg, atol=1e-12)


@pytest.mark.parametrize("frame", ["", "icrs", "fk5 J2000"])
def test_j2000_is_left_alone(frame):
    lon, lat = np.array([10.0]), np.array([20.0])
    assert to_j2000(lon, lat, frame) == (lon, lat)


def test_an_unknown_frame_gives_nothing():
    assert to_j2000(np.array([10.0]), np.array([20.0]), "ecl_FK5") is None
