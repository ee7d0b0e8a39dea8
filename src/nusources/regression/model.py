"""What is assumed of a line with scatter: priors, and how the true abscissae are distributed.

log L_nu = alpha + beta (log L_X - pivot) + N(0, scatter^2). The prior of the intercept is flat;
the evidence is that for a density of 1 per unit of the ordinate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.regression.points import Points

Array = NDArray[np.float64]

STEEPEST = 10.0
"""Largest slope of the uniform prior."""
LEAST_SCATTER = 0.01
"""Of the log-uniform prior, in units of the ordinate."""
HALF_NORMAL = 1 / 3
"""Width of the half-normal prior, over the largest scatter."""
SPREADS = 3.0
"""Of the observed abscissae: width of the prior of the mean, and largest width of the normals."""

CHOICES = {
    "abscissa": ("one_normal", "flat", "two_normals"),
    "slope_prior": ("rotation", "uniform"),
    "scatter_prior": ("uniform", "log_uniform", "half_normal"),
}


@dataclass(frozen=True)
class Model:
    """Priors of a line with scatter.

    Parameters
    ----------
    abscissa : str
        Distribution of the true abscissae: ``one_normal``, mean from N(centre, (3 spread)^2), width
        uniform from 0 to 3 spreads; ``two_normals``, each with these priors, weights uniform;
        ``flat``, a constant density.
    slope_prior : str
        ``rotation``: proportional to (1 + slope^2)^(-3/2), which does not change when the axes are
        turned; ``uniform`` from -10 to 10.
    scatter_prior : str
        ``uniform`` from 0 to `scatter_max`; ``log_uniform`` from .01; ``half_normal`` of width
        `scatter_max` / 3. None reaches beyond `scatter_max`.
    scatter_max : float
    centre, spread : float, optional
        Of the priors of the true abscissae; by default the mean and standard deviation of the
        observed ones.

    Raises
    ------
    InputDataError
        A word that is not known, or a largest scatter that is not above the least one.

    References
    ----------
    Jaynes 1991, in Maximum Entropy and Bayesian Methods (prior of a slope); Kelly 2007, ApJ 665,
    1489 (normals of the true abscissae).
    """

    abscissa: Literal["one_normal", "flat", "two_normals"] = "one_normal"
    slope_prior: Literal["rotation", "uniform"] = "rotation"
    scatter_prior: Literal["uniform", "log_uniform", "half_normal"] = "uniform"
    scatter_max: float = 3.0
    centre: float | None = None
    spread: float | None = None

    def __post_init__(self) -> None:
        for key, choices in CHOICES.items():
            if getattr(self, key) not in choices:
                raise InputDataError(
                    f"an unknown {key.replace('_', ' ')}",
                    value=getattr(self, key),
                    expected=f"one of {', '.join(choices)}",
                )
        if not self.scatter_max > LEAST_SCATTER:
            raise InputDataError(
                "too small a largest scatter",
                value=self.scatter_max,
                expected=f"above {LEAST_SCATTER:g}",
            )

    @property
    def n_widths(self) -> int:
        """Number of normals of the true abscissae."""
        return {"flat": 0, "one_normal": 1, "two_normals": 2}[self.abscissa]

    def abscissa_prior(self, points: Points) -> tuple[float, float]:
        """Mean of the prior of the true abscissae, above the pivot, and spread."""
        centre = points.pivot if self.centre is None else self.centre
        return centre - points.pivot, points.spread if self.spread is None else self.spread

    def slope_at(self, share: ArrayLike) -> Array:
        """Slope below which a share of its prior lies."""
        symmetric = 2 * np.asarray(share, dtype=np.float64) - 1
        if self.slope_prior == "uniform":
            return STEEPEST * symmetric
        return symmetric / np.sqrt(1 - symmetric**2)

    def scatter_at(self, share: ArrayLike) -> Array:
        """Scatter below which a share of its prior lies."""
        u = np.asarray(share, dtype=np.float64)
        if self.scatter_prior == "uniform":
            return self.scatter_max * u
        if self.scatter_prior == "log_uniform":
            return LEAST_SCATTER * (self.scatter_max / LEAST_SCATTER) ** u
        from scipy.special import erf, erfinv  # slow to import

        unit = HALF_NORMAL * self.scatter_max * np.sqrt(2)
        return unit * erfinv(u * erf(self.scatter_max / unit))

    def log_slope_prior(self, slope: Array) -> Array:
        """Logarithm of the density of the slope."""
        if self.slope_prior == "uniform":
            return np.where(np.abs(slope) < STEEPEST, -np.log(2 * STEEPEST), -np.inf)
        return -1.5 * np.log1p(slope**2) - np.log(2)

    def log_scatter_prior(self, scatter: Array) -> Array:
        """Logarithm of the density of the scatter."""
        least = LEAST_SCATTER if self.scatter_prior == "log_uniform" else 0.0
        inside = (scatter > least) & (scatter < self.scatter_max)
        safe = np.where(inside, scatter, 1.0)
        if self.scatter_prior == "uniform":
            density = np.full_like(safe, -np.log(self.scatter_max))
        elif self.scatter_prior == "log_uniform":
            density = -np.log(safe * np.log(self.scatter_max / LEAST_SCATTER))
        else:
            from scipy.special import erf

            unit = HALF_NORMAL * self.scatter_max * np.sqrt(2)
            norm = unit * np.sqrt(np.pi) / 2 * erf(self.scatter_max / unit)
            density = -((safe / unit) ** 2) - np.log(norm)
        return np.where(inside, density, -np.inf)
