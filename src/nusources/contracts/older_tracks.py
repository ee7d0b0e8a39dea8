"""Contracts of IceCube's release on TXS 0506+056 (2018)."""

from __future__ import annotations

from nusources.contracts.columns import number, text
from nusources.contracts.responses import AREA, PROXY, TRUE_ENERGY
from nusources.tables import Contract

SAMPLE = text("season", "sample, IC40 ... IC86c", "meta.id")

SOURCE_AREA = Contract(
    "source_area",
    "Effective area for muon neutrinos at the declination of TXS 0506+056",
    (SAMPLE, *TRUE_ENERGY, AREA),
    ("season", "true_log10_energy_min"),
)

PROXY_SHARES = Contract(
    "proxy_shares",
    "Distribution of the muon energy proxy for neutrino energies (fig. S4)",
    (
        *TRUE_ENERGY,
        *PROXY,
        number("fraction", "", "stat.probability", "share of the row, as printed", low=0, high=1),
    ),
    ("true_log10_energy_min", "log10_energy_min"),
)

TRACK_SAMPLES = Contract(
    "track_samples",
    "Samples of the release: times and densities of events",
    (
        SAMPLE,
        number("mjd_start", "d", "time.start", "day of the start (UTC)", low=5e4),
        number("mjd_stop", "d", "time.end", "day of the end (UTC)", low=5e4),
        number("event_density", "deg**-2", "arith.rate", "events per square degree", low=0),
        number("relative_error", "", "stat.error", "of the density, relative", low=0, high=1),
    ),
    ("season",),
)
