"""How sources look in all figures of anchordoqui2014."""

from __future__ import annotations

from nusources.figures.house.style import PETROFF6

_EDGE = {"marker": "*", "markeredgecolor": "black", "markeredgewidth": 0.6}
CLASS_LOOK = {
    "HMXB": _EDGE | {"markerfacecolor": PETROFF6[2], "markersize": 8},
    "LMXB": _EDGE | {"markerfacecolor": "white", "markersize": 7},
}
"""Filled HMXBs and open LMXBs, as in Figure 5 of the paper."""

STAR = {"linestyle": "none"}
OTHER_LOOK = {"marker": ".", "markersize": 3, "color": "0.45", "linestyle": "none"}
"""Sources of other lists: faint, behind the paper's."""
