"""Points of a straight line."""

from __future__ import annotations

import numpy as np
import pandas as pd


def points(slope: float) -> pd.DataFrame:
    """Eleven points from 0 to 1, contract ``line``."""
    x = np.linspace(0, 1, 11)
    return pd.DataFrame({"x": x, "y": slope * x})
