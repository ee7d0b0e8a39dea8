"""Expected flux per direction: integrals along the line of sight through a disk of sources.

The disk has a thickness; its surface density may have spiral arms or a bar. Beyond the paper, which
needs the sky-averaged flux only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.microquasars.density import Density

Pattern = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Factor on the density as a function of distance [kpc] and azimuth [rad] from the centre."""


@dataclass(frozen=True)
class Disk:
    """A disk of sources with thickness.

    Attributes
    ----------
    density : Density
        Surface density, per source.
    thickness : float
        Full thickness [kpc] within which the sources are spread evenly (1 kpc in section IV).
    pattern : callable
        Factor on the density; its mean over azimuth is one, so the number of sources stays.
    """

    density: Density
    thickness: float
    pattern: Pattern = lambda r, azimuth: np.ones_like(r)

    def __post_init__(self) -> None:
        if not self.thickness > 0:
            raise ValueError(f"the disk's thickness is {self.thickness} kpc; expected above 0")


def spiral_arms(n_arms: int, pitch: float, contrast: float, start: float) -> Pattern:
    """Logarithmic spiral arms: 1 + contrast cos(n (azimuth - ln(r/start) / tan(pitch))).

    Parameters
    ----------
    n_arms : int
    pitch : float
        Pitch angle [deg].
    contrast : float
        0 to 1.
    start : float
        Radius at which an arm crosses azimuth 0 [kpc].
    """
    _check_contrast(contrast)
    slope = 1 / np.tan(np.radians(pitch))

    def pattern(r: NDArray[np.float64], azimuth: NDArray[np.float64]) -> NDArray[np.float64]:
        phase = azimuth - np.log(np.maximum(r, 1e-3) / start) * slope
        return 1 + contrast * np.cos(n_arms * phase)

    return pattern


def bar(length: float, angle: float, contrast: float) -> Pattern:
    """A bar: 1 + contrast cos(2 (azimuth - angle)) inside `length`, 1 beyond.

    Parameters
    ----------
    length : float
        Half-length [kpc].
    angle : float
        Azimuth of the bar [deg], 0 towards the Sun.
    contrast : float
        0 to 1.
    """
    _check_contrast(contrast)

    def pattern(r: NDArray[np.float64], azimuth: NDArray[np.float64]) -> NDArray[np.float64]:
        inside = 1 + contrast * np.cos(2 * (azimuth - np.radians(angle)))
        return np.where(r < length, inside, 1.0)

    return pattern


def sky_map(
    disk: Disk,
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    observer: float,
    void: float,
    n_steps: int = 400,
) -> NDArray[np.float64]:
    """Sum of inverse squared distances per steradian and source [kpc^-2 sr^-1].

    Times L / (4 pi) it is the expected flux per steradian; its integral over the sky is that of
    `nusources.microquasars.integrals`, with the disk's thickness.

    Parameters
    ----------
    disk : Disk
    longitude, latitude : ndarray, same shape
        Galactic coordinates [deg].
    observer : float
        Distance of the observer from the centre [kpc], in the middle of the disk.
    void : float
        Radius of the void about the observer [kpc], a cylinder through the disk.
    n_steps : int
        Steps along each line of sight.
    """
    lon, lat = (np.radians(angle)[..., np.newaxis] for angle in (longitude, latitude))
    cos_b, sin_b = np.cos(lat), np.abs(np.sin(lat))
    far = observer + disk.density.radius
    with np.errstate(divide="ignore"):
        end = np.minimum(far / np.maximum(cos_b, 1e-12), disk.thickness / 2 / sin_b)
    begin = np.minimum(void / np.maximum(cos_b, 1e-12), end)
    # Midpoint rule: exact for pieces of equal density, second order elsewhere.
    step = (end - begin) / n_steps
    s = begin + step * (np.arange(n_steps) + 0.5)
    x, y = observer - s * cos_b * np.cos(lon), s * cos_b * np.sin(lon)
    r = np.hypot(x, y)
    surface = disk.density(r) * disk.pattern(r, np.arctan2(y, x))
    return (surface / disk.thickness * step).sum(axis=-1)


def _check_contrast(contrast: float) -> None:
    if not 0 <= contrast <= 1:
        raise ValueError(f"the contrast is {contrast}; expected 0 to 1, else a density is negative")
