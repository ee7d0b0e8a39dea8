"""Runs from which the figures of anchordoqui2014 are drawn."""

from __future__ import annotations

from functools import cache

from anchordoqui2014_tables import (
    checked_tables,
    count_table,
    integral_table,
    population_tables,
    profile_table,
)
from pages import Case

ONE = ("microquasar",)


@cache
def default() -> dict:
    """Tables of a run without real files."""
    return checked_tables()


@cache
def archive() -> dict:
    """Tables of a run with events and other lists."""
    return checked_tables(n_others=60, n_events=30)


@cache
def single() -> dict:
    """Tables of a run with one distribution and one void."""
    sky = default()["sky"]
    return default() | {
        "integrals": integral_table(ONE, (1.0,)),
        "profiles": profile_table(ONE, (1.0,)),
        "counts": count_table(ONE),
        "sky": sky[sky["pattern"] == "none"],
        **population_tables(ONE, (1.0,), n=200),
    }


REAL = {"simulated": []}
NEEDS = {
    "fig01": ("archive", "default"),
    "fig03": ("default",),
    "fig04": ("archive", "default", "single"),
    "fig05": ("archive", "default"),
    "fig06": ("default", "single"),
    "fig07": ("default", "single"),
    "profile_fit": ("default",),
    "source_counts": ("default", "single"),
    "populations": ("default", "single"),
    "sky_flux": ("default", "single"),
}
"""Runs in which each figure looks another way."""
RUNS = {"archive": archive, "default": default, "single": single}
PAGES = {
    f"anchordoqui2014_{name}": {run: Case(RUNS[run], REAL) for run in runs}
    for name, runs in NEEDS.items()
}
