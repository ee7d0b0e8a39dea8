"""Classes of injected flares, and how well they are found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from chang2022_class_tables import reading_tables
from chang2022_tables import run_facts

from nusources.figures.chang2022.class_readings import draw_class_readings, prepare_class_readings
from nusources.figures.chang2022.class_scores import LEFT_OUT, prepare_class_scores
from nusources.figures.chang2022.time_numbers import NO_INPUT
from nusources.figures.chang2022.true_classes import NONE, true_classes
from nusources.figures.house.inputs import Inputs

FLARES = {
    "late": {"gamma_ray": [(0, 50)], "infrared": [(100, 300)]},
    "late by 500 d": {"gamma_ray": [(0, 50)], "infrared": [(500, 700)]},
    "later": {"gamma_ray": [(0, 50)], "infrared": [(501, 700)]},
    "late but short": {"gamma_ray": [(0, 50)], "infrared": [(100, 150)]},
    "early": {"gamma_ray": [(100, 150)], "infrared": [(0, 90)]},
    "same": {"gamma_ray": [(0, 100)], "infrared": [(0, 100)]},
    "just half": {"gamma_ray": [(0, 100)], "infrared": [(0, 50)]},
    "just a quarter": {"gamma_ray": [(0, 100)], "infrared": [(40, 240)]},
    "over a quarter": {"gamma_ray": [(0, 100)], "infrared": [(39, 240)]},
    "twice the same": {"gamma_ray": [(0, 60), (0, 60)], "infrared": [(0, 25)]},
    "two inside": {"gamma_ray": [(10, 20), (50, 60)], "infrared": [(0, 400)]},
    "late, two inside": {"gamma_ray": [(0, 20), (110, 130), (150, 160)], "infrared": [(100, 400)]},
    "infrared": {"infrared": [(0, 100)]},
    "gamma": {"gamma_ray": [(0, 100)]},
    "joined": {"gamma_ray": [(0, 60), (40, 100)], "infrared": [(0, 100)]},
}
TRUE = {
    "late": "TXS_like",
    "late by 500 d": "TXS_like",
    "later": "NFS",
    "late but short": "NFS",
    "early": "NFS",
    "same": "CFS",
    "just half": "other",
    "just a quarter": "TXS_like",
    "over a quarter": "other",
    "twice the same": "other",
    "two inside": "other",
    "late, two inside": "other",
    "infrared": "infrared_only",
    "gamma": "gamma_only",
    "joined": "CFS",
}


def flare_table() -> pd.DataFrame:
    rows = [
        {"source_name": name, "band": band, "mjd_start": float(start), "mjd_stop": float(stop)}
        for name, bands in FLARES.items()
        for band, flares in bands.items()
        for start, stop in flares
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", FLARES)
def test_class_of_injected_flares(name):
    flares = flare_table()
    assert true_classes(flares[flares["source_name"] == name]).to_dict() == {name: TRUE[name]}


def scores(found: dict[str, str], extra=()) -> tuple[pd.DataFrame, dict]:
    names = [*found, *extra]
    truth = pd.DataFrame({"source_name": list(found), "lat_name": [f"4FGL {n}" for n in found]})
    truth["flare_class"] = np.where(truth["source_name"] == "late", "TXS_like", "")
    classes = pd.DataFrame({"source_name": [f"sample's {one}" for one in names], "sample": "FIBS"})
    classes["gamma_name"] = [f"4FGL {one}" for one in names]
    classes["class"] = [found.get(one, "NFS") for one in names]
    tables = {"classes": classes, "truth": truth, "flares": flare_table()}
    return prepare_class_scores(Inputs(tables, {"simulated": ["WISE"]}))


def test_completeness_and_purity():
    found = {
        "late": "TXS_like",
        "late by 500 d": "NFS",
        "early": "NFS",
        "later": "TXS_like",
        "same": "TXS_like",
        "nothing": "TXS_like",
        "gamma": "not variable",
    }
    plotted, facts = scores(found, extra=["unknown"])
    rows = plotted.set_index(["true_class", "found_class"])
    assert rows["n_sources"].sum() == facts["n_sources"] == 7
    assert facts["n_unknown"] == 1
    own = rows.loc[("TXS_like", "TXS_like")]
    assert (own["completeness"], own["purity"]) == (0.5, 0.25)
    assert own["completeness_error"] == pytest.approx(np.sqrt(0.5 * 0.5 / 2))
    assert own["purity_error"] == pytest.approx(np.sqrt(0.25 * 0.75 / 4))
    assert rows.loc[(NONE, "TXS_like"), "n_sources"] == 1
    assert rows.loc[("gamma_only", LEFT_OUT), "share"] == 1.0
    assert rows.loc[("NFS", "TXS_like"), "share"] == 0.5
    assert "TXS-like 50% and 25%" in facts["scores_text"]
    assert "correlated flares (CFS) 0% and none" in facts["scores_text"]
    assert facts["injected_text"] == "1 of 1 TXS-like and 0 of 0 correlated flares (CFS)"


def test_readings_of_classes_are_told_against_the_default():
    plotted, facts = prepare_class_readings(Inputs(reading_tables(n_rows=4), run_facts()))
    assert plotted["label"].tolist()[:2] == ["default", "clip of exposures: 4 standard deviations"]
    assert facts["n_readings"] == 3
    assert facts["range_text"].startswith("flare in both 2,239 (2,236 to 2,239)")
    assert facts["range_text"].endswith("NFS 409 (402 to 409)")
    assert facts["most_text"] == "signal-to-noise cut: on epochs (9 sources)"


def test_readings_of_no_classes_are_said_to_be_none():
    plotted, facts = prepare_class_readings(Inputs(reading_tables(n_rows=0), run_facts()))
    figure = draw_class_readings(plotted, facts | {"size": "double"})
    assert [text.get_text() for text in figure.axes[0].texts] == ["input not available"]
    assert facts["range_text"] == facts["most_text"] == NO_INPUT
