"""Reader of the stellar mass functions of galaxies."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nusources.facts.parameter_groups import read_facts
from nusources.facts.spectra import numeric_columns, refuse_rows
from nusources.population.stellar_masses import StellarMassFunction

EDGES = ["redshift_min", "redshift_max"]
VALUES = ["log10_mass", "density_1", "density_2", "slope_1", "slope_2"]


def read_stellar_mass_function(
    path: str | Path, *, interpolated: bool = False
) -> StellarMassFunction:
    """Read ``data/tables/stellar_mass_functions.csv``.

    Parameters
    ----------
    path : str or Path
    interpolated : bool
        See `StellarMassFunction`.

    Raises
    ------
    InputDataError
        If a column is missing, a cell is no number, a density is not positive, or a bin of
        redshift does not begin where the one before ends.
    """
    table = numeric_columns(read_facts(path, [*EDGES, *VALUES]), [*EDGES, *VALUES], path)
    ends = table["redshift_max"].shift(fill_value=table["redshift_min"].iloc[0])
    checks = (
        ("redshift_min", table["redshift_min"] == ends, "the end of the bin before"),
        ("redshift_max", table["redshift_max"] > table["redshift_min"], "above redshift_min"),
        ("density_1", table["density_1"] > 0, "a number above 0"),
        ("density_2", table["density_2"] > 0, "a number above 0"),
    )
    refuse_rows(table, checks, "not a mass function by bins of redshift", path)
    edges = np.append(table["redshift_min"], table["redshift_max"].iloc[-1])
    values = {name: table[name].to_numpy(float) for name in VALUES}
    return StellarMassFunction(edges, **values, interpolated=interpolated)
