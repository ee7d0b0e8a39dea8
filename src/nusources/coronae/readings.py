"""Readings of the model of magnetised coronae: everything that a paper leaves open has a name.

The defaults are those of the method page; each of the others is a switch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from nusources.errors import InputDataError

Sides = Literal["one", "two"]
Escape = Literal["radius", "size", "reconnection"]
AboveTable = Literal["last_slope", "step", "limited"]
MesonCooling = Literal["exact", "one_lifetime", "factors", "none"]
Kaons = Literal["none", "charged", "charged_and_neutral"]

STEPS_PER_DECADE = 20
"""Of every energy grid; the photon band is a whole number of such steps."""
CHOICES = {
    "sides": get_args(Sides),
    "escape": get_args(Escape),
    "above_table": get_args(AboveTable),
    "meson_cooling": get_args(MesonCooling),
    "kaons": get_args(Kaons),
}
POSITIVE = (
    *("size", "reconnection_rate", "xray_efficiency", "photon_density_factor"),
    *("disk_temperature", "code_factor"),
)
CAN_COOL = ("muon", "pion", "kaon")


@dataclass(frozen=True)
class Readings:
    """Parameters that all coronae share.

    Parameters
    ----------
    size : float
        Side of the current sheet over the gravitational radius.
    reconnection_rate : float
        Inflow speed over that of light; also the thickness of the sheet over its side.
    xray_efficiency : float
        Share of the dissipated magnetic energy that X-rays get.
    sides : str
        Whether plasma flows in from one side of the sheet or from two.
    photon_density_factor : float
        f in U_X = f L_X / (4 pi R^2 c): 3 for a residence time R/c, 1 for a free flow.
    escape : str
        Escape time of protons: ``radius`` R/c, ``size`` L/c, ``reconnection`` R/(beta c).
    proton_slope : float
        Of dN/dE above the break at gamma = sigma; below, it is 1.
    photon_index : float
        Of the X-rays, dN/dE ~ E^-index in the band.
    photon_band : tuple of float
        Lower and upper end [keV], a whole number of twentieths of a decade apart.
    disk_to_xray : float
        Energy density of a black body of the disk over that of the X-rays; 0 for no disk.
    disk_temperature : float
        k T of the disk [eV].
    above_table : str
        Yields beyond the last row of the tables: ``last_slope`` (ln B goes on by its last slope),
        ``step`` (B follows a step of the cross-section), ``limited`` (protons above a Lorentz
        factor of 1e7 interact no more).
    meson_cooling : str
        ``exact`` synchrotron loss and decay; ``one_lifetime``: all decay after one proper lifetime;
        ``factors`` on the uncooled spectra; ``none``.
    cooled : tuple of str
        Which of muon, pion and kaon lose energy.
    kaons : str
        Kaons beside the pions.
    kaon_share : float
        Energy of charged kaons over that of charged pions and kaons together.
    code_factor : float
        Factor on all neutrino luminosities, for what another program gives with the same input.

    Raises
    ------
    InputDataError
        If a value is impossible.
    """

    size: float = 10.0
    reconnection_rate: float = 0.1
    xray_efficiency: float = 0.5
    sides: Sides = "one"
    photon_density_factor: float = 3.0
    escape: Escape = "radius"
    proton_slope: float = 3.0
    photon_index: float = 2.0
    photon_band: tuple[float, float] = (0.1, 100.0)
    disk_to_xray: float = 0.0
    disk_temperature: float = 10.0
    above_table: AboveTable = "last_slope"
    meson_cooling: MesonCooling = "exact"
    cooled: tuple[str, ...] = CAN_COOL
    kaons: Kaons = "none"
    kaon_share: float = 0.04
    code_factor: float = 1.0

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            _demand(getattr(self, name) in allowed, self, name, f"one of {', '.join(allowed)}")
        for name in POSITIVE:
            value = getattr(self, name)
            _demand(value > 0 and math.isfinite(value), self, name, "a number above 0")
        _demand(self.reconnection_rate <= 1, self, "reconnection_rate", "at most 1")
        _demand(self.disk_to_xray >= 0, self, "disk_to_xray", "0 or more")
        _demand(0 <= self.kaon_share < 1, self, "kaon_share", "a share from 0 to 1")
        for name in ("proton_slope", "photon_index"):
            _demand(abs(getattr(self, name)) <= 10, self, name, "a slope between -10 and 10")
        _demand(set(self.cooled) <= set(CAN_COOL), self, "cooled", f"some of {', '.join(CAN_COOL)}")
        low, high = self.photon_band
        _demand(0 < low < high, self, "photon_band", "two energies above 0, the lower one first")
        steps = STEPS_PER_DECADE * math.log10(high / low)
        _demand(
            abs(steps - round(steps)) < 1e-6,
            self,
            "photon_band",
            f"ends that are a whole number of 1/{STEPS_PER_DECADE} decades apart",
        )


def _demand(holds: bool, readings: Readings, name: str, expected: str) -> None:
    if not holds:
        raise InputDataError(
            "a reading of the corona is impossible",
            column=name,
            value=getattr(readings, name),
            expected=expected,
        )
