"""Source lists of stacks, out of the table of luminosities or out of a user's table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.stacking.pairs import Sources

EQUAL, XRAY_FLUX = "equal", "xray_flux"


def sources_of_samples(
    luminosities: pd.DataFrame, samples: Sequence[str], weights: str
) -> tuple[Sources, NDArray[np.float64]] | None:
    """Sources of samples with a hard X-ray flux, each once.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    samples : sequence of str
        Its samples; a source of several is that of the first.
    weights : str
        xray_flux: the hard X-ray flux; sources without one, or with a limit only, are left out.
        equal: 1 for each source.

    Returns
    -------
    sources : Sources
    weights : ndarray, shape (n_sources,)
        None where no source is left.
    """
    rows = luminosities[luminosities["sample"].isin(list(samples))]
    order = pd.Series(range(len(samples)), index=list(samples))
    rows = rows.iloc[np.argsort(rows["sample"].map(order).to_numpy(), kind="stable")]
    rows = rows.drop_duplicates("source_name")
    if weights == XRAY_FLUX:
        rows = rows[(rows["xray_flux"] > 0) & ~rows["is_xray_limit"]]
    if rows.empty:
        return None
    flux = rows["xray_flux"].to_numpy() if weights == XRAY_FLUX else np.ones(len(rows))
    return Sources.of(rows["source_name"], rows["ra"], rows["dec"]), flux


def sources_of_list(listed: pd.DataFrame, path: str) -> tuple[Sources, NDArray[np.float64]]:
    """Sources of a user's list with their weights; those of weight 0 are left out.

    Parameters
    ----------
    listed : DataFrame
        From `nusources.selection.groups.select_group`.
    path : str
        Told with mistakes.

    Raises
    ------
    InputDataError
        A weight that is negative or no number.
    """
    weight = listed["weight"].to_numpy(dtype=float)
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if wrong.size:
        raise InputDataError(
            "a weight that cannot be used",
            path=path,
            row=int(wrong[0]) + 1,
            value=float(weight[wrong[0]]),
            expected="a number that is not negative",
        )
    rows = listed[weight > 0]
    return Sources.of(rows["source_name"], rows["ra"], rows["dec"]), weight[weight > 0]
