"""Ratios of hard X-ray to neutrino flux that models give.

References
----------
Rodrigues et al. 2024, A&A 681, A119 (leptohadronic models of blazars).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

N_FLAVOURS = 3
QUANTILES = {"low": 0.16, "median": 0.5, "high": 0.84}
X_RAYS_EV = (300.0, 2e5)
"""Photon energies of the points through which a power law is laid."""
LEAST_RANGE = 0.7
"""Of their energies, in dex."""
N_STEPS = 64
"""Of the energies over which the flux is integrated."""

BAND_COLUMNS = ["name", "label", "low", "median", "high", "n_models", "status", "source"]


def xray_fluxes(photons: pd.DataFrame, band_kev: Sequence[float]) -> pd.Series:
    """Hard X-ray fluxes of sources by power laws through their measured X-rays.

    Parameters
    ----------
    photons : DataFrame
        Contract ``lephad_photons``: the spectra that the models were fitted to.
    band_kev : pair of float

    Returns
    -------
    Series
        [erg/cm2/s] by name of the source, of those with points over enough energies.
    """
    low, high = X_RAYS_EV
    is_used = photons["energy"].between(low, high) & ~photons["is_upper_limit"]
    points = photons[is_used & (photons["flux"] > 0)]
    ends = [float(np.log10(1e3 * one)) for one in band_kev]
    grid = np.linspace(ends[0], ends[1], N_STEPS)
    found = {}
    for name, rows in points.groupby("source_name"):
        energy, flux = np.log10(rows["energy"].to_numpy()), np.log10(rows["flux"].to_numpy())
        if np.ptp(energy) >= LEAST_RANGE:
            found[name] = _band_flux(energy - grid.mean(), flux, grid - grid.mean())
    return pd.Series(found, dtype=float)


def _band_flux(energy: NDArray, flux: NDArray, grid: NDArray) -> float:
    """Integral of nu F_nu over ln E, of the line through logarithmic points."""
    line = np.polynomial.polynomial.polyfit(energy, flux, 1)
    values = 10 ** np.polynomial.polynomial.polyval(grid, line)
    return float(np.trapezoid(values, grid * np.log(10.0)))


def photohadronic_band(
    models: pd.DataFrame, photons: pd.DataFrame, band_kev: Sequence[float]
) -> pd.DataFrame:
    """Ratios of best-fit leptohadronic models with neutrinos: median and central 68 %.

    Parameters
    ----------
    models, photons : DataFrame
        Contracts ``lephad_models`` and ``lephad_photons``.
    band_kev : pair of float

    Returns
    -------
    DataFrame
        One row of the contract ``ratio_bands``; none if no model has both.
    """
    xrays = models["source_name"].map(xray_fluxes(photons, band_kev))
    neutrinos = N_FLAVOURS * models["muon_neutrino_flux"]
    is_usable = (neutrinos > 0) & (xrays > 0)
    if not is_usable.any():
        return pd.DataFrame(columns=BAND_COLUMNS)
    found = np.log10((xrays / neutrinos)[is_usable].to_numpy())
    numbers = {name: float(np.quantile(found, share)) for name, share in QUANTILES.items()}
    words = {
        "name": "photohadronic",
        "label": "leptohadronic models",
        "status": "derived",
        "source": "Rodrigues et al. 2024: neutrinos of all energies; measured X-rays",
    }
    return pd.DataFrame([words | numbers | {"n_models": len(found)}])[BAND_COLUMNS]
