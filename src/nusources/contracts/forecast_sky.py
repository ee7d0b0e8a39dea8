"""Contracts of what detectors would see of source lists, by a likelihood on the sphere."""

from __future__ import annotations

from nusources.contracts.columns import DEC, count, number, text
from nusources.contracts.forecast_detectors import DETECTOR
from nusources.tables import Column, Contract

QUANTITIES = (
    "signal_to_noise",
    "median_significance",
    "sensitivity",
    "limit_90",
    "discovery_3sigma",
    "discovery_5sigma",
)
FLUX_UNIT = "GeV**-1.cm**-2.s**-1"


def _flux(**rules) -> tuple[Column, Column]:
    """Flux at 100 TeV with its Monte-Carlo error."""
    of = "flux of the sources at 100 TeV, nu_mu + anti-nu_mu"
    return (
        number("flux", FLUX_UNIT, "phot.flux.density", f"summed {of}", low=0, **rules),
        number("flux_error", FLUX_UNIT, "stat.error", "Monte-Carlo error of flux", low=0, **rules),
    )


SKY_FORECASTS = Contract(
    "sky_forecasts",
    "What detectors would see of source lists",
    (
        DETECTOR,
        text("catalogue", "source list", "meta.id;meta.dataset"),
        text("catalogue_label", "name of the list in figures", "meta.title"),
        text(
            "quantity",
            "S/N; root of the median TS; signal events of the sensitivity (90 % of the experiments "
            "above the median TS without signal), of the median 90 % upper limit, of a discovery",
            "meta.id",
            choices=QUANTITIES,
        ),
        number("value", "", "stat.value", "S/N, significance, or expected signal events", low=0),
        number("value_error", "", "stat.error", "Monte-Carlo error of value", low=0),
        *_flux(nullable=True),
        number(
            "astrophysical_share",
            "",
            "stat.value;arith.ratio",
            "signal events over the diffuse astrophysical ones",
            low=0,
            nullable=True,
        ),
        count("n_sources", "sources of the list", "meta.number;src"),
        number("n_background", "", "meta.number", "background events, whole sky", low=0),
        number("n_astrophysical", "", "meta.number", "diffuse astrophysical among them", low=0),
        number("years", "yr", "time.duration;obs.exposure", "time of observation", low=0),
        number("spectral_index", "", "spect.index", "of the sources"),
        number("energy_min_tev", "TeV", "em.energy;stat.min", "least energy of the events", low=0),
        number(
            "assumed_share",
            "",
            "stat.value;arith.ratio",
            "astrophysical_share of the S/N",
            low=0,
            high=1,
        ),
    ),
    ("detector", "catalogue", "quantity"),
)

SKY_DECLINATIONS = Contract(
    "sky_declinations",
    "Flux of a single source to which detectors are sensitive, and that they discover",
    (
        DETECTOR,
        DEC,
        text("quantity", "sensitivity or discovery_5sigma", "meta.id", choices=QUANTITIES[2:]),
        number("n_signal", "", "meta.number", "expected signal events", low=0),
        *_flux(),
    ),
    ("detector", "dec", "quantity"),
)
