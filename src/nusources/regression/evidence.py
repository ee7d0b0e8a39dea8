"""Evidence for slopes."""

from __future__ import annotations

from nusources.regression.grid import posterior_grid
from nusources.regression.model import Model
from nusources.regression.points import Points

FIXED = (0.0, 1.0)


def slope_evidence(points: Points, model: Model) -> dict[str, float]:
    """Logarithm of the evidence for no relation, for proportionality and for a free slope.

    Parameters
    ----------
    points : Points
        With Gaussian errors.
    model : Model

    Returns
    -------
    dict of str to float
        ``free``, ``0``, ``1``; per unit of the ordinate. Only differences have a meaning.
    """
    found = {"free": posterior_grid(points, model).log_evidence}
    for slope in FIXED:
        found[f"{slope:g}"] = posterior_grid(points, model, slope=slope).log_evidence
    return found
