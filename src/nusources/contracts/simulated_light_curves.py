"""Contracts of the truth behind the simulated light curves."""

from __future__ import annotations

from nusources.contracts.columns import count, number, text
from nusources.contracts.simulated import CROSS
from nusources.tables import Contract

SIMULATED_LIGHT_CURVES = Contract(
    "simulated_light_curves",
    "What makes the simulated history of each source that is seen in time",
    (
        text("source_name", "source of simulated_blazars", "meta.id;meta.main"),
        text("lat_name", "name in 4FGL-DR2", **CROSS),
        text("infrared_name", "name in wise_coverage", **CROSS),
        text("flare_class", "class whose lag and overlap the source has; empty: none", "src.class"),
        number("power_spectrum_slope", "", "stat.param", "power ~ frequency**-slope", low=0),
        number("gamma_ln_scatter", "", "stat.stdev", "of ln flux in gamma rays", nullable=True),
        number("infrared_ln_scatter", "", "stat.stdev", "of ln flux in the infrared", low=0),
        number(
            "correlation",
            "",
            "stat.correlation",
            "of infrared and gamma-ray red noise at the lag",
            low=0,
            high=1,
        ),
        number("infrared_lag", "d", "time.interval", "of the infrared behind gamma rays"),
        number("millimetre_lag", "d", "time.interval", "of millimetre waves behind gamma rays"),
        number("flare_rate", "yr**-1", "arith.rate", "mean rate of gamma-ray flares", low=0),
        count("n_gamma_flares", "injected flares in gamma rays"),
        count("n_infrared_flares", "injected flares in the infrared"),
    ),
    ("source_name",),
)

SIMULATED_FLARES = Contract(
    "simulated_flares",
    "Injected flares of the simulated sources",
    (
        text("source_name", "source of simulated_light_curves", "meta.id;meta.main"),
        text("band", "where it is seen", "instr.bandpass", choices=("gamma_ray", "infrared")),
        count("flare", "number of the flare in this band, from 1", low=1),
        number("mjd_start", "d", "time.start", "half of the height is reached, MJD"),
        number("mjd_stop", "d", "time.end", "half of the height is left, MJD"),
        number("amplitude", "", "src.var", "height over the standard deviation of ln flux", low=0),
    ),
    ("source_name", "band", "flare"),
)
