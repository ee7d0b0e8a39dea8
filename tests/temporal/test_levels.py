"""Flare levels, and samples as configured: limits, faint sources, and sources without levels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.catalogs.alerts.alert_list import ERRORS
from nusources.temporal.levels import (
    NO_CURVE,
    NO_DETECTION,
    NOT_QUIESCENT,
    TOO_FAINT,
    USED,
    flare_levels,
)
from nusources.temporal.pairs import pairs_within
from nusources.temporal.samples import OUTSIDE_REGIONS, TimeTables, windows_of

READINGS = {"alerts": "away_from_plane", "control_regions": "analysis"}
READINGS |= {"limits": "left_out", "faint": "left_out"}
BAND = "xray"
OWN = {"name": "S", "of": "S", "band": BAND}


def points() -> pd.DataFrame:
    """Five curves: usual, only limits, too few, faint, without a quiescent flux above zero."""
    rows = [
        ("a", 10.0, 4.0, False, False),
        ("a", 12.0, 2.0, True, False),
        ("a", 11.0, 6.0, False, False),
        ("a", 13.0, 9.0, False, True),
        ("limits", 10.0, 1.0, True, False),
        ("few", 10.0, 1.0, False, False),
        ("faint", 10.0, 3.0, False, False),
        ("zero", 10.0, 3.0, False, False),
    ]
    columns = ["source_name", "mjd", "flux", "is_upper_limit", "is_artificial"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(mjd_start=table["mjd"] - 1, mjd_stop=table["mjd"] + 2)


def measures() -> pd.DataFrame:
    rows = [("a", 2.0, 0.5), ("limits", 1.0, 0.1), ("few", np.nan, np.nan)]
    rows += [("faint", 1.0, 1.5), ("zero", 0.0, 0.0)]
    columns = ["source_name", "quiescent_flux", "quiescent_error"]
    return pd.DataFrame(rows, columns=columns).assign(band=BAND)


def links() -> pd.DataFrame:
    names = ["none", "a", "limits", "few", "faint", "zero"]
    curves = [None, "a", "limits", "few", "faint", "zero"]
    table = pd.DataFrame({"source_name": [f"the {one}" for one in names], "curve_name": curves})
    return table.assign(sample="S", band=BAND)


def test_levels_are_fluxes_over_quiescent_fluxes_in_order_of_time():
    levels, status = flare_levels(links(), points(), measures())
    assert levels.names.tolist() == ["the a"]
    assert levels.mjd.tolist() == [10.0, 11.0]
    assert levels.level.tolist() == [2.0, 3.0]
    assert levels.half_bin.tolist() == [1.5, 1.5]
    expected = [NO_CURVE, USED, NO_DETECTION, NOT_QUIESCENT, TOO_FAINT, TOO_FAINT]
    assert status["status"].tolist() == expected


def test_limits_may_count_at_their_value():
    levels, status = flare_levels(links(), points(), measures(), limits="at_value")
    assert levels.names.tolist() == ["the a", "the limits"]
    assert levels.level.tolist() == [2.0, 3.0, 1.0, 1.0]
    assert status["status"].tolist()[2] == USED


def test_faint_quiescent_fluxes_may_be_floored_at_their_error():
    levels, status = flare_levels(links(), points(), measures(), faint="floored")
    assert levels.names.tolist() == ["the a", "the faint"]
    assert levels.level.tolist() == [2.0, 3.0, 2.0]
    # An error of zero is no floor.
    assert status["status"].tolist()[-2:] == [USED, TOO_FAINT]


def tables(**changed: str) -> TimeTables:
    """Sources in two regions; one alert far from the plane, one near it, one not in the sample."""
    alerts = pd.DataFrame(
        {"ra": [180.0, 266.0, 100.0], "dec": [10.0, -20.0, 10.0], "mjd": [10.0, 11.0, 12.0]}
    )
    axes = dict.fromkeys(ERRORS, 2.0)
    alerts = alerts.assign(**axes, in_sample=[True, True, False], region="ellipse")
    sources = pd.DataFrame(
        {
            "source_name": ["the a", "the faint", "the limits"],
            "ra": [180.0, 266.0, 20.0],
            "dec": [10.0, -20.0, 0.0],
        }
    ).assign(sample="S")
    regions = {"shape": "ellipse", "ra_errors": "coordinate"}
    curves = {BAND: points()}
    own = READINGS | {"faint": "floored"} | changed
    return TimeTables(alerts, sources, links(), measures(), curves, (60.0, 10.0), regions, own)


def test_alerts_and_controls_are_those_that_are_configured():
    sample, _ = tables().configured(OWN)
    source, time, outside = pairs_within(sample, 1.0)
    assert (source.tolist(), time.tolist(), outside.tolist()) == ([0], [10.0], [1])
    sample, _ = tables(alerts="all").configured(OWN)
    assert pairs_within(sample, 1.0)[0].tolist() == [0, 1]
    sample, _ = tables(control_regions="all").configured(OWN)
    assert pairs_within(sample, 1.0)[0].tolist() == [0]
    assert pairs_within(sample, 1.0)[2].tolist() == []


def test_other_readings_of_a_sample_are_those_that_are_not_configured():
    others = tables().under_other_readings(OWN)
    assert set(others) == {
        ("alerts", "all"),
        ("shape", "rectangle"),
        (OUTSIDE_REGIONS, "all alerts"),
        ("limits", "at_value"),
        ("faint", "left_out"),
    }
    assert others["alerts", "all"].mjd.tolist() == [10.0, 11.0]
    assert others["shape", "rectangle"].shape == "rectangle"
    assert others["limits", "at_value"].curves.level.tolist() == [2.0, 3.0, 1.0, 2.0, 1.0]
    assert others["faint", "left_out"].curves.names.tolist() == ["the a"]
    assert pairs_within(others[OUTSIDE_REGIONS, "all alerts"], 1.0)[2].tolist() == []
    swapped = tables(alerts="all", control_regions="all").under_other_readings(OWN)
    assert swapped["alerts", "away_from_plane"].mjd.tolist() == [10.0]
    assert swapped[OUTSIDE_REGIONS, "analysis alerts"].also_outside is None


@pytest.mark.parametrize(
    ("key", "field", "choice"),
    [
        ("bins", "bins", "overlap"),
        ("shift_sign", "sign", "observations_shifted"),
        ("level_cut", "level_cut", "whole_sources"),
        ("mean_over", "mean_over", "pairs"),
        ("two_regions", "two_regions", "windows_joined"),
    ],
)
def test_windows_are_read_as_configured(key, field, choice):
    readings = {"bins": "midpoint", "shift_sign": "flare_follows", "level_cut": "detections"}
    readings |= {"mean_over": "detections", "two_regions": "two_pairs"}
    settings = {"levels": [0, 1.5], "readings": readings}
    before = windows_of(settings, 30.0)
    after = windows_of(settings | {"readings": readings | {key: choice}}, 30.0)
    changed = [one for one in vars(before) if getattr(before, one) != getattr(after, one)]
    assert changed == [field]
    assert getattr(after, field) == choice
