"""Simulated 68 % contours of spectral index and flux of single sources: ellipses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVEL = 2.30
"""Rise of -2 ln L on a contour that holds 68 % of two parameters."""


@dataclass(frozen=True)
class Contour:
    """Best fit, errors and correlation of index and norm [GeV^-1 cm^-2 s^-1], number of points."""

    index: float
    index_error: float
    norm: float
    norm_error: float
    correlation: float
    n_points: float

    def points(self) -> pd.DataFrame:
        """Points of the ellipse, sorted by index as in the compilation.

        Returns
        -------
        DataFrame
            spectral_index, norm [GeV^-1 cm^-2 s^-1].
        """
        angle = 2 * np.pi * (np.arange(self.n_points) + 0.5) / self.n_points
        across = np.sqrt(LEVEL) * np.cos(angle)
        other = np.sqrt(LEVEL) * np.sin(angle)
        along = self.correlation * across + np.sqrt(1 - self.correlation**2) * other
        index = self.index + self.index_error * across
        norm = self.norm + self.norm_error * along
        table = pd.DataFrame({"spectral_index": index, "norm": norm})
        return table.sort_values("spectral_index", kind="stable", ignore_index=True)
