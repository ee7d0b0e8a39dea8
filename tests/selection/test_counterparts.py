"""Positions of counterparts, and of the sources of which only names are printed."""

import numpy as np
import pandas as pd
import pytest

from nusources.catalogs.gamma.fermi_catalogs import read_lat_sources
from nusources.contracts.spatial import SOURCES
from nusources.errors import InputDataError
from nusources.selection.counterparts import at_counterparts
from nusources.selection.groups import GroupRequest, select_group
from nusources.sky import angular_separation
from nusources.tables import check_table
from nusources.user_files.table import UserTable

COLUMNS = {"gamma_name": "who", "ra": "x", "dec": "y"}
HALF_RA, HALF_DEC = 0.05 * 15 / 60, 0.5 / 60  # of a cell of .1 min by 1 arcmin [deg]


@pytest.fixture
def sources():
    table = pd.DataFrame(
        {
            "name": ["a", "b", "c", "d"],
            "ra": [1.0, 2.0, 3.0, 4.0],
            "dec": [-1.0, -2.0, -3.0, -4.0],
            "gamma": ["4FGL J1", "4FGLJ2", "4FGL J3", None],
        }
    )
    columns = {"source_name": "name", "ra": "ra", "dec": "dec", "gamma_name": "gamma"}
    listed = UserTable.of_frame(table, units={"ra": "deg", "dec": "deg"})
    return select_group(listed, GroupRequest("g", columns))


def catalogue(**changes):
    table = {
        "who": ["4FGL J2", "4FGL J1", "4FGL J3", "4FGL J9"],
        "x": [20.0, 10.0, np.nan, 90.0],
        "y": [-20.0, -10.0, 0.0, 90.0],
    }
    return pd.DataFrame(table | changes)


def test_sources_move_to_their_counterparts_and_keep_what_is_listed(sources):
    moved = at_counterparts(sources, catalogue(), COLUMNS)
    check_table(moved, SOURCES)
    # c has half a position, d no name: both stay.
    assert moved["ra"].tolist() == [10.0, 20.0, 3.0, 4.0]
    assert moved["dec"].tolist() == [-10.0, -20.0, -3.0, -4.0]
    pd.testing.assert_frame_equal(
        moved[["listed_ra", "listed_dec"]], sources[["listed_ra", "listed_dec"]]
    )
    assert sources["listed_ra"].tolist() == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            catalogue().drop(columns="y"),
            r"cat.fits: .*need the column\(s\) y; found .*; expected who, x, y",
        ),
        (catalogue(who=["4FGL J1", "4FGL J1", "4FGL J3", "b"]), "'who': .* twice; found '4FGLJ1'"),
    ],
)
def test_catalogues_without_a_clear_answer_are_refused(sources, table, told):
    with pytest.raises(InputDataError, match=told):
        at_counterparts(sources, table, COLUMNS, "cat.fits")


def test_a_catalogue_of_other_sources_moves_none_and_says_so(sources):
    with pytest.warns(UserWarning, match="cat.fits: column 'who' has none of the names"):
        moved = at_counterparts(sources, catalogue(who=["p", "q", "r", "s"]), COLUMNS, "cat.fits")
    pd.testing.assert_frame_equal(moved, sources)


def named(ra, dec):
    """Name of a 4FGL source: R.A. cut to .1 min, |Dec| to 1 arcmin."""
    tenths, arcmin = np.floor(ra * 40), np.floor(abs(dec) * 60)
    return (
        f"4FGLJ{tenths // 600:02.0f}{tenths % 600 / 10:04.1f}"
        f"{'-' if dec < 0 else '+'}{arcmin // 60:02.0f}{arcmin % 60:02.0f}"
    )


@pytest.fixture
def printed(repository):
    return pd.read_csv(repository / "data" / "tables" / "flaring_blazars.csv")


def test_printed_sources_stand_in_the_middle_of_the_cells_of_their_names(printed):
    for row in printed.itertuples():
        assert named(row.ra_deg, row.dec_deg) == row.name_4fgl
        # Almost half a cell away in each direction, the name is still the same: the middle.
        for side in (-0.98, 0.98):
            ra, dec = row.ra_deg + side * HALF_RA, row.dec_deg + side * HALF_DEC
            assert named(ra, dec) == row.name_4fgl


@pytest.fixture
def lat(mirror):
    path = mirror / "fermi_4fgl" / "gll_psc_v27.fit.gz"
    if not path.is_file():
        pytest.skip("no 4FGL-DR2 in the mirror")
    return read_lat_sources(path)


def test_names_of_the_real_catalogue_are_cut_positions(lat):
    # The file's positions have four decimals: some edges of cells are on the other side.
    names = [named(*one) for one in zip(lat["ra"], lat["dec"], strict=True)]
    plain = lat["source_name"].str.replace(" ", "").str.rstrip("ce")  # confused, extended
    assert np.mean(plain == names) > 0.98


def test_printed_sources_are_at_the_real_ones_without_bias(printed, lat):
    real = lat.set_index(lat["source_name"].str.replace(" ", "")).loc[printed["name_4fgl"]]
    ra, dec = printed["ra_deg"].to_numpy(), printed["dec_deg"].to_numpy()
    offsets = real["ra"] - ra, np.sign(dec) * (real["dec"] - dec)
    # Uniform in a cell: mean 0 with errors of a cell / sqrt(12 n), .0007 and .0005 deg.
    for offset, half in zip(offsets, (HALF_RA, HALF_DEC), strict=True):
        assert abs(offset.mean()) < 4 * 2 * half / np.sqrt(12 * len(printed))
        assert np.abs(offset).max() < half + 5e-5  # 4 decimals, float32
    far = angular_separation(ra, dec, real["counterpart_ra"], real["counterpart_dec"]).dropna()
    assert len(far) == 93  # one has no counterpart
    assert far.median() == pytest.approx(0.020, abs=0.001)
    assert far.max() == pytest.approx(0.17, abs=0.005)
