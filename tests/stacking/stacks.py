"""A made-up sample for the stacking likelihood: two configurations, events of all declinations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.detection_model import Exposure, SignalModel
from nusources.facts.track_models import read_model_detector
from nusources.stacking.events import Sample
from nusources.stacking.trials import SampleSearch

REPOSITORY = Path(__file__).resolve().parents[2]
SEASONS = {"IC79": "IC79", "IC86_I": "IC86_I", "IC86_II": "IC86_II", "IC86_III": "IC86_II"}


def made_up_model(**changes) -> SignalModel:
    """Two configurations with an area that rises with energy and changes with declination."""
    detectors = read_model_detector(REPOSITORY / "data" / "tables" / "model_detector.csv")
    log10_energy = np.linspace(2.0, 8.0, 31)
    dec = np.array([-90.0, -5.0, 30.0, 90.0])
    area = 1e6 * np.outer([0.1, 1.0, 0.5], 10 ** (0.8 * (log10_energy[:-1] - 5)))
    exposures = tuple(
        Exposure(detectors[name], time, log10_energy, dec, scale * area)
        for name, time, scale in (("IC79", 300.0, 0.7), ("IC86_I", 400.0, 1.0))
    )
    return replace(SignalModel(exposures, 2.0, "sigma_per_axis", 180.0), **changes)


def made_up_tracks(n_events: int, seed: int) -> pd.DataFrame:
    """Events of two seasons, uniform over the sky, with a falling spectrum."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "season": np.where(rng.random(n_events) < 0.4, "IC79", "IC86_I"),
            "log10_energy": 2.2 + rng.gamma(3.0, 0.4, n_events),
            "ang_err": np.exp(rng.uniform(np.log(0.3), np.log(3.0), n_events)),
            "ra": 360 * rng.random(n_events),
            "dec": np.degrees(np.arcsin(rng.uniform(-1, 1, n_events))),
        }
    )


def made_up_sample(n_events: int = 20_000, seed: int = 3, **changes) -> Sample:
    """Sample of `made_up_tracks` with `made_up_model`."""
    return Sample.of("made up", made_up_tracks(n_events, seed), made_up_model(**changes), SEASONS)


def search_of(sample: Sample, sources, weights, name: str = "stack") -> SampleSearch:
    """Search of a sample for one stack."""
    return SampleSearch.of(sample, {name: (sources, weights)})
