"""The contracts of all tables, in the order in which data flow.

docs/data-dictionary.md is generated from this package.
"""

from __future__ import annotations

from nusources.contracts.published import PUBLISHED, REPRODUCTION, STATUSES
from nusources.contracts.spatial import GLOBAL_P_VALUES, SCRAMBLE_COUNTS, SOURCES, SPATIAL_EXCESS
from nusources.contracts.tracks import (
    EFFECTIVE_AREA,
    INJECTED_SOURCES,
    SELECTION_FLOW,
    TRACK_TRUTH,
    TRACKS,
    UPTIME,
)

ALL = (
    TRACKS,
    EFFECTIVE_AREA,
    UPTIME,
    TRACK_TRUTH,
    INJECTED_SOURCES,
    SELECTION_FLOW,
    SOURCES,
    SCRAMBLE_COUNTS,
    SPATIAL_EXCESS,
    GLOBAL_P_VALUES,
    PUBLISHED,
    REPRODUCTION,
)

__all__ = [
    "ALL",
    "EFFECTIVE_AREA",
    "GLOBAL_P_VALUES",
    "INJECTED_SOURCES",
    "PUBLISHED",
    "REPRODUCTION",
    "SCRAMBLE_COUNTS",
    "SELECTION_FLOW",
    "SOURCES",
    "SPATIAL_EXCESS",
    "STATUSES",
    "TRACKS",
    "TRACK_TRUTH",
    "UPTIME",
]
