"""The energies on which everything is calculated: E = 10^(i/20) GeV, for protons and secondaries.

Nodes are the middles of logarithmic cells. Ratios of energies are then whole numbers of steps, so
that yields and decays are sums over one index.
"""

from __future__ import annotations

import numpy as np

from nusources.coronae.constants import PROTON_MASS
from nusources.coronae.readings import STEPS_PER_DECADE

N_DECADES = 13
N_ENERGIES = N_DECADES * STEPS_PER_DECADE + 1
STEP = np.log(10) / STEPS_PER_DECADE
"""Width of a cell in ln E."""

ENERGIES = 10.0 ** (np.arange(N_ENERGIES) / STEPS_PER_DECADE)
"""[GeV]; the lowest cell begins at a Lorentz factor of the proton of 1.006."""
EDGES = 10.0 ** ((np.arange(N_ENERGIES + 1) - 0.5) / STEPS_PER_DECADE)
"""Ends of the cells [GeV]."""
LORENTZ_FACTORS = ENERGIES / PROTON_MASS
LORENTZ_EDGES = EDGES / PROTON_MASS
"""Of protons."""

TEMPLATE_RANGE = slice(1 * STEPS_PER_DECADE, 9 * STEPS_PER_DECADE + 1)
"""Energies of templates, 10 GeV to 1 EeV in the frame of the source."""
