"""Scenarios of the numbers that the paper prints.

References
----------
Chen et al. 2025, abstract, sections IV, V, VI.1, VI.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nusources.forecast.all_curves import with_fraction
from nusources.forecast.experiments import WIDTHS, Readings
from nusources.forecast.fields import SourceField
from nusources.forecast.scenarios import Rates, Scenario, bright_enough

NO_DETECTOR = "any"
POINT, TODAY = "figure2_point", "icecube_today"
FEWER, WIDER, COARSE = "figure2_fewer_events", "figure2_twice_as_wide", "figure2_coarse"
FEWER_BY, WIDER_BY, COARSE_BY = 4, 2.0, 4.0
"""Of the example of Figure 2: events, and widths of .2 and .4 deg in place of .1 deg."""
FEW_AGN, EQUAL_AGN, EQUAL_AGN_HALF = "fraction_0.2", "exponent_0", "exponent_0_fraction_0.5"
FEW, HALF = 0.2, 0.5


def printed_scenarios(
    known: Mapping[str, Scenario], settings: Any, sources: SourceField, readings: Readings
) -> list[Scenario]:
    """Those of the configuration, and those of Figures 2 and 6.

    Parameters
    ----------
    known : mapping
        Scenarios of the configuration by their names.
    settings : object
        With significance and curves, as in the section ``forecast``.
    sources : SourceField
    readings : Readings
    """
    curves, grid = settings.curves, settings.significance
    main = known[curves["fraction_scenario"]]
    short = replace(
        main, name=f"{main.name}_{curves['short_years']:g}yr", years=curves["short_years"]
    )
    equal = replace(short, name=EQUAL_AGN, exponent=0.0)
    return [
        *known.values(),
        short,
        replace(with_fraction(short, FEW), name=FEW_AGN),
        with_fraction(equal, curves["exponent_fraction"]),
        replace(with_fraction(equal, HALF), name=EQUAL_AGN_HALF),
        *(
            _point(name, sigma, n_events, grid, sources, readings)
            for name, (sigma, n_events) in _points_of(grid).items()
        ),
    ]


def _points_of(grid: Mapping[str, Any]) -> dict[str, tuple[float, int]]:
    """Resolution [deg] and events of the points of Figure 2 at which experiments are made."""
    sigma, n_events = grid["point_sigma_deg"], grid["point_n_events"]
    return {
        POINT: (sigma, n_events),
        FEWER: (sigma, n_events // FEWER_BY),
        WIDER: (WIDER_BY * sigma, n_events),
        COARSE: (COARSE_BY * sigma, n_events),
        TODAY: (grid["today_sigma_deg"], grid["today_n_events"][-1]),
    }


def _point(
    name: str,
    resolution: float,
    n_events: int,
    grid: Mapping[str, Any],
    sources: SourceField,
    readings: Readings,
) -> Scenario:
    """A point of Figure 2: so many events in one year of no detector."""
    sigma = resolution * WIDTHS[readings.psf_width]
    n_bright = bright_enough(sources, sigma, readings)
    rates = Rates(float(n_events), grid["fraction"], sigma)
    return Scenario(name, NO_DETECTOR, 0.0, 0.0, 1.0, rates, n_bright)
