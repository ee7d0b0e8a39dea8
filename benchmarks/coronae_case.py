"""One part of the calculation of coronae, and plain code that does the same.

``kernel``: yields of all species for one photon shape; the peer integrates over photons on a dense
grid, proton by proton. ``templates``: all spectra of a grid, and one of it at a time. ``between``:
spectra between its points; the peer is scipy's ``RegularGridInterpolator``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from scipy.interpolate import RegularGridInterpolator

from benchmarks.measuring import REPOSITORY, peak_mib, report
from nusources.coronae import grids
from nusources.coronae.engine import Engine
from nusources.coronae.interpolation_error import draw_points
from nusources.coronae.kelner_aharonian import yields
from nusources.coronae.photomeson import photomeson_kernel
from nusources.coronae.photon_field import photon_density
from nusources.coronae.readings import Readings
from nusources.coronae.template_grid import even_axes, make_grid
from nusources.facts.kelner_aharonian import read_photomeson_yields

TABLES = read_photomeson_yields(REPOSITORY / "data/tables/kelner_aharonian_yields.csv")
PHOTONS = np.geomspace(100, 1e5, 1201)  # as exact as ours where yields jump, .2 %
BETWEEN = 20_000


def fastest(function: Callable[[], object], repeats: int = 3) -> tuple[float, object]:
    best, found = np.inf, None
    for _ in range(repeats):
        started = time.process_time()
        found = function()
        best = min(best, time.process_time() - started)
    return best, found


def plain_kernel(species: str) -> np.ndarray:
    """Cells of secondaries by proton, as `PhotomesonKernel.number`."""
    x = np.exp(-grids.STEP * np.arange(grids.N_ENERGIES))
    weights = photon_density(PHOTONS, Readings()) * PHOTONS * np.log(PHOTONS[1] / PHOTONS[0])
    found = np.zeros((grids.N_ENERGIES, grids.N_ENERGIES))
    for proton, energy in enumerate(grids.ENERGIES):
        eta = 4e-9 * PHOTONS * energy / 0.93827208816**2
        opened = eta > 0.313
        if opened.any():
            phi = yields(species, TABLES[species], eta[opened, np.newaxis], x[: proton + 1])
            cells = weights[opened] @ phi * x[: proton + 1] * grids.STEP
            found[proton::-1, proton] = cells
    return found


def kernel() -> dict[str, object]:
    ours_s, ours = fastest(lambda: photomeson_kernel(TABLES, Readings()))
    peer_s, peer = fastest(lambda: {one: plain_kernel(one) for one in TABLES}, 1)
    close = [np.allclose(ours.number[one], peer[one], 0.01, 1e-3 * peer[one].max()) for one in peer]
    return {"ours_s": ours_s, "peer_s": peer_s, "agrees": all(close)}


def templates(step: float) -> dict[str, object]:
    engine = Engine.of(TABLES)
    ours_s, grid = fastest(lambda: make_grid(engine, even_axes(step)))
    one_s, _ = fastest(lambda: engine.luminosity(5.0, 44.0, 7.0), 10)
    return {"ours_s": ours_s, "one_s": one_s, "n": grid.n_templates}


def between(step: float) -> dict[str, object]:
    grid = make_grid(Engine.of(TABLES), even_axes(step))
    points = draw_points(grid, BETWEEN, 3.0, rng=np.random.default_rng(20260105))
    grid.luminosity(*points[:, :1])
    ours_s, ours = fastest(lambda: grid.luminosity(*points))
    interpolator = RegularGridInterpolator(grid.axes, np.log(grid.ratio.astype(float)))
    peer_s, peer = fastest(
        lambda: np.exp(interpolator(points.T)) * 10.0 ** points[1][:, np.newaxis]
    )
    return {"ours_s": ours_s, "peer_s": peer_s, "agrees": bool(np.allclose(ours, peer, 1e-9))}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("kernel", "templates", "between"))
    parser.add_argument("--step", type=float, default=0.25)
    options = parser.parse_args()
    found = {
        "kernel": kernel,
        "templates": lambda: templates(options.step),
        "between": lambda: between(options.step),
    }[options.what]()
    report(**found, peak_mib=peak_mib())


if __name__ == "__main__":
    main()
