"""Luminosities of a user's file: what is read, taken and refused, by file, row and column."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_inputs import made_up_inputs

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.errors import InputDataError, InputWarning
from nusources.luminosity.distances import luminosity_distance
from nusources.luminosity.neutrino import neutrino_luminosity
from nusources.luminosity.own import derive_own
from nusources.luminosity.reading import Reading
from nusources.luminosity.readings import derive
from nusources.luminosity.windows import luminosities_by_window
from nusources.tables import check_table
from nusources.units import CM_PER_MPC
from nusources.user_files.luminosities import LuminosityRequest, luminosity_rows
from nusources.user_files.reading import read_user_table
from nusources.user_files.table import UserTable

EXAMPLE = Path(__file__).parents[2] / "config" / "examples" / "my_luminosities.csv"
COLUMNS = {
    "source_name": ["A", "B", "C"],
    "sample": ["calibration", "calibration", "blazars"],
    "redshift": ["0.1", "", "0.3"],
    "distance": ["", "20", ""],
    "dec": ["5", "", "20"],
    "n_signal": ["12", "", "30"],
    "n_signal_error": ["4", "", "9"],
    "spectral_index": ["2.1", "", "3.0"],
    "spectral_index_error": ["0.3", "", "0.3"],
    "log10_neutrino_luminosity": ["", "42.5", ""],
    "log10_neutrino_luminosity_error_low": ["", "0.3", ""],
    "log10_neutrino_luminosity_error_high": ["", "0.2", ""],
    "is_neutrino_limit": ["", "", ""],
    "xray_flux": ["2e-12", "1e-10", "3e-12"],
    "xray_flux_error": ["5e-13", "1e-11", ""],
    "is_xray_limit": ["", "", "yes"],
}


def table(units=None, rows=3, **changes):
    """The columns with some changed, added, or (None) left out; rows from the first."""
    columns = {name: cells for name, cells in (COLUMNS | changes).items() if cells is not None}
    frame = pd.DataFrame({name: cells[:rows] for name, cells in columns.items()}, dtype=object)
    return UserTable.of_frame(frame, "mine.csv", units)


def own(reading=None, **changes):
    rows = luminosity_rows(table(**changes), LuminosityRequest())
    return derive_own(rows, made_up_inputs(), reading or Reading()).set_index("source_name")


def test_the_example_becomes_luminosities():
    rows = luminosity_rows(read_user_table(EXAMPLE), LuminosityRequest())
    found = derive_own(rows, made_up_inputs(), Reading())
    check_table(found, LUMINOSITIES)
    assert found["sample"].value_counts().to_dict() == {"calibration": 6, "blazars": 4}
    assert found["is_xray_limit"].sum() == found["is_neutrino_limit"].sum() == 1


def test_events_and_luminosities_stand_side_by_side():
    found = own()
    flux = 12 * made_up_inputs().flux_per_event("by_season", (5.0,)).at(0, 2.1)
    distance = luminosity_distance([0.1], "Planck18")[0]
    expected = np.log10(neutrino_luminosity(flux, 2.1, 0.1, distance, (0.3, 100.0)))
    assert found.loc["A", "log10_neutrino_luminosity"] == pytest.approx(expected)
    given = found.loc["B"]
    assert given["log10_neutrino_luminosity"] == 42.5
    assert given[["log10_neutrino_error_low", "log10_neutrino_error_high"]].tolist() == [0.3, 0.2]
    area = np.log10(4 * np.pi * (20 * CM_PER_MPC) ** 2)
    assert given["log10_xray_luminosity"] == pytest.approx(-10 + area)
    assert given["log10_xray_error_low"] == pytest.approx(-np.log10(0.9))
    assert np.isnan(given["flux_1tev"])
    assert np.isnan(given["redshift"])
    assert found.loc["C", "is_xray_limit"]
    assert np.isnan(found.loc["C", "log10_xray_error_high"])


def test_linear_luminosities_are_taken_in_their_unit():
    found = own(
        units={"neutrino_luminosity": "W"},
        neutrino_luminosity=["", "1e36", ""],
        neutrino_luminosity_error=["", "1e35", ""],
        log10_neutrino_luminosity=None,
    )
    assert found.loc["B", "log10_neutrino_luminosity"] == pytest.approx(43)
    assert found.loc["B", "log10_neutrino_error_high"] == pytest.approx(np.log10(1.1))
    assert found.loc["B", "log10_neutrino_error_low"] == pytest.approx(-np.log10(0.9))


def test_limits_have_no_errors_and_given_luminosities_share_no_distance():
    limit = own(is_neutrino_limit=["", "yes", ""]).loc["B"]
    assert limit["is_neutrino_limit"]
    assert np.isnan(limit["log10_neutrino_error_low"])
    by_redshift = own(redshift=["0.01", "0.01", "0.3"], distance=None)
    assert by_redshift.loc["A", "error_correlation"] > 0.001
    assert by_redshift.loc["B", "error_correlation"] == 0


def test_units_stand_in_the_names_of_columns_too():
    plain = own()
    other = own(
        **{"xray_flux": None, "xray_flux [W/m2]": ["2e-15", "1e-13", "3e-15"]},
        xray_flux_error=["5e-16", "1e-14", ""],  # in the unit of its value
    )
    for name in ("log10_xray_luminosity", "log10_xray_error_low"):
        np.testing.assert_allclose(other[name], plain[name])


def test_columns_may_be_renamed_and_rows_chosen():
    renamed = table(source_name=None, Name=["A", "B", "C"])
    request = LuminosityRequest(columns={"source_name": "Name"}, where={"sample": "calibration"})
    assert luminosity_rows(renamed, request)["source_name"].tolist() == ["A", "B"]
    with pytest.warns(InputWarning, match=r"not used.*colour"):
        luminosity_rows(table(colour=["red"] * 3), LuminosityRequest())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"source_name": ["A", "A ", "C"]}, r"row 2, column 'source_name'.*before"),
        ({"source_name": None}, "lacks source_name"),
        ({"sample": ["calibration", "test", "blazars"]}, r"row 2, column 'sample'.*'test'"),
        ({"redshift": ["0", "", "0.3"]}, r"row 1, column 'redshift': no distance"),
        ({"redshift": ["-0.1", "", "0.3"]}, r"row 1, column 'redshift': no distance"),
        ({"n_signal_error": ["-4", "", "9"]}, r"row 1, column 'n_signal_error'.*not positive"),
        ({"n_signal_error": ["", "", "9"]}, r"row 1, column 'n_signal_error'.*without an error"),
        ({"n_signal_error": ["13", "", "9"]}, r"row 1, column 'n_signal_error'.*reaches to"),
        ({"n_signal": ["-1", "", "9"]}, r"row 1, column 'n_signal': not positive"),
        ({"xray_flux": ["2e-12", "1e-10", ""]}, r"row 3, column 'is_xray_limit': a limit without"),
        ({"xray_flux": ["", "1e-10", "1"]}, r"row 1, column 'xray_flux': a source without"),
        ({"spectral_index": ["", "", "3"]}, r"row 1, column 'spectral_index'.*without"),
        ({"spectral_index_error": None}, r"row 1.*without spectral_index_error_low"),
        ({"dec": ["", "", "3"]}, r"row 1, column 'dec': n_signal without dec"),
        ({"is_neutrino_limit": ["1", "", ""]}, r"row 1, column 'n_signal': a limit of n_signal"),
        ({"is_xray_limit": ["perhaps", "", "1"]}, r"row 1.*'is_xray_limit'.*'perhaps'"),
        ({"xray_flux": ["many", "1e-10", "1"]}, r"row 1, column 'xray_flux'.*'many'"),
        ({"units": {"xray_flux": "bananas"}}, r"column 'xray_flux'.*'bananas'"),
        ({"units": {"xray_flux": "Mpc"}}, r"column 'xray_flux'.*'Mpc'"),
        ({"units": {"n_signal": "erg"}}, r"column 'n_signal'.*plain number"),
    ],
)
def test_bad_input_is_told_by_name(changes, told):
    with pytest.raises(InputDataError, match=told):
        luminosity_rows(table(**changes), LuminosityRequest())


def test_unknown_columns_are_refused():
    with pytest.raises(InputDataError, match=r"mine\.csv.*Name"):
        luminosity_rows(table(), LuminosityRequest(columns={"source_name": "Name"}))


@pytest.mark.parametrize(
    ("index", "told"),
    [("9", r"A: no spectral index.*9\.0.*-1 to 8"), ("5", r"row 1.*A: most events.*area ends")],
)
def test_indices_that_the_area_cannot_weigh_are_refused(index, told):
    with pytest.raises(InputDataError, match=told):
        own(spectral_index=[index, "", "3"])


def test_southern_sources_are_flagged_and_told():
    with pytest.warns(InputWarning, match=r"south of -5 deg.*: A$"):
        found = own(dec=["-20", "-30", "20"])
    assert found["is_southern"].tolist() == [True, False, False]
    assert found.loc["A", "note"] == "south of -5 deg"


def test_readings_derive_the_sources_of_the_user():
    inputs = replace(made_up_inputs(), own=luminosity_rows(table(), LuminosityRequest()))
    assert derive(inputs, Reading())["source_name"].tolist() == ["A", "B", "C"]
    assert derive(inputs, Reading(), ["blazars"])["source_name"].tolist() == ["C"]
    short = derive(inputs, Reading(window_tev=(1.5, 15.0)))["log10_neutrino_luminosity"]
    change = short - derive(inputs, Reading())["log10_neutrino_luminosity"]
    assert (change < 0).tolist() == [True, False, True]
    assert luminosities_by_window(inputs, Reading(), {"one": (0.3, 100.0)}).empty
