"""Pairs of fluxes of sources, and their distances, from which luminosities are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.luminosity.distances import area_of_sphere
from nusources.luminosity.samples import X, Y, sample_rows

FEWEST = 4
"""Of sources: a partial correlation of three has no freedom left."""


@dataclass(frozen=True)
class Pairs:
    """Logarithmic fluxes of sources in neutrinos and X-rays, and of the area of their spheres.

    A logarithmic luminosity is ``flux + area``: fluxes are those of the source's own frame, so that
    a K-correction goes with its flux.

    Parameters
    ----------
    source_names : tuple of str
    neutrino_flux, xray_flux : ndarray, shape (n,)
        log10 of L / (4 pi d_L^2) [erg/cm2/s].
    area : ndarray, shape (n,)
        log10 of 4 pi d_L^2 [cm2].
    stratum : ndarray of int, shape (n,)
        Number of the class of each source: within classes, only sources of one are exchanged.

    Raises
    ------
    InputDataError
        If there are fewer than `FEWEST` sources, one has no number, or all are alike in one.
    """

    source_names: tuple[str, ...]
    neutrino_flux: NDArray[np.float64]
    xray_flux: NDArray[np.float64]
    area: NDArray[np.float64]
    stratum: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self) < FEWEST:
            raise InputDataError(
                "too few sources for a correlation given distance",
                column="source_name",
                value=", ".join(self.source_names) or "none",
                expected=f"at least {FEWEST} with distance and luminosities, neither a limit",
            )
        for column in ("neutrino_flux", "xray_flux", "area"):
            _refuse_unusable(getattr(self, column), column, self.source_names)

    def __len__(self) -> int:
        return len(self.source_names)

    @property
    def neutrino_luminosity(self) -> NDArray[np.float64]:
        """log10 of L_nu [erg/s], shape (n,)."""
        return self.neutrino_flux + self.area

    @property
    def xray_luminosity(self) -> NDArray[np.float64]:
        """log10 of L_hX [erg/s], shape (n,)."""
        return self.xray_flux + self.area


def _refuse_unusable(values: NDArray, column: str, names: Sequence[str]) -> None:
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise InputDataError(
            f"no number for {names[row]}",
            row=row + 1,
            column=column,
            value=values[row],
            expected="a luminosity and a distance",
        )
    if np.ptp(values) == 0:
        raise InputDataError(
            "all sources are alike", column=column, value=values[0], expected="different ones"
        )


def log_area(distance: NDArray) -> NDArray[np.float64]:
    """log10 of 4 pi d_L^2 [cm2].

    Parameters
    ----------
    distance : ndarray
        Luminosity distance [Mpc].
    """
    return np.log10(area_of_sphere(distance))


def joint_rows(luminosities: pd.DataFrame, samples: Sequence[str]) -> pd.DataFrame:
    """Sources of some samples, one sample after the other, whose luminosities are both measured.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    samples : sequence of str
        Names in the column ``sample``.
    """
    return pd.concat([sample_rows(luminosities, name) for name in samples], ignore_index=True)


def pairs_of(luminosities: pd.DataFrame, samples: Sequence[str]) -> Pairs:
    """Measured sources of some samples with a distance; each sample is a class of its own.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    samples : sequence of str
        Names in the column ``sample``.

    Raises
    ------
    InputDataError
        As `Pairs`.
    """
    return pairs_from(joint_rows(luminosities, samples))


def pairs_from(rows: pd.DataFrame) -> Pairs:
    """Sources with measured luminosities that have a distance; each sample is a class of its own.

    Parameters
    ----------
    rows : DataFrame
        Of the contract ``luminosities``, from `joint_rows`.

    Raises
    ------
    InputDataError
        As `Pairs`.
    """
    rows = rows[rows["distance"].notna()]
    area = log_area(rows["distance"].to_numpy())
    numbers = {name: number for number, name in enumerate(rows["sample"].unique())}
    return Pairs(
        tuple(rows["source_name"]),
        rows[Y].to_numpy() - area,
        rows[X].to_numpy() - area,
        area,
        rows["sample"].map(numbers).to_numpy(dtype=np.int64),
    )
