"""The table of S/N with AGN of the whole sky."""

from __future__ import annotations

import pytest
from chen2025_full_sky_tables import run_of

from nusources.contracts.forecast_full_sky import STEPS
from nusources.figures.chen2025.full_sky import LABELS, prepare_full_sky
from nusources.figures.house.inputs import Inputs

FACTS = {"simulated": ["eFEDS AGN"]}


@pytest.mark.parametrize("n_scenarios", [1, 2])
def test_each_step_of_each_telescope_has_a_row_and_captions_are_filled(n_scenarios, products):
    table, facts = prepare_full_sky(Inputs(run_of(n_scenarios), FACTS))
    assert len(table) == n_scenarios * len(STEPS)
    assert list(LABELS) == list(STEPS)
    assert list(facts["headers"]) == list(table.columns)
    assert set(facts["formats"]) <= set(table.columns)
    assert facts["remarks"] == ["SIMULATED: eFEDS AGN; tests the method, not the sky"]
    product = products["chen2025_full_sky"]
    caption = product["caption"].format(**facts)
    assert "6,400,000 AGN at random places" in caption
    assert "0.60 of all AGN's flux is fainter" in caption
    assert f"{n_scenarios} telescopes" in product["alt"].format(**facts)


def test_results_are_told_with_their_errors():
    _, facts = prepare_full_sky(Inputs(run_of(1), FACTS))
    assert facts["results_text"] == (
        "IceCube-Gen2 > 100 TeV: 10.0 ± 0.7 in the survey, 8.0 ± 0.7 on an evenly seen sky, "
        "7.0 ± 0.7 with the acceptance, 5.0 ± 0.7 with all AGN"
    )
    assert facts["n_experiments"] == 100
