"""Spectra of LS 5039 and of the diffuse backgrounds, from their published parameters.

A row of parameters gives a power law, with an exponential cutoff, a break or a curvature where it
has one:

    phi(E) = norm (E/E0)^-index exp(-E/E_cut),   with index_2 above a break (continuous).

Bands are the extremes over the errors of norm and index, which are taken as independent.

References
----------
anchordoqui2014, Figs. 3 and 7.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from numpy.typing import NDArray

N_PER_DECADE = 12
COMMON = ["curve", "label", "kind", "form", "era", "status"]
TARGET_ENERGY = 1e5
"""Energy at which diffuse fluxes are compared [GeV]."""


def spectrum_values(row: dict, energy: NDArray[np.float64], norm: float, index: float) -> NDArray:
    """E^2 phi of one row of parameters.

    Parameters
    ----------
    row : dict
        reference_energy, cutoff, break_energy [GeV], index_2, curvature; NaN where a shape has
        none.
    energy : ndarray
        [GeV]
    norm : float
        At the reference energy [GeV^-1 cm^-2 s^-1, per sr if diffuse].
    index : float
        Below the break.

    Examples
    --------
    >>> row = {"reference_energy": 1e5, "cutoff": np.nan, "break_energy": np.nan}
    >>> row["curvature"] = np.nan
    >>> spectrum_values(row, np.array([1e4, 1e6]), 1e-18, 2.0).round(12).tolist()
    [1e-08, 1e-08]
    """
    reference = row["reference_energy"]
    values = norm * (energy / reference) ** -index
    if np.isfinite(row["cutoff"]):
        values = values * np.exp(-energy / row["cutoff"])
    if np.isfinite(row["break_energy"]):
        knee, steeper = row["break_energy"], row["index_2"]
        # Continuous at the break, and equal to norm at the reference energy.
        at_break = norm * (knee / reference) ** -(steeper if reference > knee else index)
        slope = np.where(energy > knee, steeper, index)
        values = at_break * (energy / knee) ** -slope
    if np.isfinite(row["curvature"]):
        values = values * (energy / reference) ** (-row["curvature"] * np.log10(energy / reference))
    return energy**2 * values


def spectral_curves(parameters: pd.DataFrame) -> pd.DataFrame:
    """Curves of all rows, twelve points per decade.

    Parameters
    ----------
    parameters : DataFrame
        curve, label, kind, form, era, status, norm, norm_plus, norm_minus, index, index_error,
        index_2, curvature, reference_energy, cutoff, break_energy, energy_min, energy_max,
        drawn_from [GeV].

    Returns
    -------
    DataFrame
        The columns of contracts ``source_spectra`` and ``diffuse_spectra``.
    """
    return pd.concat([_curve(row) for row in parameters.to_dict("records")], ignore_index=True)


def _curve(row: dict) -> pd.DataFrame:
    drawn_from = row["drawn_from"] if np.isfinite(row["drawn_from"]) else row["energy_min"]
    decades = np.log10(row["energy_max"] / drawn_from)
    energy = np.geomspace(drawn_from, row["energy_max"], 1 + int(np.ceil(N_PER_DECADE * decades)))
    low, high = _band(row, energy)
    table = {
        "energy": energy,
        "flux": spectrum_values(row, energy, row["norm"], row["index"]),
        "flux_low": low,
        "flux_high": high,
        # A hair's breadth below the range is the rounding of its first point.
        "is_extrapolated": energy < row["energy_min"] * (1 - 1e-9),
    }
    return pd.DataFrame(table).assign(**{name: row[name] for name in COMMON})


def _band(row: dict, energy: NDArray) -> tuple[NDArray, NDArray]:
    """Lowest and highest of the curves at the ends of the errors; NaN where none is known."""
    plus, minus = row["norm_plus"], row["norm_minus"]
    if not np.isfinite(plus):
        return np.full_like(energy, np.nan), np.full_like(energy, np.nan)
    turn = row["index_error"] if np.isfinite(row["index_error"]) else 0.0
    ends = itertools.product(
        (row["norm"] - minus, row["norm"] + plus), (row["index"] - turn, row["index"] + turn)
    )
    curves = np.array([spectrum_values(row, energy, norm, index) for norm, index in ends])
    return curves.min(axis=0), curves.max(axis=0)


def diffuse_targets(parameters: pd.DataFrame) -> pd.DataFrame:
    """E^2 Phi at 100 TeV of every neutrino measurement, with the error of its normalisation.

    Returns
    -------
    DataFrame
        measurement, label, era, flux, flux_low, flux_high [GeV cm^-2 s^-1 sr^-1].
    """
    neutrinos = parameters[(parameters["kind"] == "neutrino") & parameters["is_target"]]
    energy = np.array([TARGET_ENERGY])
    rows = []
    for row in neutrinos.to_dict("records"):
        ends = {
            "flux": row["norm"],
            "flux_low": row["norm"] - row["norm_minus"],
            "flux_high": row["norm"] + row["norm_plus"],
        }
        values = {
            name: float(spectrum_values(row, energy, norm, row["index"])[0])
            for name, norm in ends.items()
        }
        rows.append(
            {"measurement": row["curve"], "label": row["label"], "era": row["era"]} | values
        )
    return pd.DataFrame(rows)
