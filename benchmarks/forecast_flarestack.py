"""Densities of one experiment by flarestack, whose environment is another one than ours.

``.venv/bin/python -m benchmarks.forecast_case --sources 3933 --sphere --save events.npz`` writes
events, sources and our densities; then, with a Python that has flarestack,
``FLARESTACK_SCRATCH_DIR=/tmp python benchmarks/forecast_flarestack.py events.npz`` prints seconds.
As in its likelihoods, each source selects events in a box and has them weighed with its Gaussian.
The box is 1 deg to each side in place of 5, which leaves densities alone and is faster.
"""

from __future__ import annotations

import sys
import time
from types import SimpleNamespace

import numpy as np
from flarestack.core.llh import LLH
from flarestack.core.spatial_pdf import CircularGaussian

BOX_DEG = 1.0
REPEATS = 3

given = np.load(sys.argv[1])
n_events, n_sources = given["events"].shape[1], given["sources"].shape[1]
events = np.zeros(n_events, [("ra", float), ("dec", float), ("sigma", float)])
events["ra"], events["dec"] = np.radians(given["events"])
events["sigma"] = np.radians(given["sigma"])
sources = np.zeros(n_sources, [("ra_rad", float), ("dec_rad", float)])
sources["ra_rad"], sources["dec_rad"] = np.radians(given["sources"])
box = SimpleNamespace(spatial_box_width=BOX_DEG)


def density() -> np.ndarray:
    found = np.zeros(n_events)
    for source, weight in zip(sources, given["weights"], strict=True):
        mask = LLH.select_spatially_coincident_data(box, events, [source])
        if mask.any():
            found[mask] += weight * CircularGaussian.signal_spatial(source, events[mask])
    return found * np.radians(1.0) ** 2


best = np.inf
for _ in range(REPEATS):
    started = time.process_time()
    found = density()
    best = min(best, time.process_time() - started)
away = np.abs(found - given["density"]).max() * 4 * np.pi * np.degrees(1) ** 2
print(f"{best:.4g} s; largest difference of S / B: {away:.2g}")
