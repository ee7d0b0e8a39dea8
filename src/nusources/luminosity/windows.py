"""Neutrino luminosities in other windows of energy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from nusources.contracts.luminosity import WINDOWS
from nusources.contracts.luminosity_words import CALIBRATION
from nusources.luminosity.neutrino import FRAMES
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.readings import prepared_sources
from nusources.luminosity.sides import luminosities

CENTRAL = "central 68 % of the events"


def luminosities_by_window(
    inputs: Inputs, reading: Reading, windows: Mapping[str, tuple[float, float]]
) -> pd.DataFrame:
    """Luminosities of the calibrators in each window and frame, and where their events are.

    Parameters
    ----------
    inputs : Inputs
    reading : Reading
        Its window and frame are the default ones, and among the rows.
    windows : mapping
        Ends [TeV] by name.

    Returns
    -------
    DataFrame
        Contract ``energy_windows``, without limits; empty beside sources of the user.
    """
    chosen: dict[str, tuple[float, float] | None] = {**windows, CENTRAL: None}
    if inputs.own is not None:
        return WINDOWS.empty()
    sources = prepared_sources(inputs, reading, [CALIBRATION])
    parts = []
    for name, window in chosen.items():
        for frame in FRAMES if window else ("observed",):
            other = replace(reading, window_tev=window, frame=frame)
            rows = luminosities(sources, inputs, other)
            rows = rows[~rows["is_neutrino_limit"] & rows["log10_neutrino_luminosity"].notna()]
            parts.append(
                rows.assign(
                    window=name,
                    frame=frame,
                    energy_min=window[0] if window else 0.0,
                    energy_max=window[1] if window else 0.0,
                    is_default=(window, frame) == (reading.window_tev, reading.frame),
                )
            )
    return pd.concat(parts, ignore_index=True)[WINDOWS.column_names]
