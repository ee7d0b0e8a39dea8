"""Fail if fits of made-up samples are off, or permutation tests reject too often by chance."""

import sys

import pandas as pd

LOWEST = 1e-3
MOST_ERRORS = 4.0

folder = sys.argv[1]
ranks = pd.read_parquet(f"{folder}/closure_ranks.parquet")
found = ranks.groupby(["abscissa", "parameter"])["p_value"].first()
print(found.to_string())
tests = pd.read_parquet(f"{folder}/closure.parquet")
own = tests[(tests["hypothesis"] == "exchanged") & (tests["shuffled"] != "luminosities")]
excess = (own["share"] - own["level"]) / own["share_error"]
print(own.assign(excess=excess).sort_values("excess").tail(5).to_string())
if found.empty or own.empty or (found < LOWEST).any() or (excess > MOST_ERRORS).any():
    sys.exit("ranks are not uniform, or a test rejects too often (or there are none)")
