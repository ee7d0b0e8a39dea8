"""What is said of the forecasts: whole sentences from made-up tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import yaml

from nusources.answers.chen2025.forecast import UNTESTED, answer, main_scenarios, plural_years
from nusources.answers.house.answer import Results

COLUMNS = [
    *("scenario", "method", "detector", "threshold_tev", "psf_sigma", "flux_min", "n_sources"),
    *("bright_share", "years", "n_events", "fraction", "systematic", "snr_statistical", "snr"),
    *("snr_error", "snr_median_ts", "bias"),
]
GEN2 = [
    "gen2",
    "a",
    100.0,
    0.2,
    2.4e-13,
    98,
    0.112,
    5.0,
    1780.0,
    0.5,
    0.3,
    4.0,
    2.561,
    0.03,
    4.9,
    -0.32,
]
HUNT = [
    "hunt",
    "b",
    300.0,
    0.04,
    4e-14,
    2332,
    0.447,
    5.0,
    2300.0,
    0.9,
    0.1,
    20.0,
    8.94,
    0.02,
    30.1,
    0.01,
]
SHORT = ["hunt_3yr", *HUNT[1:7], 3.0, *HUNT[8:]]
POINT = ["figure2_point", "any", 0.0, *HUNT[3:]]
EQUAL = ["exponent_0", *HUNT[1:]]
DETECTORS = pd.DataFrame(
    {
        "detector": ["a", "a", "b", "b"],
        "label": ["Gen2", "Gen2", "30 km³", "30 km³"],
        "atmosphere": ["pipeline", "low"] * 2,
    }
)
EXTRAPOLATION = pd.DataFrame(
    {
        "population": ["agn", "agn", "agn", "blazars"],
        "method": ["luminosity_function", "luminosity_function", "catalogue_bootstrap", "x"],
        "flux_min": [1e-14, 1e-12, 1e-14, 1e-14],
        "relative_error": [0.10, 0.10, 0.03, 0.5],
    }
)

TRACKS = pd.DataFrame(
    {
        "sample": ["ic40", "ic40", "ic79"],
        "sample_label": ["IC40", "IC40", "IC79"],
        "catalogue_label": ["AGN of BAT", "AGN of eFEDS", "AGN of BAT"],
        "n_events": [76, 0, 1],
        "fraction": [0.021, np.nan, 1.0],
        "p_value": [0.2, 1.0, 0.4],
        "limit": [0.07, np.nan, np.nan],
        "limit_error": [0.004, np.nan, np.nan],
        "n_trials": 1000,
    }
)


def forecasts(*rows) -> pd.DataFrame:
    made = []
    for name, *rest in rows:
        made.append([name, "information", *rest[:-2], np.nan, np.nan])
        made.append([name, "monte_carlo", *rest])
        made.append([name, "normalised", *rest[:-4], rest[-4] + 0.5, *rest[-3:-1], 0.02])
    return pd.DataFrame(made, columns=COLUMNS)


def varied(*rows) -> pd.DataFrame:
    columns = ["subject", "choice", "kind", "snr_statistical", "snr_error"]
    return pd.DataFrame(rows, columns=columns).assign(scenario="hunt")


READINGS = varied(
    ["default", "as_configured", "default", 4.0, 0.1],
    ["separation", "smallest", "other", 1.5, 0.05],
    ["psf_width", "r50", "other", 6.25, 0.2],
    ["leaving", "redrawn", "other", 4.2, 0.1],
    ["estimator", "unnormalised", "other", 0.0, 0.0],
    ["exponent", "0", "other", 0.1, 0.05],
    ["hard_agn", "25_percent_known", "other", 12.0, 0.4],
)
IMPROVEMENTS = varied(
    ["default", "normalised", "default", 20.0, 0.4],
    ["sources", "all_in_the_fit", "other", 24.0, 0.4],
    ["agn_below_survey", "known_share", "other", 9.8, 0.3],
    ["all_of_these", "at_once", "other", 11.0, 0.3],
)


OTHERS = {
    "readings": READINGS,
    "improvements": IMPROVEMENTS,
    "extrapolation": EXTRAPOLATION,
    "detectors": DETECTORS,
    "tracks": TRACKS,
}


def told(table: pd.DataFrame, origin: str = "simulated", **others: pd.DataFrame):
    table.attrs[origin] = ["eFEDS AGN"]
    return answer(Results([], {"forecasts": table} | OTHERS | others, {}))


def test_study_names_the_tables_that_are_read(repository):
    study = yaml.safe_load((repository / "config" / "studies" / "chen2025.yaml").read_text())
    assert set(study["answer"]["tables"]) == {"forecasts", *OTHERS}


def test_scenarios_readings_and_what_the_paper_leaves_out():
    found = told(forecasts(EQUAL, POINT, HUNT, SHORT, GEN2))
    assert found.headline == (
        "AGN would stand out with an S/N of 2.6 after 5 years of Gen2 above 100 TeV and 8.9 after "
        "5 years of 30 km³ above 300 TeV, if their neutrinos follow their X-rays (SIMULATED data)"
    )
    assert found.sentences == (
        "Events alone give 4 and 20; the error on what fainter AGN add (taken: 30 and 10 %; from "
        "the luminosity function 10 and 10 %) lets no time make them more than 3.3 and 10.",
        "The mean fitted fraction is 68 and 101 % of the true one, for a part of S is outside the "
        "field; the systematic errors do not hold this bias. With S normalised in the field it is "
        "102 and 102 %, and the S/N 3.1 and 9.4.",
        "With S normalised in the footprint, AGN too faint for the survey, which the paper lets "
        "make no neutrinos, take the S/N of 30 km³ above 300 TeV from 20.00 ± 0.40 to 9.80 ± 0.30 "
        "(events alone); they, all AGN in the fit and a scatter of neutrinos about X-rays together "
        "give 11.00 ± 0.30.",
        "What the paper leaves open moves the S/N of 30 km³ above 300 TeV from 4.00 ± 0.10 (events "
        "alone) to between 1.500 ± 0.050 (separation: smallest) and 6.25 ± 0.20 (psf width: r50), "
        "one reading changed at a time.",
        "The same fit on the track events at hand, most of them atmospheric, with p-values from "
        "scrambles sealed before, not corrected for trying 3 fits: AGN of BAT (IC40): 76 "
        "events, fraction 0.021, p = 0.2 (0.8σ), below 0.0700 ± 0.0040; AGN of eFEDS (IC40): no "
        "event; AGN of BAT (IC79): 1 event, fraction 1, p = 0.4 (0.3σ), nothing excluded.",
    )
    assert found.untested == UNTESTED
    assert found.question.startswith("When will neutrino telescopes see")
    assert found.p_global is None


def test_what_simulated_tracks_hold_is_told():
    tracks = TRACKS.iloc[:1].copy()
    tracks.attrs["simulated"] = ["IceTracks-DR1"]
    assert told(forecasts(HUNT), tracks=tracks).sentences[-1] == (
        "The same fit on the track events at hand, most of them atmospheric, with p-values from "
        "scrambles sealed before, not corrected for trying 1 fit: AGN of BAT: 76 events, "
        "fraction 0.021, p = 0.2 (0.8σ), below 0.0700 ± 0.0040. Simulated tracks hold point "
        "sources at some blazars, which must be found."
    )


def test_one_scenario_of_a_user_without_systematic_error():
    mine = ["mine", "my.yaml", *GEN2[2:7], 2.5, *GEN2[8:10], 0.0, 4.0, 4.0, 0.1, 4.9, 0.0]
    found = told(forecasts(mine), "real", tracks=TRACKS.iloc[:0])
    assert found.headline == (
        "AGN would stand out with an S/N of 4 after 2.5 years of my.yaml above 100 TeV, if their "
        "neutrinos follow their X-rays (real data)"
    )
    assert found.sentences[0] == "Events alone give 4; no systematic error is taken."
    assert found.sentences[-1] == "The samples have no track events for the same fit."


def test_longest_time_of_each_detector_and_threshold_is_told():
    rows = main_scenarios(forecasts(EQUAL, POINT, HUNT, SHORT, GEN2))
    assert rows["scenario"].tolist() == ["gen2", "hunt"]
    assert (rows["method"] == "monte_carlo").all()


def test_years():
    assert [plural_years(1.0), plural_years(5.0), plural_years(2.5)] == [
        "1 year",
        "5 years",
        "2.5 years",
    ]
