"""Contracts of spectra as points or bands, curves read off figures, and sensitivities."""

from __future__ import annotations

from nusources.contracts.columns import number, text
from nusources.contracts.neutrino_searches import FLUX
from nusources.contracts.responses import AREA, DEC_MAX, DEC_MIN
from nusources.tables import Column, Contract

ROW = Column("row", "int64", "", "meta.record", "row of the file's table, from 1", low=1)
E2_FLUX = "TeV.cm**-2.s**-1"
POINT_NORM = "TeV**-1.cm**-2.s**-1"
ENERGY = number("energy", "GeV", "em.energy", "energy", low=0)

FLUX_POINTS = Contract(
    "flux_points",
    "Points or bands of a spectrum (data of Science 378 (2022) 538)",
    (
        ROW,
        ENERGY,
        number("energy_min", "GeV", "em.energy;stat.min", "lower end", low=0, nullable=True),
        number("energy_max", "GeV", "em.energy;stat.max", "upper end", low=0, nullable=True),
        number("flux", E2_FLUX, "phot.flux", "E^2 flux, or its limit", low=0, nullable=True),
        number("flux_low", E2_FLUX, "phot.flux;stat.min", "lower end of band", nullable=True),
        number("flux_high", E2_FLUX, "phot.flux;stat.max", "upper end of band", nullable=True),
        number("flux_limit", E2_FLUX, "phot.flux;stat.max", "limit", low=0, nullable=True),
        Column("is_upper_limit", "bool", "", "meta.code", "flux is an upper limit"),
        Column("is_band_below_zero", "bool", "", "meta.code", "flux_low is below 0"),
    ),
    ("row",),
)

LIKELIHOOD_SCAN = Contract(
    "likelihood_scan",
    "Profile likelihoods of flux and index of NGC 1068 (Science 378 (2022) 538)",
    (
        ROW,
        number("norm", POINT_NORM, "phot.flux", "flux at 1 TeV", low=0),
        number("ts_norm", "", "stat.likelihood", "-2 log of the likelihood ratio", low=0),
        number("spectral_index", "", "spect.index", "index", low=0, high=6),
        number("ts_spectral_index", "", "stat.likelihood", "the same for the index", low=0),
    ),
    ("row",),
)

DISTANCE_COUNTS = Contract(
    "distance_counts",
    "Events against the squared distance from NGC 1068 (Science 378 (2022) 538)",
    (
        number("distance2_min", "deg2", "pos.angDistance;stat.min", "lower edge", low=0),
        number("distance2", "deg2", "pos.angDistance", "centre", low=0),
        number("n_signal", "", "meta.number", "expected signal events", low=0),
        number("n_background", "", "meta.number", "expected background events", low=0),
        Column("n_events", "int64", "", "meta.number", "events", low=0),
    ),
    ("distance2_min",),
)

DIGITISED_AREA = Contract(
    "digitised_area",
    "Effective area of an alert stream, read off a figure: not validated",
    (ROW, ENERGY, DEC_MIN, DEC_MAX, AREA),
    ("row",),
)

DIGITISED_FLUXES = Contract(
    "digitised_fluxes",
    "Diffuse flux read off a figure: points, errors, limits and fit, each a curve of its own",
    (
        text(
            "curve",
            "what was read",
            "meta.id",
            choices=("points", "upper_errors", "lower_errors", "limits", "fit_upper", "fit_lower"),
        ),
        Column("point", "int64", "", "meta.record", "point of the curve, from 1", low=1),
        ENERGY,
        number("flux", FLUX, "phot.flux", "E^2 phi, sum of flavours or one: not told", low=0),
    ),
    ("curve", "point"),
)

SENSITIVITY_CURVE = Contract(
    "sensitivity_curve",
    "Sensitivity or discovery potential of the ten-year search, as PLEnuM has it",
    (
        ROW,
        number("sin_dec", "", "pos.eq.dec", "sine of the declination", low=-1, high=1),
        number("flux", POINT_NORM, "phot.flux;stat.min", "at 1 TeV; unit inferred", low=0),
    ),
    ("row",),
)

ANGULAR_RESOLUTION = Contract(
    "angular_resolution",
    "Median angle between neutrino and reconstructed muon",
    (
        number("log10_energy", "", "em.energy", "true neutrino energy, log10(E/GeV)", low=0),
        number("ang_err", "deg", "pos.angDistance;stat.median", "median angle", low=0, high=180),
    ),
    ("log10_energy",),
)
