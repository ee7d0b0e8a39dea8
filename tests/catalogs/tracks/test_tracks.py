"""Samples gathered from the files of a receipt."""

import pandas as pd
import pytest

from nusources.catalogs.tracks.icetracks import write_events, write_uptime
from nusources.catalogs.tracks.samples import load_effective_areas, load_sample, load_uptimes
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS, UPTIME
from nusources.errors import InputDataError
from nusources.tables import check_table


def invented_events(n):
    columns = {"mjd": 54600.25, "log10_energy": 3.5, "ang_err": 0.5}
    columns |= {"ra": 120.0, "dec": -5.0, "azimuth": 10.0, "zenith": 85.0}
    return pd.DataFrame(columns, index=range(n)).assign(ra=[10.0 * k for k in range(n)])


@pytest.fixture
def receipt(tmp_path):
    files = []
    for season, n in (("IC40", 3), ("IC59", 2)):
        events, uptime = tmp_path / f"{season}_events.csv", tmp_path / f"{season}_uptime.csv"
        write_events(events, invented_events(n))
        write_uptime(uptime, pd.DataFrame({"mjd_start": [54600.0], "mjd_stop": [54601.5]}))
        files.append({"role": "events", "season": season, "path": events})
        files.append({"role": "uptime", "season": season, "path": uptime})
    return files


def test_seasons_are_numbered_and_kept_apart(receipt):
    tracks = load_sample(receipt)
    check_table(tracks, TRACKS)
    assert tracks.groupby("season")["row"].apply(list).to_dict() == {
        "IC40": [1, 2, 3],
        "IC59": [1, 2],
    }


def test_good_runs_carry_their_season(receipt):
    uptime = load_uptimes(receipt)
    check_table(uptime, UPTIME)
    assert uptime["season"].tolist() == ["IC40", "IC59"]


def test_a_release_without_good_runs_gives_an_empty_table(receipt):
    uptime = load_uptimes([one for one in receipt if one["role"] != "uptime"])
    check_table(uptime, UPTIME)
    assert uptime.empty


def test_a_receipt_without_events_or_areas_is_refused():
    with pytest.raises(InputDataError, match="no event file in the receipt"):
        load_sample([])
    with pytest.raises(InputDataError, match="no effective area in the receipt"):
        load_effective_areas([])


def test_real_samples_obey_their_contracts(mirror):
    ten_years, three_years = mirror / "icecube_10year_ps", mirror / "icecube_3year_ps"
    files = [
        {"role": "events", "season": "IC40", "path": ten_years / "events/IC40_exp.csv.gz"},
        {
            "role": "events_archive",
            "season": "IC79",
            "path": three_years / "IC79-2010-events.npz",
        },
    ]
    tracks = load_sample(files)
    check_table(tracks, TRACKS)
    # Row counts: IceTracks-DR1, HEASARC icecubepsc
    assert tracks["season"].value_counts().to_dict() == {"IC79": 93133, "IC40": 36900}
    areas = [
        {
            "role": "effective_area",
            "season": "IC40",
            "path": ten_years / "irfs/IC40_effectiveArea.csv",
        },
        {
            "role": "effective_area_3year",
            "season": "IC79",
            "path": three_years / "IC79-2010-TabulatedAeff.txt.gz",
        },
    ]
    check_table(load_effective_areas(areas), EFFECTIVE_AREA)
