"""Contracts of published numbers and of the comparison with ours."""

from __future__ import annotations

from nusources.contracts.columns import number, text
from nusources.origins import INPUTS
from nusources.tables import Contract

STATUSES = (
    "reproduced",
    "identity",
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
        text(
            "identity",
            "how a reader gets it by hand from other printed numbers (sum, product, unit, counted "
            "rows); empty where it takes an integral, a fit, a simulation or data",
            "meta.note",
        ),
        text(
            "by_construction",
            "how simulated data were made to agree with it; empty where they were not",
            "meta.note",
        ),
        text("caveat", "what to keep in mind whatever the verdict; may be empty", "meta.note"),
        text("note", "what explains a difference to it; empty where nothing does", "meta.note"),
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
        text("input", "what it descends from", "meta.code", choices=INPUTS),
        text("own", "input of the user that it rests on; empty where none", "meta.note"),
        text("missing", "why there is no value; empty where there is one", "meta.note"),
        text("note", "what explains a difference in this run; may be empty", "meta.note"),
        text("caveat", "what to keep in mind in this run; may be empty", "meta.note"),
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
        number(
            "pull",
            "",
            "stat.value",
            "difference beyond half a printed unit, over the combined error; empty without errors",
            nullable=True,
        ),
        text("status", "verdict", "meta.code.status", choices=STATUSES),
        text("reason", "why, unless reproduced", "meta.note"),
        text("caveat", "what to keep in mind, whatever the verdict", "meta.note"),
        text("input", "what ours descends from", "meta.code", choices=INPUTS),
    ),
    ("study", "id"),
    may_be_empty=True,
)
