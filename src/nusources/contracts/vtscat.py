"""Contracts of the VERITAS catalogue of gamma-ray data."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import NU_F_NU, ROW, error, flag
from nusources.contracts.columns import number, text
from nusources.tables import Contract

PHOTONS = "ph.cm**-2.s**-1"
DENSITY = "ph.cm**-2.s**-1.TeV**-1"
GAMMA = "phot.flux;em.gamma"
DENSITY_UCD = "phot.flux.density;em.gamma"
TELESCOPE = text("telescope", "veritas, lat or xrt", "instr.tel")

VTSCAT_LIGHT_CURVE = Contract(
    "vtscat_light_curve",
    "Photon fluxes of one source against time (VTSCat)",
    (
        ROW,
        TELESCOPE,
        number("mjd", "d", "time.epoch", "middle of the interval", low=4e4, nullable=True),
        number("mjd_start", "d", "time.start", "start", low=4e4, nullable=True),
        number("mjd_stop", "d", "time.end", "end", low=4e4, nullable=True),
        number("live_time", "d", "time.duration", "as printed", low=0, nullable=True),
        number("energy_min", "GeV", "em.energy;stat.min", "threshold", low=0),
        number("energy_max", "GeV", "em.energy;stat.max", "upper end", low=0, nullable=True),
        number("flux", PHOTONS, GAMMA, "integral flux", low=0, nullable=True),
        error("flux_error", "flux", PHOTONS, GAMMA, nullable=True),
        number("flux_limit", PHOTONS, "phot.flux;stat.max", "95 % limit", low=0, nullable=True),
        flag("is_upper_limit", "no flux, only a limit"),
        number("ts", "", "stat.value", "test statistic", nullable=True),
    ),
    ("row",),
)

VTSCAT_SPECTRUM = Contract(
    "vtscat_spectrum",
    "Differential photon fluxes of one source (VTSCat)",
    (
        ROW,
        TELESCOPE,
        number("energy", "TeV", "em.energy", "reference energy", low=0),
        number("energy_min", "TeV", "em.energy;stat.min", "lower edge", low=0),
        number("energy_max", "TeV", "em.energy;stat.max", "upper edge", low=0),
        number("flux_density", DENSITY, DENSITY_UCD, "dN/dE", low=0, nullable=True),
        error("flux_density_err_plus", "dN/dE, upper", DENSITY, DENSITY_UCD, nullable=True),
        error("flux_density_err_minus", "dN/dE, lower", DENSITY, DENSITY_UCD, nullable=True),
        number("limit", DENSITY, "phot.flux.density;stat.max", "95 % limit", low=0, nullable=True),
        flag("is_upper_limit", "no flux, only a limit"),
        number("significance", "", "stat.snr", "significance [sigma]", nullable=True),
    ),
    ("row",),
)


def _band(name: str, energies: str) -> tuple:
    xray = "phot.flux;em.X-ray"
    return (
        number(f"flux_{name}", NU_F_NU, xray, f"{energies} flux", low=0),
        error(f"flux_{name}_err_minus", f"{energies} flux, lower", what=xray),
        error(f"flux_{name}_err_plus", f"{energies} flux, upper", what=xray),
    )


VTSCAT_XRAY = Contract(
    "vtscat_xray",
    "X-ray fluxes of one source against time (VTSCat)",
    (
        ROW,
        TELESCOPE,
        text("observation", "number of the observation", "meta.id;obs"),
        text("mode", "readout of the camera", "meta.code", choices=("wt", "pc")),
        number("mjd", "d", "time.epoch", "time of the observation", low=4e4),
        *_band("soft", "soft"),
        *_band("medium", "medium"),
        *_band("hard", "hard"),
    ),
    ("row",),
)
