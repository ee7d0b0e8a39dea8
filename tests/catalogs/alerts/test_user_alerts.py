"""Alert lists of users."""

import numpy as np
import pandas as pd
import pytest
from astropy.table import Table

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.catalogs.alerts.user_alerts import HALF_AXES, user_alert_list
from nusources.contracts.alerts import ALERT_LIST
from nusources.errors import InputDataError
from nusources.tables import check_table
from nusources.user_tables import read_source_table

COLUMNS = {"alert_name": "id", "mjd": "t", "ra": "RA", "dec": "DE", "error_radius": "r90"}
FORMATS = {".fits": "fits", ".vot": "votable", ".ecsv": "ascii.ecsv"}


def alerts(**changes):
    rows = {
        "id": ["b", "a"],
        "t": [58020.5, 57000.0],
        "RA": [77.36, 359.9],
        "DE": [5.7, -20.0],
        "r90": [0.8, 1.5],
    }
    return pd.DataFrame(rows | changes)


@pytest.mark.parametrize("ending", [".csv", ".parquet", *FORMATS])
def test_every_format_gives_the_same_list(tmp_path, ending):
    path = tmp_path / f"alerts{ending}"
    if ending == ".parquet":
        alerts().to_parquet(path)
    elif ending == ".csv":
        alerts().to_csv(path, index=False)
    else:
        Table.from_pandas(alerts()).write(path, format=FORMATS[ending])
    found = user_alert_list(read_source_table(path), COLUMNS, str(path))
    check_table(found, ALERT_LIST)
    assert found["alert_name"].tolist() == ["a", "b"]  # by time
    assert found["ra"].tolist() == [359.9, 77.36]
    assert regions_of(found, "true").ra_plus.tolist() == [1.5, 0.8]


def test_half_axes_are_kept_apart():
    columns = {k: v for k, v in COLUMNS.items() if k != "error_radius"}
    columns |= {name: name for name in HALF_AXES}
    table = alerts(ra_err_plus=[1.0, 1.0], ra_err_minus=2.0, dec_err_plus=0.5, dec_err_minus=0.7)
    found = user_alert_list(table, columns)
    assert found[list(HALF_AXES)].iloc[0].tolist() == [1.0, 2.0, 0.5, 0.7]
    assert (found["region"] == "rectangle").all()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            alerts().drop(columns="RA"),
            r"lacks the column\(s\) RA; found \[.id., .t., .DE., .r90.\]; expected id, t, RA",
        ),
        (alerts(id=["a", "a"]), r"row 2, column 'id'.*found 'a'.*different name"),
        (alerts(id=["a", None]), r"row 2, column 'id'.*without a name"),
        (alerts(RA=[400.0, 1.0]), r"row 1, column 'RA'.*400.*from 0 to 360 deg"),
        (alerts(DE=[1.0, np.nan]), r"row 2, column 'DE'.*from -90 to 90 deg"),
        (alerts(t=[2458020.5, 57000.0]), r"row 1, column 't'.*2458020.*from 50000 to 100000 d"),
        (alerts(r90=[0.0, 1.0]), r"row 1, column 'r90'.*error_radius"),
        (alerts(r90=["small", 1.0]), r"row 1, column 'r90'.*small"),
    ],
)
def test_wrong_lists_are_refused_with_the_place(table, message):
    with pytest.raises(InputDataError, match=message):
        user_alert_list(table, COLUMNS, "alerts.csv")


def test_another_unit_is_refused(tmp_path):
    table = Table.from_pandas(alerts())
    table["r90"].unit = "arcmin"
    table.write(tmp_path / "alerts.fits")
    with pytest.raises(InputDataError, match=r"column 'r90'.*another unit.*arcmin.*expected deg"):
        user_alert_list(read_source_table(tmp_path / "alerts.fits"), COLUMNS)
