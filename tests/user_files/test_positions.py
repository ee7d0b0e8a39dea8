"""Positions of users: units that are declared, told, decided by names, or refused."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from astropy.coordinates import SkyCoord
from written_tables import DECLARING, FORMATS, fits_bytes, votable_text, write

from nusources.errors import InputDataError, InputWarning
from nusources.user_files.designations import (
    designated_place,
    evidence_of,
    places_by_name,
)
from nusources.user_files.positions import SkyColumns, sky_positions
from nusources.user_files.reading import read_user_table
from nusources.user_files.table import UserTable

SKY = SkyColumns("Name", "RA", "Dec")
RA = np.array([77.3582, 226.1041, 216.7516, 40.6696])
DEC = np.array([5.6931, 10.4942, 23.8, -0.0133])
NAMES = ["TXS 0506+056", "PKS 1502+106", "PKS 1424+240", "NGC 1068"]
HOURS = {"deg": 1.0, "hourangle": 15.0, "rad": 180 / np.pi}
M31 = {"Name": ["M 31"], "RA": [10.6847], "Dec": [41.269]}


def listed(names=NAMES, ra=RA, dec=DEC, unit="deg"):
    """Columns of a table in some unit."""
    dec = np.asarray(dec) / (HOURS["rad"] if unit == "rad" else 1)
    return {"Name": list(names), "RA": list(np.asarray(ra) / HOURS[unit]), "Dec": list(dec)}


def table_of(columns, units=None):
    return UserTable.of_frame(pd.DataFrame(columns), "my.csv", units)


def some_sky(n):
    """Positions north of 24 deg of R.A., under names that nobody knows."""
    rng = np.random.default_rng(n)
    ra = np.concatenate([[25.0], rng.uniform(0, 360, n - 1)])
    return [f"S{number}" for number in range(n)], ra, rng.uniform(-80, 80, n)


@pytest.mark.parametrize("ending", DECLARING)
@pytest.mark.parametrize("unit", list(HOURS))
@pytest.mark.parametrize("n", [1, 4, 20])
def test_declared_units_settle_it(tmp_path, ending, unit, n):
    names, ra, dec = some_sky(n)
    units = {"RA": unit, "Dec": "rad" if unit == "rad" else "deg"}
    path = write(tmp_path, ending, listed(names, ra, dec, unit), units)
    found = sky_positions(read_user_table(path), SKY, {})
    np.testing.assert_allclose(found, (ra, dec), rtol=1e-12)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("unit", list(HOURS))
@pytest.mark.parametrize("n", [1, 4, 20])
def test_the_key_settles_it(tmp_path, ending, unit, n):
    names, ra, dec = some_sky(n)
    table = read_user_table(write(tmp_path, ending, listed(names, ra, dec, unit)))
    found = sky_positions(table, SkyColumns("Name", "RA", "Dec", unit), {})
    np.testing.assert_allclose(found, (ra, dec), rtol=1e-12)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("n", [1, 4, 20])
def test_undeclared_degrees_are_taken_where_nothing_else_fits(tmp_path, ending, n):
    names, ra, dec = some_sky(n)
    found = sky_positions(read_user_table(write(tmp_path, ending, listed(names, ra, dec))), SKY, {})
    np.testing.assert_array_equal(found, (ra, dec))


@pytest.mark.parametrize(
    ("unit", "n", "readings"),
    [
        ("hourangle", 1, "degrees or hours"),
        ("hourangle", 4, "degrees or hours"),
        ("hourangle", 20, "degrees or hours"),
        ("rad", 1, "degrees, hours or radians"),
        ("rad", 4, "degrees, hours or radians"),
        ("rad", 20, "degrees, hours or radians"),
    ],
)
@pytest.mark.parametrize("ending", FORMATS)
def test_undeclared_units_that_fit_are_all_named(tmp_path, ending, unit, n, readings):
    names, ra, dec = some_sky(n)
    ra, dec = np.concatenate([[200.0], ra[1:]]), np.concatenate([[70.0], dec[1:]])
    table = read_user_table(write(tmp_path, ending, listed(names, ra, dec, unit)))
    with pytest.raises(InputDataError, match=r"the unit of right ascension is not") as error:
        sky_positions(table, SKY, {})
    told = str(error.value)
    assert f"{n} position(s)" in told
    words = [word for word in ("degrees", "hours", "radians") if f"{word} (R.A." in told]
    assert f"{', '.join(words[:-1])} or {words[-1]}" == readings
    keys = {"degrees": "deg", "hours": "hourangle", "radians": "rad"}
    assert f"angle_unit: {' or '.join(keys[word] for word in words)} in the" in told


def test_one_source_near_zero_hours_in_degrees():
    with pytest.raises(InputDataError, match=r"degrees \(R.A. 10.68 to 10.68 deg\) or hours"):
        sky_positions(table_of(M31), SKY, {})
    told = SkyColumns("Name", "RA", "Dec", "deg")
    assert sky_positions(table_of(M31), told, {}) == ([10.6847], [41.269])
    assert sky_positions(table_of(M31, {"RA": "deg"}), SKY, {}) == ([10.6847], [41.269])


@pytest.mark.parametrize("unit", ["hourangle", "rad"])
@pytest.mark.parametrize("names", [NAMES, ["m31", "Y", "X", "NGC  1068"]])
def test_known_names_decide(unit, names):
    known = places_by_name(
        [pd.DataFrame({"source_name": ["NGC1068", "M 31"], "ra": [40.7, 77.3], "dec": [0.0, 5.7]})]
    )
    table = table_of(listed(names, unit=unit))
    words = {"hourangle": "hours", "rad": "radians"}
    with pytest.warns(InputWarning, match=f"taken as {words[unit]}, as [24] of [24] sources"):
        found = sky_positions(table, SKY, known)
    np.testing.assert_allclose(found, (RA, DEC), rtol=1e-12)


def test_the_first_table_that_has_a_name_counts():
    tables = [
        pd.DataFrame({"source_name": ["M 31"], "ra": [10.7], "dec": [41.3]}),
        pd.DataFrame({"source_name": ["m31", "B"], "ra": [1.0, 2.0], "dec": [3.0, 4.0]}),
    ]
    assert places_by_name(tables) == {"m31": (10.7, 41.3), "b": (2.0, 4.0)}


def test_names_decide_for_degrees_too():
    columns = {"Name": ["J0112+3208", "J0143-3200"], "RA": [18.2, 23.9], "Dec": [32.1, -31.9]}
    columns["Name"][1] = "J0135-3155"
    with pytest.warns(InputWarning, match="taken as degrees, as 2 of 2"):
        np.testing.assert_array_equal(sky_positions(table_of(columns), SKY, {})[0], [18.2, 23.9])


def test_names_that_do_not_agree_decide_nothing():
    columns = {"Name": ["J0112+3208", "J1200-3155"], "RA": [18.2, 12.0], "Dec": [32.1, -31.9]}
    with pytest.raises(InputDataError, match="no names that are known decide it"):
        sky_positions(table_of(columns), SKY, {})


@pytest.mark.parametrize("unit", ["hourangle", "rad"])
def test_a_declared_unit_that_names_contradict_is_refused(unit):
    table = table_of(listed(unit=unit), {"RA": "deg", "Dec": "deg"})
    words = {"hourangle": "hours", "rad": "radians"}
    told = rf"row 1, .*'RA': taken in deg, .*; in {words[unit]} 3 of 3 are; found 'TXS 0506"
    with pytest.raises(InputDataError, match=told):
        sky_positions(table, SKY, {})


def test_single_sources_that_are_elsewhere_are_told():
    ra = np.concatenate([RA[:1] + 180, RA[1:]])
    with pytest.warns(InputWarning, match=r"1 of 3 sources .* 1 deg from there: 'TXS.* \(row 1\)"):
        sky_positions(table_of(listed(ra=ra)), SKY, {})


@pytest.mark.parametrize(
    ("units", "key", "told"),
    [
        ({"RA": "deg", "Dec": "deg"}, "rad", "than angle_unit: rad says; found 'deg'; expected"),
        ({"RA": "hourangle"}, "deg", "column 'RA': the file declares another unit than angle_unit"),
        ({"RA": "arcsec"}, None, "one of right ascension and declination has a declared unit"),
        ({"RA": "Jy"}, None, "column 'RA': the file declares another unit; found 'Jy'"),
    ],
)
def test_declarations_that_contradict(units, key, told):
    with pytest.raises(InputDataError, match=told):
        sky_positions(table_of(listed(), units), SkyColumns("Name", "RA", "Dec", key), {})


@pytest.mark.parametrize(
    ("units", "ra", "dec"),
    [
        ({"RA": "h"}, [1.5], [20.0]),
        ({"Dec": "deg", "RA": "hr"}, [1.5], [20.0]),
        ({"RA": "arcsec", "Dec": "arcmin"}, [81000.0], [1200.0]),
    ],
)
def test_unlike_units_of_both_coordinates(units, ra, dec):
    columns = {"Name": ["a"], "RA": ra, "Dec": dec}
    np.testing.assert_allclose(sky_positions(table_of(columns, units), SKY, {}), [[22.5], [20]])


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("RA", 400.0, r"row 2, column 'RA': not a position.*400.0; .* from 0 to 360 deg"),
        ("RA", -1.0, r"row 2, column 'RA': not a position.*-1.0"),
        ("Dec", -90.5, r"row 2, column 'Dec': not a position.*-90.5; .* from -90 to 90 deg"),
        ("Dec", np.nan, r"row 2, column 'Dec': not a position on the sky; found nan"),
        ("RA", np.inf, r"row 2, column 'RA': not a finite number"),
        ("RA", "12h30m", r"row 2, column 'RA': not a finite decimal number; found '12h30m'"),
    ],
)
def test_what_is_not_on_the_sky_is_refused(column, value, told):
    columns = listed()
    columns[column] = [value if row == 1 else one for row, one in enumerate(columns[column])]
    with pytest.raises(InputDataError, match=told):
        sky_positions(table_of(columns), SKY, {})


FK4 = {"Name": ["TXS 0506+056", "NGC 1068"], "RA": [76.6989, 40.0289], "Dec": [5.6263, -0.2264]}
J2000 = ([77.366, 40.669], [5.689, -0.014])


def declared_in(tmp_path, kind):
    """Positions of FK4, B1950, declared in the ways of formats."""
    if kind == "fits":
        data = fits_bytes(FK4, {"RA": "deg", "Dec": "deg"}, RADESYS="FK4", EQUINOX=1950.0)
        (tmp_path / "a.fits").write_bytes(data)
        return tmp_path / "a.fits"
    if kind == "ecsv":
        from astropy.table import Table

        table = Table(FK4, meta={"RADESYS": "FK4", "EQUINOX": 1950.0})
        table.write(tmp_path / "a.ecsv", format="ascii.ecsv")
        return tmp_path / "a.ecsv"
    if kind == "csv":
        pd.DataFrame(FK4).rename(columns={"RA": "RAB1950", "Dec": "DEB1950"}).to_csv(
            tmp_path / "a.csv", index=False
        )
        return tmp_path / "a.csv"
    system = '<COOSYS ID="B" system="eq_FK4" equinox="B1950"/>'
    other = '<COOSYS ID="J" system="ICRS"/>' if kind == "vot, of two" else ""
    reference = "" if kind == "vot, the only one" else ' ref="B"'
    fields = '<FIELD name="Name" datatype="char" arraysize="*"/>'
    for name in ("RA", "Dec"):
        fields += f'<FIELD name="{name}" datatype="double" unit="deg"{reference}/>'
    rows = list(zip(*FK4.values(), strict=True))
    (tmp_path / "a.vot").write_text(votable_text(fields, rows, before=other + system))
    return tmp_path / "a.vot"


@pytest.mark.parametrize("kind", ["fits", "ecsv", "csv", "vot", "vot, the only one", "vot, of two"])
def test_declared_b1950_is_converted(tmp_path, kind):
    columns = SkyColumns("Name", "RAB1950", "DEB1950") if kind == "csv" else SKY
    with pytest.warns(InputWarning, match="converted from fk4 B1950 to J2000"):
        found = sky_positions(read_user_table(declared_in(tmp_path, kind)), columns, {})
    np.testing.assert_allclose(found, J2000, atol=1e-3)


def test_galactic_positions_are_converted(tmp_path):
    place = SkyCoord(RA, DEC, unit="deg").galactic
    columns = {"Name": NAMES, "GLON": place.l.deg, "GLAT": place.b.deg}
    with pytest.warns(InputWarning, match="converted from galactic to J2000"):
        found = sky_positions(table_of(columns), SkyColumns("Name", "GLON", "GLAT"), {})
    np.testing.assert_allclose(found, (RA, DEC), atol=1e-9)


def test_frames_that_cannot_be_converted_are_refused(tmp_path):
    data = fits_bytes(FK4, {}, RADESYS="GAPPT")
    (tmp_path / "a.fits").write_bytes(data)
    with pytest.raises(InputDataError, match=r"column 'RA': .* frame .* found 'GAPPT'; expected"):
        sky_positions(read_user_table(tmp_path / "a.fits"), SKY, {})
    mixed = {"Name": ["a"], "RA": [100.0], "GLAT": [5.0]}
    with pytest.raises(InputDataError, match=r"'RA, GLAT': .* different frames; found \['', 'gal"):
        sky_positions(table_of(mixed), SkyColumns("Name", "RA", "GLAT"), {})


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("4FGL J0509.4+0542", (77.35, 5.7, "J")),
        ("3HSPJ001541.3+555145", (3.922083, 55.8625, "J")),
        ("2MASX J05092597+0541354", (77.358208, 5.693167, "J")),
        ("GRO J0422 + 32", (65.625, 32.5, "J")),
        ("IGR J17091-3624", (257.275, -36.4, "J")),
        ("XTE J1550-564", (237.625, -56.4, "J")),
        ("PSR B1957+20", (299.375, 20.5, "B")),
        ("1ES1959+650", (299.875, 65.0, "")),
        ("PKS 0000-00", (0.125, -0.5, "")),
    ],
)
def test_coordinates_in_names(name, place):
    assert designated_place(name) == place


@pytest.mark.parametrize(
    "name",
    [
        *("NGC 1068", "M 31", "3C 279", "IC170922A", "LS I +61 303", "4C +28.07", "Cyg X-3"),
        *("event 2017-09-22", "J2567+1010", "J1270+1010", "J1230+9130", "12345678"),
    ],
)
def test_names_without_coordinates(name):
    assert designated_place(name) is None


def test_names_without_a_letter_may_be_of_either_equinox():
    evidence = evidence_of(["PKS 1502+106", "PKS B1502+106", "PKS J1502+1036"], {})
    assert evidence.rows.tolist() == [0, 2, 0, 1]
    assert evidence.known_rows.tolist() == [0, 1, 2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        agrees = evidence.agrees(np.array([226.1, 226.1, 226.1]), np.array([10.5, 10.5, 10.5]))
    assert agrees.tolist() == [True, True, True]
    assert evidence.agrees(np.array([226.1] * 3), np.array([12.5] * 3)).tolist() == [False] * 3


@pytest.mark.parametrize(
    ("names", "ra", "dec"),
    [
        (["J0112+3208", "J1200-3155", "J1500+1000"], [18.2, 3.0, 4.0], [32.1, 60.0, 70.0]),
        (["J0000+0030"], [0.02], [0.5]),  # there in degrees and in hours
        (["J0112+3208", "J1212+3208"], [18.2, 12.2], [32.1, 32.1]),
    ],
    ids=["few of them", "in two readings", "half in each"],
)
def test_names_decide_if_most_are_in_one_reading_only(names, ra, dec):
    with pytest.raises(InputDataError, match="no names that are known decide it"):
        sky_positions(table_of({"Name": names, "RA": ra, "Dec": dec}), SKY, {})


def test_declinations_beyond_a_quarter_turn_are_no_radians():
    columns = {"Name": ["a"], "RA": [5.0], "Dec": [1.6]}
    with pytest.raises(InputDataError, match=r"degrees \(R.A. 5 to 5 deg\) or hours \(R.A. 75"):
        sky_positions(table_of(columns), SKY, {})


def test_galactic_longitudes_are_not_in_hours():
    columns = SkyColumns("Name", "GLON", "GLAT")
    table = table_of({"Name": ["a"], "GLON": [5.0], "GLAT": [30.0]})
    with pytest.warns(InputWarning, match="converted from galactic"):
        ra, dec = sky_positions(table, columns, {})
    place = SkyCoord(ra, dec, unit="deg").galactic
    np.testing.assert_allclose((place.l.deg, place.b.deg), ([5.0], [30.0]), atol=1e-9)
