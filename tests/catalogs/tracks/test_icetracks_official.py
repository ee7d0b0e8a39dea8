"""The official files, read from the mirror of the public archives."""

from __future__ import annotations

import gzip
import hashlib

import numpy as np
import pytest
from icetracks_samples import naive_rows

from nusources.catalogs.tracks.icetracks import (
    count_duplicates,
    read_effective_area,
    read_effective_area_3year,
    read_events,
    read_ic79_archive,
    read_uptime,
    write_effective_area,
    write_events,
    write_uptime,
)

LIVETIMES = {  # runs of each season and their summed length [d], as documented with the mirror
    "IC40": (1420, 376.36),
    "IC59": (1238, 353.58),
    "IC79": (1049, 316.05),
    "IC86_I": (1081, 332.96),
    "IC86_II": (1189, 331.98),
    "IC86_III": (1533, 362.94),
    "IC86_IV": (1360, 370.68),
    "IC86_V": (1343, 365.35),
    "IC86_VI": (1249, 357.33),
    "IC86_VII": (1444, 410.64),
}
IC40_BLOB = "74a3be0fd0476cb9ae5a8b693fd10e1e771aa7c6"


def test_official_ic40_events(mirror, tmp_path):
    path = mirror / "icecube_10year_ps" / "events" / "IC40_exp.csv.gz"
    events = read_events(path)
    assert len(events) == 36_900
    assert events["dec"].min() == -89.955
    assert events["dec"].max() == 89.569
    assert events["ang_err"].min() == 0.2  # floor of the release
    assert count_duplicates(events) == 0
    write_events(tmp_path / "IC40_exp.csv", events)
    written = (tmp_path / "IC40_exp.csv").read_bytes()
    assert written == gzip.decompress(path.read_bytes())
    blob = hashlib.sha1(b"blob %d\0" % len(written) + written, usedforsecurity=False)
    assert blob.hexdigest() == IC40_BLOB


@pytest.mark.parametrize("season", LIVETIMES)
def test_official_uptimes(mirror, tmp_path, season):
    path = mirror / "icecube_10year_ps" / "uptime" / f"{season}_exp.csv"
    uptime = read_uptime(path)
    runs, livetime = LIVETIMES[season]
    assert len(uptime) == runs
    total = (uptime["mjd_stop"] - uptime["mjd_start"]).sum()
    assert total == pytest.approx(livetime, abs=0.005)  # documented to two decimals
    write_uptime(tmp_path / "out", uptime)
    assert (tmp_path / "out").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("season", ["IC40", "IC59", "IC79", "IC86_I", "IC86_II"])
def test_official_effective_areas(mirror, tmp_path, season):
    path = mirror / "icecube_10year_ps" / "irfs" / f"{season}_effectiveArea.csv"
    table = read_effective_area(path)
    assert len(table) == 2000
    assert len(table.drop_duplicates(["log10_energy_min", "log10_energy_max"])) == 40
    assert len(table.drop_duplicates(["dec_min", "dec_max"])) == 50
    write_effective_area(tmp_path / "out", table)
    assert (tmp_path / "out").read_bytes() == path.read_bytes()


def test_official_ic79_archive(mirror):
    events = read_ic79_archive(mirror / "icecube_3year_ps" / "IC79-2010-events.npz")
    assert len(events) == 93_133
    assert (events["ang_err"] < 0.2).sum() == 9_114
    assert (np.diff(events["mjd"]) > 0).all()
    assert count_duplicates(events) == 0


@pytest.mark.parametrize("season", ["IC79-2010", "IC86-2011", "IC86-2012"])
def test_official_three_year_areas(mirror, tmp_path, season):
    path = mirror / "icecube_3year_ps" / f"{season}-TabulatedAeff.txt.gz"
    table = read_effective_area_3year(path)
    assert len(table) == 70 * 200
    assert (table["dec_min"].iloc[0], table["dec_max"].iloc[-1]) == (-90.0, 90.0)
    first = naive_rows(gzip.decompress(path.read_bytes()))[0]  # 100 GeV, cos(zenith) from -1
    straight_up = table[(table["dec_max"] == 90.0) & (table["log10_energy_min"] == 2.0)]
    np.testing.assert_allclose(straight_up["effective_area"], first[4] * 1e4, rtol=1e-14)


def test_ten_year_and_three_year_ic79_areas_are_in_the_same_unit_and_sky(mirror):
    new = read_effective_area(mirror / "icecube_10year_ps" / "irfs" / "IC79_effectiveArea.csv")
    old = read_effective_area_3year(mirror / "icecube_3year_ps" / "IC79-2010-TabulatedAeff.txt.gz")
    # horizon at about 1 PeV: two reductions of one detector differ by less than a factor of 2
    at = "dec_min > 4 and dec_max < 24 and log10_energy_min > 5.79 and log10_energy_max < 6.21"
    ratio = new.query(at)["effective_area"].mean() / old.query(at)["effective_area"].mean()
    assert 0.5 < ratio < 2.0
