"""Effective areas that users bring: columns, units, means over the sky, mistakes."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.table import Table

from nusources.detectors.area_tables import area_of_table
from nusources.errors import InputDataError
from nusources.user_files.effective_areas import read_area_file

ROWS = "3,5,-1,0,1.5\n3,5,0,1,0\n5,8,-1,0,20\n5,8,0,1,2\n"
HEADER = "log10_energy_min,log10_energy_max,cos_zenith_min,cos_zenith_max,effective_area_m2\n"


def put(folder, text, name="area.csv"):
    (folder / name).write_text(text)
    return folder / name


def test_square_metres_become_square_centimetres(tmp_path):
    table = area_of_table(read_area_file(put(tmp_path, HEADER + ROWS)), "area.csv")
    assert table.area.tolist() == [[1.5e4, 2e5], [0, 2e4]]
    centimetres = HEADER.replace("_m2", "_cm2")
    table = area_of_table(read_area_file(put(tmp_path, centimetres + ROWS)), "area.csv")
    assert table.area.tolist() == [[1.5, 20], [0, 2]]


def test_a_mean_over_the_sky_has_no_directions(tmp_path):
    text = "log10_energy_min,log10_energy_max,effective_area_cm2\n4,5,10\n5,7,20\n"
    table = area_of_table(read_area_file(put(tmp_path, text)), "area.csv")
    assert table.cos_zenith.tolist() == [-1, 1]
    assert table.area.tolist() == [[10, 20]]


@pytest.mark.parametrize("unit", ["m2", "m**2", "m ^ 2"])
def test_a_declared_unit_counts(tmp_path, unit):
    columns = {"log10_energy_min": [4.0], "log10_energy_max": [7.0], "effective_area": [3.0]}
    table = Table(columns)
    table["effective_area"].unit = unit.replace(" ", "")
    table.write(tmp_path / "area.ecsv")
    assert read_area_file(tmp_path / "area.ecsv")["effective_area"].tolist() == [3e4]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER.replace("_area_m2", "_area") + ROWS, "unit of the effective area is not known"),
        (HEADER.replace("effective_area_m2", "area") + ROWS, r"column\(s\) effective_area_m2"),
        (HEADER.replace("zenith_max", "zenit_max") + ROWS, r"column\(s\) cos_zenith_max"),
        (HEADER + ROWS.replace("20", "-20"), "row 4, column 'effective_area_m2'.*found '-20'"),
        (HEADER + ROWS.replace("20", "many"), "row 4.*not a finite decimal number; found 'many'"),
        (HEADER + ROWS.replace("5,8,-1", ",8,-1"), "column 'log10_energy_min': no edge of a bin"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path, text, told):
    path = put(tmp_path, text)
    with pytest.raises(InputDataError, match=told) as caught:
        read_area_file(path)
    assert str(path) in str(caught.value)


def test_a_file_with_gaps_is_refused_as_other_tables_are(tmp_path):
    table = read_area_file(put(tmp_path, HEADER + ROWS.replace("5,8", "6,8")))
    with pytest.raises(InputDataError, match="bins overlap or leave gaps") as caught:
        area_of_table(table, "area.csv")
    assert "area.csv" in str(caught.value)
    assert np.isfinite(table["effective_area"]).all()
