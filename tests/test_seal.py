"""The seal on the null distribution."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from nusources.errors import InputDataError
from nusources.seal import check_seal, seal_of, seal_of_trials

COUNTS = np.arange(24, dtype=np.int32).reshape(4, 2, 3)
AXES = {"scrambles": 4, "groups": ["A", "B"], "thresholds": [4.8, 5.0, 6.0]}
TRIALS = pd.DataFrame(
    {
        "sample": ["IC40", "IC40", "IC40", "IC79", "IC79", "IC79"],
        "source": ["X", "Y", "X", "X", "X", "Y"],
        "trial": [0, 0, 1, 0, 1, 0],
        "n_signal": [1.5, 0.0, 2.5, 0.25, 7.0, 3.0],
    }
)
NAMES = ("sample", "source")


def test_the_same_null_fits_its_seal_whatever_its_layout_in_memory():
    seal = seal_of(COUNTS, AXES)
    check_seal(seal, seal_of(COUNTS.astype(np.int64), AXES), "null.json")
    check_seal(seal, seal_of(np.asfortranarray(COUNTS), AXES), "null.json")
    check_seal(seal, seal_of(COUNTS, AXES | {"thresholds": np.array([4.8, 5, 6])}), "null.json")


@pytest.mark.parametrize(
    ("counts", "axes", "key"),
    [
        (COUNTS + (COUNTS == 7), {}, "sha256"),  # one count of one trial
        (COUNTS[::-1], {}, "sha256"),
        (COUNTS[:3], {"scrambles": 3}, "sha256"),
        (COUNTS, {"groups": ["A", "C"]}, "groups"),
        (COUNTS, {"thresholds": [4.8, 5.0, 6.1]}, "thresholds"),
        (COUNTS.reshape(8, 1, 3), {"scrambles": 8, "groups": ["A"]}, "scrambles"),
        (COUNTS[..., np.newaxis], {"bands": 1}, "bands"),
    ],
)
def test_any_other_null_is_refused(counts, axes, key):
    with pytest.raises(InputDataError, match=rf"null.json, column '{key}'.*not the one that was"):
        check_seal(seal_of(COUNTS, AXES), seal_of(counts, AXES | axes), "null.json")


def test_what_the_seal_names_must_be_there():
    seal = seal_of(COUNTS[..., np.newaxis], AXES | {"bands": 1})
    with pytest.raises(InputDataError, match="column 'bands'"):
        check_seal(seal, seal_of(COUNTS, AXES), "null.json")


def test_fractions_are_sealed_to_the_last_bit():
    values = np.array([0.1, 0.2])
    assert seal_of(values, {"trials": 2})["sha256"] == hashlib.sha256(values.tobytes()).hexdigest()
    assert seal_of(values, {"trials": 2}) != seal_of(np.nextafter(values, 1), {"trials": 2})


@pytest.mark.parametrize("axes", [{"trials": 4}, AXES | {"scrambles": 3}, AXES | {"groups": ["A"]}])
def test_axes_must_fit_the_array(axes):
    with pytest.raises(ValueError, match=r"shape \(4, 2, 3\)"):
        seal_of(COUNTS, axes)


def test_seal_of_trials_by_hand():
    seal = seal_of_trials(TRIALS, NAMES, ["n_signal"])
    assert seal["searches"] == ["IC40/X", "IC40/Y", "IC79/X", "IC79/Y"]
    assert (seal["trials"], seal["values"]) == (2, ["n_signal"])
    grid = np.array([1.5, 2.5, 0.0, np.nan, 0.25, 7.0, 3.0, np.nan])
    assert seal["sha256"] == hashlib.sha256(grid.tobytes()).hexdigest()
    check_seal(seal, seal_of_trials(TRIALS.iloc[::-1], NAMES, ["n_signal"]), "null.json")


@pytest.mark.parametrize(
    "other",
    [
        TRIALS.iloc[:-1],
        TRIALS.assign(sample="IC40", source=list("XYXZZW")),
        TRIALS.assign(n_signal=TRIALS["n_signal"] + 1e-12),
        TRIALS.assign(trial=[1, 0, 0, 0, 1, 0]),
    ],
)
def test_other_trials_have_another_seal(other):
    with pytest.raises(InputDataError, match="not the one that was sealed"):
        check_seal(
            seal_of_trials(TRIALS, NAMES, ["n_signal"]),
            seal_of_trials(other, NAMES, ["n_signal"]),
            "null.json",
        )
