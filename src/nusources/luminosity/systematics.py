"""The relation and its tests under other readings, one changed at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.errors import InputDataError
from nusources.luminosity.fitting import Fitter
from nusources.luminosity.influence import relation_numbers
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.readings import BLAZAR_CLASSES, derive
from nusources.luminosity.samples import CENSORED, LEFT_OUT, enough, points_of, sample_rows

DEFAULT = "default"
DOPPLER_FACTOR = 10.0
"""Of a blazar whose luminosities are taken to the frame of the jet (assumed; L / delta^4)."""
NUMBERS = ["slope", "slope_error", "scatter", "scatter_error", "chi2", "p", "p_permutation"]

Permute = Callable[[pd.DataFrame], float]


@dataclass(frozen=True)
class Variant:
    """One other reading.

    Attributes
    ----------
    subject, choice : str
    reading : mapping
        Changes of `Reading`.
    model : mapping
        Changes of `Model`.
    limits : str
        Whether upper limits count, of `nusources.luminosity.samples.LIMITS`.
    without : tuple of str
        Calibrators that are left out.
    doppler_factor : float
        Of all blazars.
    """

    subject: str
    choice: str
    reading: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)
    limits: str = LEFT_OUT
    without: tuple[str, ...] = ()
    doppler_factor: float = 1.0


def variants(reading: Reading) -> list[Variant]:
    """The default, then all other readings.

    Parameters
    ----------
    reading : Reading
        That of the run.
    """

    def other(subject: str, choice: str, **changes: Any) -> Variant:
        return Variant(subject, choice, reading=changes)

    with_pks = tuple(
        "PKS 1424+240" if one == "GB6 J1542+6129" else one for one in reading.calibrators
    )
    return [
        Variant(DEFAULT, ""),
        other("window", "observed frame", frame="observed"),
        other("window", "0.1-100 TeV", window_tev=(0.1, 100.0)),
        other("window", "1-1000 TeV", window_tev=(1.0, 1000.0)),
        other("window", "1.5-15 TeV", window_tev=(1.5, 15.0)),
        other("window", "central 68 % of the events", window_tev=None),
        other("band", "20-50 keV", band_kev=(20.0, 50.0)),
        other("band", "14-195 keV", band_kev=(14.0, 195.0)),
        other("xray", "observed", intrinsic=False),
        other("xray", "spectra of the literature", facts=("literature_spectra", *reading.facts)),
        other("xray", "with cut-off", cutoff=True),
        other("epochs", "no scatter of single ones", single_epoch_dex=0.0),
        other("neutrinos", "2510.13403 for all", neutrinos="latest"),
        other("neutrinos", "NGC 1068 of 2406.06684", facts=("seyfert_search", *reading.facts)),
        other("area", "IC86-II for all", area="ic86_ii"),
        other("live_time", "3186 d of IC86-II", live_time_days=3186.0, area="ic86_ii"),
        other("k_correction", "none", frame="observed", xray_k_correction=False),
        other("error", "events only", neutrino_error="n_signal"),
        other("event_errors", "at most n_s", least_deviations=1.0),
        other("event_errors", "at most half of n_s below", n_signal_floor=0.5),
        other("calibrators", "PKS 1424+240 for GB6 J1542", calibrators=with_pks),
        Variant("calibrators", "without NGC 1068", without=("NGC 1068",)),
        Variant("limits", "in the likelihood", limits=CENSORED),
        Variant(
            "redshift",
            "0.117, with its limit",
            reading={"facts": ("gb6_nearby", *reading.facts)},
            limits=CENSORED,
        ),
        other("sources", "without PKS 1329-049", blazars_left_out=("PKS 1329-049",)),
        other("sources", "with MG2 J201534+3710", blazars_added=("MG2 J201534+3710",)),
        Variant("doppler_factor", f"{DOPPLER_FACTOR:g}", doppler_factor=DOPPLER_FACTOR),
        Variant("slope_prior", "uniform", model={"slope_prior": "uniform"}),
        Variant("scatter_prior", "log-uniform", model={"scatter_prior": "log_uniform"}),
        Variant("scatter_prior", "half-normal", model={"scatter_prior": "half_normal"}),
        Variant("abscissa", "flat", model={"abscissa": "flat"}),
        Variant("abscissa", "two normals", model={"abscissa": "two_normals"}),
    ]


def debeamed(luminosities: pd.DataFrame, doppler_factor: float) -> pd.DataFrame:
    """Luminosities of blazars in the frame of the jet, L / delta^4 on both axes.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    doppler_factor : float
        delta
    """
    is_blazar = luminosities["source_class"].isin(BLAZAR_CLASSES)
    shift = np.where(is_blazar, 4 * np.log10(doppler_factor), 0.0)
    columns = ["log10_neutrino_luminosity", "log10_xray_luminosity"]
    return luminosities.assign(**{name: luminosities[name] - shift for name in columns})


def numbers_of(
    variant: Variant,
    inputs: Inputs,
    reading: Reading,
    fit: Fitter,
    permute: Permute,
) -> dict[str, Any]:
    """Numbers of one variant.

    Parameters
    ----------
    variant : Variant
    inputs : Inputs
    reading : Reading
    fit : Fitter
    permute : callable
        From the rows of both samples to the p-value of the permutation test.

    Raises
    ------
    InputDataError
        If the variant has too few sources.
    """
    table = derive(inputs, replace(reading, **variant.reading), [CALIBRATION, BLAZARS])
    table = debeamed(table, variant.doppler_factor)
    table = table[~table["source_name"].isin(variant.without)]
    calibrators = enough(sample_rows(table, CALIBRATION, variant.limits), "calibrators")
    blazars = enough(sample_rows(table, BLAZARS), "tested blazars")
    lost = set(variant.reading.get("blazars_added", ())) - set(blazars["source_name"])
    if lost:
        raise InputDataError("no hard X-rays or no redshift", value=", ".join(sorted(lost)))
    posterior = fit(points_of(calibrators), replace(fit.model, **variant.model))
    measured = pd.concat([sample_rows(table, CALIBRATION), blazars], ignore_index=True)
    numbers = relation_numbers(posterior, points_of(blazars), posterior.pivot)
    return {
        "n_calibration": len(calibrators),
        "n_sources": len(blazars),
        **{name: numbers[name] for name in NUMBERS[:-1]},
        "p_permutation": permute(measured),
        "method": posterior.method,
    }


def all_readings(inputs: Inputs, reading: Reading, fit: Fitter, permute: Permute) -> pd.DataFrame:
    """Numbers of all variants; one that cannot be had says why.

    Parameters
    ----------
    inputs, reading, fit, permute
        As for `numbers_of`.

    Returns
    -------
    DataFrame
        Contract ``luminosity_readings``.
    """
    nothing: dict[str, Any] = {"n_calibration": 0, "n_sources": 0, "method": ""}
    nothing |= dict.fromkeys(NUMBERS, np.nan)
    rows = []
    for variant in variants(reading):
        row: dict[str, Any] = {"subject": variant.subject, "choice": variant.choice}
        row["missing"] = None
        try:
            row |= numbers_of(variant, inputs, reading, fit, permute)
        except InputDataError as error:
            row |= nothing | {"missing": error.problem}
        rows.append(row)
    return pd.DataFrame(rows)
