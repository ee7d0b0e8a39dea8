"""From a table of luminosities to the points of the relation."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.regression.points import Points

X, Y = "log10_xray_luminosity", "log10_neutrino_luminosity"
LEFT_OUT, CENSORED = "left_out", "censored"
LIMITS = (LEFT_OUT, CENSORED)
"""What upper limits do: nothing, as in the paper, or their part of the likelihood."""
FEWEST = 3


def sample_rows(luminosities: pd.DataFrame, sample: str, limits: str = LEFT_OUT) -> pd.DataFrame:
    """Rows of a sample that have both luminosities, or limits of them where these count, by name.

    Fits of one sample are then alike to the last digit, wherever its rows come from.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    sample : str
        Value of its column ``sample``.
    limits : str
        One of `LIMITS`.
    """
    rows = luminosities[luminosities["sample"] == sample]
    known = rows[X].notna() & rows[Y].notna()
    if limits == LEFT_OUT:
        known &= ~(rows["is_neutrino_limit"] | rows["is_xray_limit"])
    return rows[known].sort_values("source_name", kind="stable", ignore_index=True)


def points_of(rows: pd.DataFrame) -> Points:
    """Hard X-ray luminosities as abscissae, neutrino luminosities as ordinates.

    Parameters
    ----------
    rows : DataFrame
        From `sample_rows`.
    """
    return Points.of(
        rows[X],
        rows[Y],
        _errors(rows, "xray"),
        _errors(rows, "neutrino"),
        correlation=rows["error_correlation"],
        is_x_limit=rows["is_xray_limit"],
        is_y_limit=rows["is_neutrino_limit"],
        names=rows["source_name"],
    )


def _errors(rows: pd.DataFrame, axis: str) -> NDArray[np.float64]:
    """Both sides of the errors, shape (2, n); an upper limit is a sharp edge."""
    columns = [f"log10_{axis}_error_{side}" for side in ("low", "high")]
    return np.where(rows[f"is_{axis}_limit"], 0.0, rows[columns].to_numpy().T)


def enough(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """The rows, if they are enough for slope, intercept and scatter.

    Raises
    ------
    InputDataError
    """
    if len(rows) < FEWEST:
        raise InputDataError(
            f"too few {what} with both luminosities",
            column="source_name",
            value=", ".join(rows["source_name"]) or "none",
            expected=f"at least {FEWEST} sources",
        )
    return rows
