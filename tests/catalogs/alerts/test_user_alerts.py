"""Alert lists of users."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from written_tables import DECLARING, FORMATS, write

from nusources.alert_regions import contains
from nusources.catalogs.alerts.alert_list import regions_of
from nusources.catalogs.alerts.user_alerts import HALF_AXES, AlertRequest, user_alert_list
from nusources.contracts.alerts import ALERT_LIST
from nusources.errors import InputDataError, InputWarning
from nusources.tables import check_table
from nusources.user_files.reading import read_user_table
from nusources.user_files.table import UserTable

COLUMNS = {"alert_name": "id", "mjd": "t", "ra": "RA", "dec": "DE", "error_radius": "r90"}
AXES = {k: v for k, v in COLUMNS.items() if k != "error_radius"}
AXES |= {name: name for name in HALF_AXES}
ROWS = {
    "id": ["b", "a"],
    "t": [58020.5, 57000.0],
    "RA": [77.36, 359.9],
    "DE": [5.7, -20.0],
    "r90": [0.8, 1.5],
}


def alerts(**changes):
    return UserTable.of_frame(pd.DataFrame(ROWS | changes), "alerts.csv")


def axes(**changes):
    sides = {"ra_err_plus": 1.0, "ra_err_minus": 2.0, "dec_err_plus": 0.5, "dec_err_minus": 0.7}
    return alerts(**(sides | changes))


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_gives_the_same_list(tmp_path, ending):
    found = user_alert_list(read_user_table(write(tmp_path, ending, ROWS)), AlertRequest(COLUMNS))
    check_table(found, ALERT_LIST)
    assert found["alert_name"].tolist() == ["a", "b"]  # by time
    assert found["ra"].tolist() == [359.9, 77.36]
    assert regions_of(found, "true").ra_plus.tolist() == [1.5, 0.8]


def test_half_axes_are_kept_apart():
    found = user_alert_list(axes(), AlertRequest(AXES))
    assert found[list(HALF_AXES)].iloc[0].tolist() == [1.0, 2.0, 0.5, 0.7]
    assert (found["region"] == "rectangle").all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": ["a", "a"]}, r"row 2, column 'id'.*found 'a'.*different name"),
        ({"id": ["a", None]}, r"row 2, column 'id'.*without a name"),
        ({"RA": [400.0, 1.0]}, r"row 1, column 'RA'.*400.*from 0 to 360 deg"),
        ({"DE": [1.0, np.nan]}, r"row 2, column 'DE': not a position"),
        ({"t": [2458020.5, 57000.0]}, r"row 1, column 't'.*2458020.*from 50000 to 100000 d"),
        ({"t": [57000.0, np.nan]}, r"row 2, column 't': not a mjd of an alert"),
        ({"r90": [0.0, 1.0]}, r"row 1, column 'r90': not a error_radius; found 0.0; .* 90 deg"),
        ({"r90": [1.0, 91.0]}, r"row 2, column 'r90'.*found 91.0"),
        ({"r90": ["small", 1.0]}, r"row 1, column 'r90'.*small"),
        ({"RA": [3.0, 1.0]}, r"column 'RA': the unit of right ascension is not declared"),
    ],
)
def test_wrong_lists_are_refused_with_the_place(changes, message):
    with pytest.raises(InputDataError, match=rf"alerts.csv.*{message}"):
        user_alert_list(alerts(**changes), AlertRequest(COLUMNS))


def test_a_column_that_is_missing_is_named():
    columns = COLUMNS | {"ra": "RAJ"}
    told = r"the list of alerts needs the column\(s\) RAJ.*; found \['id', .*expected id, t, RAJ"
    with pytest.raises(InputDataError, match=told):
        user_alert_list(alerts(), AlertRequest(columns))


@pytest.mark.parametrize("ending", DECLARING)
def test_declared_units_are_converted(tmp_path, ending):
    rows = ROWS | {"r90": [48.0, 90.0], "t": [58020.5 * 24, 57000.0 * 24]}
    path = write(tmp_path, ending, rows, {"r90": "arcmin", "t": "h"})
    found = user_alert_list(read_user_table(path), AlertRequest(COLUMNS))
    np.testing.assert_allclose(found["dec_err_plus"], [1.5, 0.8], rtol=1e-12)
    np.testing.assert_allclose(found["mjd"], [57000.0, 58020.5], rtol=1e-12)


@pytest.mark.parametrize("unit", ["Jy", "s", "kpc"])
@pytest.mark.parametrize("ending", DECLARING)
def test_units_of_another_kind_are_refused(tmp_path, ending, unit):
    path = write(tmp_path, ending, ROWS, {"r90": unit})
    told = rf"column 'r90': the file declares another unit; found '{unit}'; expected .* deg"
    with pytest.raises(InputDataError, match=told):
        user_alert_list(read_user_table(path), AlertRequest(COLUMNS))


@pytest.mark.parametrize("ending", FORMATS)
def test_a_unit_in_the_column_s_name_counts(tmp_path, ending):
    rows = {key: value for key, value in ROWS.items() if key != "r90"}
    rows["Error90 [arcmin]"] = [30.8, 73.79]
    columns = COLUMNS | {"error_radius": "Error90 [arcmin]"}
    found = user_alert_list(read_user_table(write(tmp_path, ending, rows)), AlertRequest(columns))
    np.testing.assert_allclose(found["dec_err_plus"], [73.79 / 60, 30.8 / 60], rtol=1e-12)


def test_radians_are_of_all_angles():
    scale = np.pi / 180
    told = {name: np.array(ROWS[name]) * scale for name in ("RA", "DE", "r90")}
    found = user_alert_list(alerts(**told), AlertRequest(COLUMNS, angle_unit="rad"))
    np.testing.assert_allclose(found["dec_err_plus"], [1.5, 0.8], rtol=1e-12)
    hours = alerts(RA=np.array(ROWS["RA"]) / 15)
    found = user_alert_list(hours, AlertRequest(COLUMNS, angle_unit="hourangle"))
    np.testing.assert_allclose(found["ra"], [359.9, 77.36], rtol=1e-12)
    assert found["dec_err_plus"].tolist() == [1.5, 0.8]


@pytest.mark.parametrize("ending", FORMATS)
def test_rows_may_be_chosen(tmp_path, ending):
    notices = {
        "id": ["E1 rev0", "E1 rev1", "E2 rev0", "E3 rev0"],
        "rev": [0.0, 1.0, 0.0, 0.0],
        "retracted": ["no", "no", "no", "yes"],
        "t": [59000.1, 59000.1, 59100.1, 59200.1],
        "RA": [77.0, 77.4, 187.7, 10.0],
        "DE": [5.0, 5.7, 12.4, -3.0],
        "r90": [1.5, 0.6, 0.8, 2.0],
    }
    table = read_user_table(write(tmp_path, ending, notices))
    chosen = AlertRequest(COLUMNS, {"id": ["E1 rev1", "E2 rev0"]})
    assert user_alert_list(table, chosen)["alert_name"].tolist() == ["E1 rev1", "E2 rev0"]
    not_retracted = AlertRequest(COLUMNS, {"retracted": False})
    with pytest.warns(InputWarning, match=r"1 pair\(s\) .* 'E1 rev0' and 'E1 rev1'; each counts"):
        assert len(user_alert_list(table, not_retracted)) == 3


@pytest.mark.parametrize("shape", ["ellipse", "rectangle"])
@pytest.mark.parametrize("ra_errors", ["coordinate", "true"])
def test_a_radius_is_a_circle_at_the_pole(shape, ra_errors):
    table = alerts(RA=[10.0, 200.0], DE=[89.5, -90.0], r90=[1.0, 2.0])
    found = user_alert_list(table, AlertRequest(COLUMNS, {}, None, shape, ra_errors))
    regions = regions_of(found, ra_errors)
    sky = ([190.0, 190.0, 0.0, 123.0], [89.6, 89.4, -88.1, -87.9])
    assert contains(regions, *sky, shape).tolist() == [
        [False, False, True, False],
        [True, False, False, False],
    ]


def test_a_region_that_covers_much_of_the_sky_is_told_or_refused():
    with pytest.warns(InputWarning, match=r"1 region\(s\) .* of 'b', is 2909 deg2"):
        user_alert_list(alerts(r90=[30.8, 1.5]), AlertRequest(COLUMNS))
    told = r"row 1, column 'r90': the region covers much of the sky; found 73.79; .* 10313 deg2"
    with pytest.raises(InputDataError, match=told):
        user_alert_list(alerts(r90=[73.79, 1.5]), AlertRequest(COLUMNS))


def test_half_axes_that_pass_a_pole_are_told():
    near = axes(DE=[89.0, -20.0], dec_err_plus=1.5)
    with pytest.warns(InputWarning, match="of 'b' reaches beyond the pole and is cut"):
        user_alert_list(near, AlertRequest(AXES))
    south = axes(DE=[5.0, -89.5])
    with pytest.warns(InputWarning, match="of 'a' reaches beyond the pole"):
        user_alert_list(south, AlertRequest(AXES))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        user_alert_list(near, AlertRequest(AXES, ra_errors="true"))
        user_alert_list(near, AlertRequest(COLUMNS))  # circles go on beyond
        user_alert_list(axes(), AlertRequest(AXES))


def test_half_axes_of_another_frame_are_refused():
    plain = axes()
    moved = [replace(one, frame="galactic") for one in plain.columns]
    other = replace(plain, columns=tuple(moved))
    with pytest.raises(InputDataError, match=r"half-axes cannot be converted; found 'galactic'"):
        user_alert_list(other, AlertRequest(AXES))
    with pytest.warns(InputWarning, match="converted from galactic"):
        user_alert_list(other, AlertRequest(COLUMNS))
