"""Events around TXS 0506+056, and of the first year of IC86."""

from functools import partial

import numpy as np
import pytest
from icetracks_samples import put, refused
from release_samples import EVENTS_2011, PROXY_SHARES, SAMPLES, TXS_AREA, TXS_EVENTS

from nusources.catalogs.tracks.older_tracks import (
    read_area_2011,
    read_proxy_shares,
    read_track_samples,
    read_tracks_2011,
    read_txs_area,
    read_txs_tracks,
)
from nusources.sky import angular_separation

COUNTS = {"IC40": 31, "IC59": 109, "IC79": 97, "IC86a": 109, "IC86b": 320, "IC86c": 591}


txs_tracks = partial(read_txs_tracks, season="IC40")
txs_area = partial(read_txs_area, season="IC40")
tracks_2011 = partial(read_tracks_2011, season="IC86_2011")


def test_official_samples_of_txs0506(mirror):
    folder = mirror / "txs0506_point_source"
    samples = read_track_samples(folder / "list_of_samples.txt").set_index("season")
    assert samples["mjd_start"].iloc[1:].tolist() == samples["mjd_stop"].iloc[:-1].tolist()
    for season, n_events in COUNTS.items():
        table = read_txs_tracks(folder / f"events_{season}.txt", season)
        assert len(table) == n_events
        start, stop = samples.loc[season, ["mjd_start", "mjd_stop"]]
        assert table["mjd"].between(start, stop + 1).all()
        apart = angular_separation(table["ra"], table["dec"], 77.3582, 5.6931)
        assert apart.max() < 3.01  # positions are printed with two decimals
        # Mean density at this declination times the area of the circle: within 4 Poisson errors.
        expected = samples.loc[season, "event_density"] * np.pi * 3**2
        assert n_events == pytest.approx(expected, abs=4 * np.sqrt(expected))
        assert len(read_txs_area(folder / f"Aeff_{season}.txt", season)) == 70


def test_official_proxy_shares(mirror):
    table = read_proxy_shares(mirror / "txs0506_point_source" / "Fig_S4_tabulated.txt")
    assert len(table) == 28 * 22
    sums = table.groupby("true_log10_energy_min")["fraction"].sum()
    np.testing.assert_allclose(sums, 1, atol=2e-3)  # printed with three digits
    assert (table["log10_energy_min"].min(), table["log10_energy_max"].max()) == (2.6, 7.0)


def test_official_events_of_2011(mirror):
    folder = mirror / "icecube_ps_ic86_2011"
    up = tracks_2011(folder / "upgoing_events.txt.gz")
    down = tracks_2011(folder / "downgoing_events.txt.gz")
    assert (len(up), len(down)) == (69_227, 69_095)
    assert (up["dec"].min(), up["dec"].max()) == (-5.1, 89.9)
    assert (down["dec"].min(), down["dec"].max()) == (-90.0, -5.0)
    assert (up["ang_err"].max(), down["ang_err"].max()) == (149.0, 495.8)
    assert (up["mjd"].min(), up["mjd"].max()) == (55694, 56062)
    assert len(read_area_2011(folder / "TabulatedAeff.txt.gz", "IC86_2011")) == 14_000


def test_columns_are_found_by_name(tmp_path):
    table = txs_tracks(put(tmp_path, TXS_EVENTS))
    assert table["ang_err"].tolist() == [0.5, 0.75]
    assert table["log10_energy"].tolist() == [3.25, 3.75]
    assert tracks_2011(put(tmp_path, EVENTS_2011))["ang_err"].tolist() == [0.0, 149.5]
    assert txs_area(put(tmp_path, TXS_AREA))["effective_area"].tolist() == [0.0, 0.25]


def test_energies_of_the_proxy_are_in_gev(tmp_path):
    table = read_proxy_shares(put(tmp_path, PROXY_SHARES))
    assert len(table) == 44
    second = table[table["true_log10_energy_min"] == 2.25]
    assert second["fraction"].tolist()[:3] == [0.125, 0.75, 0.0]
    assert second["log10_energy_max"].tolist()[:2] == [2.8, 3.0]


def test_dates_become_mjd(tmp_path):
    table = read_track_samples(put(tmp_path, SAMPLES))
    # 2001 April 5 and 2003 February 28 are MJD 52004 and 52698.
    assert (table["mjd_start"][0], table["mjd_stop"][1]) == (52004.0, 52698.0)
    assert table["relative_error"].tolist() == [0.04, 0.01]


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (txs_tracks, TXS_EVENTS.replace(b"7.75", b"97.75"), ["'dec'", "at most 90"]),
        (txs_tracks, TXS_EVENTS.replace(b" 0.50 ", b" nan "), ["row 2", "'Unc_deg'", "'nan'"]),
        (txs_tracks, TXS_EVENTS.replace(b"Unc_deg", b"Unc"), ["unknown header line"]),
        (txs_tracks, TXS_EVENTS.replace(b"76.50", b""), ["row 3", "4 cells instead of 5"]),
        (tracks_2011, EVENTS_2011.replace(b"275.5", b"475.5"), ["'ra'", "at most 360"]),
        (tracks_2011, EVENTS_2011[:-1], ["cut off"]),
        (txs_area, TXS_AREA.replace(b"2.1              2.2", b"2.15  2.2"), ["row 3", "adjoin"]),
        (txs_area, TXS_AREA.replace(b"2.500e-05", b"-2.5"), ["'effective_area'", "at least 0"]),
        (
            read_proxy_shares,
            PROXY_SHARES.replace(b"-0.75 , ", b"-0.75 ; ", 1),
            ["row 4", "'comma'"],
        ),
        (
            read_proxy_shares,
            PROXY_SHARES.replace(b"7.50e-01", b"7.50"),
            ["'fraction'", "at most 1"],
        ),
        (read_proxy_shares, PROXY_SHARES.replace(b"from -0.4", b"from 0.4"), ["unknown header"]),
        (read_track_samples, SAMPLES.replace(b"Feb 28", b"Feb 30"), ["row 3", "not a sample"]),
        (read_track_samples, SAMPLES.replace(b"4%", b"4"), ["row 2", "not a sample"]),
        (txs_area, b"", ["empty file"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)
