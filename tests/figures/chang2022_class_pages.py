"""Runs from which the classes of flaring sources of chang2022 are drawn."""

from __future__ import annotations

from functools import partial

from chang2022_class_tables import class_tables, reading_tables, without_curves
from pages import Case

NARROW = {"size": "single"}
PAGES = {
    "chang2022_flow": {
        "many sources": Case(class_tables),
        "one column": Case(class_tables, NARROW),
        "real data: no infrared light curves": Case(without_curves),
    },
    "chang2022_classes": {
        "many sources": Case(class_tables),
        "one source": Case(partial(class_tables, n_sources=1)),
    },
    "chang2022_flare_conventions": {"all readings": Case(reading_tables)},
}
