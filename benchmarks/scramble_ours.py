"""One scramble case of ours, in a process of its own: nothing of the peers is imported."""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.measuring import peak_mib, report
from benchmarks.skies import THRESHOLDS, draw_events, draw_sources

SEED = 7

N_KEPT = 64
"""Trials whose counts are kept for the comparison with peers."""


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("events", "sources", "trials", "threads", "repeats"):
        parser.add_argument(f"--{name}", type=int, default=1)
    parser.add_argument("--counts", help="file for the counts of the first trials")
    chosen = parser.parse_args()
    events, sources = draw_events(chosen.events), draw_sources(chosen.sources)

    started = time.perf_counter()
    from nusources.spatial.counting import prepared_sky, scrambles

    import_s = time.perf_counter() - started
    build_s, trial_s = [], []
    for _ in range(chosen.repeats):
        clock = _time_bands(prepared_sky.Sky)
        started = time.perf_counter()
        columns = (events[name].to_numpy() for name in ("ra", "dec", "ang_err"))
        circles, energy = prepared_sky.EventCircles(*columns), events["log10_energy"].to_numpy()
        sky = prepared_sky.prepare_sky(circles, energy, THRESHOLDS, sources, ["all"])
        prepared = time.perf_counter() - started
        counts = scrambles.count_scrambled(
            sky, 0, chosen.trials, seed=SEED, n_threads=chosen.threads
        )
        total = time.perf_counter() - started
        build_s.append(prepared + sum(clock))
        trial_s.append((total - build_s[-1]) / chosen.trials)
    if chosen.counts:
        np.save(chosen.counts, counts[:N_KEPT, 0])
    report(
        import_s=import_s,
        build_s=min(build_s),
        trial_s=min(trial_s),
        peak_mib=peak_mib(),
        mean_count=float(counts[:, 0, 0].mean()),
        n_arcs=sky.n_arcs,
        n_bands=sky.n_bands,
    )


def _time_bands(sky_class) -> list[float]:
    """Have the class add up the time that its arc tables take, wherever they are built."""
    seconds: list[float] = []
    build = getattr(sky_class, "_untimed", sky_class._build)

    def timed(sky, number):
        started = time.perf_counter()
        band = build(sky, number)
        seconds.append(time.perf_counter() - started)
        return band

    sky_class._untimed, sky_class._build = build, timed
    return seconds


if __name__ == "__main__":
    main()
