"""A small made-up detector for injection tests: no file of the repository is read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from nusources.detection_model import Exposure, SignalModel, SourceShares
from nusources.facts.track_models import read_model_detector


def made_up_exposure(repository, configuration: str = "IC79", live_time: float = 1000.0):
    """The model detector with an area that rises with energy and changes with declination."""
    detector = read_model_detector(repository / "data" / "tables" / "model_detector.csv")
    log10_energy = np.linspace(3.0, 7.0, 21)
    dec = np.array([-90.0, -5.0, 30.0, 90.0])
    area = 1e6 * np.outer([0.1, 1.0, 0.5], 10 ** (0.5 * (log10_energy[:-1] - 5)))
    return Exposure(detector[configuration], live_time, log10_energy, dec, area)


def made_up_model(repository, **changes) -> SignalModel:
    """E^-2 with the containment of a standard deviation per axis and the paper's cuts."""
    model = SignalModel((made_up_exposure(repository),), 2.0, "sigma_per_axis", 5.0)
    return replace(model, **changes)


def spread_sources(n_sources: int, dec: float = 10.0) -> SourceShares:
    """Sources on one parallel, evenly in right ascension."""
    names = np.array([f"source {number}" for number in range(n_sources)], dtype=object)
    ra = 360 * np.arange(n_sources) / n_sources
    return SourceShares(names, ra, np.full(n_sources, dec), np.full(n_sources, 1 / n_sources))


def source_table(sources: SourceShares, group: str = "mine") -> pd.DataFrame:
    """Contract ``sources``, as far as the analysis needs it."""
    columns = {"source_name": sources.names, "ra": sources.ra, "dec": sources.dec}
    return pd.DataFrame({"group": group} | columns)
