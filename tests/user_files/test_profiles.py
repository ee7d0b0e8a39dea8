"""Profiles of a user."""

import pytest
from written_tables import DECLARING, write

from nusources.errors import InputDataError
from nusources.user_files.profiles import density_profile, read_profiles
from nusources.user_files.reading import read_user_table

COLUMNS = {"radius": "radius_kpc", "density": "density"}


def profile(tmp_path, text):
    (tmp_path / "my.csv").write_text(text, encoding="utf-8")
    return density_profile(read_user_table(tmp_path / "my.csv"), COLUMNS)


def test_a_profile(tmp_path):
    table = profile(tmp_path, "# mine\nradius_kpc,density\n0,1\n5,2.5\n15,0\n")
    assert table["density"].tolist() == [1.0, 2.5, 0.0]


@pytest.mark.parametrize("ending", DECLARING)
def test_any_columns_in_the_unit_that_is_declared(tmp_path, ending):
    path = write(tmp_path, ending, {"R": [0.0, 5000.0], "n": [2.0, 1.0]}, {"R": "pc"})
    one = {"name": "mine", "file": path, "columns": {"radius": "R", "density": "n"}}
    table = read_profiles([one | {"extension": None}])["mine"]
    assert table.to_dict("list") == {"radius_kpc": [0.0, 5.0], "density": [2.0, 1.0]}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("radius_pc,density\n0,1\n", r"column\(s\) radius_kpc \(did you mean 'radius_pc'\?\)"),
        ("radius_kpc,density\n0,1\n5,-2\n", r"row 3, column 'density'.*found '-2'"),
        ("radius_kpc,density\n0,1\n0,2\n", r"row 3, column 'radius_kpc'.*above that of the row"),
        ("radius_kpc,density\n0,1\n5,much\n", r"row 3, column 'density'.*found 'much'"),
        ("radius_kpc,density\n0,1\n5,\n", r"row 3, column 'density'"),
        ("radius_kpc,density\n0,inf\n", r"row 2, column 'density': not a finite decimal number"),
    ],
)
def test_bad_profiles_are_told(tmp_path, text, told):
    with pytest.raises(InputDataError, match=told):
        profile(tmp_path, text)
