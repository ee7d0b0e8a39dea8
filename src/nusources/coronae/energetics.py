"""Where the power of the protons goes: shares that add up to one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.coronae import constants as c
from nusources.coronae import grids
from nusources.coronae.engine import Engine, Solution, parts_of
from nusources.coronae.geometry import Coronae
from nusources.coronae.secondaries import FOLDED, NEUTRINOS, Yields, ratio_or

CHANNELS = (
    *("neutrinos", "gamma_rays", "decay_pairs", "meson_cooling"),
    *("bethe_heitler", "proton_synchrotron", "proton_proton", "escape", "at_rest"),
)


def energy_budget(engine: Engine, *parameters: ArrayLike) -> pd.DataFrame:
    """Shares of the proton power of some coronae; parameters as of `Engine.luminosity`.

    Returns
    -------
    DataFrame
        A row for each source with `CHANNELS`: neutrinos, photons and pairs of muons of photomeson
        production, after cooling; what mesons and muons lose before they decay, with what kaons
        give to other particles; the losses of the protons themselves; protons that escape, and
        those that have come to rest.
    """
    coronae = Coronae.of(engine.readings, *parameters)
    return pd.concat(
        [
            pd.DataFrame(budget_of(engine, engine.solve(part)))[: rows.stop - rows.start]
            for rows, part in parts_of(coronae)
        ],
        ignore_index=True,
    )


def budget_of(engine: Engine, solution: Solution) -> dict[str, NDArray[np.float64]]:
    """Shares of the proton power of each source, by the names in `CHANNELS`."""
    protons, coronae = solution.protons, solution.coronae
    density = coronae.photon_energy_density
    carried = {
        species: density * (rate @ protons.energy)
        for species, rate in engine.secondaries.kernel.energy_rate.items()
    }
    kept = {one: carried[one] * _kept_share(one, solution) for one in FOLDED}
    pairs = kept["positron"] + kept["electron"]
    power = {
        "neutrinos": np.sum([kept[one] for one in NEUTRINOS], axis=0),
        "gamma_rays": carried["photon"],
        "decay_pairs": pairs,
        "meson_cooling": np.sum([carried[one] - kept[one] for one in FOLDED], axis=0),
        "bethe_heitler": (solution.losses.pairs * protons.energy).sum(axis=0),
        "proton_synchrotron": (solution.losses.synchrotron * protons.energy).sum(axis=0),
        "proton_proton": (solution.losses.pp * protons.energy).sum(axis=0),
        "escape": protons.energy.sum(axis=0) / coronae.escape_time,
        "at_rest": protons.cooled_energy,
    }
    total = coronae.xray_luminosity / c.ERG_PER_GEV
    return {name: power[name] / total for name in CHANNELS}


def _kept_share(species: str, solution: Solution) -> NDArray[np.float64]:
    """Energy of a species after the cooling of its parents over that before it."""

    def energy(yields: Yields) -> NDArray[np.float64]:
        return np.asarray(grids.ENERGIES @ yields[species])

    return ratio_or(energy(solution.cooled), energy(solution.made), 1.0)
