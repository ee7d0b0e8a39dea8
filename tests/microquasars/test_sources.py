"""Lists of sources in one table, and limits on single sources."""

import numpy as np
import pandas as pd
import pytest

from nusources.catalogs.galactic.xray_binaries import read_hmxb_webcat, read_liu_hmxb, read_liu_lmxb
from nusources.contracts.microquasars import GALACTIC_SOURCES, SOURCE_LIMITS
from nusources.errors import InputDataError
from nusources.facts.galactic_tables import read_microquasar_limits, read_microquasars
from nusources.microquasars.sources import (
    gather_sources,
    liu_sources,
    source_limits,
    user_sources,
    webcat_sources,
)
from nusources.tables import check_table
from nusources.user_files.table import UserTable

USER = pd.DataFrame({"N": ["a", "b"], "RA": [10.0, 200.0], "DE": [1.0, -60.0], "D": [1500.0, None]})


def user_table(units=None, **changes):
    return UserTable.of_frame(USER.assign(**changes), "my.csv", units)


CHOSEN = pd.DataFrame(
    {"group": "mine", "source_name": ["a", "b"], "ra": [10.0, 200.0], "dec": [1.0, -60.0]}
)


@pytest.fixture
def paper(repository):
    table = read_microquasars(repository / "data/tables/microquasars.csv")
    return table.assign(catalogue="anchordoqui2014")


def test_the_sources_of_the_paper(paper):
    table = gather_sources([paper], 8.3)
    check_table(table, GALACTIC_SOURCES)
    assert table["binary_class"].value_counts().to_dict() == {"LMXB": 12, "HMXB": 7}
    own = table.set_index("source_name").loc["LS 5039"]
    # anchordoqui2014, Table I and section II; l, b of LS 5039 in SIMBAD: 16.88, -1.29
    assert own["distance"] == 2.9
    assert own["longitude"] == pytest.approx(16.88, abs=0.01)
    assert own["latitude"] == pytest.approx(-1.29, abs=0.01)
    assert np.hypot(own["x"], own["y"]) < 8.3  # towards the centre


def test_fiducial_source_beside_the_limits(paper, repository):
    limits = read_microquasar_limits(repository / "data/tables/microquasar_limits.csv")
    table = source_limits(limits, paper, 7.04e33)
    check_table(table, SOURCE_LIMITS)
    assert len(table) == 8
    # A limit on the luminosity and one on the flux are the same statement.
    np.testing.assert_allclose(
        table["flux_fiducial"] / table["flux_limit"], 7.04e33 / table["luminosity_limit"]
    )


def test_a_limit_on_an_unknown_source_is_refused(paper):
    limits = pd.DataFrame({"source_name": ["X"], "experiment": ["E"], "flux_limit": [1e-9]})
    with pytest.raises(
        InputDataError, match=r"not listed.*found 'X'; expected a source of Table I"
    ):
        source_limits(limits, paper, 1e33)


def test_real_lists_stand_beside_the_paper(paper, mirror):
    parts = [
        paper,
        webcat_sources(read_hmxb_webcat(mirror / "hmxb/HMXBwebcat_v2024-08.csv")),
        liu_sources(read_liu_hmxb(mirror / "hmxb/hmxb_cat.dat")),
        liu_sources(read_liu_lmxb(mirror / "hmxb/lmxb_cat.dat")),
    ]
    table = gather_sources(parts, 8.3)
    check_table(table, GALACTIC_SOURCES)
    counts = table["catalogue"].value_counts()
    assert counts.to_dict() == {
        "anchordoqui2014": 19,
        "hmxb_webcat": 164,
        "liu_hmxb": 114,
        "liu_lmxb": 187,
    }
    assert table.loc[table["catalogue"] == "hmxb_webcat", "distance"].max() < 100  # kpc, not pc


@pytest.mark.parametrize(
    ("declared", "unit", "distance"),
    [
        ("", "pc", 1.5),
        ("", "kpc", 1500.0),
        ("", None, 1500.0),
        ("pc", "pc", 1.5),
        ("parsec", None, 1.5),
        ("Mpc", None, 1.5e6),
    ],
)
def test_distances_of_a_user_are_in_the_unit_told(declared, unit, distance):
    table = user_table({"D": declared})
    found = gather_sources([user_sources(table, CHOSEN, "D", unit)], 8.3)
    check_table(found, GALACTIC_SOURCES)
    assert found["distance"][0] == pytest.approx(distance, rel=1e-15)
    assert np.isnan(found["x"][1])


def test_sources_without_distances():
    table = gather_sources([user_sources(user_table(), CHOSEN, None, "kpc")], 8.3)
    assert table["distance"].isna().all()


def test_bad_columns_of_a_user_are_told():
    with pytest.raises(InputDataError, match=r"my.csv: the table of Galactic.*column\(s\) Dist"):
        user_sources(user_table(), CHOSEN, "Dist", "pc")
    with pytest.raises(InputDataError, match=r"than distance_unit; found 'Mpc'; expected pc"):
        user_sources(user_table({"D": "Mpc"}), CHOSEN, "D", "pc")
    with pytest.raises(InputDataError, match=r"another unit; found 'deg'"):
        user_sources(user_table({"D": "deg"}), CHOSEN, "D", "pc")
    with pytest.raises(InputDataError, match=r"row 1.*'D': not a finite.*found 'far'; .* 0 pc"):
        user_sources(user_table(D=["far", 1.0]), CHOSEN, "D", "pc")
    with pytest.raises(InputDataError, match=r"row 2.*not a distance; found -3.0"):
        user_sources(user_table(D=[1.0, -3.0]), CHOSEN, "D", "pc")
