"""Detectors from their definitions and from the tables that these name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detectors.area_tables import area_of_model, area_of_table
from nusources.detectors.detector import AreaTable, Detector
from nusources.detectors.model import DetectorModel
from nusources.detectors.point_spread import WidthCurve, width_curve
from nusources.detectors.spread_tables import widths_of_table
from nusources.errors import InputDataError, nearest
from nusources.units import GEV_PER_TEV

LOG10_HIGHEST = 7.0
"""Energy up to which an area must reach, log10(E/GeV): a diffuse E^-2.4 flux has some percent of
its events above 100 TeV beyond it."""


@dataclass(frozen=True)
class Ingredients:
    """What definitions name.

    Attributes
    ----------
    tables : mapping
        Tables by ``<dataset>/<table>`` or by the name of the user's file.
    models : mapping
        Model detectors by configuration.
    """

    tables: Mapping[str, pd.DataFrame]
    models: Mapping[str, DetectorModel]

    def model(self, name: str, detector: str) -> DetectorModel:
        """Model detector of a name.

        Raises
        ------
        InputDataError
            If there is none.
        """
        if name not in self.models:
            raise InputDataError(
                f"detector {detector}: no model of this name{nearest(name, self.models)}",
                value=name,
                expected=f"one of {', '.join(self.models)}",
            )
        return self.models[name]


def build_detector(definition: Mapping[str, Any], ingredients: Ingredients) -> Detector:
    """Make a detector.

    Parameters
    ----------
    definition : mapping
        Name and keys of a file of config/detectors/.
    ingredients : Ingredients

    Raises
    ------
    InputDataError
        If a model or a table is missing, or is none of an area or of a point-spread function.
    """
    name, area, sky = definition["name"], definition["area"], definition["sky"]
    if area["model"] is not None:
        table = area_of_model(ingredients.model(area["model"], name).effective_area)
    else:
        source = area["table"] or area["file"]
        table = area_of_table(ingredients.tables[source], source)
    energy_min = area["energy_min_tev"]
    if energy_min is not None:
        table = _begun_at(table, float(np.log10(energy_min * GEV_PER_TEV)), name)
    zenith = np.radians([sky["zenith_max_deg"], sky["zenith_min_deg"]])
    table = _seen_between(table, *np.cos(zenith))
    return Detector(
        name=name,
        label=definition["label"],
        status=definition["status"],
        source=definition["source"],
        table=AreaTable(table.log10_energy, table.cos_zenith, area["scale"] * table.area),
        width=_width(definition["psf"], ingredients),
        latitude=sky["latitude_deg"],
        live_time_share=definition["live_time_share"],
        atmosphere=definition["background"]["atmosphere"],
        background_scale=definition["background"]["scale"],
        energy_proxy=ingredients.model(definition["energy_proxy"], name).energy_proxy,
    )


def build_detectors(
    definitions: Sequence[Mapping[str, Any]],
    ingredients: Ingredients,
    thresholds: Sequence[float],
) -> list[Detector]:
    """Make detectors that cover the energies of a forecast.

    Parameters
    ----------
    definitions : sequence of mapping
        As for `build_detector`.
    ingredients : Ingredients
    thresholds : sequence of float
        Least energies of events [TeV].

    Raises
    ------
    InputDataError
        As `build_detector` and `refuse_uncovered`.
    """
    detectors = [build_detector(one, ingredients) for one in definitions]
    for detector, one in zip(detectors, definitions, strict=True):
        refuse_uncovered(detector, thresholds, one["area"]["energy_min_tev"])
    return detectors


def refuse_uncovered(detector: Detector, thresholds: Sequence[float], least: float | None) -> None:
    """Refuse an area that does not cover the energies of a forecast.

    Parameters
    ----------
    detector : Detector
    thresholds : sequence of float
        Least energies of events [TeV].
    least : float or None
        Energy at which the definition says that the area begins [TeV]; thresholds below it are
        left out, and are no mistake.

    Raises
    ------
    InputDataError
        With the energies that are missing.
    """
    low, high = detector.table.log10_energy[[0, -1]]
    if least is not None and least > max(thresholds):
        raise InputDataError(
            f"detector {detector.name}: area.energy_min_tev is above all thresholds",
            value=f"{least:g} TeV",
            expected=f"at most {max(thresholds):g} TeV, the highest of them",
        )
    wanted = np.log10((least or min(thresholds)) * GEV_PER_TEV)
    if low > wanted + 1e-6 or high < LOG10_HIGHEST:
        raise InputDataError(
            f"detector {detector.name}: the effective area does not cover the energies",
            value=f"{10 ** (low - 3):.4g} to {10 ** (high - 3):.4g} TeV",
            expected=f"{10 ** (wanted - 3):.4g} to {10 ** (LOG10_HIGHEST - 3):g} TeV; or "
            "area.energy_min_tev, below which no events are counted",
        )


def _begun_at(table: AreaTable, log10_energy: float, name: str) -> AreaTable:
    """Area without the energies below one."""
    above = table.log10_energy > log10_energy
    if not above.any():
        raise InputDataError(
            f"detector {name}: area.energy_min_tev is above all energies of the effective area",
            value=f"{10 ** (log10_energy - 3):g} TeV",
            expected=f"less than {10 ** (table.log10_energy[-1] - 3):g} TeV",
        )
    low = max(log10_energy, table.log10_energy[0])
    edges = np.append(low, table.log10_energy[above & (table.log10_energy > low)])
    return AreaTable(edges, table.cos_zenith, table.area[:, -(edges.size - 1) :])


def _seen_between(table: AreaTable, low: float, high: float) -> AreaTable:
    """Area that is zero outside a range of cos(zenith), with an edge of bins on the horizon."""
    edges = np.unique([*table.cos_zenith, low, 0.0, high])
    # Cosines of 0 and 180 deg are the ends; others between two edges make a bin of their own.
    edges = edges[np.concatenate([[True], np.diff(edges) > 1e-12])]
    middle = (edges[:-1] + edges[1:]) / 2
    rows = np.searchsorted(table.cos_zenith, middle) - 1
    seen = (middle > low) & (middle < high)
    area: NDArray[np.float64] = np.where(seen[:, np.newaxis], table.area[rows], 0.0)
    return AreaTable(table.log10_energy, edges, area)


def _width(psf: Mapping[str, Any], ingredients: Ingredients) -> WidthCurve:
    """Width curve of a definition."""
    meaning = psf["meaning"]
    if psf["table"] is not None:
        table = ingredients.tables[psf["table"]]
        return width_curve(
            *widths_of_table(table, psf["table"], meaning, psf["cos_zenith"]), meaning
        )
    if psf["width_deg"] is not None:
        return width_curve([1e5], [psf["width_deg"]], meaning)
    if psf["points"] is not None:
        energies, radii = np.array(psf["points"], dtype=float).T
        return width_curve(energies * GEV_PER_TEV, radii, meaning)
    law = psf["power_law"]
    ends = np.array([law["from_tev"], law["to_tev"]])
    radii = law["width_deg"] * (ends / law["at_tev"]) ** law["index"]
    return width_curve(ends * GEV_PER_TEV, radii, meaning)
