"""Source lists of the whole sky, from tables of catalogues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError, nearest


@dataclass(frozen=True)
class SkyCatalogue:
    """Which rows of a table are sources, and which column their neutrinos follow.

    Attributes
    ----------
    name, label : str
    table : str
        As <dataset>/<table>.
    flux : str
        Column of fluxes.
    column : str
        Column that chooses.
    values : sequence
        Its values that are taken.
    """

    name: str
    label: str
    table: str
    flux: str
    column: str
    values: Sequence[str | int]

    def sources(self, table: pd.DataFrame) -> tuple[NDArray, NDArray, NDArray]:
        """Right ascension, declination [deg] and flux of the sources that have one.

        Raises
        ------
        InputDataError
            If a column is missing, no row has the values, or none of those a flux above 0.
        """
        for column in (self.flux, self.column):
            if column not in table:
                raise InputDataError(
                    f"catalogue {self.name}: the table has no such column"
                    f"{nearest(column, table.columns)}",
                    path=self.table,
                    column=column,
                )
        chosen = table[table[self.column].isin(list(self.values))]
        if chosen.empty:
            raise InputDataError(
                f"catalogue {self.name}: no source with these values",
                path=self.table,
                column=self.column,
                value=list(self.values),
                expected=f"some of {', '.join(map(str, table[self.column].unique()[:20]))}",
            )
        known = chosen[chosen[self.flux] > 0]
        if known.empty:
            raise InputDataError(
                f"catalogue {self.name}: no source has a flux",
                path=self.table,
                column=self.flux,
                expected="fluxes above 0; upper limits are none",
            )
        ra, dec, flux = (known[one].to_numpy(dtype=np.float64) for one in ("ra", "dec", self.flux))
        return ra, dec, flux
