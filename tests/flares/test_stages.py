"""Intervals, stages and classes of hand-made sources."""

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.flares import FLARE_CLASSES, STAGE_INTERVALS
from nusources.flares.classes import (
    ClassRule,
    GammaStates,
    classify,
    classify_source,
    stage_class,
    txs_like_lag,
)
from nusources.flares.intervals import complement, difference, intersection, length, union
from nusources.flares.stages import BandState, band_states, flaring_stages, simultaneous_ratio
from nusources.tables import check_table


def state(*flares, observed=(0.0, 4000.0), peaks=None):
    times = np.array(flares, dtype=float).reshape(-1, 2)
    middle = times.mean(axis=1) if peaks is None else np.array(peaks, float)
    return BandState(times, np.array([observed], dtype=float), middle)


def test_algebra_of_intervals_against_a_grid():
    rng = np.random.default_rng(4)
    moments = np.arange(0.25, 100)

    def inside(rows):
        return np.any([(moments > a) & (moments < b) for a, b in rows], axis=0) | (moments < 0)

    for _ in range(50):
        one, two = (np.sort(rng.integers(0, 101, (4, 2)), axis=1) for _ in range(2))
        a, b = union(one), union(two)
        np.testing.assert_array_equal(inside(a), inside(one))
        np.testing.assert_array_equal(inside(intersection(a, b)), inside(a) & inside(b))
        np.testing.assert_array_equal(inside(difference(a, b)), inside(a) & ~inside(b))
        np.testing.assert_array_equal(inside(complement(a, 0, 100)), ~inside(a))
        assert length(a) == inside(a).sum()


def test_touching_blocks_are_one_flare_and_its_peak_is_the_brightest():
    blocks = pd.DataFrame(
        {
            "source_name": ["a"] * 5 + ["b"],
            "mjd_start": [0.0, 10.0, 20.0, 40.0, 50.0, 5.0],
            "mjd_stop": [10.0, 20.0, 40.0, 50.0, 60.0, 9.0],
            "flux": [1.0, 5.0, 7.0, 1.0, 6.0, 1.0],
            "is_flaring": [False, True, True, False, True, False],
        }
    )
    states = band_states(blocks)
    assert states["a"].flares.tolist() == [[10.0, 40.0], [50.0, 60.0]]
    assert states["a"].peaks.tolist() == [30.0, 55.0]
    assert states["a"].observed.tolist() == [[0.0, 60.0]]
    assert len(states["b"].flares) == 0


def test_stages_need_the_other_band_seen():
    low = state((100, 300), observed=(50, 1000))
    high = state((0, 80), (200, 250), observed=(0, 220))
    stages = flaring_stages(low, high, "outside")
    assert stages["high_energy"].tolist() == [[50.0, 80.0]]
    assert stages["low_energy"].tolist() == [[100.0, 200.0]]
    assert stages["simultaneous"].tolist() == [[200.0, 250.0]]
    counted = flaring_stages(low, high, "counted")
    assert counted["high_energy"].tolist() == [[0.0, 80.0]]
    assert counted["low_energy"].tolist() == [[100.0, 200.0], [250.0, 300.0]]


def test_two_denominators_of_the_ratio():
    low, high = state((0, 100)), state((50, 150))
    stages = flaring_stages(low, high, "outside")
    flares = (low.flares, high.flares)
    assert simultaneous_ratio(stages, "union", flares) == pytest.approx(50 / 150)
    assert simultaneous_ratio(stages, "sum", flares) == pytest.approx(50 / 200)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (state((300, 600)), state((200, 250)), "TXS_like"),
        (state((300, 600)), state((350, 400)), "NFS_or_other"),
        (state((751, 1200)), state((200, 250)), "NFS"),
        (state((300, 340)), state((200, 250)), "NFS"),
        (state((100, 300)), state((100, 290)), "CFS"),
        (state((100, 300)), state((150, 600)), "other"),
        (state((100, 300)), state(), "infrared_only"),
        (state(), state((100, 300)), "gamma_only"),
        (state(), state(), "no_flare"),
        (state((300, 900)), state((200, 250), (400, 410), (500, 510)), "other"),
    ],
)
def test_class_by_stages(low, high, expected):
    found = stage_class(low, high, ClassRule())["class"]
    assert found == ("other" if expected == "NFS_or_other" else expected)


def test_limits_of_the_lag_are_included():
    rule = ClassRule()
    assert txs_like_lag(state((700, 900)), state((200, 250)), rule) == 500.0
    assert np.isnan(txs_like_lag(state((700.1, 900)), state((200, 250)), rule))
    assert txs_like_lag(state((200, 300)), state((200, 250)), rule) == 0.0


@pytest.mark.parametrize(
    ("lag_of", "expected"), [("start", 100), ("midpoint", 225), ("peak", 40), ("gap", 50)]
)
def test_readings_of_the_lag(lag_of, expected):
    low, high = state((300, 600), peaks=[280]), state((200, 250), peaks=[240])
    assert txs_like_lag(low, high, ClassRule(lag_of=lag_of)) == expected


LOW = state((300, 600))
NAMES = {"gamma_ray": "g", "gamma_ray_likelihood": "g"}


@pytest.mark.parametrize(
    ("fitted", "second", "expected", "is_second"),
    [
        (state((210, 240)), state(), "TXS_like", False),
        (state(), state((210, 240)), "TXS_like", True),
        (state(), state(), "unconfirmed", False),
    ],
)
def test_likelihood_curve_confirms(fitted, second, expected, is_second):
    states = GammaStates({"g": state((200, 250))}, {"g": fitted}, {"g": second})
    found = classify_source(LOW, NAMES, states, ClassRule())
    assert (found["class"], found["is_second_pass"]) == (expected, is_second)
    assert found["aperture_class"] == "TXS_like"


def test_without_a_likelihood_curve_the_aperture_class_stands():
    states = GammaStates({"g": state((200, 250))}, {}, {})
    found = classify_source(LOW, NAMES, states, ClassRule())
    assert (found["class"], found["has_likelihood_curve"]) == ("TXS_like", False)


def sample_of(**columns):
    base = {
        "sample": "FIBS",
        "source_name": ["a", "b"],
        "ra": 10.0,
        "dec": 0.0,
        "gamma_name": "g",
        "variability_index": 10.0,
        "is_in_alert_region": [False, False],
        "is_warm_spot": [False, True],
        "is_potential_neutrino_source": [False, True],
    }
    return pd.DataFrame(base | columns)


def classified(sources, **measures):
    both = sources["source_name"].tolist()
    links = pd.DataFrame(
        [(name, band, "g") for name in both for band in ("infrared", "gamma_ray")],
        columns=["source_name", "band", "curve_name"],
    )
    quiet = {"excess_variance": 1.0, "block_ratio": 3.0, "quiet_deviation_ratio": 0.5}
    gamma = pd.DataFrame([{"source_name": "g"} | quiet | measures])
    times = (55000.0, 56000.0)
    states = GammaStates({"g": state((55200, 55250), observed=times)}, {}, {})
    low = {"g": state((55300, 55600), observed=times)}
    classes, stages = classify(
        sources, links, low, states, gamma, low_band="infrared", rule=ClassRule()
    )
    check_table(classes, FLARE_CLASSES)
    check_table(stages, STAGE_INTERVALS)
    return classes["class"].tolist()


@pytest.mark.parametrize(
    ("index", "measures", "expected"),
    [
        (10.0, {}, "TXS_like"),
        (18.0, {"block_ratio": 1.69}, "non_variable"),
        (18.0, {"excess_variance": 9e-5}, "non_variable"),
        (18.1, {"block_ratio": 1.0, "excess_variance": 0.0}, "TXS_like"),
        (10.0, {"quiet_deviation_ratio": 0.91}, "uncertain"),
        (10.0, {"quiet_deviation_ratio": 0.9}, "TXS_like"),
    ],
)
def test_cuts_spare_potential_neutrino_sources(index, measures, expected):
    sources = sample_of(variability_index=index)
    assert classified(sources, **measures) == [expected, "TXS_like"]


def test_a_sample_without_sources_has_no_classes():
    sources = sample_of().iloc[:0]
    nothing = GammaStates({}, {}, {})
    links = pd.DataFrame(columns=["source_name", "band", "curve_name"])
    classes, stages = classify(
        sources, links, {}, nothing, pd.DataFrame(), low_band="infrared", rule=ClassRule()
    )
    check_table(classes, FLARE_CLASSES)
    check_table(stages, STAGE_INTERVALS)
