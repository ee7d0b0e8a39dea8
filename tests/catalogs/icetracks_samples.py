"""Invented files of IceCube's track releases, and what their tests share."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from loading_samples import load

from nusources.catalogs.tracks.icetracks import (
    read_effective_area,
    read_effective_area_3year,
    read_events,
    read_uptime,
)
from nusources.errors import InputDataError

EVENT_NAMES = ["mjd", "log10_energy", "ang_err", "ra", "dec", "azimuth", "zenith"]
EVENT_DECIMALS = [8, 2, 2, 3, 3, 3, 3]
EVENT_HEADER = (
    b"#     MJD[days]  log10(E/GeV)   AngErr[deg]       RA[deg]      Dec[deg]"
    b"  Azimuth[deg]   Zenith[deg]\n"
)
EVENT_ROWS = (
    b"   55001.00000001          3.00          0.50        10.000       -20.000        30.000"
    b"        70.000\n"
    b"   55002.12345678         11.25        100.25       359.999        -0.125       360.000"
    b"        89.875\n"
    b"   55003.50000000          2.00          0.20         0.000        90.000         0.000"
    b"       180.000\n"
)
EVENTS = EVENT_HEADER + EVENT_ROWS
UPTIME = (
    b"#  MJD_start[days]  MJD_stop[days]\n"
    b"   55001.00000000   55001.50000000\n"
    b"   55001.50000001   55001.75000000\n"
)
AREA_HEADER = (
    b"#  log10(E_nu/GeV)_min  log10(E_nu/GeV)_max  Dec_nu_min[deg]  Dec_nu_max[deg]   A_Eff[cm^2]\n"
)
AREA_ROWS = (
    b"             2.00          2.50        -90.00         -1.00          0.00\n"
    b"             2.50         10.00        -90.00         -1.00   123456789.01\n"
    b"             2.00          2.50         -1.00         90.00         12.34\n"
    b"             2.50         10.00         -1.00         90.00   23456789.01\n"
)
AREA = AREA_HEADER + AREA_ROWS
AREA_3YEAR = (
    b"#  E_min[GeV]   E_max[GeV] cos(zenith)_min cos(zenith)_max       Aeff[m^2]\n"
    b"    1.000e+02    1.000e+03           -1.00           +0.50       1.000e-04\n"
    b"    1.000e+02    1.000e+03           +0.50           +1.00       2.000e-04\n"
    b"    1.000e+03    1.000e+05           -1.00           +0.50       3.000e-04\n"
    b"    1.000e+03    1.000e+05           +0.50           +1.00       4.000e+01\n"
)
READERS = {
    "events": (read_events, EVENTS),
    "uptime": (read_uptime, UPTIME),
    "area": (read_effective_area, AREA),
    "area_3year": (read_effective_area_3year, AREA_3YEAR),
}
# Random examples of each test: 40 at each push, more when asked for.
EXAMPLES = int(os.environ.get("NUSOURCES_EXAMPLES", "40"))
mutations = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def put(folder: Path, data: bytes, name: str = "table.csv") -> Path:
    """Write bytes to a file of a folder."""
    path = folder / name
    path.write_bytes(data)
    return path


def refused(reader, path: Path, *parts: str) -> None:
    """Check that a file is refused with a message that names it and holds all parts."""
    with pytest.raises(InputDataError) as caught:
        load(reader, path)
    for part in (str(path), *parts):
        assert part in str(caught.value)


def naive_rows(data: bytes) -> list[list[float]]:
    """Parse a table line by line, with nothing of the package."""
    return [[float(field) for field in line.split()] for line in data.decode().split("\n")[1:-1]]


def make_events(numbers: np.ndarray) -> pd.DataFrame:
    """Spread numbers from 0 to 1 over the allowed ranges; ang_err at least what is printed."""
    low = np.array([40000.0, 0.0, 0.006, 0.0, -90.0, 0.0, 0.0])
    high = np.array([99999.0, 12.0, 180.0, 360.0, 90.0, 360.0, 180.0])
    return pd.DataFrame(low + numbers * (high - low), columns=EVENT_NAMES)


def put_archive(folder: Path, name: str = "events.npz", **arrays_by_key) -> Path:
    """Write a numpy archive."""
    np.savez_compressed(folder / name, **arrays_by_key)
    return folder / name


plausible = st.sampled_from(list(b"0123456789 .-+,:\n\te"))
edits = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "replace"]),
        st.integers(0, 10_000),
        st.one_of(plausible, plausible, st.integers(0, 255)),
    ),
    min_size=1,
    max_size=4,
)


def mutate(data: bytes, changes: list[tuple[str, int, int]]) -> bytes:
    """Delete, insert or replace bytes."""
    text = bytearray(data)
    for kind, where, byte in changes:
        position = where % len(text)
        stop = position if kind == "insert" else position + 1
        text[position:stop] = b"" if kind == "delete" else bytes([byte])
    return bytes(text)
