"""Answers as files, and words of their sentences."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from nusources.answers.house.answer import Answer, answer_json, input_of, parse_answer
from nusources.answers.house.words import p_text, power_law

ANSWER = Answer("Why?", "Because", ("One.", "Two, 3 × 10⁻⁵."), "Not tested: all.", "real", 0.5)


def test_an_answer_survives_its_file():
    assert parse_answer(answer_json(ANSWER)) == ANSWER
    assert "10⁻⁵" in answer_json(ANSWER)


@pytest.mark.parametrize("text", ["{}", '{"sentences": [], "more": 1}', "[1"])
def test_another_file_is_refused(text):
    with pytest.raises(ValueError, match=r"not an answer|Expecting"):
        parse_answer(text)


def test_input_of_tables():
    real, made_up, both = (pd.DataFrame({"x": [1]}) for _ in range(3))
    real.attrs["real"] = ["A"]
    made_up.attrs["simulated"] = ["B"]
    assert input_of(real, both) == "real"
    assert input_of(real, made_up) == "mixed"
    assert input_of(both) == "no data"
    made_up.attrs["own"] = ["sources (my.csv)"]
    assert input_of(made_up) == "simulated"


@pytest.mark.parametrize(
    ("p", "error", "text"),
    [
        (0.5, 0.0016, "0.5000 ± 0.0016"),
        (0.09039, 0.0, "0.09039 (exact)"),
        (1.0, 0.0, "1"),
        (1 / 1001, 0.001, "at most 9.99 × 10⁻⁴ (none of 1000 scrambles is as extreme)"),
        (2 / 1001, 0.0014, "0.0020 ± 0.0014"),
    ],
)
def test_p_values_with_their_error(p, error, text):
    assert p_text(p, error, 1000) == text


def test_power_laws():
    assert [power_law(one) for one in (2.0, 2.37, 3)] == ["E⁻²", "E^−2.37", "E⁻³"]


def test_words_of_the_failure_of_a_parse_name_the_key():
    with pytest.raises(ValueError, match=re.escape("'sentences'")):
        parse_answer("{}")
