"""Mock catalogues of AGN on a part of the sky, drawn in chunks of area.

Each chunk has its own random stream, known by its number: which process draws it, and in which
order, changes nothing, and a larger area extends a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.population.hosts import Hosts
from nusources.population.luminosity_function import Limits, LuminosityFunction
from nusources.random_streams import counter_generator


@dataclass(frozen=True)
class MockSurvey:
    """Area and redshifts of a mock catalogue.

    Parameters
    ----------
    name : str
        Stable name of its random streams.
    area : float
        [deg^2]
    redshift : tuple of float
        Range.
    chunk_area : float
        Largest area of a chunk [deg^2].
    """

    name: str
    area: float
    redshift: tuple[float, float]
    chunk_area: float

    def __post_init__(self) -> None:
        if not (self.area > 0 and self.chunk_area > 0):
            raise InputDataError(
                "a mock survey without an area",
                column="area",
                value=min(self.area, self.chunk_area),
                expected="a number above 0 [deg2]",
            )
        low, high = self.redshift
        if not 0 < low < high:
            raise InputDataError(
                "an empty redshift bin",
                column="redshift",
                value=self.redshift,
                expected="a number above 0, then a larger one",
            )

    @property
    def n_chunks(self) -> int:
        """Number of chunks."""
        return int(np.ceil(self.area / self.chunk_area - 1e-9))

    def area_of(self, chunk: int) -> float:
        """Area of a chunk [deg^2]; that of the last may be smaller."""
        return min(self.chunk_area, self.area - chunk * self.chunk_area)


def draw_chunk(
    function: LuminosityFunction, hosts: Hosts, survey: MockSurvey, chunk: int, seed: int
) -> pd.DataFrame:
    """Draw the AGN of one chunk: luminosities and redshifts first, then the masses of the hosts.

    Parameters
    ----------
    function : LuminosityFunction
    hosts : Hosts
    survey : MockSurvey
    chunk : int
        From 0.
    seed : int
        Of the run.

    Returns
    -------
    DataFrame
        redshift, log10_luminosity (2-10 keV, erg/s), log10_stellar_mass, log10_black_hole_mass
        (Msun); their number is Poissonian.
    """
    rng = counter_generator(seed, chunk, "mock_agn", survey.name)
    limited = replace(function, limits=Limits(function.limits.log10_luminosity, survey.redshift))
    drawn = limited.sample(survey.area_of(chunk), 0.0, rng)
    luminosity, redshift = (drawn[name].to_numpy() for name in ("log10_luminosity", "redshift"))
    mass = hosts.draw_masses(luminosity, redshift, rng)
    return pd.DataFrame(
        {
            "redshift": redshift,
            "log10_luminosity": luminosity,
            "log10_stellar_mass": mass,
            "log10_black_hole_mass": hosts.readings.black_holes.log10_mass(mass),
        }
    )


def draw_mock(
    function: LuminosityFunction, hosts: Hosts, survey: MockSurvey, seed: int
) -> Iterator[pd.DataFrame]:
    """Draw all chunks, one after the other."""
    for chunk in range(survey.n_chunks):
        yield draw_chunk(function, hosts, survey, chunk, seed)


def redshift_bin(catalogue: pd.DataFrame, low: float, high: float) -> pd.DataFrame:
    """AGN between two redshifts.

    Raises
    ------
    InputDataError
        If there are none.
    """
    chosen = catalogue[catalogue["redshift"].between(low, high, inclusive="left")]
    if chosen.empty:
        raise InputDataError(
            "no AGN in this redshift bin",
            column="redshift",
            value=f"{low:g} to {high:g}",
            expected=f"redshifts among {catalogue['redshift'].min():g} to "
            f"{catalogue['redshift'].max():g}"
            if len(catalogue)
            else "a catalogue that is not empty",
        )
    return chosen
