"""WIBRaLS in the recalled format."""

import pytest
from loading_samples import load

from nusources.catalogs.blazars.wibrals import LABELS, read_wibrals
from nusources.errors import InputDataError

ROW = "J050925.96+054135.3,77.358185,5.693148,0.9,2.4,2.2,BZB,-1.2,NVSS,546.0"


HEADER = ",".join(LABELS.values())


def write(path, *rows, header=HEADER):
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_a_row_is_read(tmp_path):
    empty = ROW.replace("J05", "J06").replace("546.0", "").replace("BZB", "MIXED")
    table = read_wibrals(write(tmp_path / "wibrals.csv", ROW, empty))
    assert table["flux_density_1400mhz"].iloc[0] == 546.0
    assert table["flux_density_1400mhz"].isna().tolist() == [False, True]
    assert table["source_class"].tolist() == ["bllac", "mixed"]
    assert table["dec"].iloc[0] == 5.693148


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("BZB", "BZX", r"line 2.*column 'Class'.*BZX.*'BZB', 'BZQ', 'MIXED'"),
        ("546.0", "bright", r"column 'S1.4'.*bright.*a finite decimal number"),
        ("5.693148", "95.0", r"column 'dec'.*95.*at most 90"),
        ("NVSS", "VLASS", r"column 'radio_survey'.*VLASS.*NVSS, FIRST, SUMSS"),
        (",NVSS", "", r"9 cells instead of 10"),
    ],
)
def test_wrong_cells_are_named(tmp_path, old, new, words):
    path = write(tmp_path / "wibrals.csv", ROW.replace(old, new))
    with pytest.raises(InputDataError, match=words.replace("line", "row")):
        load(read_wibrals, path)


def test_another_header_is_refused(tmp_path):
    path = write(tmp_path / "wibrals.csv", ROW, header="name,ra,dec")
    with pytest.raises(InputDataError, match=r"unknown header line.*WISE,RAJ2000"):
        read_wibrals(path)
