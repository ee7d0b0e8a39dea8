"""Light curves as people really have them, and what cannot be taken."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from astropy.table import Table
from astropy.time import Time
from written_tables import DECLARING, FORMATS, packed, write

from nusources.contracts.user_curve import USER_POINTS
from nusources.errors import InputDataError, InputWarning
from nusources.tables import check_table
from nusources.user_files.light_curves import LightCurveRequest, light_curve_points
from nusources.user_files.reading import read_user_table
from nusources.user_files.times import FERMI_ZERO

pytestmark = pytest.mark.filterwarnings("ignore::nusources.errors.InputWarning")
TIMES = [58000.0, 58010.0, 58020.0, 58030.0]
PLAIN = {"mjd": TIMES, "flux": [1.0, 2.0, 1.5, 1.2], "flux_error": [0.1, 0.2, 0.1, 0.1]}


def curve(path, **request) -> pd.DataFrame:
    wanted = LightCurveRequest(**request)
    points = light_curve_points(read_user_table(path, wanted.wanted), wanted)
    check_table(points, USER_POINTS)
    return points


@pytest.fixture
def of(tmp_path):
    """Return a function that reads the text of a CSV file."""

    def read(text: str, **request) -> pd.DataFrame:
        (tmp_path / "my.csv").write_text(text, encoding="utf-8")
        return curve(tmp_path / "my.csv", **request)

    return read


def rows(header: str, *lines: str) -> str:
    return "\n".join([header, *lines, ""])


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("is_packed", [False, True])
def test_every_format_gives_the_same_points(tmp_path, ending, is_packed):
    path = write(tmp_path, ending, PLAIN)
    points = curve(packed(path) if is_packed else path)
    assert points["mjd"].tolist() == points["mjd_start"].tolist() == TIMES
    assert points["mjd_stop"].tolist() == TIMES
    assert points["flux"].tolist() == PLAIN["flux"]
    assert points["flux_error"].tolist() == PLAIN["flux_error"]
    assert set(points["source_name"]) == {"table"}
    assert set(points["band"]) == {"flux"}
    assert set(points["flux_unit"]) == {""}
    assert not points["is_upper_limit"].any()


@pytest.mark.parametrize("ending", DECLARING)
def test_declared_units_are_converted(tmp_path, ending):
    columns = {"time": [5.0112e9, 5.01206400e9], "Flux": [1.0, 2.0], "e_Flux": [100.0, 50.0]}
    units = {"time": "s", "Flux": "Jy", "e_Flux": "mJy"}
    with pytest.warns(InputWarning, match="taken as MJD"):
        points = curve(write(tmp_path, ending, columns, units))
    assert points["mjd"].tolist() == [58000.0, 58010.0]
    assert points["flux_error"].tolist() == pytest.approx([0.1, 0.05])
    assert set(points["flux_unit"]) == {"Jy"}


def test_times_before_1968_may_be_days_of_a_mission(of):
    with pytest.warns(InputWarning, match="before 1968: days of a mission"):
        of(rows("t,flux,error", "20000.5,1,.1", "20001.5,2,.1"))


def test_times_of_astropy_are_read(tmp_path):
    table = Table({"t": Time(TIMES, format="mjd"), "flux": PLAIN["flux"], "err": [0.1] * 4})
    table.write(tmp_path / "a.ecsv", format="ascii.ecsv")
    assert curve(tmp_path / "a.ecsv")["mjd"].tolist() == TIMES


@pytest.mark.parametrize(
    ("header", "shift"),
    [
        ("JD,Flux [mJy],e_Flux", 2400000.5),
        ("BJD_TDB,FLUX_mJy,FLUX_ERR", 2400000.5),
        ("MJD,photon_flux,photon_flux_error", 0.0),
        ("Time (MJD),flux density,err", 0.0),
        ("t_mid [JD],flux,sigma_flux", 2400000.5),
    ],
)
def test_usual_names_of_columns(of, header, shift):
    lines = [f"{58000 + n + shift},{n + 1},.1" for n in range(3)]
    columns = {"mjd": "t_mid [JD]"} if "t_mid" in header else {}
    points = of(rows(header, *lines), columns=columns)
    assert points["mjd"].tolist() == [58000.0, 58001.0, 58002.0]
    assert points["flux"].tolist() == [1.0, 2.0, 3.0]
    assert set(points["flux_unit"]) == ({"mJy"} if "mJy" in header else {""})


def test_julian_dates_that_only_their_size_tells(of):
    with pytest.warns(InputWarning, match="'time' are taken as JD"):
        points = of(rows("time,flux,error", "2458000.5,1,.1", "2458001.5,1.2,.1"))
    assert points["mjd"].tolist() == [58000.0, 58001.0]


@pytest.mark.parametrize("ending", ["fits", "plain.parquet"])
def test_julian_dates_that_the_unit_tells(tmp_path, ending):
    columns = {"obs_time": [2458000.5, 2458001.5], "flux": [1.0, 2.0], "error": [0.1, 0.1]}
    with warnings.catch_warnings():
        warnings.filterwarnings("error", ".*taken as.*")
        points = curve(write(tmp_path, ending, columns, {"obs_time": "JD"}))
    assert points["mjd"].tolist() == [58000.0, 58001.0]


def test_a_column_that_is_told_is_not_taken_for_another(of):
    text = rows("MJD,MJD_END,flux,error", "58000,58010,1,.1")
    points = of(text, columns={"mjd_start": "MJD", "mjd_stop": "MJD_END"})
    assert points["mjd"].tolist() == [58005.0]


def test_seconds_of_a_mission(of):
    text = rows("met,flux,error", "0,1,.1", "86400,1.2,.1")
    points = of(text, time_zero_mjd=FERMI_ZERO, time_unit="s")
    assert points["mjd"].tolist() == pytest.approx([51910.00074287, 51911.00074287], abs=1e-8)


@pytest.mark.parametrize(
    ("header", "value", "request_", "told"),
    [
        ("mjd", "2458000.5", {}, r"row 2, column 'mjd'.*a Julian date\? .*time_zero_mjd: -2400000"),
        ("time", "5.2e8", {}, r"row 2, column 'time'.*time_unit: s and .*51910.0007428704 for F"),
        ("time", "520000000", {"time_unit": "s"}, r"seconds of a mission\?"),
        ("time", "8000.5", {}, r"found '8000.5'.*49999.5 for JD - 2450000"),
        ("mjd", "-3", {}, r"not a time of an observation; found '-3'; expected MJD 15020 to 1"),
        ("mjd", "58000", {"time_zero_mjd": 1e6}, r"expected MJD 15020 to 100000 \(1900 to 2132\)$"),
        ("jd", "58000", {}, r"found '58000'.*not a Julian date but MJD\? .*time_zero_mjd: 0"),
        ("time [deg]", "58000", {}, r"column 'time \[deg\]': the column's name tells another unit"),
        ("time [h]", "58000", {"time_unit": "d"}, r"another unit than light_curve.time_unit: d"),
        ("mjd", "2017-09-22", {}, r"row 2, column 'mjd'.*dates such as 2017-09-22 are not read"),
        ("mjd", "", {}, r"row 2, column 'mjd': a point without a time"),
    ],
)
def test_times_that_cannot_be_taken(of, header, value, request_, told):
    with pytest.raises(InputDataError, match=told):
        of(rows(f"{header},flux,error", f"{value},1,.1"), **request_)


def test_first_and_last_time_that_is_taken(of):
    for header in ("mjd", "time"):
        points = of(rows(f"{header},flux,error", "15020,1,.1", "100000,1,.1"))
        assert points["mjd"].tolist() == [15020.0, 100000.0]


def test_advice_is_about_the_first_wrong_time(of):
    with pytest.raises(InputDataError, match=r"found '2458001.5'.*a Julian date"):
        of(rows("mjd,flux,error", "58000,1,.1", "2458001.5,1,.1", "-7,1,.1"))


def test_times_of_two_kinds_are_refused(of):
    told = r"row 3, column 'time': not a time of an observation; found '2458001.5'.*a Julian date"
    with pytest.raises(InputDataError, match=told):
        of(rows("time,flux,error", "58000,1,.1", "2458001.5,1,.1"))


def test_bins_have_their_middle_as_time(of):
    text = rows("tstart,tstop,flux,error", "58000,58010,1,.1", "58010,58030,2,.1")
    with pytest.warns(InputWarning, match="taken as MJD"):
        points = of(text, columns={"mjd_start": "tstart", "mjd_stop": "tstop"})
    assert points["mjd"].tolist() == [58005.0, 58020.0]
    assert points["mjd_stop"].tolist() == [58010.0, 58030.0]
    for header in ("mjd_start,mjd_end", "mjdstart,mjdstop", "MJD-begin,MJD-max"):
        with warnings.catch_warnings():
            warnings.filterwarnings("error", ".*taken as.*")
            usual = of(rows(f"{header},flux,error", "58000,58010,1,.1"))
        assert usual["mjd"].tolist() == [58005.0]


@pytest.mark.parametrize(
    ("header", "line", "told"),
    [
        ("mjd_start,flux,error", "58000,1,.1", "needs a column mjd_stop"),
        ("mjd,mjd_stop,flux,error", "58000,58001,1,.1", "needs a column mjd_start"),
        ("flux,error", "1,.1", r"needs a column mjd; found \['flux', 'error'\]"),
        ("mjd,rubbish,error", "58000,1,.1", r"column flux; .*light_curve.columns: {flux: <its na"),
        ("mjd,flux,rubbish", "58000,1,.1", "column flux_error"),
        ("mjd,energy_flux,photon_flux,error", "58000,1,1,.1", "several columns may be flux"),
        ("mjd,mjd,flux,error", "58000,58000,1,.1", "several columns may be mjd"),
        ("mjd_start,mjd_stop,flux,error", "58010,58000,1,.1", "row 2, column 'mjd_stop': a bin th"),
        ("mjd_start,mjd_stop,mjd,flux,error", "58000,58010,58011,1,.1", "a time outside of its b"),
    ],
)
def test_columns_that_are_missing_or_contradict(of, header, line, told):
    with pytest.raises(InputDataError, match=told):
        of(rows(header, line))


def test_a_column_that_is_told_and_not_there(of):
    with pytest.raises(InputDataError, match=r"column\(s\) Flx \(did you mean 'Flux'\?\)"):
        of(rows("mjd,Flux,error", "58000,1,.1"), columns={"flux": "Flx"})


@pytest.mark.parametrize(
    ("value", "error", "told"),
    [
        ("1", "0", r"row 3, column 'flux_error': a point without a positive error"),
        ("1", "-.1", r"row 3, column 'flux_error'.*found '-.1'"),
        ("1", "nan", r"row 3, column 'flux_error'.*a column is_upper_limit that says"),
        ("1", "", r"row 3, column 'flux_error'"),
        ("bright", ".1", r"row 3, column 'flux': not a finite decimal number; found 'bright'"),
        ("inf", ".1", r"row 3, column 'flux': not a finite decimal number"),
    ],
)
def test_fluxes_and_errors_that_cannot_be_taken(of, value, error, told):
    with pytest.raises(InputDataError, match=told):
        of(rows("mjd,flux,flux_error", "58000,1,.1", f"58001,{value},{error}"))


def test_rows_without_a_flux_are_left_out_and_told(of):
    with pytest.warns(InputWarning, match=r"1 of 3 rows have no 'flux'.*the first is row 3"):
        points = of(rows("mjd,flux,error", "58000,1,.1", "58001,,", "58002,2,.1"))
    assert points["row"].tolist() == [2, 4]
    with pytest.raises(InputDataError, match="no row has a flux"):
        of(rows("mjd,flux,error", "58000,nan,.1"))


def test_negative_fluxes_are_kept_and_told(of):
    lines = ["58000,-1,.1", "58001,2,.1", "58002,-3,.1"]
    with pytest.warns(InputWarning, match=r"2 of 3 fluxes are negative, and are kept"):
        points = of(rows("mjd,flux,error", *lines))
    assert points["flux"].tolist() == [-1.0, 2.0, -3.0]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["58000,2,.1,1", "58001,3,.1,1", "58002,1,,1"], "all 3 points are upper limits"),
        (["58000,2,.1,0"], r"1 point\(s\), fewer than the three"),
        (["58000,2,.1,0", "58001,2.5,.1,0"], r"2 point\(s\), fewer than the three"),
        (["58000,2,.1,0", "58001,2,.1,0", "58002,2,.1,0"], "all 3 fluxes are 2; nothing can flare"),
    ],
)
def test_curves_that_cannot_flare_are_told(of, lines, told):
    with pytest.warns(InputWarning, match=told):
        points = of(rows("mjd,flux,error,upper_limit", *lines))
    assert len(points) == len(lines)


def test_limits_are_their_own_errors(of):
    lines = ["58000,1,.1,", "58001,2,,<", "58002,3,9,True"]
    points = of(rows("mjd,flux,error,l_flux", *lines))
    assert points["is_upper_limit"].tolist() == [False, True, True]
    assert points["flux_error"].tolist() == [0.1, 2.0, 3.0]
    with pytest.raises(InputDataError, match=r"row 2, column 'ul': does not tell whether.*'3e-8'"):
        of(rows("mjd,flux,error,ul", "58000,1,.1,3e-8"))
    for value in ("-1", "0"):
        told = f"row 2, column 'flux': not an upper limit; found '{value}'"
        with pytest.raises(InputDataError, match=told):
            of(rows("mjd,flux,error,ul", f"58000,{value},.1,1"))


def test_unsorted_times_are_sorted_with_their_errors(of):
    lines = ["58002,3,.3,a", "58000,1,.1,a", "58001,9,.9,b"]
    with pytest.warns(InputWarning, match=r"times do not ascend \(row 3 is before the row above"):
        points = of(rows("mjd,flux,error,band", *lines))
    assert points["mjd"].tolist() == [58000.0, 58002.0, 58001.0]
    assert points["flux_error"].tolist() == [0.1, 0.3, 0.9]
    assert points["row"].tolist() == [3, 2, 4]


def test_repeated_times_are_refused_in_a_band_only(of, tmp_path):
    path = tmp_path / "my.csv"
    lines = ["58000,1,.1,a", "58001,2,.1,a", "58000,1,.1,b"]
    assert len(of(rows("mjd,flux,error,band", *lines))) == 3
    told = r"row 5, column 'mjd': a time that was there before \(row 3\) in the band 'a'.*s: merge"
    again = rows("mjd,flux,error,band", *lines, "58001,2,.1,a")
    with pytest.raises(InputDataError, match=told):
        of(again)
    with pytest.warns(InputWarning, match=r"1 point\(s\) at times .*\(the first is row 5\) are m"):
        points = light_curve_points(
            read_user_table(path), LightCurveRequest(repeated_times="merge")
        )
    assert points["row"].tolist() == [2, 3, 5, 4]


def test_bands(of):
    with pytest.raises(InputDataError, match="row 2, column 'band': a point without a band"):
        of(rows("mjd,flux,error,band", "58000,1,.1,"))
    lines = [f"58000,1,.1,source {n}" for n in range(13)]
    with pytest.raises(InputDataError, match=r"13 bands.*at most 12; light_curve.where"):
        of(rows("mjd,flux,error,band", *lines))
    points = of(rows("mjd,flux,error,filter", "58000,1,.1,z", "58000,2,.1,a"))
    assert points["band"].tolist() == ["z", "a"]


def test_units_of_rows_become_that_of_the_band(of):
    lines = ["58000,1,.1,a,Jy", "58001,500,50,a,mJy", "58000,1e-12,1e-13,b,erg/(cm2 s)"]
    points = of(rows("mjd,flux,error,band,unit", *lines))
    assert points["flux"].tolist() == pytest.approx([1.0, 0.5, 1e-12])
    assert points["flux_error"].tolist() == pytest.approx([0.1, 0.05, 1e-13])
    assert points["flux_unit"].tolist() == ["Jy", "Jy", "erg/(cm2 s)"]


@pytest.mark.parametrize(
    ("header", "line", "request_", "told"),
    [
        (
            "mjd,flux,error,unit",
            "58001,1,.1,kg",
            {},
            "row 3, column 'unit': the unit is of another kind; found 'kg'",
        ),
        ("mjd,flux,error,unit", "58001,1,.1,", {}, "row 3, column 'unit': a flux without a unit"),
        ("mjd,flux,error,unit", "58001,1,.1,mag", {}, "column 'unit': magnitudes are no fluxes"),
        (
            "mjd,flux,error [d],x",
            "58001,1,.1,",
            {},
            r"'error \[d\]': the unit is of another kind; found 'd'",
        ),
        ("mjd,mag,e_mag,x", "58001,1,.1,", {}, "found 'mag'; expected fluxes, such as"),
        ("mjd,flux [ABmag],error,x", "58001,1,.1,", {}, "magnitudes are no fluxes: brighter is le"),
        (
            "mjd,flux [Jy],error,x",
            "58001,1,.1,",
            {"flux_unit": "mJy"},
            "flux_unit: mJy says; found",
        ),
    ],
)
def test_units_that_cannot_be_taken(of, header, line, request_, told):
    with pytest.raises(InputDataError, match=told):
        of(rows(header, "58000,1,.1,Jy" if "unit" in header else "58000,1,.1,", line), **request_)


def test_a_unit_that_only_the_configuration_tells(of):
    same = of(rows("mjd,flux [Jy],error", "58000,1,.1"), flux_unit="Jansky")
    assert same["flux_unit"][0] == "Jy"
    points = of(rows("mjd,flux,error", "58000,1,.1"), flux_unit="mJy", label="3C 273")
    assert (points["flux_unit"][0], points["source_name"][0]) == ("mJy", "3C 273")


def test_rows_of_one_source_and_columns_that_are_not_used(of):
    lines = ["a,58000,1,.1,7", "b,58000,5,.1,7", "a,58001,2,.1,7"]
    with pytest.warns(InputWarning, match="flux = 'flux', flux_error = 'error'.*not used: 'note'"):
        points = of(rows("name,mjd,flux,error,note", *lines), where={"name": "a"})
    assert points["flux"].tolist() == [1.0, 2.0]


def test_no_number_is_changed_by_reading(tmp_path):
    rng = np.random.default_rng(1)
    times = np.sort(rng.uniform(5e4, 6e4, 50))
    columns = {"mjd": times, "flux": rng.normal(size=50), "flux_error": rng.uniform(0.1, 1, 50)}
    with pytest.warns(InputWarning, match="negative"):
        points = curve(write(tmp_path, "fits", columns))
    for name, values in columns.items():
        np.testing.assert_array_equal(points[name], values)


def test_a_plain_curve_is_told_nothing_of(of):
    lines = [f"{58000 + n / 2},{n / 4},.1" for n in range(4)]
    with warnings.catch_warnings():
        warnings.simplefilter("error", InputWarning)
        of(rows("mjd,flux,error", *lines))
    with pytest.warns(InputWarning, match=r"do not ascend \(row 5 is before"):
        of(rows("mjd,flux,error", *lines[:2], lines[3], lines[2]))


def test_as_many_bands_as_may_be_and_a_time_at_the_end_of_its_bin(of):
    lines = [f"58000,58001,58001,1,.1,b{n}" for n in range(12)]
    points = of(rows("mjd_start,mjd_stop,mjd,flux,error,band", *lines))
    assert points["band"].tolist() == [f"b{n}" for n in range(12)]
    assert set(points["mjd"]) == {58001.0}


@pytest.mark.parametrize(("number", "end"), [(8, "'c7'$"), (9, "'c7', ...$")])
def test_the_first_columns_that_are_not_used_are_named(of, number, end):
    names = [f"c{n}" for n in range(number)]
    with pytest.warns(InputWarning, match=f"not used: 'c0', .*{end}"):
        of(rows(",".join(["mjd,flux,error", *names]), "58000,1,.1" + ",7" * number))
