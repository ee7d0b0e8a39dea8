"""Responses of IceCube-Gen2 from the forecast program toise.

The spline of the efficiency is not read; that of the point-spread function is by
`nusources.catalogs.tracks.gen2_psf`.

References
----------
github.com/icecube/toise, toise/data; README_Gen2_EHE_effective_areas.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.tracks.icetracks_events import ARCHIVE_ERRORS
from nusources.errors import InputDataError
from nusources.formats.raw import read_raw
from nusources.units import CM2_PER_M2


def read_gen2_effective_area(path: str | Path, flavour: str) -> pd.DataFrame:
    """Read an effective area of the EHE selection (Gen2_EHE_NuMu_effective_area.npz, ...).

    Areas of m^2 in the file are cm^2 here. The area of a neutrino energy at the surface is the sum
    over the energies at the detector, which reach one bin above it: a tenth of the area near the
    diagonal, a matter of the bins.
    There are 10 x 70 x 70 rows.

    Parameters
    ----------
    flavour : str
        nu_e, nu_mu or nu_tau: the file itself does not say.
    """
    keys = ("area_in_sqm", "cos_theta_bins", "energy_bins_at_det", "energy_bins")
    area, *edges = _load_arrays(path, keys)
    shape = tuple(one.size - 1 for one in edges)
    if area.shape != shape:
        raise InputDataError(
            "area and bins do not fit", path=path, value=area.shape, expected=str(shape)
        )
    for key, one in zip(keys[1:], edges, strict=True):
        if one.ndim != 1 or (np.diff(one) <= 0).any() or (key != keys[1] and one[0] <= 0):
            raise InputDataError(
                "bin edges do not grow",
                path=path,
                column=key,
                value=one.ravel()[:5].tolist(),
                expected="growing numbers, energies above 0",
            )
    axes = [edges[0], np.log10(edges[1]), np.log10(edges[2])]
    lower = np.meshgrid(*(one[:-1] for one in axes), indexing="ij")
    upper = np.meshgrid(*(one[1:] for one in axes), indexing="ij")
    columns = {"flavour": pd.Series([flavour] * area.size, dtype="string")}
    names = ("cos_zenith", "detector_log10_energy", "true_log10_energy")
    for name, low, high in zip(names, lower, upper, strict=True):
        columns |= {f"{name}_min": low.ravel(), f"{name}_max": high.ravel()}
    return pd.DataFrame(columns | {"effective_area": area.ravel() * CM2_PER_M2})


def read_muon_energy_profile(path: str | Path) -> pd.DataFrame:
    """Read mean and width of the muon energy proxy (aachen_muon_energy_profile.npz, ...).

    "aachen" is taken to be the IceCube reference (inferred).
    """
    energy, mean, sigma = _load_arrays(path, ("loge", "mean", "std"))
    return _curve({"log10_energy": energy, "mean": mean, "sigma": sigma}, path)


def read_muon_efficiency(path: str | Path) -> pd.DataFrame:
    """Read the selection efficiency of muons (aachen_muon_selection_efficiency.npz)."""
    energy, efficiency = _load_arrays(path, ("log_energy", "efficiency"))
    return _curve({"log10_energy": energy, "efficiency": efficiency}, path)


def _curve(columns: dict[str, np.ndarray], path: str | Path) -> pd.DataFrame:
    """Make a table of arrays of one length."""
    shapes = {one.shape for one in columns.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 1:
        raise InputDataError(
            "arrays of different shapes",
            path=path,
            value=sorted(shapes),
            expected="one length for all",
        )
    return pd.DataFrame(columns)


def _load_arrays(path: str | Path, keys: tuple[str, ...]) -> list[np.ndarray]:
    """Take float64 arrays out of an archive; arrays that need unpickling are refused."""
    data = read_raw(path)
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise InputDataError(
            "not a complete zip archive", path=path, value=data[:16], expected="a numpy .npz"
        )
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            found = {key: archive[key] for key in keys if key in archive.files}
    except ARCHIVE_ERRORS as error:
        raise InputDataError(
            f"damaged archive ({error})", path=path, value=data[:16], expected="a numpy .npz"
        ) from error
    for key in keys:
        if key not in found or str(found[key].dtype) != "float64":
            raise InputDataError(
                f"no array {key!r} of float64", path=path, value=sorted(found), expected=f"{keys}"
            )
    return [found[key] for key in keys]
