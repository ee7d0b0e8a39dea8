"""`make lightcurve`: from a file of a user to tables, figure and words, and what it refuses."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from checkouts import Checkout

from nusources.contracts.user_curve import USER_BLOCKS, USER_LAGS
from nusources.tables import read_table

pytestmark = pytest.mark.workflow

FILE = "my {curve} <1>.csv"


def text_of_curve() -> str:
    """A step in each of two bands, the second 60 d earlier and finer."""
    rng = np.random.default_rng(6)
    lines = ["time,band,flux [mJy],err"]
    for band, step, begin in (("optical", 20, 58460), ("gamma", 10, 58400)):
        for mjd in range(58000, 59000, step):
            flux = (6 if begin <= mjd < begin + 200 else 1) + 0.1 * rng.standard_normal()
            lines.append(f"{mjd},{band},{flux:.3f},0.1")
    return "\n".join([*lines, ""])


def test_a_light_curve_of_a_user(compiled: Checkout):
    (compiled.folder / FILE).write_text(text_of_curve(), encoding="utf-8")
    outcome = compiled.run_helper("--light-curve", FILE)
    assert outcome.code == 0, outcome.text
    assert "nusources: note: " in outcome.text
    assert "'time' are taken as MJD" in outcome.text
    assert (
        "1 flare among 50 points in optical and 1 flare among 100 points in gamma" in outcome.text
    )
    assert "report/index.html" in outcome.text

    stage = compiled.results / "user_curve"
    blocks = read_table(stage / "blocks.parquet", USER_BLOCKS)
    flaring = blocks[blocks["is_flaring"]].set_index("band")
    assert flaring["mjd_start"].to_dict() == {"optical": 58450.0, "gamma": 58395.0}
    assert flaring["mjd_stop"].to_dict() == {"optical": 58650.0, "gamma": 58595.0}
    assert blocks.attrs["own"] == [f"light curve ({FILE})"]
    assert blocks.attrs["simulated"] == blocks.attrs["real"] == []
    lag = read_table(stage / "lags.parquet", USER_LAGS).iloc[0]
    assert lag["peak_lag"] == pytest.approx(60, abs=30)
    assert lag["both_days"] == 58595.0 - 58450.0
    assert 0 < lag["p_value"] <= 1

    report = compiled.results / "report"
    flares = pd.read_csv(report / "tables/user_curve/user_curve_flares.csv")
    assert flares["band"].tolist() == ["optical", "gamma"]
    assert flares["length [d]"].tolist() == [200.0, 200.0]
    assert (report / "figures/user_curve/user_curve_plot.png").stat().st_size > 10_000
    # Nothing is simulated or read for it.
    assert not [*(compiled.folder / "results/shared").glob("*/catalogs/*")]
    told = json.loads((compiled.results / "messages/find_user_flares.json").read_text())
    assert [one["severity"] for one in told["messages"]] == ["note"]

    # The same content is no reason to do anything again, and another content is.
    written = ("results/test/light_curve.yaml",)
    assert "Nothing to be done" in compiled.dry(overlays=written).text
    changed = text_of_curve().replace("58000,optical,", "58001,optical,9")
    (compiled.folder / FILE).write_text(changed, encoding="utf-8")
    assert "find_user_flares" in compiled.dry(overlays=written).due()


def test_a_curve_that_cannot_be_used_is_told(clean: Checkout):
    text = "mjd,flux,error\n58000,1,.1\n58001,2,0\n"
    (clean.folder / "bad.csv").write_text(text, encoding="utf-8")
    settings = {"studies": ["user_curve"], "products": [], "light_curve": {"file": "bad.csv"}}
    outcome = clean.snakemake("user_curve", overlays=(clean.overlay(settings),))
    assert outcome.code != 0
    assert "bad.csv, row 3, column 'error': a point without a positive error" in outcome.text
    assert not [*(clean.results / "user_curve").glob("*")]
