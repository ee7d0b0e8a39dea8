"""Runs from which the figures of flares against times of alerts of chang2022 are drawn."""

from __future__ import annotations

from functools import partial

from chang2022_time_tables import simultaneity_tables, time_tables
from pages import Case

USUAL = {"four samples": Case(time_tables)}
MANY = {"many shifts": Case(partial(time_tables, step=11.0))}
PAGES = {
    "chang2022_fig03": USUAL,
    "chang2022_fig04": USUAL,
    "chang2022_fig05": USUAL,
    "chang2022_fig06": USUAL,
    "chang2022_fig07": USUAL | MANY,
    "chang2022_fig08": USUAL,
    "chang2022_conventions": USUAL,
    "chang2022_time_power": USUAL,
    "chang2022_power_closure": USUAL,
    "chang2022_fig10": {"many sources": Case(simultaneity_tables)},
    "chang2022_fig11": {
        "three groups": Case(simultaneity_tables),
        "no warm spot flares": Case(partial(simultaneity_tables, n_warm=0)),
    },
}
