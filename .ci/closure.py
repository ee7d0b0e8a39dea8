"""Fail if p-values of skies without correlation are too low for calibrated controls."""

import sys

import pandas as pd

from nusources.statistics import uniformity_p_value

LOWEST = 1e-3

skies = pd.read_parquet(sys.argv[1])
found = skies.groupby(["sample", "controls"])["p_local"].agg(["size", uniformity_p_value])
print(found.to_string())
calibrated = found.xs("like_alerts", level="controls")
too_low = calibrated[calibrated["uniformity_p_value"] < LOWEST]
if calibrated.empty or len(too_low):
    sys.exit(f"p-values without correlation are too low (or there are none):\n{too_low}")
