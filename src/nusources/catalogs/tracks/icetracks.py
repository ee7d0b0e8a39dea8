"""Files of IceCube's track releases for point-source searches.

Read and written byte for byte: IceTracks-DR1, the ten years 2008-2018 (arXiv:2101.09836,
doi:10.21234/sxvs-mt83). Read only: the older PS-3years release (2010-2012). The parts are in
`icetracks_events` and `icetracks_responses`; the strict text format is in `icetracks_text` and
`icetracks_layout`.
"""

from __future__ import annotations

from nusources.catalogs.tracks.icetracks_events import (
    count_duplicates,
    read_events,
    read_ic79_archive,
    write_events,
)
from nusources.catalogs.tracks.icetracks_responses import (
    read_effective_area,
    read_effective_area_3year,
    read_uptime,
    write_effective_area,
    write_uptime,
)

__all__ = [
    "count_duplicates",
    "read_effective_area",
    "read_effective_area_3year",
    "read_events",
    "read_ic79_archive",
    "read_uptime",
    "write_effective_area",
    "write_events",
    "write_uptime",
]
