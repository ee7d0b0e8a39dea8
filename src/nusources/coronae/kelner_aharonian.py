"""Yields of photomeson production (Kelner & Aharonian 2008, section II and tables I to III).

Phi_i(eta, x) is the yield of a species per proton and photon, with x = E / E_p and
eta = 4 epsilon E_p / (m_p c^2)^2. What the tables do not cover is told where it is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nusources.coronae.constants import PROTON_MASS, SPEED_OF_LIGHT
from nusources.facts.kelner_aharonian import YieldTable

MASS_RATIO = 0.1458
"""r = m_pi / m_p, between that of neutral and of charged pions."""
ETA_THRESHOLD = 0.313
"""eta_0 = 2 r + r^2, as the paper rounds it."""
ELECTRON_RATIO = 2.14
"""eta / eta_0 above which two pions, and so electrons and their antineutrinos, are made."""
MUON_NEUTRINO_SHARE = 0.427
"""Largest share of the pion's energy that its neutrino gets, 1 - (m_mu / m_pi)^2."""
LAST_RATIO = 100.0
"""Last row of the tables."""

STEP_CROSS_SECTION = ((0.2, 0.5, 340e-30 * 0.2), (0.5, np.inf, 120e-30 * 0.6))
"""Photon energies in the frame of the proton [GeV], cross-section times inelasticity [cm^2]
(Atoyan & Dermer 2003)."""

TWO_PION = ("electron", "electron_antineutrino")


def yields(
    species: str, table: YieldTable, eta: NDArray[np.float64], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Phi(eta, x) of one species [cm^3/s].

    Parameters
    ----------
    species : str
        One of `nusources.facts.kelner_aharonian.SPECIES`.
    table : YieldTable
    eta, x : ndarray
        Broadcast with each other.

    Notes
    -----
    ln B, s and delta are linear in ln eta between the rows. Below the first row B falls as the
    square of the distance from the threshold. Beyond the last one ln B goes on by its last slope,
    s and delta stay; `step_correction` is the alternative.
    """
    ratio = np.asarray(eta, float) / ETA_THRESHOLD
    threshold = ELECTRON_RATIO if species in TWO_PION else 1.0
    s, delta, b = _parameters(table, ratio, threshold)
    low, high = _ends(species, np.maximum(ratio, threshold) * ETA_THRESHOLD)
    place = np.clip((x - low) / (high - low), 0.0, 1.0)
    tail = np.log(2 / (1 + place**2)) ** _tail_exponent(species, ratio)
    body = np.exp(-s * np.log(np.maximum(x / low, 1.0)) ** delta)
    return np.where(x < high, b * body * tail, 0.0)


def _parameters(
    table: YieldTable, ratio: NDArray[np.float64], threshold: float
) -> tuple[NDArray[np.float64], ...]:
    """Find s, delta and B."""
    log_ratio = np.log(np.maximum(ratio, 1e-300))
    nodes, log_b = np.log(table.eta_ratio), np.log(table.b)
    s, delta = (np.interp(log_ratio, nodes, one) for one in (table.s, table.delta))
    last_slope = (log_b[-1] - log_b[-2]) / (nodes[-1] - nodes[-2])
    beyond = last_slope * np.maximum(log_ratio - nodes[-1], 0.0)
    b = np.exp(np.interp(log_ratio, nodes, log_b) + beyond)
    rise = np.clip((ratio - threshold) / (table.eta_ratio[0] - threshold), 0.0, 1.0)
    return s, delta, b * rise**2


def _ends(
    species: str, eta: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give x'_- and x'_+ of a species."""
    r, squared = MASS_RATIO, MASS_RATIO**2
    if species in TWO_PION:
        root = np.sqrt(eta * (eta - 4 * r * (1 + r)))
        # The product of both ends is r^2 / (1 + eta): their difference would lose digits.
        high = (eta - 2 * r + root) / (2 * (1 + eta))
        return squared / (1 + eta) / high / 2, high
    root = np.sqrt((eta - squared - 2 * r) * (eta - squared + 2 * r))
    high = (eta + squared + root) / (2 * (1 + eta))
    low = squared / (1 + eta) / high
    if species == "photon":
        return low, high
    if species == "muon_neutrino":
        ratio = eta / ETA_THRESHOLD
        share = MUON_NEUTRINO_SHARE + 0.0729 * np.maximum(ratio - ELECTRON_RATIO, 0.0)
        return MUON_NEUTRINO_SHARE * low, np.minimum(share, 1.0) * high
    return low / 4, high


def _tail_exponent(species: str, ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give psi of a species."""
    log_ratio = np.log(np.maximum(ratio, 1.0))
    if species in TWO_PION:
        return 6 * -np.expm1(1.5 * np.minimum(4 - ratio, 0.0))
    return 2.5 + (0.4 if species == "photon" else 1.4) * log_ratio


def step_energy_loss(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    """Energy loss per photon density by a cross-section in two steps [cm^3/s].

    (2 c / y^2) times the integral of cross-section, inelasticity and photon energy up to
    y = 2 gamma epsilon: what the integral of x Phi over x and all species stands for.

    Parameters
    ----------
    eta : ndarray
        4 epsilon E_p / (m_p c^2)^2.
    """
    largest = np.asarray(eta, float) * PROTON_MASS / 2
    total = np.zeros_like(largest)
    for begin, end, strength in STEP_CROSS_SECTION:
        total += strength * (np.clip(largest, begin, end) ** 2 - begin**2) / 2
    return 2 * SPEED_OF_LIGHT * total / largest**2
