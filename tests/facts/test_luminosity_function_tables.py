"""The table of luminosity functions."""

import pytest

from nusources.errors import InputDataError
from nusources.facts.luminosity_functions import read_luminosity_functions


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("xray_agn,p3,-6.2", "xray_agn,p4,-6.2", r"xray_agn: p3, p4"),
        ("xray_agn,p3,-6.2", "xray_agn,p3,steep", r"row 9, column 'value': no number"),
        ("blazars,p1,3.39,0.508", "blazars,p1,3.39,-1", r"column 'error': .*p1: -1"),
        ("xray_agn,redshift_max,5,,", "xray_agn,redshift_max,5,1,", r"redshift_max: 1"),
        ("xray_agn_table,photon_index", "xray_agn_table,index", r"xray_agn_table: index"),
    ],
)
def test_mistakes_are_told(tmp_path, repository, old, new, message):
    text = (repository / "data/tables/luminosity_functions.csv").read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "functions.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputDataError, match=message):
        read_luminosity_functions(path)
