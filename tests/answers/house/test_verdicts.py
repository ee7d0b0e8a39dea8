"""The table of what is said of a global p-value."""

from __future__ import annotations

import math
import re

import pytest

from nusources.answers.house.verdicts import (
    FIVE_SIGMA,
    THREE_SIGMA,
    VERDICTS,
    verdict_of,
)
from nusources.significance import right_tail


@pytest.mark.parametrize(
    ("p", "name"),
    [
        (1.0, "nothing found"),
        (0.0501, "nothing found"),
        (0.05, "hint"),
        (0.0014, "hint"),
        (0.00134, "evidence"),
        (2.9e-7, "evidence"),
        (2.8e-7, "detected"),
        (0.0, "detected"),
    ],
)
def test_verdict_follows_from_p(p, name):
    assert verdict_of(p).name == name


def test_limits_are_three_and_five_standard_deviations():
    assert pytest.approx(right_tail(5.0), rel=1e-12) == FIVE_SIGMA
    assert pytest.approx(right_tail(3.0), rel=1e-12) == THREE_SIGMA


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match=re.escape(f"p_global={p!r}: expected a probability")):
        verdict_of(p)


def test_the_page_of_the_docs_has_the_same_table(repository):
    text = (repository / "docs/answers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\d.e-]+) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    expected = [(f"{one.largest_p:.3g}", one.name, one.opening) for one in VERDICTS]
    assert rows == expected
