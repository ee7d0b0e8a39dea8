"""Section ``toy``."""

from __future__ import annotations

from nusources.config.base import Positive, Section


class ToyConfig(Section):
    """A straight line."""

    slope: Positive


SECTIONS = {"toy": ToyConfig}
