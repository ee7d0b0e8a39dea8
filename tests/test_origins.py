"""What numbers descend from, in one word."""

import pandas as pd
import pytest

from nusources.contracts.published import OUR_NUMBERS
from nusources.origins import INPUTS, input_state, own_of, state_of
from nusources.run_numbers import our_numbers
from nusources.tables import check_table

NOTHING = {"real": [], "simulated": [], "own": []}
REAL, SIMULATED, OWN = (NOTHING | {kind: [kind.upper()]} for kind in ("real", "simulated", "own"))


@pytest.mark.parametrize(
    ("parents", "state"),
    [
        ([], "no data"),
        ([NOTHING], "no data"),
        ([REAL], "real"),
        ([OWN], "real"),  # a file of the user is data
        ([SIMULATED], "simulated"),
        ([REAL, SIMULATED], "mixed"),
        ([OWN, SIMULATED], "mixed"),
        ([REAL | {"simulated": ["X"]}], "mixed"),
    ],
)
def test_state_of_parents(parents, state):
    assert state_of(*parents) == state
    assert state in INPUTS


def test_state_takes_any_iterable():
    assert input_state(iter(["a"]), iter([])) == "real"
    assert input_state(iter([]), iter(["b"])) == "simulated"


def test_own_files_are_named_once():
    twice = NOTHING | {"own": ["alerts (b.csv)", "alerts (a.csv)"]}
    assert own_of(twice, twice, REAL) == "your own alerts (a.csv), alerts (b.csv)"
    assert own_of(REAL, SIMULATED) == ""


def test_numbers_carry_their_input_and_hide_what_is_missing():
    values = pd.DataFrame({"id": ["a", "b"], "ours": [1.0, 2.0], "missing": ["", "no list"]})
    numbers = our_numbers("x2030", values, [SIMULATED, REAL])
    check_table(numbers, OUR_NUMBERS)
    assert numbers["input"].tolist() == ["mixed", "no data"]
    assert numbers["ours"].isna().tolist() == [False, True]
    assert (numbers["own"] == "").all()


def test_own_input_of_one_number_stands_before_that_of_all():
    values = pd.DataFrame({"id": ["a", "b"], "ours": [1.0, 2.0], "own": ["", "your own group"]})
    numbers = our_numbers("x2030", values, [REAL], own="your own alerts")
    assert numbers["own"].tolist() == ["your own alerts", "your own group"]
