"""Flux of a disk of sources at the Earth: the integrals of anchordoqui2014, section IV.

The observer stands in the disk at a distance R from the centre; a circular void of radius h about
the observer keeps the nearest source away. The flux is proportional to

    I = int int sigma(r) r dr dtheta / (R^2 + r^2 + 2 R r cos theta)

outside the void (eq. 10), with the observer at theta = pi.

The angular integral is done in closed form, so one adaptive integral over r is left. Printed slips:
the limits of eq. (11) run from pi - phi to pi + phi, those of eq. (13) from -pi + phi to pi - phi.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.integrate import quad

from nusources.microquasars.density import Density

RELATIVE_TOLERANCE = 1e-10


@dataclass(frozen=True)
class DiskIntegral:
    """The integral of eq. (10) per source.

    Attributes
    ----------
    sector : float
        I1, the sector about the observer, |theta - pi| < phi with sin(phi) = h/R [kpc^-2].
    rest : float
        I2, the rest of the disk [kpc^-2].
    error : float
        Estimated numerical error of the sum [kpc^-2].
    """

    sector: float
    rest: float
    error: float

    @property
    def total(self) -> float:
        """I1 + I2 [kpc^-2]."""
        return self.sector + self.rest


def disk_integral(density: Density, observer: float, void: float) -> DiskIntegral:
    """Integrate a density over inverse squared distance, outside a void about the observer.

    Parameters
    ----------
    density : Density
    observer : float
        Distance R of the observer from the Galactic centre [kpc].
    void : float
        Radius h of the void [kpc], above 0 and below R.

    Raises
    ------
    ValueError
        If the void is not a circle that leaves the centre outside.
    """
    if not 0 < void < observer:
        raise ValueError(
            f"the void's radius is {void} kpc; expected above 0 and below the observer's distance "
            f"from the centre, {observer} kpc"
        )
    phi = float(np.arcsin(void / observer))
    total, error = _integrate(density, observer, void, lambda r: _void_angle(r, observer, void))
    rest, rest_error = _integrate(density, observer, void, lambda r: phi)
    return DiskIntegral(total - rest, rest, error + rest_error)


def _integrate(
    density: Density, observer: float, void: float, excluded: Callable[[float], float]
) -> tuple[float, float]:
    """Integral over r of r sigma(r) times the angular integral outside the excluded angle."""
    edges = {observer - void, observer, observer + void, *density.kinks}
    points = sorted(edge for edge in edges if 0 < edge < density.radius)

    def integrand(r: float) -> float:
        return r * float(density(r)) * angular_integral(r, observer, excluded(r))

    return quad(
        integrand,
        0,
        density.radius,
        points=points,
        epsabs=0,
        epsrel=RELATIVE_TOLERANCE,
        limit=200 + 4 * len(points),
    )


def angular_integral(r: float, observer: float, excluded: float) -> float:
    """Integrate 1 / (R^2 + r^2 - 2 R r cos beta) over |beta| from `excluded` to pi [kpc^-2].

    Parameters
    ----------
    r, observer : float
        Distances from the centre [kpc].
    excluded : float
        Half-opening of the excluded sector about the observer's direction [rad]; it must not be
        zero where r equals the observer's distance.
    """
    ratio = abs(observer - r) / (observer + r)
    tangent = np.tan(excluded / 2)
    shape = 1 / tangent if ratio == 0 else np.arctan2(ratio, tangent) / ratio
    return float(4 * shape / (observer + r) ** 2)


def _void_angle(r: float, observer: float, void: float) -> float:
    """Angle, seen from the centre, that the void covers on the circle of radius r [rad]."""
    if abs(r - observer) >= void:
        return 0.0
    # sin^2(beta/2) from the law of cosines keeps the digits near the void's edge.
    sin2_half = (void**2 - (observer - r) ** 2) / (4 * observer * r)
    return float(2 * np.arcsin(np.sqrt(min(sin2_half, 1.0))))
