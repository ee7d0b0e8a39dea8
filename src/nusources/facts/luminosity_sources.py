"""Published and recalled numbers of sources of neutrinos and hard X-rays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nusources.errors import InputDataError
from nusources.facts.parameter_groups import read_facts

DEFAULT = "default"
COLUMNS = [
    *("source_name", "reading", "quantity", "value", "error_low", "error_high", "is_limit"),
    *("energy_min_kev", "energy_max_kev", "photon_index"),
]
KEY = ["source_name", "reading", "quantity"]
TEXTS = ("source_class",)
"""Quantities that are words; all others are numbers."""


@dataclass(frozen=True, eq=False)
class SourceFacts:
    """Facts by source, quantity and reading.

    Parameters
    ----------
    rows : DataFrame
        As the file has them: `COLUMNS`, status, source.
    """

    rows: pd.DataFrame

    @property
    def readings(self) -> list[str]:
        """Names of the readings beside the default."""
        return sorted(set(self.rows["reading"]) - {DEFAULT})

    def of(self, quantity: str, readings: Sequence[str] = ()) -> pd.DataFrame:
        """Rows of one quantity, one for each source, by its name.

        Parameters
        ----------
        quantity : str
        readings : sequence of str
            Replace the default where they have a row; earlier ones first.

        Raises
        ------
        InputDataError
            If a reading is in no row.
        """
        for one in readings:
            if one not in self.readings:
                raise InputDataError(
                    "no such reading of the facts",
                    column="reading",
                    value=one,
                    expected=f"one of {', '.join(self.readings)}",
                )
        order = {name: place for place, name in enumerate([*readings, DEFAULT])}
        found = self.rows[(self.rows["quantity"] == quantity) & self.rows["reading"].isin(order)]
        found = found.assign(place=found["reading"].map(order)).sort_values("place", kind="stable")
        found = found.drop_duplicates("source_name").set_index("source_name")
        if quantity in TEXTS:
            return found
        return found.assign(value=pd.to_numeric(found["value"]))


def read_luminosity_sources(path: str | Path) -> SourceFacts:
    """Read ``data/tables/luminosity_sources.csv``.

    Raises
    ------
    InputDataError
        If a column is missing or a key stands there twice.
    """
    rows = read_facts(path, COLUMNS)
    twice = rows.duplicated(KEY)
    if twice.any():
        raise InputDataError(
            "the same fact twice",
            path=path,
            column=", ".join(KEY),
            value=rows.loc[twice, KEY].iloc[0].tolist(),
            expected="one row for each source, reading and quantity",
        )
    return SourceFacts(rows.assign(is_limit=rows["is_limit"].fillna(False).astype(bool)))
