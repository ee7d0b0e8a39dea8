"""Our values of the numbers of the abstract, and when there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from luminosity_tables import made_up_luminosities

from nusources.contracts.published import OUR_NUMBERS
from nusources.luminosity.numbers import (
    identities,
    measured,
    numbers_of_run,
    rests_on,
    why_missing,
)
from nusources.reproduction import compare, read_published
from nusources.tables import check_table

REAL = {"real": ["a release"], "simulated": [], "own": []}
SIMULATED = {"real": [], "simulated": ["a release"], "own": []}
OWN = {"real": [], "simulated": [], "own": ["my.csv"]}
FOUND = {
    "relation.slope": (0.97, 0.2),
    "relation.scatter": (0.6, 0.1),
    "predictive.chi2": (1.58, np.nan),
    "predictive.p": (0.98, np.nan),
    "permutation.p": (6.3e-4, 2e-5),
    "permutation.significance": (3.23, np.nan),
}


@pytest.fixture(scope="module")
def published(repository):
    return read_published(repository / "data" / "published" / "kun2026.csv")


def luminosities(origins, **changes) -> pd.DataFrame:
    """Six calibrators and seven blazars, all measured unless changed by name."""
    table = made_up_luminosities(n_calibration=6, n_blazars=7, seed=3)
    table = table.assign(is_proxy=False, is_neutrino_limit=False, is_xray_limit=False)
    for column, values in changes.items():
        for row, value in values.items():
            table.loc[row, column] = value
    table.attrs.update(origins)
    return table


def statuses(table, found, published) -> dict[str, str]:
    ours = numbers_of_run(table, found, published)
    check_table(ours, OUR_NUMBERS)
    both = compare(published, ours, "kun2026")
    return dict(zip(both["id"], both["status"], strict=True))


def test_identities_follow_from_printed_numbers(published):
    # Tables of chi squared and of the normal distribution.
    assert identities()["identity.chi2_p"][0] == pytest.approx(0.9794, abs=5e-5)
    assert identities()["identity.permutation_significance"][0] == pytest.approx(3.2249, abs=5e-5)
    assert identities()["samples.joint"][0] == 13
    found = statuses(luminosities(REAL), FOUND, published)
    own = {name: found[name] for name in identities()}
    assert set(own.values()) == {"identity"}
    assert {found[f"samples.{one}"] for one in ("calibration", "blazars")} == {"not testable"}


@pytest.mark.parametrize(
    ("origins", "status"),
    [(REAL, "not testable"), (OWN, "not testable"), (SIMULATED, "simulated input")],
)
def test_nothing_is_reproduced_whatever_it_is(published, origins, status):
    """Values equal to the printed ones rest on inferred members or on the user's list."""
    found = statuses(luminosities(origins), FOUND, published)
    assert "reproduced" not in found.values()
    assert {found[name] for name in FOUND} == {status}


def test_a_calibrator_without_xrays_leaves_no_value(published):
    for changes in (
        {"log10_xray_luminosity": {5: np.nan}},
        {"is_xray_limit": {5: True}},
        {"is_neutrino_limit": {5: True}},
    ):
        table = luminosities(REAL, **changes)
        name = table["source_name"].iloc[5]
        ours = numbers_of_run(table, FOUND, published).set_index("id")
        assert ours["ours"][list(FOUND)].isna().all()
        told = ours["missing"]["relation.slope"]
        assert told == (
            f"{name} has no measured hard X-rays: 5 of 6 calibrators are left, and they give "
            "0.97 ± 0.20"
        )
        assert ours["missing"]["predictive.chi2"].endswith("and they give 1.58")
        found = statuses(table, FOUND, published)
        assert {found[name] for name in FOUND} == {"input not available"}


def test_another_number_of_blazars_is_told():
    table = luminosities(REAL)
    assert why_missing(table) == ""
    fewer = table.drop(index=table.index[table["sample"] == "blazars"][0])
    assert why_missing(fewer) == "this run tests 6 blazars, not 7"
    none = table[table["sample"] != "calibration"]
    assert why_missing(none).startswith("too few calibrators: 0 of 6")


def test_what_values_rest_on():
    assert rests_on(luminosities(REAL)) == "members inferred from public tables"
    table = luminosities(REAL, is_proxy={2: True})
    assert rests_on(table).endswith(f"with proxies for {table['source_name'].iloc[2]}")
    assert rests_on(luminosities(OWN)) == "your own my.csv"
    assert rests_on(luminosities(SIMULATED)) == ""


def test_values_are_those_of_the_default_readings():
    influence = pd.DataFrame(
        {
            "left_out": ["none", "A"],
            "slope": [1.1, 5.0],
            "slope_error": [0.2, 5.0],
            "scatter": [0.7, 5.0],
            "scatter_error": [0.3, 5.0],
        }
    )
    predictive = pd.DataFrame(
        {"variance": ["covariance", "own"], "chi2": [9.0, 2.0], "p": [0.1, 0.96]}
    )
    tests = pd.DataFrame(
        {
            "shuffled": ["luminosities", "fluxes", "fluxes"],
            "statistic": ["pearson_luminosity", "pearson_luminosity", "pearson_flux"],
            "p_value": [0.1, 0.002, 0.3],
            "p_value_error": [0.0, 1e-4, 0.0],
            "significance": [1.3, 2.9, 0.5],
        }
    )
    found = measured(influence, predictive, tests)
    assert found["relation.slope"] == (1.1, 0.2)
    assert found["relation.scatter"] == (0.7, 0.3)
    assert found["predictive.chi2"][0] == 2.0
    assert found["predictive.p"][0] == 0.96
    assert found["permutation.p"] == (0.002, 1e-4)
    assert found["permutation.significance"][0] == 2.9
    without = measured(influence, predictive, tests.iloc[[0]])
    assert "permutation.p" not in without


def test_a_test_that_was_not_made_is_told(published):
    found = {name: value for name, value in FOUND.items() if not name.startswith("permutation")}
    ours = numbers_of_run(luminosities(REAL), found, published).set_index("id")
    assert ours["missing"]["permutation.p"] == "the run makes no such test"
