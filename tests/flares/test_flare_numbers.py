"""Counts of the flow, and what cannot be counted."""

import numpy as np
import pandas as pd
import pytest

from nusources.flares.curve_numbers import (
    TXS_0506,
    mean_interval,
    member_numbers,
    n_of_other_band,
    txs_lag,
)
from nusources.flares.numbers import (
    NO_CURVES,
    NO_LAG,
    TXS_LAG,
    class_numbers,
    published_flares,
)

SIMULATED = {"real": [], "simulated": ["lat_aperture"], "own": []}


def classes(**columns):
    base = {
        "sample": "FIBS",
        "source_name": list("abcdef"),
        "gamma_name": list("abcdef"),
        "class": ["TXS_like", "unconfirmed", "uncertain", "NFS", "gamma_only", "no_flare"],
        "aperture_class": ["TXS_like", "TXS_like", "uncertain", "NFS", "gamma_only", "no_flare"],
        "has_infrared_flare": [True, True, True, True, False, False],
        "has_gamma_flare": [True, True, True, True, True, False],
        "has_low_variability_index": [True, True, True, False, False, False],
        "is_potential_neutrino_source": [True, False, False, False, False, False],
        "is_second_pass": False,
    }
    table = pd.DataFrame(base | columns)
    table.attrs = SIMULATED
    return table


def measures():
    ratios = {"block_ratio": [1.0, 1.5, 9.0, 3.0, 3.0, 3.0]}
    quiet = {"quiet_deviation_ratio": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]}
    table = pd.DataFrame({"source_name": list("abcdef"), "band": "gamma_ray"} | ratios | quiet)
    table.attrs = SIMULATED
    return table


def test_flow_and_quartiles():
    found = class_numbers(classes(), measures())
    wanted = {"both_flare": 4, "removed": 1, "remaining": 3, "TXS_like_by_aperture": 2}
    wanted |= {"TXS_like": 1, "NFS": 1, "CFS": 0, "gamma_only": 1, "unconfirmed": 1}
    wanted |= {"sources": 6, "potential_neutrino_sources": 1}
    wanted |= {"block_ratio_median": 1.5, "quiet_ratio_third_quartile": 0.325}
    for name, value in wanted.items():
        assert found[f"flares.FIBS.{name}"] == pytest.approx(value), name


def test_without_curves_numbers_are_missing():
    published = pd.DataFrame(
        {"id": ["flares.FIBS.both_flare", "flares.x", "table2.a"], "untestable": ["", "no", ""]}
    )
    parents = [classes().attrs, measures().attrs]
    found = published_flares(class_numbers(classes(), measures()), published, parents)
    assert found["id"].tolist() == ["flares.FIBS.both_flare"]
    assert found["ours"].tolist() == [4.0]
    none = classes(**{"class": "no_curve", "aperture_class": "no_curve"})
    found = published_flares(class_numbers(none, measures()), published, parents)
    assert found["missing"].tolist() == [NO_CURVES]


def test_lag_of_txs_0506_is_missing_where_the_rule_finds_none():
    ra, dec = TXS_0506
    table = classes(ra=[ra + 0.001, 80, 90, 90, 90, 90], dec=dec, lag_days=[310.0, 20, 1, 1, 1, 1])
    assert txs_lag(table, 10 / 3600) == 310
    assert np.isnan(txs_lag(table.iloc[1:], 10 / 3600))
    published = pd.DataFrame({"id": [TXS_LAG], "untestable": [""]})
    found = published_flares({TXS_LAG: np.nan, "flares.x": 1.0}, published, [table.attrs])
    assert found["missing"].tolist() == [NO_LAG]


def test_mean_interval_leaves_the_break_and_artificial_points_aside():
    mjd = [0.0, 180.0, 1180.0, 1400.0, 600.0, 5.0, 105.0]
    points = pd.DataFrame({"source_name": list("aaaaabb"), "mjd": mjd, "is_artificial": False})
    points.loc[4, "is_artificial"] = True
    assert mean_interval(points, 900) == pytest.approx((180 + 220 + 100) / 3)


def test_sources_never_measured_in_band_3():
    links = pd.DataFrame(
        {
            "sample": ["ACC_Fermi"] * 3 + ["ACC"],
            "band": ["millimetre", "millimetre", "gamma_ray", "millimetre"],
            "curve_name": ["a", "b", "c", "d"],
        }
    )
    measurements = pd.DataFrame({"source_name": ["a", "b", "b", "d"], "band": [6, 3, 6, 7]})
    assert n_of_other_band(links, measurements) == 1
    assert np.isnan(n_of_other_band(links.iloc[3:], measurements))


def test_members_agree_by_gamma_ray_name_and_class():
    table = classes(gamma_name=["4FGL J1.0+1", "4FGL J2.0+2", None, "x", "y", "z"])
    listed = pd.DataFrame(
        {"group": ["TXS_like", "TXS_like", "CFS"], "name_4fgl": ["4FGLJ1.0+1", "4FGLJ2.0+2", "z"]}
    )
    found = member_numbers(table, listed)
    assert found == {"table4.n_agree": 1.0, "table5.n_agree": 0.0}
