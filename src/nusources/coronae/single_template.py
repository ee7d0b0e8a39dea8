"""One spectrum for all sources, rescaled: the shortcut beside the whole grid.

References
----------
karavola2026, Appendix B and Fig. 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae.constants import EDDINGTON_LUMINOSITY_PER_MASS
from nusources.coronae.spectra import SourceSpectra

THICK_RATIO = 0.1
"""L_X over the Eddington luminosity from which a corona of 1e5 is thick (arXiv:2410.12638)."""
LOG10_SIGMA = 5.0


def photomeson_efficiency(
    log10_sigma: ArrayLike, log10_xray_luminosity: ArrayLike, log10_black_hole_mass: ArrayLike
) -> NDArray[np.float64]:
    """Share of the proton luminosity that photomeson production takes, before protons escape.

    x/(1 + x), where x = (sigma/1e5) (lambda_X/.1) is the rate of loss over that of escape: a
    reading, for the estimate of the paper is in an earlier one.

    Parameters
    ----------
    log10_sigma, log10_xray_luminosity, log10_black_hole_mass : array_like
        L_X in the band of the corona [erg/s], solar masses; broadcast with each other.

    Examples
    --------
    >>> photomeson_efficiency(5.0, 43.0, np.log10(1e43 / 1.26e38 / 0.1)).round(6).item()
    0.5
    """
    ratio = np.asarray(log10_xray_luminosity) - np.asarray(log10_black_hole_mass)
    ratio = ratio - np.log10(EDDINGTON_LUMINOSITY_PER_MASS * THICK_RATIO)
    depth = 10.0 ** (np.asarray(log10_sigma) - LOG10_SIGMA + ratio)
    return np.asarray(depth / (1 + depth))


@dataclass(frozen=True, eq=False)
class SingleTemplate:
    """Spectrum of one source, as templates of all.

    Parameters
    ----------
    templates : SourceSpectra
        That have the source.
    source : tuple of float
        log10 of its sigma, L_X [erg/s] and mass [Msun].
    """

    templates: SourceSpectra
    source: tuple[float, float, float]

    @property
    def energies(self) -> NDArray[np.float64]:
        """Energies in the frame of the source [GeV]."""
        return self.templates.energies

    def luminosity(
        self,
        log10_sigma: ArrayLike,
        log10_xray_luminosity: ArrayLike,
        log10_black_hole_mass: ArrayLike,
    ) -> NDArray[np.float64]:
        """E L_E per unit eta_p/eta_X [erg/s], scaled with L_X and the photomeson efficiency."""
        one = log10_sigma, log10_xray_luminosity, log10_black_hole_mass
        efficiency = photomeson_efficiency(*one) / photomeson_efficiency(*self.source)
        scale = efficiency * 10.0 ** (np.asarray(log10_xray_luminosity) - self.source[1])
        return np.multiply.outer(np.ravel(scale), self.templates.luminosity(*self.source)[0])
