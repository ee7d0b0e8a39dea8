"""Fail if fits or permutation tests are off on made-up samples, or jobs of a run disagree."""

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

default, everyone, own = (
    pd.read_parquet(f"{folder}/{name}.parquet").set_index(column).loc[value]
    for name, column, value in (
        ("readings", "subject", "default"),
        ("influence", "left_out", "none"),
        ("predictive", "variance", "own"),
    )
)
columns = ["slope", "slope_error", "scatter", "scatter_error", "chi2", "p"]
same = [default[name] == everyone[name] for name in columns] + [own["chi2"] == default["chi2"]]
if not all(same):
    sys.exit(f"one fit has two results:\n{default[columns]}\n{everyone[columns]}\n{own}")
