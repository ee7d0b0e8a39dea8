"""Counts of the flow, and what cannot be counted."""

import pandas as pd
import pytest

from nusources.flares.numbers import NO_CURVES, class_numbers, published_flares

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
    wanted |= {"block_ratio_median": 1.5, "quiet_ratio_third_quartile": 0.475}
    for name, value in wanted.items():
        assert found[f"flares.FIBS.{name}"] == pytest.approx(value), name


def test_without_curves_numbers_are_missing():
    published = pd.DataFrame(
        {"id": ["flares.FIBS.both_flare", "flares.x", "table2.a"], "untestable": ["", "no", ""]}
    )
    found = published_flares(classes(), measures(), published)
    assert found["id"].tolist() == ["flares.FIBS.both_flare"]
    assert found["ours"].tolist() == [4.0]
    none = classes(**{"class": "no_curve", "aperture_class": "no_curve"})
    found = published_flares(none, measures(), published)
    assert found["missing"].tolist() == [NO_CURVES]
