"""Words and numbers of sentences that several answers have."""

from __future__ import annotations

import math

from nusources.wording import MINUS, SUPERSCRIPTS, number, with_error

FLUX_UNIT = "GeV⁻¹ cm⁻² s⁻¹"

DATA_WORDS = {
    "real": "real data",
    "simulated": "simulated data: a test of the method, not of the sky",
    "mixed": "partly simulated data: a test of the method, not of the sky",
    "no data": "printed numbers only",
}
"""What is said of an input; keys are `nusources.origins.INPUTS`."""

DATA_SHORT = {
    "real": "real data",
    "simulated": "SIMULATED data",
    "mixed": "partly SIMULATED data",
    "no data": "no data",
}
"""The same in a headline."""


def p_text(p: float, error: float, n_scrambles: int) -> str:
    """P-value with its Monte-Carlo error.

    Parameters
    ----------
    p, error : float
        The error is 0 where p is exact.
    n_scrambles : int
        Number of scrambles N: p = 1 / (N + 1) means that none was as extreme.

    Returns
    -------
    str
        Such as ``0.0414 ± 0.00063``, ``0.09039 (exact)`` or ``at most 9.999 × 10⁻⁶``.
    """
    if error <= 0 < p < 1:
        return f"{number(p)} (exact)"
    if math.isclose(p, 1 / (n_scrambles + 1)):
        return f"at most {number(p)} (none of {number(n_scrambles)} scrambles is as extreme)"
    return with_error(p, error)


def threshold_text(log10_energy_min: float) -> str:
    """Threshold of the energy proxy, such as ``log10(E/GeV) ≥ 4.8``."""
    return f"log10(E/GeV) ≥ {log10_energy_min:.1f}"


def power_law(spectral_index: float) -> str:
    """Spectrum, such as ``E⁻²`` or ``E^−2.37``."""
    text = number(spectral_index)
    return f"E⁻{text.translate(SUPERSCRIPTS)}" if text.isdigit() else f"E^{MINUS}{text}"
