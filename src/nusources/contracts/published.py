"""Contracts of published numbers and of the comparison with ours."""

from __future__ import annotations

from nusources.contracts.columns import number, text
from nusources.tables import Column, Contract

STATUSES = (
    "reproduced",
    "differs",
    "simulated input",
    "input not available",
    "not testable",
)

PUBLISHED = Contract(
    "published",
    "Numbers printed in a paper",
    (
        text("id", "identifier of the number"),
        text("quantity", "what it is", "meta.note"),
        text("where", "place in the paper", "meta.ref"),
        number("published", "", "stat.value", "printed value", nullable=True),
        number("published_error", "", "stat.error", "printed error", nullable=True),
        number("rounding", "", "stat.error", "half a unit of the last printed digit", low=0),
        text("untestable", "why no run can test it; empty where one can", "meta.note"),
    ),
    ("id",),
)

OUR_NUMBERS = Contract(
    "our_numbers",
    "Numbers of a run that a paper prints too",
    (
        text("study", "study", "meta.ref"),
        text("id", "identifier of the number, as in data/published/"),
        number("ours", "", "stat.value", "value of this run", nullable=True),
        number("ours_error", "", "stat.error", "its error", nullable=True),
        Column("simulated", "bool", "", "meta.code", "whether it descends from simulated data"),
        text("missing", "why there is no value; empty where there is one", "meta.note"),
        text("note", "what explains a difference; empty where nothing does", "meta.note"),
    ),
    ("study", "id"),
    may_be_empty=True,
)

REPRODUCTION = Contract(
    "reproduction",
    "Published numbers beside ours",
    (
        text("study", "study", "meta.ref"),
        text("id", "identifier of the number"),
        text("quantity", "what it is", "meta.note"),
        text("where", "place in the paper", "meta.ref"),
        number("published", "", "stat.value", "printed value", nullable=True),
        number(
            "published_error",
            "",
            "stat.error",
            "error of the printed value",
            nullable=True,
        ),
        number("ours", "", "stat.value", "value of this run", nullable=True),
        number("ours_error", "", "stat.error", "its error", nullable=True),
        number("pull", "", "stat.value", "difference over combined error", nullable=True),
        text("status", "verdict", "meta.code.status", choices=STATUSES),
        text("reason", "why, unless reproduced", "meta.note"),
    ),
    ("study", "id"),
)
