"""One case of Table 1: shares of sources in alert regions of random skies, and the same by numpy.

The peer has the limits in R.A. of each source within reach of each alert, as we do; for each sky it
chooses the pairs by a mask over all of them, and each source once by `numpy.unique`.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from benchmarks.measuring import peak_mib, report
from nusources.alert_regions import AlertRegions
from nusources.random_streams import counter_generator
from nusources.temporal.pairs import SKIES_PER_BLOCK
from nusources.temporal.simultaneity import (
    SHARES,
    near_and_far,
    region_sums,
    regions_against_scrambles,
)

NEAR_DEG, SEED = 1.0, 1


def random_sky(n_sources: int, n_alerts: int) -> tuple[pd.DataFrame, AlertRegions]:
    """Sources with shares, and regions of one to four degrees."""
    random = np.random.default_rng(20220304)
    dec = np.degrees(np.arcsin(random.uniform(-0.5, 1, n_sources)))
    columns = {"ra": random.uniform(0, 360, n_sources), "dec": dec}
    sources = pd.DataFrame(columns | {name: random.random(n_sources) for name in SHARES})
    centres = random.uniform(0, 360, n_alerts), random.uniform(-20, 60, n_alerts)
    return sources, AlertRegions(*centres, *(random.uniform(1, 4, n_alerts) for _ in range(4)))


def by_numpy(reach, ra_alert: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Numbers of sources near and far, and sums of their shares, of one sky."""
    east = (reach.ra - ra_alert[reach.alert] + 180) % 360 - 180
    held = (reach.minus >= 0) & (-reach.minus <= east[:, np.newaxis])
    held &= east[:, np.newaxis] <= reach.plus
    near = np.unique(reach.source[held[:, 0]])
    far = np.setdiff1d(reach.source[held[:, 1]], near)
    return np.stack([np.append(len(one), shares[one].sum(axis=0)) for one in (near, far)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, required=True)
    parser.add_argument("--compared", type=int, required=True)
    options = parser.parse_args()
    sources, regions = random_sky(2239, 80)
    took = []
    for _ in range(3):
        started = time.process_time()
        regions_against_scrambles(
            sources,
            regions,
            near_deg=NEAR_DEG,
            shape="rectangle",
            n_trials=options.trials,
            seed=SEED,
        )
        took.append(time.process_time() - started)
    random = counter_generator(SEED, 0, "temporal", "simultaneity", "regions")
    skies = random.uniform(0, 360, (SKIES_PER_BLOCK, len(regions)))[: options.compared]
    reach = near_and_far(regions, sources["ra"], sources["dec"], NEAR_DEG, "rectangle")
    shares = sources[list(SHARES)].to_numpy()
    started = time.process_time()
    theirs = np.stack([by_numpy(reach, sky, shares) for sky in skies])
    peer_s = (time.process_time() - started) / options.compared
    agrees = bool(np.allclose(region_sums(reach, skies, shares), theirs, rtol=1e-10, atol=1e-12))
    report(ours_s=min(took), peer_s=peer_s, agrees=agrees, peak_mib=peak_mib())


if __name__ == "__main__":
    main()
