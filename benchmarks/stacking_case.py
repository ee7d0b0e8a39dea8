"""One trial of a stack: random right ascensions for all events, and the fit of n_s and index.

The peer has what is made ready as well: events in the order of declination, their background, the
tables of spectra. It looks at the events of a band about each source, in reach by great-circle
distance, and fits with `scipy.optimize.minimize` from three spectral indices.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from benchmarks.measuring import peak_mib, report

STARTED = time.process_time()
# Kernels with signatures are compiled, or found compiled, when they are imported.
from nusources.archive.tracks.seasons import simulate_season  # noqa: E402
from nusources.archive.tracks.signal import Signal  # noqa: E402
from nusources.detection_model import build_signal_model  # noqa: E402
from nusources.detectors.effective_area import tabulate_effective_area  # noqa: E402
from nusources.facts import track_models as facts  # noqa: E402
from nusources.stacking.events import TURN, Sample  # noqa: E402
from nusources.stacking.pairs import REACH, Sources  # noqa: E402
from nusources.stacking.trials import SampleSearch  # noqa: E402

IMPORT_S = time.process_time() - STARTED
N_SKIES = 20
N_SKIES_OF_PEER = 2
TABLES = "data/tables/"
SETTINGS = {
    "spectral_index": 2.0,
    "containment": "sigma_per_axis",
    "energy_proxy_min_tev": 1e-3,
    "ang_err_max_deg": 180.0,
    "circle_factor": 1.0,
}


def ten_seasons() -> Sample:
    """Simulated seasons with the published number of events."""
    seasons = facts.read_seasons(f"{TABLES}icetracks_seasons.csv")
    detectors = facts.read_model_detector(f"{TABLES}model_detector.csv")
    fluxes = facts.read_model_fluxes(f"{TABLES}model_fluxes.csv")
    rng = np.random.default_rng(20260514)
    parts = [
        simulate_season(one, detectors[one.configuration], fluxes, Signal(), rng=rng)[0].assign(
            season=name
        )
        for name, one in seasons.items()
    ]
    areas = pd.concat(
        tabulate_effective_area(one.effective_area).assign(season=name)
        for name, one in detectors.items()
    )
    model = build_signal_model(areas, list(seasons), seasons, detectors, SETTINGS)
    configurations = {name: one.configuration for name, one in seasons.items()}
    return Sample.of("ten", pd.concat(parts, ignore_index=True), model, configurations)


class Peer:
    """The same trial with numpy and scipy."""

    def __init__(self, sample: Sample, search: SampleSearch):
        events, stack = sample.events, search.stacks[0].stack
        self.sources, self.shares, self.n_events = stack.sources, stack.shares, len(events)
        self.dec = np.radians(events.dec)
        self.width = np.radians(events.width)
        sine = np.sin(self.dec)
        self.sine, self.cosine = sine, np.cos(self.dec)
        background = sample.background.at(sine, events.energy_cell, events.configuration)
        inside = -np.expm1(-(REACH**2) / 2)
        self.peak = 1 / (2 * np.pi * self.width**2 * inside * background)
        self.cells = events.configuration, events.energy_cell

    def pairs(self, ra: np.ndarray) -> tuple[np.ndarray, ...]:
        """Event, source and density over background of all pairs."""
        farthest, found = REACH * self.width.max(), []
        for place, (at_ra, at_dec) in enumerate(
            zip(np.radians(self.sources.ra), np.radians(self.sources.dec), strict=True)
        ):
            band = slice(*np.searchsorted(self.dec, [at_dec - farthest, at_dec + farthest]))
            near = band.start + np.flatnonzero(
                np.abs(self.dec[band] - at_dec) < REACH * self.width[band]
            )
            close = np.sin(at_dec) * self.sine[near] + (
                np.cos(at_dec) * self.cosine[near] * np.cos(ra[near] - at_ra)
            )
            angle = np.arccos(np.clip(close, -1, 1))
            kept = angle < REACH * self.width[near]
            near, angle = near[kept], angle[kept]
            value = np.exp(-(angle**2) / (2 * self.width[near] ** 2)) * angle / np.sin(angle)
            found.append((near, np.full(len(near), place), value * self.peak[near]))
        event, source, value = (np.concatenate(part) for part in zip(*found, strict=True))
        return event, source, value

    def prepared(self, ra: np.ndarray) -> Callable[[np.ndarray], float]:
        """Test statistic of one sky, negative, of n_s and index."""
        event, source, value = self.pairs(ra)
        unique, place = np.unique(event, return_inverse=True)
        configuration, cell = (one[event] for one in self.cells)
        by_node = self.shares[:, source, configuration, cell] * value

        def unlikeliness(point: np.ndarray) -> float:
            share, node = point[0] / self.n_events, (point[1] - 1) * 10
            low = min(int(node), len(by_node) - 2)
            part = node - low
            ratio = (1 - part) * by_node[low] + part * by_node[low + 1]
            ratios = np.bincount(place, ratio)
            rest = (self.n_events - len(unique)) * np.log1p(-share)
            return -2 * (rest + np.log1p(share * (ratios - 1)).sum())

        return unlikeliness

    def trial(self, ra: np.ndarray) -> float:
        """Largest test statistic of one sky."""
        unlikeliness, bounds = self.prepared(ra), [(0, 1000), (1, 4)]
        fits = [
            minimize(unlikeliness, (10.0, index), bounds=bounds, method="L-BFGS-B").fun
            for index in (2.0, 3.0, 3.8)
        ]
        return max(-min(fits), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, required=True)
    n_sources = parser.parse_args().sources
    rng = np.random.default_rng(1)
    dec = np.degrees(np.arcsin(rng.uniform(-0.09, 0.95, n_sources)))
    names = [f"source {one}" for one in range(n_sources)]
    sources = Sources.of(names, 360 * rng.random(n_sources), dec)
    sample = ten_seasons()
    search = SampleSearch.of(sample, {"stack": (sources, rng.pareto(1.5, n_sources) + 0.1)})
    search.null_fits([0], 1)
    started = time.process_time()
    search.null_fits(range(N_SKIES), 1)
    ours = (time.process_time() - started) / N_SKIES
    peer, spent, agrees = Peer(sample, search), 0.0, True
    for _ in range(N_SKIES_OF_PEER):
        turns = rng.integers(0, TURN, len(sample.events), dtype=np.uint32)
        started = time.process_time()
        statistic = peer.trial(turns * (2 * np.pi / TURN))
        spent += time.process_time() - started
        own = search.stacks[0].fit(search.finder.hits(turns[search.finder.chosen]))
        same = own.statistic == 0 or np.isclose(
            -peer.prepared(turns * (2 * np.pi / TURN))(
                np.array([own.n_signal, own.spectral_index])
            ),
            own.statistic,
            atol=1e-5,
        )
        # The same likelihood, and no worse a maximum: the peer's may be a local one.
        agrees = agrees and same and own.statistic > statistic - 0.02
    report(
        ours_s=ours,
        peer_s=spent / N_SKIES_OF_PEER,
        agrees=bool(agrees),
        import_s=IMPORT_S,
        peak_mib=peak_mib(),
    )


if __name__ == "__main__":
    main()
