"""Diffuse fluxes that a detector counts: conventional, prompt and astrophysical."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nusources.fluxes import Fluxes, PowerLawFlux, conventional_flux, power_law_flux

Flux = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Flux of nu_mu + anti-nu_mu [1/(GeV cm2 s sr)] at an energy [GeV] and a cosine of the zenith."""


@dataclass(frozen=True)
class SkyFluxes:
    """What makes the events of a detector, by component.

    Attributes
    ----------
    astrophysical, conventional, prompt : callable
        Of energy [GeV] and cos(zenith), which broadcast, to 1/(GeV cm2 s sr).
    """

    astrophysical: Flux
    conventional: Flux
    prompt: Flux

    def with_atmosphere(self, conventional: PowerLawFlux, prompt: PowerLawFlux) -> SkyFluxes:
        """The same astrophysical flux under an isotropic atmosphere of power laws."""
        return replace(self, conventional=power_law(conventional), prompt=power_law(prompt))

    def with_astrophysical(self, spectrum: Callable[[NDArray], NDArray]) -> SkyFluxes:
        """The same atmosphere with another isotropic spectrum, a function of energy [GeV]."""
        return replace(self, astrophysical=isotropic(spectrum))

    @property
    def by_component(self) -> Mapping[str, Flux]:
        """Fluxes by the name of the component."""
        return {
            "astrophysical": self.astrophysical,
            "conventional": self.conventional,
            "prompt": self.prompt,
        }


def isotropic(spectrum: Callable[[NDArray], NDArray]) -> Flux:
    """Flux of a spectrum, the same from all directions."""
    return lambda energy, cos_zenith: spectrum(energy) + np.zeros(np.shape(cos_zenith))


def sky_fluxes(fluxes: Fluxes) -> SkyFluxes:
    """Model fluxes of the pipeline as functions of energy and zenith angle."""

    def conventional(energy: NDArray, cos_zenith: NDArray) -> NDArray[np.float64]:
        return conventional_flux(energy, cos_zenith, fluxes.conventional)

    return SkyFluxes(power_law(fluxes.astrophysical), conventional, power_law(fluxes.prompt))


def power_law(parameters: PowerLawFlux) -> Flux:
    """Isotropic power law."""
    return isotropic(partial(power_law_flux, parameters=parameters))
