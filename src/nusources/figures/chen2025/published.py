"""Published numbers beside the curves of chen2025."""

from __future__ import annotations

import numpy as np
import pandas as pd


def published_value(published: pd.DataFrame, name: str) -> float:
    """Printed value of a number of data/published/chen2025.csv; NaN if it is not there."""
    found = published["published"][published["id"] == name]
    return float(found.iloc[0]) if len(found) else np.nan
