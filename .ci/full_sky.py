"""Fail if experiments with AGN of the whole sky do not give the S/N that is expected."""

import sys

import pandas as pd

MOST_ERRORS = 4.0
EDGES = 0.15
"""How far the S/N of the field may be from that of its fluxes on a sky, which has no edges."""

table = pd.read_parquet(sys.argv[1])
skies = table[table["step"] != "field"].copy()
skies["away"] = (skies["snr_statistical"] - skies["snr_information"]) / skies["snr_error"]
print(skies[["scenario", "step", "snr_statistical", "snr_information", "away"]].to_string())
by_step = table.pivot(index="scenario", columns="step", values="snr_information")
edges = (by_step["field_fluxes"] / by_step["field"] - 1).abs()
if skies.empty or not (skies["away"].abs() < MOST_ERRORS).all() or not (edges < EDGES).all():
    sys.exit(f"S/N with AGN of the whole sky is not what is expected; of the field:\n{edges}")
