"""Pages of figures: what is drawn from a case of a product, and where its texts stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
from chang2022_tables import run_facts
from matplotlib.figure import Figure
from matplotlib.text import Text

from nusources.figures.house.inputs import Inputs
from nusources.figures.house.preparing import read_file
from nusources.figures.house.style import house_style, lay_out
from nusources.products import Product

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Case:
    """Tables and facts of a run from which a product is drawn.

    Parameters
    ----------
    tables : callable
        Gives the tables by name; those that the product does not name are left out.
    facts : mapping
        Facts of the run that are not the usual ones.
    """

    tables: Callable[[], Mapping[str, pd.DataFrame]]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A product with a case."""

    product: Product
    case: Case

    @cached_property
    def inputs(self) -> Inputs:
        tables = self.case.tables()
        data = {name: tables[name] for name in self.product["tables"] if name in tables}
        for name, path in self.product.get("files", {}).items():
            data[name] = read_file(REPOSITORY / path)
        facts = run_facts(**({"size": self.product["size"]} | self.case.facts))
        return Inputs(data, MappingProxyType(facts))  # products must not change what they are told

    @cached_property
    def numbers(self) -> tuple[pd.DataFrame, dict[str, Any]]:
        return self._function("prepare")(self.inputs)

    def draw(self) -> Figure:
        return self._function("draw")(*self.numbers)

    def _function(self, kind: str):
        module = import_module(self.product["module"])
        return getattr(module, f"{kind}_{self.product['function']}")


def drawn_texts(figure: Figure) -> list[Text]:
    """Lay a figure out and give every text that is put on the page."""
    draw, found = Text.draw, []

    def draw_and_remember(text, renderer, *args, **kwargs):
        found.append(text)
        return draw(text, renderer, *args, **kwargs)

    if figure.get_layout_engine() is not None:
        lay_out(figure)
    # Ticks are made when they are first drawn.
    with mock.patch.object(Text, "draw", draw_and_remember), house_style():
        figure.draw_without_rendering()
    return [one for one in found if one.get_visible() and one.get_text().strip()]


def texts_off_the_page(figure: Figure, texts: list[Text]) -> list[str]:
    """Texts of which a part is cropped."""
    page = figure.bbox.padded(1)
    boxes = [Text.get_window_extent(one) for one in texts]
    inside = [page.contains(*box.min) and page.contains(*box.max) for box in boxes]
    return [one.get_text() for one, here in zip(texts, inside, strict=True) if not here]


def overlapping_texts(texts: list[Text], slack: float) -> list[tuple[str, str]]:
    """Pairs of upright texts whose boxes share more than `slack` pixels on each side."""
    upright = [one for one in texts if one.get_rotation() % 90 == 0]
    boxes = [Text.get_window_extent(one) for one in upright]
    low, high = (np.array([getattr(box, end) for box in boxes]) for end in ("min", "max"))
    low, high = low + slack, high - slack
    overlap = ((low[:, None] < high) & (high[:, None] > low)).all(axis=2)
    pairs = np.argwhere(np.triu(overlap, k=1))
    return [(upright[one].get_text(), upright[other].get_text()) for one, other in pairs]
