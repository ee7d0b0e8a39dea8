"""One exact null, in a process of its own: with import, compilation or cache, and preparation."""

from __future__ import annotations

import argparse
import time

from benchmarks.measuring import peak_mib, report
from benchmarks.skies import THRESHOLDS, draw_events, draw_sources


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("null", choices=("moments", "pairs", "events", "rotation"))
    for name in ("events", "sources", "repeats"):
        parser.add_argument(f"--{name}", type=int, default=1)
    chosen = parser.parse_args()
    events, sources = draw_events(chosen.events), draw_sources(chosen.sources)

    started = time.perf_counter()
    from nusources.spatial.counting import prepared_sky
    from nusources.spatial.nulls import exact_pairs, exact_variance, other_nulls

    import_s = time.perf_counter() - started
    compute = {
        "moments": exact_variance.exact_moments,
        "pairs": exact_pairs.exact_pairs,
        "events": other_nulls.exact_event_null,
        "rotation": other_nulls.exact_rotation_null,
    }[chosen.null]
    columns = (events[name].to_numpy() for name in ("ra", "dec", "ang_err"))
    circles, energy = prepared_sky.EventCircles(*columns), events["log10_energy"].to_numpy()
    seconds = []
    for _ in range(chosen.repeats):
        started = time.perf_counter()
        sky = prepared_sky.prepare_sky(circles, energy, THRESHOLDS, sources, ["all"])
        compute(sky)
        seconds.append(time.perf_counter() - started)
    report(import_s=import_s, null_s=min(seconds), n_arcs=sky.n_arcs, peak_mib=peak_mib())


if __name__ == "__main__":
    main()
