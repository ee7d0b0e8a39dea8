"""Point-spread functions of the forecast program toise, stored as splines.

A photospline file holds the coefficients of a tensor product of B-splines: the primary image, with
the order of each axis in ``ORDERn``, and its knots in the image extensions ``KNOTSn``; ``EXTENTS``
has the range of each axis. The axes are log10(E_mu/GeV), cos(zenith) and the distance in degrees,
the value is the share of the muons within it.

References
----------
github.com/icecube/toise, toise/angular_resolution.py (PointSpreadFunction); Whitehorn, van Santen
and Lafebre 2013, Comp. Phys. Comm. 184, 2214 (photospline).
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.formats.raw import read_unpacked

N_AXES = 3
N_ENERGIES, N_ZENITHS, N_DISTANCES = 21, 21, 61
"""Points of the table: .25 in log10(E), .1 in cos(zenith), distances equal in their square root."""
LARGEST_EXCESS = 0.25
"""By which shares may leave 0 to 1: the spline is a fit."""


def read_gen2_psf(path: str | Path) -> pd.DataFrame:
    """Read a cumulative point-spread function (sunflower_240_bdt0_psf.fits).

    Evaluated on a grid within the range of the spline; there are 21 x 21 x 61 rows.

    Raises
    ------
    InputDataError
        If the file is no photospline of three axes, or its values are no shares.
    """
    from scipy.interpolate import NdBSpline

    coefficients, knots, orders, extents = _read_photospline(path)
    spline = NdBSpline(tuple(knots), coefficients, tuple(orders))
    (e_low, e_high), (z_low, z_high), (_, d_high) = extents
    axes = [
        np.linspace(e_low, e_high, N_ENERGIES),
        np.linspace(z_low, z_high, N_ZENITHS).round(12),
        d_high * np.linspace(0.0, 1.0, N_DISTANCES) ** 2,
    ]
    points = np.stack([one.ravel() for one in np.meshgrid(*axes, indexing="ij")], axis=-1)
    # Ends of the range are knots of full multiplicity nowhere: a hair inside is the same number.
    inside = np.clip(points, *(np.array(extents).T + np.array([[1e-9], [-1e-9]])))
    contained = spline(inside)
    far = (contained < -LARGEST_EXCESS) | (contained > 1 + LARGEST_EXCESS)
    if far.any() or not np.isfinite(contained).all():
        raise InputDataError(
            "the spline is no cumulative point-spread function",
            path=path,
            value=float(contained[far][0]) if far.any() else "no number",
            expected="shares from 0 to 1",
        )
    names = ("log10_energy", "cos_zenith", "distance")
    return pd.DataFrame(dict(zip(names, points.T, strict=True)) | {"contained": contained})


def _read_photospline(
    path: str | Path,
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]], list[int], NDArray[np.float64]]:
    """Coefficients, knots, orders and extents."""
    from astropy.io import fits

    data = read_unpacked(path)
    try:
        with warnings.catch_warnings(action="ignore"), fits.open(io.BytesIO(data)) as hdus:
            hdus.verify("exception")
            coefficients = np.array(hdus[0].data, dtype=float)
            orders = [int(hdus[0].header[f"ORDER{axis}"]) for axis in range(N_AXES)]
            names = [*(f"KNOTS{axis}" for axis in range(N_AXES)), "EXTENTS"]
            *knots, extents = (np.array(hdus[name].data, dtype=float) for name in names)
    except (KeyError, OSError, TypeError, ValueError, fits.VerifyError) as error:
        raise InputDataError(
            f"not a photospline of {N_AXES} axes ({' '.join(str(error).split())})",
            path=path,
            value=data[:16],
            expected=f"a FITS file with ORDER0 ... ORDER{N_AXES - 1}, KNOTS0 ..., EXTENTS",
        ) from error
    _check(coefficients, knots, orders, extents, path)
    return coefficients, knots, orders, extents.reshape(N_AXES, 2)


def _check(
    coefficients: NDArray, knots: list[NDArray], orders: list[int], extents: NDArray, path: Any
) -> None:
    """Refuse parts that do not fit each other."""
    shape = tuple(one.size - order - 1 for one, order in zip(knots, orders, strict=True))
    if coefficients.shape != shape or extents.size != 2 * N_AXES:
        raise InputDataError(
            "coefficients, knots and extents do not fit",
            path=path,
            value=f"{coefficients.shape} coefficients, {extents.size} extents",
            expected=f"{shape} and {2 * N_AXES}",
        )
    if any((np.diff(one) <= 0).any() for one in knots):
        raise InputDataError("knots do not grow", path=path, expected="growing numbers")
