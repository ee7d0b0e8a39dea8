"""Track events of one sample, gathered from the files of its seasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.catalogs.icetracks import read_events, read_ic79_archive
from nusources.errors import InputDataError

EVENT_READERS = {"events": read_events, "events_archive": read_ic79_archive}


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
    seasons = [
        _with_key(EVENT_READERS[one["role"]](one["path"]), one["season"])
        for one in files
        if one["role"] in EVENT_READERS
    ]
    if not seasons:
        raise InputDataError("no event file in the receipt", expected="at least one season")
    return pd.concat(seasons, ignore_index=True)


def _with_key(events: pd.DataFrame, season: str) -> pd.DataFrame:
    keyed = events[["mjd", "log10_energy", "ang_err", "ra", "dec"]]
    return keyed.assign(season=season, row=np.arange(1, len(events) + 1, dtype=np.int64))
