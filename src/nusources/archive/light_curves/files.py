"""Writers of light curves in the formats that the readers open, compressed."""

from __future__ import annotations

import gzip
import io
import lzma
import math
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.catalogs.blazars.wise_exposures import LABELS as WISE_LABELS
from nusources.catalogs.gamma.fermi_time import MJD_REFERENCE_DAY, MJD_REFERENCE_FRACTION
from nusources.catalogs.gamma.lat_aperture import LABELS as APERTURE_LABELS
from nusources.units import SECONDS_PER_DAY

LEVEL = 3  # of gzip: twice as fast as the usual 6, files a tenth larger
XZ_LEVEL = 0  # of xz: five times as fast as the usual 6
LISTS = ("ts", "flux", "flux_upper_limits", "flux_error", "photon_index", "fit_convergence")


def write_exposures(path: str | Path, table: pd.DataFrame) -> None:
    """Write WISE exposures (``w2_exposures.csv.gz``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``simulate_exposures``.
    """
    labels = list(WISE_LABELS.values())
    columns = [table[label].tolist() for label in labels]
    line = "{},{},{:.6f},{:.3f},{:.3f}".format
    text = "\n".join(map(line, *columns)).replace("nan", "")
    _write(path, f"{','.join(labels)}\n{text}\n")


def write_aperture_curves(path: str | Path, table: pd.DataFrame) -> None:
    """Write LAT aperture photometry (``aperture_30d.csv.gz``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``aperture_curves``.
    """
    labels = list(APERTURE_LABELS.values())
    columns = [table[label].tolist() for label in labels]
    text = "\n".join(map("{},{:.0f},{:.0f},{:.3e},{:.2e}".format, *columns))
    _write(path, f"{','.join(labels)}\n{text}\n")


def write_likelihood_curves(
    path: str | Path, names: NDArray, edges: NDArray, curves: Mapping[str, NDArray]
) -> None:
    """Write LAT likelihood fits (``likelihood_30d.tar.gz``), one JSON file per source.

    Parameters
    ----------
    path : str or Path
    names : array of str, shape (n_sources,)
        In 4FGL.
    edges : array, shape (n_bins + 1,)
        [MJD]
    curves : mapping
        From ``likelihood_curves``; bins without a test statistic are left out.
    """
    with _packed(path) as packed:
        _write_archive(packed, names, edges, curves)


def write_weekly_curves(
    path: str | Path, names: NDArray, edges: NDArray, curves: Mapping[str, NDArray]
) -> None:
    """Write weekly LAT fits (``weekly_lightcurves.tar.xz``); see `write_likelihood_curves`."""
    with lzma.open(path, "wb", preset=XZ_LEVEL) as packed:
        _write_archive(packed, names, edges, curves)


def _write_archive(stream: Any, names, edges, curves: Mapping[str, NDArray]) -> None:
    middle = (edges[:-1] + edges[1:]) / 2.0
    seconds = (middle - MJD_REFERENCE_DAY - MJD_REFERENCE_FRACTION) * SECONDS_PER_DAY
    times = np.array([str(round(one)) for one in seconds])
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for row in np.argsort(names):
            kept = np.isfinite(curves["ts"][row])
            curve = {key: values[row][kept] for key, values in curves.items()}
            content = _json(curve, times[kept].tolist())
            member = tarfile.TarInfo(str(names[row]).replace(" ", "+") + ".json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def _json(curve: Mapping[str, NDArray], times: list[str]) -> bytes:
    """One light curve in the layout of the Light Curve Repository."""
    lists: dict[str, list[str]] = {key: [] for key in LISTS}
    columns = (curve[key].tolist() for key in ("flux", "error", "limit", "ts", "index", "code"))
    for time, flux, error, limit, ts, index, code in zip(times, *columns, strict=True):
        lists["ts"].append(f"[{time},{ts:.2f}]")
        lists["fit_convergence"].append(f"[{time},{code}]")
        if math.isnan(flux):
            lists["flux_upper_limits"].append(f"[{time},{limit:.3e}]")
        else:
            lists["flux"].append(f"[{time},{flux:.4e}]")
            lists["flux_error"].append(f"[{time},{flux - error:.4e},{flux + error:.4e}]")
            lists["photon_index"].append(f"[{time},{index:.3f}]")
    parts = (f'"{key}":[{",".join(entries)}]' for key, entries in lists.items())
    return f"{{{','.join(parts)}}}".encode()


def _write(path: str | Path, text: str) -> None:
    with _packed(path) as packed:
        packed.write(text.encode("ascii"))


@contextmanager
def _packed(path: str | Path) -> Iterator[gzip.GzipFile]:
    """Open a compressed file without its name and time: equal texts are equal bytes."""
    with (
        Path(path).open("wb") as stream,
        gzip.GzipFile("", "wb", LEVEL, stream, mtime=0) as packed,
    ):
        yield packed
