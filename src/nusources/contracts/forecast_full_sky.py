"""Contract of forecasts with AGN of the whole sky."""

from __future__ import annotations

from nusources.contracts.columns import count, number, text
from nusources.contracts.forecast import (
    BRIGHT_SHARE,
    DETECTOR,
    FLUX_MIN,
    FRACTION,
    N_EVENTS,
    N_SOURCES,
    SCENARIO,
    SHARE,
    SNR,
    STATISTICAL,
    SYSTEMATIC,
    THRESHOLD,
    WIDTH,
    YEARS,
)
from nusources.tables import Contract

STEPS = (
    "field",
    "field_fluxes",
    "luminosity_function",
    "acceptance",
    "all_sources",
    "faint_agn",
    "off_plane",
)

FULL_SKY = Contract(
    "full_sky",
    "S/N of scenarios with AGN of the whole sky, beside that of the field",
    (
        SCENARIO,
        text(
            "step",
            "field: all events in one survey | field_fluxes: AGN with its fluxes all over the sky, "
            "seen alike from everywhere | luminosity_function: with drawn fluxes | acceptance: of "
            "the detector | all_sources in the fit | faint_agn: below the catalogue's limit, too | "
            "off_plane: far from the Galactic plane; each keeps what is before",
            "meta.id",
            choices=STEPS,
        ),
        DETECTOR,
        THRESHOLD,
        WIDTH,
        YEARS,
        count("n_catalogue", "sources of the catalogue", "meta.number;src"),
        N_SOURCES,
        FLUX_MIN,
        BRIGHT_SHARE,
        number(
            "unseen_share", "", "stat.value", "share of AGN's flux below the catalogue's limit",
            **SHARE,
        ),
        N_EVENTS,
        FRACTION,
        STATISTICAL,
        number("snr_information", "", "stat.snr", "the same from the information", low=0),
        SYSTEMATIC,
        SNR,
        number("snr_error", "", "stat.error", "Monte-Carlo error of snr_statistical", low=0),
        number("bias", "", "stat.value", "fitted over true fraction, less 1"),
        number("snr_median_ts", "", "stat.snr", "root of the median TS", low=0),
        count("n_experiments", "experiments"),
    ),
    ("scenario", "step"),
)  # fmt: skip
