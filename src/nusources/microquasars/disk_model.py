"""The disk of sources that a run asks for: its sizes and its distributions by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from nusources.errors import InputDataError
from nusources.microquasars.density import (
    Density,
    exponential,
    exponential_scale,
    microquasar,
    tabulated,
    uniform,
)

PAPER = ("uniform", "exponential", "microquasar")
"""The distributions of anchordoqui2014, section IV."""


@dataclass(frozen=True)
class DiskModel:
    """Sizes of the Galaxy and the distributions in it.

    Attributes
    ----------
    observer : float
        Distance of the observer from the Galactic centre [kpc].
    radius, thickness : float
        Of the disk [kpc].
    exponential_share : float
        Share of the sources beyond the void's inner edge in the exponential (eq. 16).
    scale : float
        R0 of eq. (17) [kpc].
    profiles : mapping
        Profiles of the user by name: radius_kpc and density.
    files : mapping
        File of each profile, named in errors.
    """

    observer: float
    radius: float
    thickness: float
    exponential_share: float
    scale: float
    profiles: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Names of all distributions."""
        return [*PAPER, *self.profiles]

    def scale_of(self, name: str, void: float) -> float | None:
        """Scale of a distribution [kpc]; none for uniform and tabulated ones."""
        if name == "exponential":
            return self._exponential_scale(void)
        return self.scale if name == "microquasar" else None

    def _exponential_scale(self, void: float) -> float:
        return exponential_scale(self.observer - void, self.exponential_share, self.radius)

    def density(self, name: str, void: float) -> Density:
        """Surface density by name.

        Parameters
        ----------
        name : str
        void : float
            Radius of the void [kpc]: the exponential depends on it.

        Raises
        ------
        InputDataError
            If a profile cannot be normalised, or no exponential has the share asked for.
        """
        try:
            return self._density(name, void)
        except ValueError as error:
            raise InputDataError(str(error), path=self.files.get(name)) from error

    def _density(self, name: str, void: float) -> Density:
        if name == "uniform":
            return uniform(self.radius)
        if name == "exponential":
            return exponential(self._exponential_scale(void), self.radius)
        if name == "microquasar":
            return microquasar(self.scale, self.radius)
        table = self.profiles[name]
        return tabulated(name, table["radius_kpc"], table["density"], self.radius)


def disk_model(
    parameters: Mapping[str, Any], profiles: Mapping[str, pd.DataFrame] | None = None
) -> DiskModel:
    """Disk from the section ``microquasars.disk`` of the configuration.

    Parameters
    ----------
    parameters : mapping
        The section.
    profiles : mapping, optional
        Tables of its profiles by name.
    """
    return DiskModel(
        observer=parameters["observer_distance_kpc"],
        radius=parameters["galaxy_radius_kpc"],
        thickness=parameters["thickness_kpc"],
        exponential_share=parameters["exponential_share"],
        scale=parameters["scale_kpc"],
        profiles=profiles or {},
        files={one["name"]: one["file"] for one in parameters["profiles"]},
    )
