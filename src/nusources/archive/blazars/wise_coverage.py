"""The simulated list of sources with infrared light curves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.drawing.draws import displace
from nusources.archive.drawing.names import distinct, minute_names
from nusources.archive.drawing.wise_visits import visit_days

POSITION_ERROR = 0.3  # arcsec per axis: WISE positions of faint sources, D'Abrusco et al. 2019
LOST = 0.03  # share of visits without a detection: chosen
FEWEST = 2  # a light curve has two points at least


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
    # Sixteen or seventeen visits, 2010 to 2020 every 180 days with a break: chang2022, section 3.3.
    visits = np.isfinite(visit_days(chosen["ra"].to_numpy(), chosen["dec"].to_numpy())).sum(axis=1)
    epochs = np.maximum(rng.binomial(visits, 1.0 - LOST), FEWEST)
    return pd.DataFrame(
        {
            "member": chosen.index,
            "name": names,
            "ra": np.round(ra, 6),
            "dec": np.round(dec, 6),
            "epochs": epochs,
        }
    )
