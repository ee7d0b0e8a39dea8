"""High-energy starting events: the 7.5-year release, and tracks among the historical alerts.

The release has energies, shapes and zenith angles, but neither R.A. nor time. Directions exist for
the tracks that the alert list of TXS 0506+056 holds.

References
----------
IceCube Collaboration 2021, PRD 104, 022002; release doi:10.21234/4EQJ-BB17.
IceCube Collaboration et al. 2018, Science 361, eaat1378.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.microquasars import HESE_EVENTS
from nusources.errors import InputDataError
from nusources.formats.json_files import read_json

KEYS = ("recoDepositedEnergy", "recoMorphology", "recoZenith", "recoLength")
TOPOLOGIES = {0: "shower", 1: "track", 2: "double shower"}
"""Codes of recoMorphology (readme of the release)."""


def read_hese_7year(path: str | Path) -> pd.DataFrame:
    """Read the 102 events (HESE_data.json).

    The detector stands at the South Pole: the declination is the zenith angle minus 90 deg.
    Without R.A. and angular error.
    """
    content = read_json(path, KEYS)
    lengths = {len(content[key]) if isinstance(content[key], list) else -1 for key in KEYS}
    if len(lengths) != 1 or lengths & {0, -1}:
        raise InputDataError(
            "not lists of equal length",
            path=path,
            value=[str(content[key])[:30] for key in KEYS],
            expected=", ".join(KEYS),
        )
    energy = _numbers(content["recoDepositedEnergy"], KEYS[0], path, low=1, high=1e9)
    zenith = _numbers(content["recoZenith"], KEYS[2], path, low=0, high=np.pi)
    codes = _numbers(content["recoMorphology"], KEYS[1], path, low=0, high=2)
    return pd.DataFrame(
        {
            "catalogue": "icecube_hese_7year",
            "event": [f"{row:03d}" for row in range(1, len(energy) + 1)],
            "topology": [TOPOLOGIES.get(code) for code in codes],
            "energy": energy,
            "ra": np.nan,
            "dec": np.degrees(zenith) - 90,
            "ang_err": np.nan,
        }
    )


def hese_tracks(alerts: pd.DataFrame) -> pd.DataFrame:
    """Starting tracks among the historical alerts.

    Parameters
    ----------
    alerts : DataFrame
        Contract ``txs0506_alerts``.

    Returns
    -------
    DataFrame
        Contract ``hese_events``: the radius of a circle as large as the ellipse of the mean
        half-axes; no energies. Alerts of bad resolution have no radius.
    """
    hese = alerts[alerts["stream"] == "HESE"]
    across = (hese["ra_err_plus"] + hese["ra_err_minus"]) / 2 * np.cos(np.radians(hese["dec"]))
    along = (hese["dec_err_plus"] + hese["dec_err_minus"]) / 2
    return pd.DataFrame(
        {
            "catalogue": "txs0506_alerts",
            "event": [f"MJD {mjd:.5f}" for mjd in hese["mjd"]],
            "topology": "track",
            "energy": np.nan,
            "ra": hese["ra"].to_numpy(),
            "dec": hese["dec"].to_numpy(),
            "ang_err": np.sqrt(across * along).to_numpy(),
        }
    )


def no_events() -> pd.DataFrame:
    """Table without events, for runs without real files: contract ``hese_events``."""
    kinds = {column.name: column.dtype for column in HESE_EVENTS.columns}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def _numbers(values: list, key: str, path: str | Path, *, low: float, high: float) -> np.ndarray:
    numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").astype(float)
    wrong = np.flatnonzero(~((numbers >= low) & (numbers <= high)))
    if wrong.size:
        raise InputDataError(
            "not a number of an event",
            path=path,
            row=int(wrong[0]) + 1,
            column=key,
            value=values[wrong[0]],
            expected=f"{low:g} to {high:g}",
        )
    return numbers.to_numpy()
