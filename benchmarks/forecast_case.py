"""One experiment of a forecast: densities of all events and the fit of the fraction.

``numpy`` sums over all pairs. ``cKDTree`` finds the pairs within reach, in flat coordinates or
between unit vectors; both fit with scipy's ``minimize_scalar``. Sources, trees and maps are made
ready before: they stay the same over thousands of experiments.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.spatial import cKDTree

from benchmarks.measuring import peak_mib, report

STARTED = time.process_time()
# Kernels with signatures are compiled, or found compiled, when they are imported.
from nusources.likelihood.fit import fit_fractions  # noqa: E402
from nusources.likelihood.information import information, separated_information  # noqa: E402
from nusources.likelihood.maps import FlatGrid, sample_map, signal_map  # noqa: E402
from nusources.likelihood.signal import FlatSources  # noqa: E402
from nusources.likelihood.sphere import SphereSources  # noqa: E402
from nusources.sky import unit_vectors  # noqa: E402

IMPORT_S = time.process_time() - STARTED
N_EVENTS, FRACTION = 2000, 0.5
AREA, WHOLE_SKY = 142.0, 4 * np.pi * np.degrees(1) ** 2
MAP_STEPS = 5  # per standard deviation
ROWS_OF_NUMPY = 50  # events together: the fastest of 10, 50 and 200
SIGMAS_OF_TREE = 6.5  # the fewest of 5, 5.5, 6 ... with densities to 1e-6 of the background
CLOSE = {"map": 2e-3, "closed": 0.1}
"""How far fractions or information may differ; 1e-6 for exact sums."""


class Flat:
    """Experiment in a square field."""

    def __init__(self, n_sources: int, sigma: float):
        rng = np.random.default_rng(20250301)
        self.sigma, self.area, side = sigma, AREA, AREA**0.5
        self.sources = rng.uniform(0, side, (2, n_sources))
        self.weights = fluxes(n_sources, rng)
        n = round(FRACTION * N_EVENTS)
        at = rng.choice(n_sources, n, p=self.weights)
        signal = self.sources[:, at] + rng.normal(0, sigma, (2, n))
        signal = np.clip(signal, 0, side)
        self.events = np.concatenate([signal, rng.uniform(0, side, (2, N_EVENTS - n))], axis=1)
        self.places = self.events.T, self.sources.T

    def ours(self) -> Callable[[], np.ndarray]:
        ready = FlatSources.of(*self.sources, self.weights, sigma=self.sigma)
        return lambda: ready.density(*self.events, self.sigma)

    def by_map(self) -> Callable[[], np.ndarray]:
        step = self.sigma / MAP_STEPS
        n = int(self.area**0.5 / step) + 2
        grid = FlatGrid(0.0, 0.0, step, n, n)
        values = signal_map(grid, *self.sources, self.weights, self.sigma)
        return lambda: sample_map(grid, values, *self.events)


class Sphere(Flat):
    """Experiment on the whole sky."""

    def __init__(self, n_sources: int, sigma: float):
        rng = np.random.default_rng(20250302)
        self.sigma, self.area = sigma, WHOLE_SKY
        self.sources = np.stack(isotropic(n_sources, rng))
        self.weights = fluxes(n_sources, rng)
        n = round(FRACTION * N_EVENTS)
        at = rng.choice(n_sources, n, p=self.weights)
        vectors = unit_vectors(*self.sources[:, at])
        vectors = vectors + rng.normal(0, np.radians(sigma), (n, 3))
        vectors /= np.linalg.norm(vectors, axis=1)[:, np.newaxis]
        signal = (
            np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0])) % 360,
            np.degrees(np.arcsin(vectors[:, 2])),
        )
        background = isotropic(N_EVENTS - n, rng)
        self.events = np.concatenate([signal, background], axis=1)
        self.places = tuple(np.degrees(unit_vectors(*one)) for one in (self.events, self.sources))

    def ours(self) -> Callable[[], np.ndarray]:
        ready = SphereSources.of(*self.sources, self.weights, sigma=self.sigma)
        return lambda: ready.density(*self.events, self.sigma)


def fluxes(n: int, rng: np.random.Generator) -> np.ndarray:
    """Weights that fall off like fluxes of a Euclidean sky."""
    found = (1 - rng.random(n)) ** (-1 / 1.5)
    return found / found.sum()


def isotropic(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.uniform(0, 360, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))


def by_numpy(case: Flat) -> Callable[[], np.ndarray]:
    """All pairs, in blocks that stay in the cache."""
    events, sources = case.places
    columns = np.ascontiguousarray(sources.T)

    def density() -> np.ndarray:
        found = np.empty(N_EVENTS)
        for start in range(0, N_EVENTS, ROWS_OF_NUMPY):
            block = events[start : start + ROWS_OF_NUMPY]
            squared = sum((block[:, [axis]] - column) ** 2 for axis, column in enumerate(columns))
            found[start : start + len(block)] = (
                np.exp(squared / (-2 * case.sigma**2)) @ case.weights
            )
        return found / (2 * np.pi * case.sigma**2)

    return density


def by_tree(case: Flat) -> Callable[[], np.ndarray]:
    """Pairs within reach."""
    events, sources = case.places
    tree = cKDTree(sources)

    def density() -> np.ndarray:
        pairs = cKDTree(events).sparse_distance_matrix(
            tree, SIGMAS_OF_TREE * case.sigma, output_type="ndarray"
        )
        terms = case.weights[pairs["j"]] * np.exp(pairs["v"] ** 2 / (-2 * case.sigma**2))
        return np.bincount(pairs["i"], terms, N_EVENTS) / (2 * np.pi * case.sigma**2)

    return density


def scipy_fit(ratios: np.ndarray) -> float:
    def negative(fraction: float) -> float:
        return -np.log1p(fraction * (ratios - 1)).sum()

    return minimize_scalar(negative, bounds=(0, 1), method="bounded", options={"xatol": 1e-8}).x


def fastest(function: Callable[[], object], repeats: int) -> tuple[float, object]:
    best, found = np.inf, None
    for _ in range(repeats):
        started = time.process_time()
        found = function()
        best = min(best, time.process_time() - started)
    return best, found


def experiment(options: argparse.Namespace) -> tuple[float, float, bool]:
    """Our time, that of the peer, and whether they agree."""
    case = (Sphere if options.sphere else Flat)(options.sources, options.sigma)
    density = case.by_map() if options.how == "map" else case.ours()

    def ours() -> tuple[np.ndarray, float]:
        found = density()
        return found, float(fit_fractions(found * case.area)[0][0])

    ours_s, (found, fraction) = fastest(ours, 20)
    if not options.peer:
        return ours_s, 0.0, True
    theirs = {"numpy": by_numpy, "cKDTree": by_tree}[options.peer](case)

    def peer() -> tuple[np.ndarray, float]:
        densities = theirs()
        return densities, scipy_fit(densities * case.area)

    peer_s, (expected, other) = fastest(peer, 3)
    if options.how == "map":
        return ours_s, peer_s, bool(abs(fraction - other) < CLOSE["map"])
    # Chords between unit vectors are shorter than angles, the same in both.
    same = np.abs(found - expected).max() * case.area < 1e-6 * (1e3 if options.sphere else 1)
    return ours_s, peer_s, bool(same and abs(fraction - other) < 1e-6)


def closed_form(options: argparse.Namespace) -> tuple[float, float, bool]:
    """Information in closed form, against that of a map."""
    case = Flat(options.sources, options.sigma)
    ours_s, found = fastest(
        lambda: separated_information(case.weights, case.sigma, case.area, FRACTION), 200
    )
    step = case.sigma / MAP_STEPS
    n = int(case.area**0.5 / step)
    grid = FlatGrid(0.0, 0.0, case.area**0.5 / n, n, n)

    def by_map() -> float:
        ratio = signal_map(grid, *case.sources, case.weights, case.sigma, periodic=True)
        return information(ratio * case.area, np.ones(ratio.shape), FRACTION)

    peer_s, expected = fastest(by_map, 3)
    return ours_s, peer_s, bool(abs(found / expected - 1) < CLOSE["closed"])


def save(options: argparse.Namespace) -> None:
    """Events, sources and our densities, for a peer that has an environment of its own."""
    case = (Sphere if options.sphere else Flat)(options.sources, options.sigma)
    names = ("events", "sources", "weights", "sigma")
    given = {name: getattr(case, name) for name in names}
    np.savez(options.save, density=case.ours()(), **given)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, required=True)
    parser.add_argument("--sigma", type=float, default=0.1)
    parser.add_argument("--how", choices=("exact", "map", "closed"), default="exact")
    parser.add_argument("--sphere", action="store_true")
    parser.add_argument("--peer", choices=("numpy", "cKDTree"))
    parser.add_argument("--save", help="write the experiment for forecast_flarestack.py instead")
    options = parser.parse_args()
    if options.save:
        save(options)
        return
    measure = closed_form if options.how == "closed" else experiment
    ours_s, peer_s, agrees = measure(options)
    report(ours_s=ours_s, import_s=IMPORT_S, peer_s=peer_s, agrees=agrees, peak_mib=peak_mib())


if __name__ == "__main__":
    main()
