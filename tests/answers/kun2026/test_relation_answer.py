"""What is said of the relation of luminosities: whole sentences from made-up tables."""

from __future__ import annotations

import pandas as pd
import pytest
import yaml

from nusources.answers.house.answer import Results
from nusources.answers.kun2026.relation import PUT_IN, QUESTION, UNTESTED, answer
from nusources.contracts import (
    luminosity,
    luminosity_predictive,
    luminosity_tests,
    stacking,
)

LUMINOSITIES = pd.DataFrame(
    {
        "sample": ["calibration"] * 3 + ["blazars"],
        "source_name": ["A", "B", "C", "D"],
        "log10_neutrino_luminosity": [42.0, 43.0, 44.0, 45.0],
        "log10_xray_luminosity": [42.0, 43.0, 44.0, None],
        "is_neutrino_limit": [False] * 4,
        "is_xray_limit": [False] * 4,
    }
)
INFLUENCE = pd.DataFrame(
    {
        "left_out": ["A", "none"],
        "n_calibration": [4, 5],
        "slope": [3.0, 0.912],
        "slope_error": [1.0, 0.393],
        "scatter": [2.0, 0.7149],
        "scatter_error": [1.0, 0.5245],
    }
)
PREDICTIVE = pd.DataFrame(
    {
        "variance": ["covariance", "own"],
        "chi2": [9.0, 1.5811],
        "n_sources": [7, 7],
        "n_calibration": [5, 5],
        "p": [0.25, 0.9794],
        "p_low": [0.75, 0.0206],
        "p_low_replicated": [0.5, 0.214],
    }
)
INJECTION = pd.DataFrame({"kind": ["background", "measured"], "share_consistent": [0.9312, 0.5]})
TESTS = pd.DataFrame(
    {
        "shuffled": ["fluxes", "fluxes", "fluxes_within_classes", "luminosities", "samples"],
        "statistic": ["pearson_luminosity", "pearson_flux", "pearson_flux", "pearson_flux", "ks"],
        "p_value": [6.3e-4, 0.02, 0.05, 1e-6, 1.0],
        "significance": [3.2249, 2.0, 1.6, 4.7, -9.0],
        "n_sources": [12] * 5,
    }
)
READINGS = pd.DataFrame(
    {
        "subject": ["default", "window", "k_correction", "abscissa"],
        "choice": ["", "1-1000 TeV", "none", "two normals"],
        "slope": [9.0, 1.1787, 0.5516, None],
        "chi2": [9.0, 3.1106, 0.4255, None],
    }
)
STACKS = pd.DataFrame(
    {
        "sample_label": ["ten years", "ten years"],
        "stack_label": ["calibrators", "X-ray AGN"],
        "n_signal": [31.72, 0.0],
        "p_value": [0.0123, 1.0],
    }
)
TABLES = {
    "luminosities": LUMINOSITIES,
    "influence": INFLUENCE,
    "predictive": PREDICTIVE,
    "injection": INJECTION,
    "tests": TESTS,
    "readings": READINGS,
    "stacks": STACKS,
}


def told(simulated: bool = False, **changes):
    tables = {name: table.copy() for name, table in (TABLES | changes).items()}
    origins = {"real": [] if simulated else ["x"], "simulated": ["x"] if simulated else []}
    for table in tables.values():
        table.attrs.update(origins)
    return answer(Results((), tables, {}))


def test_sentences_of_real_data():
    found = told()
    assert found.question == QUESTION
    assert found.untested == UNTESTED
    assert found.input == "real"
    assert found.p_global is None
    assert found.headline == (
        "7 blazars are consistent with the relation of 5 calibrators (χ² = 1.58, p = 0.979); so is "
        "93 % of injected background (real data)"
    )
    assert found.sentences == (
        "The slope is 0.91 ± 0.39 and the intrinsic scatter 0.71 ± 0.52 dex, which at 5 sources "
        "rests on its prior.",
        "A χ² at most as large has p = 0.021 by its law and 0.21 in replicated data, in which the "
        "blazars share the error of the relation.",
        "Random pairing of X-ray fluxes and neutrinos of 12 sources, distances kept, gives p = "
        "6.3 × 10⁻⁴ (3.22 standard deviations); other statistics and other exchanges give "
        "1 × 10⁻⁶ to 0.05.",
        "What the abstract leaves open, one reading changed at a time, moves the slope between "
        "0.55 (k correction: none) and 1.2 (window: 1-1000 TeV), and χ² between 0.43 and 3.1.",
        "Signal events of stacked sources in ten years: 31.7 from calibrators (p = 0.012) and 0 "
        "from X-ray AGN (p = 1), not corrected for 2 stacks.",
    )


def test_simulated_relation_is_told():
    found = told(simulated=True)
    assert found.headline.endswith("(SIMULATED data)")
    assert found.sentences[0].endswith(PUT_IN)


def test_rejected_blazars():
    test = PREDICTIVE.assign(p=[0.9, 0.003], p_low=[0.1, 0.997])
    found = told(predictive=test)
    assert found.headline.startswith("7 blazars do not follow the relation of 5 calibrators")


def test_improbably_small_residuals():
    found = told(predictive=PREDICTIVE.assign(p_low_replicated=[0.5, 0.012]))
    assert found.sentences[1] == (
        "A χ² at most as large has p = 0.021 by its law and 0.012 in replicated data: improbably "
        "small, so the predictions are too wide or the blazars chosen."
    )


@pytest.mark.parametrize(("names", "verb"), [("B", "B is"), ("BC", "B and C are")])
def test_calibrators_without_xrays_are_named(names, verb):
    is_limit = LUMINOSITIES["source_name"].isin(list(names))
    found = told(luminosities=LUMINOSITIES.assign(is_xray_limit=is_limit))
    assert found.sentences[0].endswith(f"; {verb} left out for want of measured hard X-rays.")


def test_each_sample_of_events_has_a_sentence():
    found = told(stacks=STACKS.assign(sample_label=["IC40", "IC79"]))
    assert found.sentences[4:] == (
        "Signal events of stacked sources in IC40: 31.7 from calibrators (p = 0.012).",
        "Signal events of stacked sources in IC79: 0 from X-ray AGN (p = 1).",
    )


def test_runs_without_background_or_stacks_say_less():
    found = told(injection=INJECTION.iloc[1:], stacks=STACKS.iloc[:0])
    assert "injected" not in found.headline
    assert len(found.sentences) == 4


def test_tables_of_the_answer_have_these_contracts(repository):
    entry = yaml.safe_load((repository / "config" / "studies" / "kun2026.yaml").read_text())
    tables = entry["answer"]["tables"]
    modules = {
        "luminosity": luminosity,
        "luminosity_predictive": luminosity_predictive,
        "luminosity_tests": luminosity_tests,
        "stacking": stacking,
    }
    assert set(tables) == set(TABLES)
    for name, table in tables.items():
        module, _, contract = table["contract"].partition(".")
        (found,) = (
            one for one in vars(modules[module]).values() if getattr(one, "name", "") == contract
        )
        assert set(TABLES[name].columns) <= set(found.column_names), name
