"""p-values of simulated skies without signal, and coverage of the limits."""

import numpy as np
import pandas as pd

from nusources.contracts.closure import LIMIT_COVERAGE, NULL_SKY_P_VALUES
from nusources.contracts.spatial import SOURCES
from nusources.contracts.tracks import TRACKS
from nusources.jobs.job import job
from nusources.spatial.limits.coverage import SIGNALS, limit_coverage
from nusources.spatial.nulls.closure import SkySize, dense_skies, draw_null_sky, null_skies
from nusources.spatial.nulls.exact_pairs import exact_pairs

with job(snakemake) as j:
    sizes, seed, factor = j.params.sizes, j.params.seed, j.params.circle_factor
    tracks, sources = j.read(j.input.tracks, TRACKS), j.read(j.input.sources, SOURCES)
    tracks = tracks[tracks["log10_energy"] >= j.params.threshold]
    drawn_from = (
        tracks,
        sources.drop_duplicates("source_name")["dec"].to_numpy(),
        SkySize(sizes["n_events"], sizes["n_sources"], sizes["n_scrambles"], circle_factor=factor),
    )
    sparse = null_skies(*drawn_from, range(sizes["n_skies"]), seed=seed)
    dense = dense_skies(tracks, **sizes["dense"], circle_factor=factor, seed=seed)
    p_values = pd.concat([sparse, dense])
    j.write(j.output.p_values, p_values, NULL_SKY_P_VALUES)
    # Any background will do; that of pairs is exact, and has the width of a real one.
    background = exact_pairs(draw_null_sky(*drawn_from, 0, seed=seed))[1][0][0]
    coverage = limit_coverage(
        background,
        np.array(SIGNALS) * (background.sigma or 1.0),
        j.params.confidence_level,
        sizes["n_coverage_trials"],
        seed=seed,
    )
    j.write(j.output.coverage, coverage, LIMIT_COVERAGE)
