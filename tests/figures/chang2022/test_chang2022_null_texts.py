"""What captions and cards say about null hypotheses."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from nusources.figures.chang2022.null_texts import (
    null_differences,
    null_text,
    nulls_of,
    significance,
)
from nusources.figures.house.inputs import Inputs

LABELS = {"TXS_like": "TXS-like", "CFS": "CFS", "bzcat5": "5BZCAT"}


def comparison(own: float, others: dict[str, float], n_trials: dict[str, int] | None = None):
    """Rows of one group and threshold; its own null is that of scrambled events, and exact."""
    nulls = {"event_ra": own, **others}
    trials = {"source_ra": 100_000, "source_band": 1000} | (n_trials or {})
    return pd.DataFrame(
        {
            "null": list(nulls),
            "role": ["own", *["other"] * len(others)],
            "group": "bzcat5",
            "log10_energy_min": 4.8,
            "n_observed": 1460,
            "n_expected": np.arange(len(nulls)) + 1464.5,
            "sigma": 38.0,
            "p_value": list(nulls.values()),
            "n_trials": [trials.get(null, 0) for null in nulls],
        }
    )


def test_captions_name_the_null():
    scrambled = "each source's right ascension scrambled"
    exact = "each event's right ascension scrambled (exact distribution)"
    assert null_text({"CFS": "source_ra"}, LABELS, 100_000) == f"{scrambled} 100,000 times"
    assert null_text({"bzcat5": "event_ra"}, LABELS, 100_000) == exact
    mixed = {"bzcat5": "event_ra", "CFS": "source_ra", "TXS_like": "source_ra"}
    assert null_text(mixed, LABELS) == f"{scrambled} for TXS-like and CFS; {exact} for 5BZCAT"


def test_made_up_groups_have_the_null_of_the_paper():
    found = nulls_of(Inputs({}, {"group_nulls": {"mine": "event_ra"}}), ["mine", "isotropic"])
    assert found == {"mine": "event_ra", "isotropic": "source_ra"}


def test_a_notable_difference_is_told_with_its_numbers():
    """p = .5 is 0 sigma, p = .9 is -1.28 sigma."""
    (sentence,) = null_differences(comparison(0.5, {"source_ra": 0.9}), LABELS)
    assert "4.8 its own, each event's R.A., gives p = 0.5 with 1464.5 events expected" in sentence
    assert "each source's R.A. (the paper) gives p = 0.9 with 1465.5" in sentence
    assert sentence.endswith("Significances more than 0.2 apart: one comparison.")


@pytest.mark.parametrize(("difference", "is_told"), [(0.19, False), (0.21, True), (-0.21, True)])
def test_the_border_is_a_fifth_of_a_sigma(difference, is_told):
    other = norm.sf(1.0 + difference)
    told = null_differences(comparison(norm.sf(1.0), {"catalogue_rotation": other}), LABELS)
    assert bool(told) == is_told


def test_noise_of_few_trials_is_not_told():
    """p = .02 of 100 trials: .02 +- .014, a difference of .4 sigma to .05, is no two errors."""
    rows = comparison(0.05, {"source_band": 0.02}, {"source_band": 100})
    assert not null_differences(rows, LABELS)
    assert null_differences(rows.assign(n_trials=[0, 100_000]), LABELS)


def test_groups_that_are_not_shown_and_tables_that_are_not_there():
    rows = comparison(0.5, {"source_ra": 0.9})
    assert null_differences(rows, LABELS, ["CFS"]) == []
    assert null_differences(None, LABELS) == []


def test_significances_and_their_errors():
    """The error of z is that of p over the normal density; exact p-values have none."""
    z, error = significance(pd.Series([0.5, 1.0, 0.02275]), pd.Series([0, 1000, 10_000]))
    assert z.tolist() == pytest.approx([0.0, -3.0, 2.0], abs=1e-3)
    expected = math.sqrt(0.02275 * 0.97725 / 1e4) / norm.pdf(2)
    assert error.tolist() == pytest.approx([0.0, 0.0, expected], rel=1e-3)
