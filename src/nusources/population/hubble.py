"""Luminosity functions in another cosmology than that of their measurement."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from nusources.population.cosmology import Cosmology
from nusources.population.luminosity_function import Limits
from nusources.population.tabulated import TabulatedLuminosityFunction
from nusources.population.xray_agn import XrayLuminosityFunction

LUMINOSITIES = ("log10_break", "log10_p1_reference", "log10_peak_1_below", "log10_peak_2_below")
"""Parameters that are luminosities."""
Function = TypeVar("Function", XrayLuminosityFunction, TabulatedLuminosityFunction)


def in_cosmology(
    function: Function,
    cosmology: Cosmology,
    *,
    densities: bool = True,
    luminosities: bool = True,
) -> Function:
    """Put a luminosity function into a cosmology with another H0.

    Densities go as H0^3 and luminosities as H0^-2; what another matter density would change is
    left.

    Parameters
    ----------
    function : XrayLuminosityFunction or TabulatedLuminosityFunction
    cosmology : Cosmology
    densities, luminosities : bool
        Whether these are converted; without both the function is taken as printed.
    """
    ratio = cosmology.hubble_constant / function.cosmology.hubble_constant
    factor = ratio**3 if densities else 1.0
    shift = -2 * float(np.log10(ratio)) if luminosities else 0.0
    if isinstance(function, XrayLuminosityFunction):
        values = dict(function.values) | {"norm": function.values["norm"] * factor}
        values |= {name: values[name] + shift for name in LUMINOSITIES}
        errors = dict(function.errors)
        errors |= {"norm": errors["norm"] * factor} if "norm" in errors else {}
        return replace(function, values=values, errors=errors, cosmology=cosmology)
    grid = function.grid_luminosity + shift
    return replace(
        function,
        grid_luminosity=grid,
        log10_grid=function.log10_grid + np.log10(factor),
        limits=Limits((float(grid[0]), float(grid[-1])), function.limits.redshift),
        cosmology=cosmology,
    )
