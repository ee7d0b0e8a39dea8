"""A detector of the user in a run: its events, what makes them due, and mistakes."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import yaml
from checkouts import Checkout

pytestmark = pytest.mark.workflow

RATES = "results/test/forecast/rates.parquet"
DETECTOR = {
    "label": "mine",
    "status": "assumed",
    "source": "made up",
    "area": {"file": "area.csv", "scale": 2.0},
    "psf": {"meaning": "r68", "width_deg": 0.151},
    "sky": {"latitude_deg": 43.0},
}
AREA = "log10_energy_min,log10_energy_max,effective_area_m2\n3,5,10\n5,8,100\n"
COUNTING = {"count_detector_events"}


def put(checkout: Checkout, table: str = AREA, **changed) -> str:
    """Write the detector and its area; give the overlay of a run with it."""
    (checkout.folder / "area.csv").write_text(table)
    (checkout.folder / "mine.yaml").write_text(yaml.safe_dump(DETECTOR | changed))
    section = {"detectors": ["mine.yaml"], "thresholds_tev": [10, 100]}
    products = {"studies": ["chen2025"], "products": ["chen2025_rates"]}
    return checkout.overlay(products | {"forecast_detectors": section})


def test_a_detector_of_the_user_is_counted(clean: Checkout):
    overlay = put(clean)
    outcome = clean.snakemake("chen2025_rates", overlays=(overlay,))
    assert outcome.code == 0, outcome.text
    rates = pd.read_parquet(clean.folder / RATES).query("threshold_of == 'true_energy'")
    rates = rates.set_index(["threshold_tev", "atmosphere"])
    assert set(rates["detector"]) == {"mine"}
    assert rates["psf_sigma"].tolist() == pytest.approx([0.1] * 4, rel=1e-3)
    facts = clean.folder / "results/test/facts/chen2025/chen2025_rates.json"
    told = json.loads(facts.read_text(encoding="utf-8"))
    assert told["simulated"] == []
    assert told["own"] == ["detector (area.csv)", "detector (mine.yaml)"]

    put(clean, AREA.replace("100\n", "200\n"))
    assert clean.dry(RATES, overlays=(overlay,)).due() == COUNTING
    assert clean.snakemake(RATES, overlays=(overlay,)).code == 0
    more = pd.read_parquet(clean.folder / RATES).query("threshold_of == 'true_energy'")
    more = more.set_index(["threshold_tev", "atmosphere"])["n_total"]
    assert more[100, "low"] == pytest.approx(2 * rates["n_total"][100, "low"])
    assert more[10, "low"] < 2 * rates["n_total"][10, "low"]

    put(clean, AREA.replace("8,100", "6,100"))
    outcome = clean.snakemake(RATES, overlays=(overlay,))
    assert outcome.code != 0
    assert (
        "detector mine: the effective area does not cover the energies; found '1 to 1000 TeV'; "
        "expected 10 to 10000 TeV" in outcome.text
    )
    assert clean.temporaries() == []


def test_mistakes_in_a_detector_are_told_before_anything_runs(clean: Checkout):
    overlay = put(
        clean, psf={"meaning": "half", "width_deg": 0.1}, area={"model": "IC40", "scale": -1}
    )
    outcome = clean.snakemake("-n", overlays=(overlay,))
    assert outcome.code != 0
    for told in (
        "mine.yaml, line 3: area.scale: found -1; expected 0.0001 to 10000 times the area",
        "psf.meaning: found 'half'; expected 'per_axis', 'r50' or 'r68'",
        "forecast_detectors.detectors[0]",
    ):
        assert told in outcome.text
