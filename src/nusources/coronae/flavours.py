"""Neutrino flavours at Earth after oscillations over astronomical distances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FLAVOURS = ("electron", "muon", "tau")


@dataclass(frozen=True)
class Mixing:
    """Mixing of neutrinos; defaults from a global fit, normal ordering, recalled.

    Parameters
    ----------
    sin2_12, sin2_13, sin2_23 : float
        Squared sines of the mixing angles.
    cp_phase : float
        [deg]
    """

    sin2_12: float = 0.304
    sin2_13: float = 0.0222
    sin2_23: float = 0.573
    cp_phase: float = 197.0

    def probabilities(self) -> NDArray[np.float64]:
        """Averaged probability of each flavour at Earth (rows) from each at the source (columns).

        Returns
        -------
        ndarray, shape (3, 3)
            In the order of `FLAVOURS`; symmetric, and every row and column has the sum 1.

        Examples
        --------
        >>> at_earth = Mixing().probabilities() @ [1 / 3, 2 / 3, 0]
        >>> [round(float(one), 2) for one in at_earth]
        [0.3, 0.36, 0.34]
        """
        s12, s13, s23 = np.sqrt([self.sin2_12, self.sin2_13, self.sin2_23])
        c12, c13, c23 = np.sqrt([1 - self.sin2_12, 1 - self.sin2_13, 1 - self.sin2_23])
        phase = np.exp(1j * np.radians(self.cp_phase))
        matrix = np.array(
            [
                [c12 * c13, s12 * c13, s13 / phase],
                [
                    -s12 * c23 - c12 * s23 * s13 * phase,
                    c12 * c23 - s12 * s23 * s13 * phase,
                    s23 * c13,
                ],
                [
                    s12 * s23 - c12 * c23 * s13 * phase,
                    -c12 * s23 - s12 * c23 * s13 * phase,
                    c23 * c13,
                ],
            ]
        )
        squared = np.abs(matrix) ** 2
        return squared @ squared.T
