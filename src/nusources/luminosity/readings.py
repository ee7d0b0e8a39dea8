"""Luminosities of all sources under one reading of what the papers leave open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_words import (
    BLAZARS,
    CALIBRATION,
    SAMPLES,
    SOURCE_LIST,
    XRAY_AGN,
)
from nusources.errors import InputDataError
from nusources.luminosity.distances import (
    distance_errors_dex,
    find_redshifts,
    luminosity_distance,
    nearest_rows,
)
from nusources.luminosity.neutrino_numbers import (
    neutrino_numbers,
    numbers_of_xray_agn,
    with_errors,
)
from nusources.luminosity.own import derive_own
from nusources.luminosity.reading import SEYFERTS, Inputs, Reading
from nusources.luminosity.sides import luminosities
from nusources.luminosity.xray_numbers import xray_numbers

BLAZAR_CLASSES = ("BLL", "FSRQ")
LEAST_EVENTS = 1.0
"""A tested blazar has at least so many signal events."""


def derive(inputs: Inputs, reading: Reading, samples: Sequence[str] = SAMPLES) -> pd.DataFrame:
    """Luminosities with errors and limits, of the user's sources if there are such.

    Parameters
    ----------
    inputs : Inputs
    reading : Reading
    samples : sequence of str
        Of `nusources.contracts.luminosity.SAMPLES`.

    Returns
    -------
    DataFrame
        Contract ``luminosities``.

    Raises
    ------
    InputDataError
        If a calibrator is in no table, or a source lies where there is no effective area.
    """
    if inputs.own is not None:
        rows = inputs.own[inputs.own["sample"].isin(samples)].reset_index(drop=True)
        return derive_own(rows, inputs, reading)
    sources = prepared_sources(inputs, reading, samples)
    return luminosities(sources, inputs, reading)[LUMINOSITIES.column_names]


def prepared_sources(
    inputs: Inputs, reading: Reading, samples: Sequence[str] = SAMPLES
) -> pd.DataFrame:
    """Neutrino numbers, X-ray fluxes and distances of sources, as `luminosities` takes them.

    Parameters
    ----------
    inputs, reading, samples
        As for `derive`.
    """
    return with_light(_sources(inputs, reading, samples), inputs, reading)


def with_light(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Sources with X-ray fluxes and distances; calibrators and X-ray AGN stay without X-rays, too.

    Parameters
    ----------
    sources : DataFrame
        `nusources.luminosity.neutrino_numbers.NUMBERS`, sample, is_seyfert, is_calibrator.
    inputs, reading
        As for `derive`.
    """
    sources = pd.concat([sources, xray_numbers(sources, inputs, reading)], axis=1)
    is_used = (sources["sample"].isin([CALIBRATION, XRAY_AGN])) | sources["xray_flux"].notna()
    sources = sources[is_used].reset_index(drop=True)
    return pd.concat([sources, _distances(sources, inputs, reading)], axis=1)


def _sources(inputs: Inputs, reading: Reading, samples: Sequence[str]) -> pd.DataFrame:
    """Sources of each sample, with their neutrino numbers; X-rays are not looked for yet."""
    numbers = neutrino_numbers(inputs, reading)
    by_name = numbers.set_index("source_name", drop=False)
    absent = [name for name in reading.calibrators if name not in by_name.index]
    if absent:
        raise InputDataError(
            "a calibrator is in no table",
            column="source_name",
            value=absent[0],
            expected="a name of the list of 110 or of data/tables/luminosity_sources.csv",
        )
    others = numbers[~numbers["source_name"].isin(reading.calibrators)]
    parts = {
        CALIBRATION: by_name.loc[list(reading.calibrators)],
        BLAZARS: others[others["source_name"].isin(_tested(inputs, reading))],
        SOURCE_LIST: others,
    }
    if inputs.xray_agn is not None and XRAY_AGN in samples:
        agn = numbers_of_xray_agn(inputs.xray_agn, inputs.live_time_latest, reading.limit_index)
        parts[XRAY_AGN] = with_errors(agn, reading)
    chosen = [rows.assign(sample=name) for name, rows in parts.items() if name in samples]
    both = pd.concat(chosen, ignore_index=True)
    seyfert = both["source_name"].isin(SEYFERTS) | (both["sample"] == XRAY_AGN)
    return both.assign(is_seyfert=seyfert, is_calibrator=both["sample"] == CALIBRATION)


def _tested(inputs: Inputs, reading: Reading) -> set[str]:
    """Names by the rule: blazars of the list of 110 with signal; X-rays are asked for later."""
    rows = inputs.listed.rows
    is_one = rows["source_class"].isin(BLAZAR_CLASSES) & (rows["n_signal"] >= LEAST_EVENTS)
    return {*rows.loc[is_one, "source_name"]} - {*reading.blazars_left_out}


def _distances(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Redshifts and distances: facts, then BASS for Seyferts, then catalogues in their order."""
    names = sources["source_name"]
    facts = inputs.facts.of("redshift", reading.facts).reindex(names)
    given = inputs.facts.of("distance", reading.facts).reindex(names)
    found = find_redshifts(
        sources["ra"], sources["dec"], inputs.redshifts, reading.redshift_radius_arcmin
    )
    direct = np.full(len(sources), np.nan)
    if inputs.bass is not None:
        bass = inputs.bass.rows
        place = nearest_rows(sources["ra"], sources["dec"], bass, reading.match_radius_arcmin)
        rows = bass.iloc[np.maximum(place, 0)].reset_index(drop=True)
        is_here = (place >= 0) & sources["is_seyfert"].to_numpy() & rows["redshift"].notna()
        for name, value in (
            ("redshift", rows["redshift"]),
            ("redshift_status", inputs.bass.status),
            ("redshift_source", inputs.bass.source),
        ):
            found[name] = found[name].where(~is_here, value)
        direct = rows["distance"].where(is_here & rows["is_direct_distance"]).to_numpy()
    for name, column in (
        ("redshift", "value"),
        ("redshift_status", "status"),
        ("redshift_source", "source"),
    ):
        found[name] = facts[column].reset_index(drop=True).fillna(found[name])
    by_redshift = luminosity_distance(found["redshift"], reading.cosmology)
    distance = given["value"].fillna(pd.Series(direct, given.index)).to_numpy()
    is_given = given["value"].notna().to_numpy()
    velocity = distance_errors_dex(found["redshift"], reading.peculiar_velocity_km_s)
    value = given["value"].to_numpy()
    found["distance_error_low"] = np.where(
        is_given, _dex_of(value, -given["error_low"].to_numpy()), velocity
    )
    found["distance_error_high"] = np.where(
        is_given, _dex_of(value, given["error_high"].to_numpy()), velocity
    )
    found["distance"] = np.where(np.isfinite(distance), distance, by_redshift)
    told = found["redshift_source"] + "; distance: " + given["source"].reset_index(drop=True)
    found["redshift_source"] = told.where(pd.Series(is_given), found["redshift_source"])
    found["redshift_status"] = (
        given["status"].reset_index(drop=True).fillna(found["redshift_status"])
    )
    return found


def _dex_of(distance: NDArray, error: NDArray) -> NDArray[np.float64]:
    """Change of log10(d^2) [dex] when the distance moves by its error."""
    return np.abs(2 * np.log10((distance + np.nan_to_num(error)) / distance))
