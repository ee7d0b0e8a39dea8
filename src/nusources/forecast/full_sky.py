"""Experiments of a detector with AGN of the whole sky.

The fit is that of eqs. 1 and 2 on the sphere, L(f_b) = prod [f_b S_i + (1 - f_b) B_i], with

    S = sum w_k a(dec_k) PSF / sum w_k a(dec_k)

over the known sources, where a is the acceptance of the detector by declination, made 1 in the part
of the sky that is used, and with B the density by declination of all events that are not from them:
of the atmosphere and of other AGN. B is taken as known, as scrambled events would tell it, so that
nothing but places makes S/N.

References
----------
Chen et al. 2025, sections II, III and V.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from nusources.detectors.angular_error import scatter_directions
from nusources.detectors.detector import Detector
from nusources.detectors.sky_fluxes import SkyFluxes, isotropic
from nusources.errors import InputDataError
from nusources.forecast.sphere_ratios import draw_by_declination
from nusources.forecast.sphere_response import N_DECLINATIONS, sphere_response
from nusources.likelihood.sphere import SphereSources
from nusources.sky import WHOLE_SKY, galactic

Array = NDArray[np.float64]
Positions = tuple[Array, Array]
"""Right ascension and declination [deg]."""
N_RIGHT_ASCENSIONS = 1440
"""At which the part of a circle of declination is measured that is far from the Galactic plane."""


@dataclass(frozen=True)
class Acceptance:
    """How events are spread over declination.

    Parameters
    ----------
    sin_dec : ndarray, shape (n_dec,)
        Ascending, from -1 to 1; densities are linear between.
    sources : ndarray, shape (n_dec,)
        Relative number of events of a source.
    atmosphere : ndarray, shape (n_dec,)
        Relative density of atmospheric events.
    """

    sin_dec: Array
    sources: Array
    atmosphere: Array


EVEN = Acceptance(
    np.linspace(-1, 1, N_DECLINATIONS), np.ones(N_DECLINATIONS), np.ones(N_DECLINATIONS)
)
"""The same from all directions."""


def acceptance_of(
    detector: Detector,
    fluxes: SkyFluxes,
    log10_threshold: float,
    *,
    spectral_index: float,
    threshold_of: str,
) -> Acceptance:
    """Acceptance of a detector above a threshold.

    Parameters
    ----------
    detector : Detector
    fluxes : SkyFluxes
        Of the atmosphere.
    log10_threshold : float
        log10(E/GeV)
    spectral_index : float
        Of the sources.
    threshold_of : str
        ``true_energy`` or ``energy_proxy``.
    """
    response = sphere_response(
        detector,
        replace(fluxes, astrophysical=isotropic(np.zeros_like), kinks=()),
        [log10_threshold],
        spectral_index=spectral_index,
        years=1.0,
        energy_of=threshold_of,
    )
    return Acceptance(response.sin_dec, response.acceptance[:, 0], response.background[:, 0])


@dataclass(frozen=True)
class Catalogue:
    """AGN of the sky, or of its part that is far from the Galactic plane.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        [deg].
    flux : ndarray, shape (n_sources,)
        Relative numbers of neutrinos before the acceptance.
    abs_glat_min : float
        Events nearer to the Galactic plane are not used, nor are sources [deg].
    """

    ra: Array
    dec: Array
    flux: Array
    abs_glat_min: float = 0.0

    def off_plane(self, abs_glat_min: float) -> Catalogue:
        """Sources that are at least so far from the Galactic plane [deg]."""
        kept = np.abs(galactic(self.ra, self.dec)[1]) >= abs_glat_min
        return Catalogue(self.ra[kept], self.dec[kept], self.flux[kept], abs_glat_min)


def at_random_places(flux: ArrayLike, rng: np.random.Generator) -> Catalogue:
    """Sources of these fluxes anywhere on the sky, independent of each other."""
    flux = np.asarray(flux, dtype=np.float64)
    dec = np.degrees(np.arcsin(rng.uniform(-1, 1, len(flux))))
    return Catalogue(rng.uniform(0, 360, len(flux)), dec, flux)


@dataclass(frozen=True)
class Observation:
    """What is observed, and what the fit knows.

    Parameters
    ----------
    n_events : float
        From the whole sky.
    fraction : float
        Of events from AGN, f; the others are atmospheric.
    sigma : float
        Width of the PSF per axis [deg].
    flux_min : float
        Of the sources that the fit knows.
    unseen : float
        Share of the flux of all AGN from those that are not in the catalogue.
    """

    n_events: float
    fraction: float
    sigma: float
    flux_min: float
    unseen: float = 0.0


class SkyExperiment:
    """Draws and fits events of one observation.

    Attributes
    ----------
    n_signal, n_atmosphere : int
        Events from AGN and from the atmosphere in each experiment.
    n_known : int
        Sources that the fit knows.
    bright_share : float
        c of eq. 5: share of the events from AGN that are from them.
    """

    def __init__(self, catalogue: Catalogue, acceptance: Acceptance, observation: Observation):
        if not 0 <= observation.fraction < 1:
            raise InputDataError(
                "fraction of events from AGN", value=observation.fraction, expected="0 to below 1"
            )
        self.acceptance, self.sigma = acceptance, observation.sigma
        self.unseen, self.abs_glat_min = observation.unseen, catalogue.abs_glat_min
        self.catalogue = catalogue
        seen = catalogue.flux * self._interpolated(acceptance.sources, catalogue.dec)
        known = catalogue.flux >= observation.flux_min
        if not seen[known].any():
            raise InputDataError(
                "no source that the detector sees is bright enough",
                column="flux",
                value=observation.flux_min,
                expected="a least flux that some have",
            )
        self._cumulated = np.cumsum(seen)
        self.n_known = int(known.sum())
        used = seen * _share_off_plane(catalogue, self.sigma)
        self.bright_share = float(used[known].sum() / used.sum()) * (1 - self.unseen)
        self._known = SphereSources.of(
            catalogue.ra[known],
            catalogue.dec[known],
            seen[known] / used[known].sum(),
            sigma=self.sigma,
        )
        self._count(observation)

    @property
    def n_events(self) -> int:
        """Events in each experiment."""
        return self.n_signal + self.n_atmosphere

    @property
    def fraction(self) -> float:
        """Share of them that is from AGN."""
        return self.n_signal / self.n_events

    def ratios(self, n_experiments: int, rng: np.random.Generator) -> Array:
        """S / B of the events of some experiments: of n_signal from AGN, then of the others.

        Parameters
        ----------
        n_experiments : int
        rng : Generator

        Returns
        -------
        ndarray, shape (n_experiments, n_signal + n_atmosphere)
        """
        signal = self._draw_signal(n_experiments * self.n_signal, rng)
        others = self._draw(self.acceptance.atmosphere, n_experiments * self.n_atmosphere, rng)
        parts = [self._ratio(*one).reshape(n_experiments, -1) for one in (signal, others)]
        return np.concatenate(parts, axis=1)

    def _ratio(self, ra: Array, dec: Array) -> Array:
        """S / B; 1, which tells nothing, where events may be scattered but none are seen."""
        background = self._interpolated(self.background, dec)
        # Neighbours in turn, so that their sources are in the cache: half the time.
        order = np.lexsort((ra, np.floor(dec / self.sigma)))
        density = np.empty(len(ra))
        density[order] = self._known.density(ra[order], dec[order], self.sigma)
        return np.divide(density, background, out=np.ones(len(ra)), where=background > 0)

    def _count(self, observation: Observation) -> None:
        """Events in the part of the sky that is used, and B in it [1/deg2]."""
        part = _part_off_plane(self.acceptance.sin_dec, self.abs_glat_min)
        of_agn, share_of_agn = self._density(self.acceptance.sources, part)
        of_others, share_of_others = self._density(self.acceptance.atmosphere, part)
        signal = observation.fraction * observation.n_events
        expected = signal * share_of_agn, (observation.n_events - signal) * share_of_others
        # Halves go up: numpy would round them to even numbers.
        self.n_signal, self.n_atmosphere = (int(np.floor(one + 0.5)) for one in expected)
        if not self.n_signal or not self.n_atmosphere:
            raise InputDataError(
                "too few events",
                value=f"{self.n_signal} from AGN, {self.n_atmosphere} others",
                expected="one of each at least",
            )
        unknown = self.n_signal * (1 - self.bright_share)
        total = unknown + self.n_atmosphere
        self.background = (unknown * of_agn + self.n_atmosphere * of_others) / total

    def _density(self, values: Array, part: Array) -> tuple[Array, float]:
        """Density [1/deg2] of one event in the part of the sky that is used, and its share."""
        sin_dec = self.acceptance.sin_dec
        inside = float(np.trapezoid(values * part, sin_dec))
        share = inside / float(np.trapezoid(values, sin_dec))
        return values / (inside * WHOLE_SKY / 2), share

    def _interpolated(self, values: Array, dec: Array) -> Array:
        return np.interp(np.sin(np.radians(dec)), self.acceptance.sin_dec, values)

    def _draw(self, values: Array, n: int, rng: np.random.Generator) -> Positions:
        """Positions [deg] of a density by declination, in the part of the sky that is used."""

        def draw() -> Positions:
            columns = values[:, np.newaxis]
            dec, _ = draw_by_declination(self.acceptance.sin_dec, columns, n, rng)
            return rng.uniform(0, 360, n), dec

        return self._used(draw, n)

    def _draw_signal(self, n: int, rng: np.random.Generator) -> Positions:
        """Events about sources of the catalogue; those of AGN that it lacks are anywhere."""

        def draw() -> Positions:
            place = rng.random(n) * self._cumulated[-1]
            source = np.searchsorted(self._cumulated, place, side="right")
            at = self.catalogue.ra[source], self.catalogue.dec[source]
            return scatter_directions(*at, np.full(n, self.sigma), rng=rng)

        ra, dec = self._used(draw, n)
        elsewhere = rng.random(n) < self.unseen
        ra[elsewhere], dec[elsewhere] = self._draw(
            self.acceptance.sources, int(elsewhere.sum()), rng
        )
        return ra, dec

    def _used(self, draw: Callable[[], Positions], n: int) -> Positions:
        """The first n positions that are far enough from the Galactic plane."""
        ra, dec = np.empty(0), np.empty(0)
        while len(ra) < n:
            drawn_ra, drawn_dec = draw()
            used = np.abs(galactic(drawn_ra, drawn_dec)[1]) >= self.abs_glat_min
            ra, dec = np.append(ra, drawn_ra[used]), np.append(dec, drawn_dec[used])
        return ra[:n], dec[:n]


def _share_off_plane(catalogue: Catalogue, sigma: float) -> Array | float:
    """Share of each source's events that are used: others are scattered towards the plane."""
    if not catalogue.abs_glat_min:
        return 1.0
    latitude = np.abs(galactic(catalogue.ra, catalogue.dec)[1])
    return np.asarray(ndtr((latitude - catalogue.abs_glat_min) / sigma))


def _part_off_plane(sin_dec: Array, abs_glat_min: float) -> Array:
    """Share of each circle of declination that is so far from the Galactic plane."""
    ra = (np.arange(N_RIGHT_ASCENSIONS) + 0.5) * 360 / N_RIGHT_ASCENSIONS
    dec = np.degrees(np.arcsin(sin_dec))[:, np.newaxis]
    return (np.abs(galactic(ra, dec)[1]) >= abs_glat_min).mean(axis=1)
