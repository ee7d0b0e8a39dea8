"""What a forecast should have that the paper leaves out, one thing at a time.

Not in the paper: all sources in the fit, bins of energy, AGN below the limit of the survey, the
chance of its bright end, fluxes with errors, neutrinos that scatter about them, random places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.forecast.expectation import combined, expectation
from nusources.forecast.experiments import Readings
from nusources.forecast.fields import SourceField
from nusources.forecast.reading_effects import RandomStreams, Variant, ruled
from nusources.forecast.scenarios import Scenario, bright_enough, read_rates


@dataclass(frozen=True)
class Improvements:
    """What the paper leaves out.

    Parameters
    ----------
    scatter_dex : float
        Standard deviation of neutrinos about X-ray fluxes, in the truth.
    survey_share : float
        Of the neutrinos of all AGN, from AGN that the survey finds.
    flux_errors : ndarray, shape (n_sources,)
        Standard deviation of the natural logarithm of each flux.
    """

    scatter_dex: float
    survey_share: float
    flux_errors: NDArray[np.float64] = field(compare=False)


def improved_variants(
    scenario: Scenario,
    sources: SourceField,
    readings: Readings,
    settings: Improvements,
    random: RandomStreams,
) -> Iterator[Variant]:
    """Experiments with what the paper leaves out, for `compare_readings`.

    S is normalised in the footprint throughout, so that no bias of the edges is mixed in.

    Parameters
    ----------
    scenario : Scenario
    sources : SourceField
    readings : Readings
    settings : Improvements
    random : callable
    """
    inside = normalised(readings)
    setup = ruled(scenario.setup(), sources, inside)
    yield Variant("default", "normalised", sources, setup, inside)
    whole = replace(setup, n_bright=len(sources.flux))
    yield Variant("sources", "all_in_the_fit", sources, whole, inside)
    unseen = 1 - settings.survey_share
    yield Variant("agn_below_survey", "known_share", sources, replace(setup, unseen=unseen), inside)
    rng = random("forecast", "scatter")
    normal = rng.standard_normal((2, len(sources.flux)))
    true = sources.flux * np.exp(settings.flux_errors * normal[0])
    yield Variant("flux_errors", "in_truth", sources, replace(setup, true_flux=true), inside)
    scattered = sources.flux * 10 ** (settings.scatter_dex * normal[1])
    name = f"{settings.scatter_dex:g}_dex_in_truth"
    yield Variant("scatter", name, sources, replace(setup, true_flux=scattered), inside)
    x, y = sources.field.draw(len(sources.flux), random("forecast", "unclustered"))
    yield Variant("places", "random", replace(sources, x=x, y=y), setup, inside)
    both = true * (scattered / sources.flux)
    everything = replace(whole, true_flux=both, unseen=unseen)
    yield Variant("all_of_these", "at_once", sources, everything, inside)


def normalised(readings: Readings) -> Readings:
    """S normalised in the footprint, and no event outside: what has no bias by edges."""
    return replace(readings, normalisation="footprint", leaving="redrawn")


def bins_of_energy(
    scenario: Scenario,
    sources: SourceField,
    rates: pd.DataFrame,
    readings: Readings,
) -> tuple[float, int]:
    """Statistical S/N of one strength of the signal in bins of energy, and their number.

    In each bin, between thresholds of the table of rates, the PSF is that of its lower end. The
    fractions of all bins are one strength times what the fluxes give, so that their squared S/N
    add up.

    Parameters
    ----------
    scenario : Scenario
    sources : SourceField
    rates : DataFrame
        As from `nusources.forecast.inputs.chosen_rates`.
    readings : Readings
    """
    own = rates["detector"] == scenario.detector
    above = sorted(rates["threshold_tev"][own & (rates["threshold_tev"] >= scenario.threshold)])
    each = [
        read_rates(rates, scenario.detector, one, sigma=None, readings=readings) for one in above
    ]
    squared = 0.0
    for at, one in enumerate(each):
        n = one.n_per_year - (each[at + 1].n_per_year if at + 1 < len(each) else 0.0)
        signal = one.n_per_year * one.fraction
        signal -= each[at + 1].n_per_year * each[at + 1].fraction if at + 1 < len(each) else 0.0
        fraction = signal / n
        setup = scenario.setup(fraction=fraction, sigma=one.psf_sigma)
        setup = replace(setup, n_bright=bright_enough(sources, one.psf_sigma, readings))
        found = expectation(sources, setup, readings)
        squared += found.signal_to_noise(n * scenario.years, fraction, "binomial") ** 2
    return float(np.sqrt(squared)), len(each)


def relative_errors(extrapolation: pd.DataFrame, flux_min: float) -> list[tuple[str, str, float]]:
    """Relative error of the AGN's extrapolation at a least flux, by each method of the table.

    Parameters
    ----------
    extrapolation : DataFrame
        Contract ``forecast_population.extrapolation``.
    flux_min : float
        [erg cm-2 s-1]; errors are interpolated in its logarithm.
    """
    own = extrapolation[extrapolation["population"] == "agn"].dropna(subset=["relative_error"])
    found = []
    for method, rows in own.groupby("method", sort=True):
        ordered = rows.sort_values("flux_min")
        logs, errors = np.log(ordered["flux_min"]), ordered["relative_error"]
        found.append(("systematic", str(method), float(np.interp(np.log(flux_min), logs, errors))))
    return found


def further_rows(
    scenario: Scenario,
    sources: SourceField,
    rates: pd.DataFrame,
    readings: Readings,
    systematics: Sequence[tuple[str, str, float]],
) -> list[dict[str, Any]]:
    """Rows without experiments: bins of energy, and other systematic errors of the extrapolation.

    S is normalised in the footprint as in the experiments. One bin and several have the same
    binomial number of signal events, for fixed numbers in each bin would be another experiment.

    Parameters
    ----------
    scenario : Scenario
    sources : SourceField
    rates : DataFrame
    readings : Readings
    systematics : sequence of tuple
        Subject, choice and relative error.
    """
    inside = normalised(readings)
    setup = ruled(scenario.setup(), sources, inside)
    found = expectation(sources, setup, inside)
    plain = found.signal_to_noise(setup.n_events, setup.fraction, readings.signal_number)
    one_bin = found.signal_to_noise(setup.n_events, setup.fraction, "binomial")
    binned, n_bins = bins_of_energy(scenario, sources, rates, inside)
    shared = {
        "scenario": scenario.name,
        "kind": "other",
        "n_events": float(setup.n_events),
        "fraction": setup.fraction,
        "psf_sigma": setup.sigma,
        "flux_min": float(sources.flux[setup.n_bright - 1]),
        "n_sources": setup.n_bright,
        "bright_share": found.bright_share,
        "bias": np.nan,
        "snr_error": 0.0,
        "n_experiments": 0,
    }
    cases = [
        ("energy", "one_bin", one_bin, scenario.systematic),
        ("energy", f"{n_bins}_bins", binned, scenario.systematic),
        *((subject, choice, plain, error) for subject, choice, error in systematics),
    ]
    return [
        shared
        | {
            "subject": subject,
            "choice": choice,
            "snr_statistical": ratio,
            "snr": float(combined(ratio, error)),
        }
        for subject, choice, ratio, error in cases
    ]
