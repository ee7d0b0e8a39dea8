"""What is said of a user's light curve: whole sentences from tables of the stage."""

from __future__ import annotations

import pandas as pd
import pytest
from curves_of_users import found, points

from nusources.answers.house.answer import Results
from nusources.answers.user_curve.curve import answer
from nusources.contracts.user_curve import USER_LAGS

STEP = [1.0] * 6 + [5.0] * 4


def told(*bands: pd.DataFrame, lags: pd.DataFrame | None = None):
    curve = pd.concat(bands, ignore_index=True)
    _, measures, flares = found(curve)
    lags = USER_LAGS.empty() if lags is None else lags
    made = {"points": curve, "measures": measures, "flares": flares, "lags": lags}
    return answer(Results([], made, {}))


def test_one_band():
    one = told(points(flux=STEP))
    assert one.question == "When does your source flare, and how does it vary?"
    assert one.headline == "mine: 1 flare among 10 points"
    assert one.sentences == (
        "flux: 10 points from MJD 58000.00 to 58090.00, in 2 blocks (false-alarm probability "
        "0.01); quiescent flux 1.000 ± 0.058 mJy, mean 2.6, standard deviation 2.07, normalised "
        "excess variance 0.63; blocks above 3.69 mJy flare.",
        "Flares of flux: MJD 58055.00 to 58090.00 (35 d, up to 5.000 ± 0.050 mJy, 5 times "
        "quiescent).",
    )
    assert one.untested.startswith("Not tested: whether errors are normal and independent")
    assert (one.input, one.p_global) == ("real", None)


def test_bands_without_flares_and_without_blocks():
    one = told(
        points("V", flux=[1.0, 1.05, 0.95, 1.0, 1.02]),
        points("radio", flux=[1.0, 2.0, 3.0], limits=True),
        points("UV", flux=[2.0]),
    )
    assert one.headline == (
        "mine: no flare among 5 points in V, no flare among 3 points in radio and no flare among 1 "
        "point in UV"
    )
    assert one.sentences[1:] == (
        "radio: 3 points, 3 of them upper limits, from MJD 58000.00 to 58020.00; left out: upper "
        "limits only.",
        "UV: 1 point from MJD 58000.0 to 58000.0; left out: fewer than 3 points.",
    )


def test_flares_are_told_with_their_band():
    one = told(points("a", flux=STEP), points("b", flux=STEP[::-1]))
    assert one.sentences[1].startswith("Flares of a: MJD 58055.00 to 58090.00 (35 d,")
    assert one.sentences[3].startswith("Flares of b: MJD 58000.00 to 58035.00 (35 d,")
    assert [text.count("MJD") for text in one.sentences] == [1, 1, 1, 1]


def test_many_flares_are_counted():
    one = told(points(flux=([1.0] * 8 + [9.0] * 2) * 7))
    assert one.sentences[1].endswith("; 2 more flares.")


@pytest.fixture
def lag() -> dict:
    return {
        **{"source_name": "mine", "first_band": "a", "second_band": "b", "status": "used"},
        **{"n_first": 20, "n_second": 20, "n_bins": 9, "peak_lag": 75.0, "peak_correlation": 0.8},
        **{"peak_error": 0.1, "gaussian_lag": 86.4, "gaussian_sigma": 52.0, "iccf_lag": 105.0},
        **{"p_value": 0.032, "first_days": 30.0, "second_days": 40.0, "both_days": 20.0},
        "simultaneous_ratio": 2 / 9,
    }


def two_bands(lag: dict):
    return told(points("a", flux=STEP), points("b", flux=STEP), lags=pd.DataFrame([lag]))


def test_a_lag(lag):
    one = two_bands(lag)
    assert one.question.endswith(" Does one band lag behind the other?")
    assert one.sentences[-2:] == (
        "Lag of a behind b: 75 d at the largest correlation, 0.80 ± 0.10; 86.4 d by a Gaussian of "
        "width 52 d; 105 d at the largest interpolated correlation. Of pairs of independent red "
        "noise a share of 0.032 has as large a correlation at some lag.",
        "a alone flares for 30 d, b alone for 40 d, both for 20 d.",
    )


def test_what_of_a_lag_is_missing_is_not_said(lag):
    none = dict.fromkeys(("gaussian_lag", "gaussian_sigma", "iccf_lag", "p_value"), float("nan"))
    assert two_bands(lag | none).sentences[-2] == (
        "Lag of a behind b: 75 d at the largest correlation, 0.80 ± 0.10."
    )
    failed = two_bands(lag | {"status": "no bin with enough pairs"})
    assert failed.sentences[-2] == "Lag of a behind b: none (no bin with enough pairs)."
