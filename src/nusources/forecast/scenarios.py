"""Scenarios: a detector, a threshold and the sources that are bright enough for its PSF.

References
----------
Chen et al. 2025, sections IV and V.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.forecast.experiments import WIDTHS, Readings, Setup
from nusources.forecast.fields import SourceField
from nusources.forecast.subsets import number_at_separation


@dataclass(frozen=True)
class Rates:
    """Events of a detector above a threshold.

    Parameters
    ----------
    n_per_year : float
        All events, all sky [1/yr].
    fraction : float
        Astrophysical events over all.
    psf_sigma : float
        Width at the threshold [deg].
    """

    n_per_year: float
    fraction: float
    psf_sigma: float


@dataclass(frozen=True)
class Scenario:
    """What a forecast is for.

    Parameters
    ----------
    name, detector : str
    threshold : float
        [TeV].
    systematic : float
        Relative.
    years : float
    rates : Rates
    n_bright : int
        Sources that the fit knows.
    exponent : float
        Neutrinos per flux, N ~ F^s.
    """

    name: str
    detector: str
    threshold: float
    systematic: float
    years: float
    rates: Rates
    n_bright: int
    exponent: float = 1.0

    @property
    def n_events(self) -> float:
        """Events expected in all years."""
        return self.rates.n_per_year * self.years

    def setup(self, **changes: Any) -> Setup:
        """Experiments of this scenario."""
        values = {
            "n_events": round(self.n_events),
            "fraction": self.rates.fraction,
            "sigma": self.rates.psf_sigma,
            "n_bright": self.n_bright,
            "exponent": self.exponent,
        }
        return Setup(**(values | changes))


def rates_above(rates: pd.DataFrame, detector: str, threshold: float) -> pd.Series:
    """Row of a detector at a threshold [TeV].

    Raises
    ------
    InputDataError
        If the table of rates has none.
    """
    own = rates[rates["detector"] == detector]
    if not len(own):
        raise InputDataError(
            "no such detector in the table of rates",
            column="detector",
            value=detector,
            expected=", ".join(sorted(set(rates["detector"]))),
        )
    at = own[np.isclose(own["threshold_tev"], threshold)]
    if len(at) != 1:
        raise InputDataError(
            f"the table of rates has {len(at)} rows of {detector} at this threshold",
            column="threshold_tev",
            value=threshold,
            expected=", ".join(f"{one:g}" for one in sorted(set(own["threshold_tev"]))),
        )
    return at.iloc[0]


def read_rates(
    table: pd.DataFrame, detector: str, threshold: float, *, sigma: float | None, readings: Readings
) -> Rates:
    """Events above a threshold, with the width of the file or another one.

    Parameters
    ----------
    table : DataFrame
        Contract ``forecast_detectors.rates``, of one atmosphere and meaning of the threshold.
    detector : str
    threshold : float
        [TeV].
    sigma : float or None
        A resolution in place of that of the detector's file [deg], read as `readings` says.
    readings : Readings
    """
    row = rates_above(table, detector, threshold)
    width = row["psf_sigma"] if sigma is None else sigma * WIDTHS[readings.psf_width]
    return Rates(float(row["n_total"]), float(row["astrophysical_fraction"]), float(width))


def scenario_of(
    settings: Mapping[str, Any], table: pd.DataFrame, sources: SourceField, readings: Readings
) -> Scenario:
    """A scenario of the configuration.

    Parameters
    ----------
    settings : mapping
        name, detector, threshold_tev, psf_sigma_deg, flux_min_erg_cm2_s, systematic, years.
    table : DataFrame
        Contract ``forecast_detectors.rates``.
    sources : SourceField
    readings : Readings
    """
    rates = read_rates(
        table,
        settings["detector"],
        settings["threshold_tev"],
        sigma=settings["psf_sigma_deg"],
        readings=readings,
    )
    flux_min = settings["flux_min_erg_cm2_s"]
    if flux_min is None:
        n_bright = bright_enough(sources, rates.psf_sigma, readings)
    else:
        n_bright = sources.n_above(flux_min)
    if not n_bright:
        raise InputDataError(
            f"no source of the catalogue is bright enough for scenario {settings['name']}",
            column="flux",
            value=flux_min,
            expected=f"at most {sources.flux[0]:.2e} erg cm-2 s-1",
        )
    return Scenario(
        settings["name"],
        settings["detector"],
        settings["threshold_tev"],
        settings["systematic"],
        settings["years"],
        rates,
        n_bright,
    )


def bright_enough(sources: SourceField, sigma: float, readings: Readings) -> int:
    """Sources whose mean separation is so many times the width of the PSF (section III.2)."""
    separation = readings.separation_over_sigma * sigma
    return number_at_separation(sources, separation, readings.separation)
