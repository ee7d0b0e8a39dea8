"""Fields with sources for tests of forecasts."""

from __future__ import annotations

import numpy as np

from nusources.footprints import Footprint
from nusources.forecast.fields import PeriodicField, SourceField, surveyed_sources

FOOTPRINT = Footprint(
    ra=126.22,
    dec=-1.75,
    east_ra=4.86,
    east_dec=-1.18,
    north_ra=1.82,
    north_dec=7.83,
    step=4.29,
    n_fields=4,
    published_area=142.0,
)


def fluxes(n: int, rng: np.random.Generator) -> np.ndarray:
    """Fluxes with counts N(>F) ~ F^-1.5."""
    return 1e-14 * rng.random(n) ** (-1 / 1.5)


def surveyed(n: int = 400, seed: int = 1) -> SourceField:
    """Sources in the footprint of eFEDS."""
    rng = np.random.default_rng(seed)
    return surveyed_sources(*FOOTPRINT.draw(n, rng), fluxes(n, rng), FOOTPRINT)


def periodic(n: int = 400, seed: int = 1) -> SourceField:
    """Sources in a field of 16 x 8 deg without edges."""
    rng = np.random.default_rng(seed)
    field = PeriodicField((16.0, 8.0))
    x, y = field.draw(n, rng)
    return SourceField(field, x, y, np.sort(fluxes(n, rng))[::-1])
