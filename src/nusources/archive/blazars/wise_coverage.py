"""The simulated list of sources with infrared light curves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.drawing.draws import displace
from nusources.archive.drawing.names import distinct, minute_names

POSITION_ERROR = 0.3  # arcsec per axis: WISE positions of faint sources, D'Abrusco et al. 2019
MEAN_EPOCHS = 17.0  # chang2022, section 3.3: 2010 to 2020 every 180 days, with a break


def wise_table(sources: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
    """Draw positions and numbers of epochs of the sources with infrared light curves.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``; those with ``has_wise``.
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the file, and ``member``.
    """
    chosen = sources[sources["has_wise"]]
    ra, dec = displace(chosen["ra"], chosen["dec"], POSITION_ERROR, rng=rng)
    names = distinct(minute_names(ra, dec))
    epochs = 2 + rng.poisson(MEAN_EPOCHS - 2, len(chosen))  # a light curve has two points at least
    return pd.DataFrame(
        {
            "member": chosen.index,
            "name": names,
            "ra": np.round(ra, 6),
            "dec": np.round(dec, 6),
            "epochs": epochs,
        }
    )
