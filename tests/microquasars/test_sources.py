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

USER = pd.DataFrame({"N": ["a", "b"], "RA": [10.0, 200.0], "DE": [1.0, -60.0], "D": [1500.0, None]})
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


def test_distances_of_a_user_are_in_the_unit_told():
    table = gather_sources([user_sources(USER, CHOSEN, "D", "pc", "my.csv")], 8.3)
    check_table(table, GALACTIC_SOURCES)
    assert table["distance"][0] == 1.5
    assert np.isnan(table["x"][1])


def test_sources_without_distances():
    table = gather_sources([user_sources(USER, CHOSEN, None, "kpc", "my.csv")], 8.3)
    assert table["distance"].isna().all()


def test_bad_columns_of_a_user_are_told():
    with pytest.raises(InputDataError, match=r"my.csv, column 'Dist': the column of distances"):
        user_sources(USER, CHOSEN, "Dist", "pc", "my.csv")
    declared = USER.copy()
    declared.attrs["units"] = {"D": "Mpc"}
    with pytest.raises(InputDataError, match=r"another unit.*found 'Mpc'; expected pc"):
        user_sources(declared, CHOSEN, "D", "pc", "my.csv")
    wrong = USER.assign(D=["far", 1.0])
    with pytest.raises(InputDataError, match=r"row 1.*not a distance; found 'far'"):
        user_sources(wrong, CHOSEN, "D", "pc", "my.csv")
    with pytest.raises(InputDataError, match=r"row 2.*not a distance; found -3.0"):
        user_sources(USER.assign(D=[1.0, -3.0]), CHOSEN, "D", "pc", "my.csv")
