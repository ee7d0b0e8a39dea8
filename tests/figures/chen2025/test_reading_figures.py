"""Figures of readings and improvements, of fraction and exponent, and the table of estimators."""

from __future__ import annotations

import numpy as np
import pytest
from chen2025_forecast_pages import many
from chen2025_forecast_tables import estimator_table

from nusources.figures.chen2025.curves import (
    draw_fraction_and_exponent,
    prepare_fraction_and_exponent,
)
from nusources.figures.chen2025.estimators import prepare_estimators
from nusources.figures.chen2025.reading_labels import CHOICES, SUBJECTS, label_of
from nusources.figures.chen2025.readings import prepare_readings
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.preparing import read_file

FACTS = {"size": "double", "simulated": []}


def test_captions_name_detector_and_threshold_and_how_many_agn():
    _, facts = prepare_readings(Inputs(many(), FACTS))
    assert facts["scenario"] == "IceCube-Gen2 above 100 TeV"
    assert facts["rule_text"] == "the 98 AGN that the rule of separations allows"
    forecasts = many()["forecasts"].assign(n_sources=130, flux_min=2.4e-13)
    _, facts = prepare_readings(Inputs(many() | {"forecasts": forecasts}, FACTS))
    assert facts["rule_text"].endswith(
        "(Figure 5 and the answer: 130, above 2.4 × 10⁻¹³ erg cm⁻² s⁻¹)"
    )


def test_a_detector_without_a_label_has_its_name():
    forecasts = many()["forecasts"].assign(detector="mine", threshold_tev=60.0)
    _, facts = prepare_readings(Inputs(many() | {"forecasts": forecasts}, FACTS))
    assert facts["scenario"] == "mine above 60 TeV"


def test_rows_have_words_in_place_of_keys():
    readings = many()["readings"].copy()
    readings.loc[readings["subject"] == "subject_2", "subject"] = "hard_agn"
    readings.loc[readings["choice"] == "another_choice_2", "choice"] = "25_percent_unknown"
    labels = prepare_readings(Inputs(many() | {"readings": readings}, FACTS))[0]["label"]
    assert labels[0] == "default"
    assert "neutrinos from: 25 % of AGN, unknown" in set(labels)
    assert "subject 1: another choice 1" in set(labels)
    assert not labels.str.contains("_").any()
    assert label_of("scatter", "0.3_dex_in_truth") == "neutrinos about fluxes: 0.3 dex in truth"
    # No two rows are called the same, and none is too long for its place.
    assert len(set(CHOICES.values())) == len(CHOICES)
    assert max(map(len, SUBJECTS.values())) < 36


def test_a_fit_without_scatter_has_no_ratio(repository):
    table = estimator_table()
    table.loc[table["estimator"] == "unnormalised_weights", "scatter"] = 0.0
    published = read_file(repository / "data" / "published" / "chen2025.csv")
    tables = {"estimators": table, "published": published}
    found, facts = prepare_estimators(Inputs(tables, FACTS))
    at = found.set_index("label")
    row = at.loc["weights not renormalised after the cut"]
    assert np.isnan(row[["snr", "snr_error"]].astype(float)).all()
    assert at["snr"].isna().sum() == 1
    assert row["bias_two"] == pytest.approx(-0.2)
    assert "not renormalised" not in facts["near_text"]


@pytest.mark.parametrize(
    ("bias_two", "bias_three", "scatter", "is_near", "has_both"),
    [
        (-0.2, 0.0, 0.1, True, True),
        (-0.2, -0.1, 0.08, True, False),  # not recovered at three widths
        (0.0, 0.0, 0.1, True, False),  # not too low at two
        (-0.2, 0.0, 0.05, False, False),  # a ratio of 10
    ],
)
def test_ways_to_fit_that_give_what_is_printed(
    bias_two, bias_three, scatter, is_near, has_both, repository
):
    table = estimator_table()
    table["scatter"] = 0.01  # all others: ratios above 20
    own = (table["estimator"] == "nearest") & (table["psf_sigma"] == 0.1)
    over = table["separation"] / table["psf_sigma"]
    table.loc[own, "scatter"] = scatter
    table.loc[own & np.isclose(over, 2), "bias"] = bias_two
    table.loc[own & np.isclose(over, 3), "bias"] = bias_three
    published = read_file(repository / "data" / "published" / "chen2025.csv")
    _, facts = prepare_estimators(Inputs({"estimators": table, "published": published}, FACTS))
    name = "S of the nearest source only"
    assert facts["near_text"] == (name if is_near else "none")
    assert facts["both_text"] == (name if has_both else "none")


def test_the_ratio_for_exponents_is_on_a_logarithmic_axis(repository):
    published = read_file(repository / "data" / "published" / "chen2025.csv")
    inputs = Inputs(many() | {"published": published}, FACTS)
    figure = draw_fraction_and_exponent(*prepare_fraction_and_exponent(inputs))
    left, right = figure.axes
    assert (left.get_yscale(), right.get_yscale()) == ("linear", "log")
