"""ALMA calibrators in our own format."""

import pytest
from loading_samples import load

from nusources.catalogs.blazars.alma_calibrators import HEADER, read_alma_calibrators
from nusources.errors import InputDataError

ROW = "J0509+0541,77.358185,5.693148,3,97.5,0.61,0.03,2017-09-22"


def write(path, *rows):
    path.write_text("\n".join([",".join(HEADER), *rows]) + "\n")
    return path


def test_rows_are_read(tmp_path):
    table = read_alma_calibrators(write(tmp_path / "alma.csv", ROW, ROW))
    # 2017 September 22, 0 h UTC, is MJD 58018.
    assert table["mjd"].tolist() == [58018.0, 58018.0]
    assert table["row"].tolist() == [1, 2]
    assert table["band"].tolist() == [3, 3]
    assert table["flux_density_error"].iloc[0] == 0.03


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2017-09-22", "2017-09-31", "row 2, column 'date'.*2017-09-31.*a date as 2017-09-22"),
        ("2017-09-22", "20170922", "row 2, column 'date'.*20170922.*a date as 2017-09-22"),
        (",3,", ",2,", "column 'band'.*2.*at least 3"),
        ("0.61", "-0.61", "column 'flux_density'.*-0.61.*at least 0"),
        ("97.5", "GHz", "column 'frequency'.*GHz.*a finite decimal number"),
    ],
)
def test_wrong_cells_are_named(tmp_path, old, new, words):
    with pytest.raises(InputDataError, match=words):
        load(read_alma_calibrators, write(tmp_path / "alma.csv", ROW.replace(old, new)))
