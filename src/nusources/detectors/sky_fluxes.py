"""Diffuse fluxes that a detector counts: conventional, prompt and astrophysical."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nusources.fluxes import (
    BrokenPowerLawFlux,
    DiffuseFlux,
    Fluxes,
    PowerLawFlux,
    conventional_flux,
    diffuse_flux,
)

Flux = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Flux of nu_mu + anti-nu_mu [1/(GeV cm2 s sr)] at an energy [GeV] and a cosine of the zenith."""


@dataclass(frozen=True)
class SkyFluxes:
    """What makes the events of a detector, by component.

    Attributes
    ----------
    astrophysical, conventional, prompt : callable
        Of energy [GeV] and cos(zenith), which broadcast, to 1/(GeV cm2 s sr).
    kinks : tuple of float
        Energies at which a flux is not smooth, log10(E/GeV): integrals are split there.
    """

    astrophysical: Flux
    conventional: Flux
    prompt: Flux
    kinks: tuple[float, ...] = ()

    def with_atmosphere(self, conventional: PowerLawFlux, prompt: PowerLawFlux) -> SkyFluxes:
        """The same astrophysical flux under an isotropic atmosphere of power laws."""
        return replace(self, conventional=diffuse(conventional), prompt=diffuse(prompt))

    def with_astrophysical(self, parameters: DiffuseFlux) -> SkyFluxes:
        """The same atmosphere with another isotropic flux."""
        kinks: tuple[float, ...] = ()
        if isinstance(parameters, BrokenPowerLawFlux):
            kinks = (float(np.log10(parameters.break_energy)),)
        return replace(self, astrophysical=diffuse(parameters), kinks=kinks)

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

    return SkyFluxes(diffuse(fluxes.astrophysical), conventional, diffuse(fluxes.prompt))


def diffuse(parameters: DiffuseFlux) -> Flux:
    """Isotropic flux of a shape of `nusources.fluxes`."""
    return isotropic(partial(diffuse_flux, parameters=parameters))
