"""Runs from which the figures of chang2022 are drawn."""

from __future__ import annotations

from functools import partial

from chang2022_depth_tables import depth_tables
from chang2022_power_tables import power_tables
from chang2022_stage_tables import (
    circle_table,
    closure_tables,
    list_tables,
    ranges_of,
    width_table,
)
from chang2022_tables import made_up_tables
from pages import Case

EIGHT = ("TXS_like", "CFS", *(f"mine_{number}" for number in range(3, 9)))
FIVE = EIGHT[:5]
"""From five groups on there are three columns of panels."""
LONG = "Blazars with correlated infrared and gamma-ray flares in at least two of the ten seasons"
LONG_LABELS = {"group_labels": {"TXS_like": LONG, "CFS": f"${LONG} {LONG}"}}
NARROW = {"size": "single"}
FEW = (4.8, 5.0, 5.4, 6.0)
"""Thresholds where their number does not matter."""


def labels_of(*groups: str) -> dict:
    return {"group_labels": {group: group.replace("_", "-") for group in groups}}


def case(make, facts=(), **changes) -> Case:
    return Case(partial(make, **changes), dict(facts))


COUNTS = {
    "two groups": case(made_up_tables),
    "eight groups": case(made_up_tables, labels_of(*EIGHT), groups=EIGHT),
    "one group and threshold": case(
        made_up_tables,
        labels_of(EIGHT[0]) | {"simulated": []},
        groups=EIGHT[:1],
        thresholds=(5.0,),
    ),
    "one column, few scrambles": case(made_up_tables, NARROW, n_scrambles=99),
    "no events, one scramble": case(
        made_up_tables, {"comparable": False}, means=[0, 0], n_scrambles=1
    ),
    "long labels": case(made_up_tables, LONG_LABELS),
}
DEPTH = {
    "two groups": case(depth_tables),
    "five groups": case(depth_tables, labels_of(*FIVE), groups=FIVE, thresholds=FEW),
    "one group and threshold": case(
        depth_tables,
        labels_of(EIGHT[0]) | {"simulated": []},
        groups=EIGHT[:1],
        thresholds=(5.0,),
    ),
    "one column": case(depth_tables, NARROW, thresholds=FEW),
    "no events": case(depth_tables, {"comparable": False}, means=[1e-9, 1e-9], thresholds=FEW),
    "long labels": case(depth_tables, LONG_LABELS, thresholds=FEW),
}


def ranges(groups) -> dict:
    return {"ranges": ranges_of(groups, FEW)}


SHAPES = ((EIGHT[:2], "double"), (EIGHT[:1], "double"), (FIVE, "double"), (FIVE[:3], "single"))
RANGES, POWER = (
    {
        f"{len(groups)} groups, {size}": case(
            make, labels_of(*groups) | {"size": size}, groups=groups
        )
        for groups, size in SHAPES
    }
    for make in (ranges, power_tables)
)
LISTS = {
    "the northern list": case(list_tables, NARROW),
    "two lists": case(list_tables, sizes=(97, 110)),
    "two lists, one column": case(list_tables, NARROW, sizes=(97, 110)),
    "another list": case(list_tables, NARROW, sizes=(30,)),
    "nothing to search": case(list_tables, small=(0.5, 0.6, 0.7), sizes=(3,)),
}
CLOSURE = {
    "usual": case(closure_tables),
    "one sky": case(closure_tables, n_skies=1),
    "one column, counts that cannot vary": case(closure_tables, NARROW, sigma=0.0),
    "one column, one signal": case(closure_tables, NARROW, signals=(0.0,)),
}


def widths(**changes) -> dict:
    return {"widths": width_table(**changes)}


def circles(**changes) -> dict:
    return {"circles": circle_table(**changes)}


WIDTHS = {
    "two numbers": case(widths),
    "one season and column": case(widths, NARROW, seasons=(1,), numbers=(5,), n_draws=1),
    "many": case(widths, numbers=(32, 100, 409, 1000, 2700), seasons=(1, 3, 10)),
    "many, one column": case(
        widths, NARROW, numbers=(32, 100, 409, 1000, 2700), seasons=(1, 3, 10)
    ),
    "one threshold": case(widths, thresholds=(5.0,)),
}
CIRCLES = {
    "two samples": case(circles),
    "one sample": case(circles, samples=("only",)),
    "one factor": case(circles, factors=(1.0,)),
    "one group": case(circles, groups=("CFS",)),
}
PAGES = {
    "chang2022_fig12": COUNTS,
    "chang2022_fig13": COUNTS,
    "chang2022_fig14": {"one group": COUNTS["one group and threshold"]},
    "chang2022_declination_p": RANGES,
    "chang2022_nulls": DEPTH,
    "chang2022_pairs": DEPTH,
    "chang2022_event_limits": DEPTH,
    "chang2022_fig15": DEPTH,
    "chang2022_null_width": WIDTHS,
    "chang2022_circles": CIRCLES,
    "chang2022_catalogue_test": LISTS,
    "chang2022_sensitivity": POWER,
    "chang2022_power": POWER,
    "chang2022_systematics": POWER,
    "chang2022_closure": CLOSURE,
}
