"""Track events of one sample, gathered from the files of its seasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.catalogs.tracks.icetracks import (
    read_effective_area,
    read_effective_area_3year,
    read_events,
    read_ic79_archive,
    read_uptime,
)
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS, UPTIME
from nusources.errors import InputDataError

EVENT_READERS = {"events": read_events, "events_archive": read_ic79_archive}
AREA_READERS = {
    "effective_area": read_effective_area,
    "effective_area_3year": read_effective_area_3year,
}
UPTIME_READERS = {"uptime": read_uptime}


def load_sample(files: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Read the event files of a receipt into one table.

    Parameters
    ----------
    files : iterable of mapping
        The receipt's files, with role, season and path. Roles that hold no events are passed over.

    Returns
    -------
    DataFrame
        Contract ``tracks``.

    Raises
    ------
    InputDataError
        If a file is not what it should be, or no file holds events.
    """
    seasons = _read_all(files, EVENT_READERS)
    if not seasons:
        raise InputDataError(
            "no event file in the receipt",
            value=f"roles {sorted(EVENT_READERS)} in no file",
            expected="at least one season",
        )
    numbered = [
        events.assign(row=np.arange(1, len(events) + 1, dtype=np.int64)) for events in seasons
    ]
    return pd.concat(numbered, ignore_index=True)[TRACKS.column_names]


def load_effective_areas(files: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Read the effective areas of a receipt into one table (contract ``effective_area``)."""
    areas = _read_all(files, AREA_READERS)
    if not areas:
        raise InputDataError(
            "no effective area in the receipt",
            value=f"roles {sorted(AREA_READERS)} in no file",
            expected="at least one season's",
        )
    return pd.concat(areas, ignore_index=True)[EFFECTIVE_AREA.column_names]


def load_uptimes(files: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Read the good runs of a receipt into one table (contract ``uptime``); may be empty."""
    empty = pd.DataFrame({"season": pd.Series(dtype="str"), "mjd_start": [], "mjd_stop": []})
    uptimes = _read_all(files, UPTIME_READERS) or [empty]
    return pd.concat(uptimes, ignore_index=True)[UPTIME.column_names]


def _read_all(files, readers: Mapping[str, Any]) -> list[pd.DataFrame]:
    """Tables of the files whose role has a reader, each with its season."""
    return [
        readers[one["role"]](one["path"]).assign(season=one["season"])
        for one in files
        if one["role"] in readers
    ]
