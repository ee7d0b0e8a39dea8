"""Figure and tables of a user's light curve: what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from chang2022_tables import run_facts
from curves_of_users import points
from user_curve_pages import flaring, many, tables, two

from nusources.figures.house.inputs import Inputs
from nusources.figures.house.preparing import write_csv, write_facts
from nusources.figures.house.texts import fill_texts
from nusources.figures.user_curve.plot import prepare_plot
from nusources.figures.user_curve.tables import prepare_blocks, prepare_flares, prepare_measures
from nusources.origins import ORIGINS
from nusources.products import output_paths
from nusources.report.inputs import load_products

PREPARED = {
    "user_curve_blocks": prepare_blocks,
    "user_curve_flares": prepare_flares,
    "user_curve_measures": prepare_measures,
    "user_curve_plot": prepare_plot,
}


def given(made) -> Inputs:
    return Inputs(made, run_facts(simulated=[]))


@pytest.mark.parametrize("product_id", PREPARED)
def test_texts_are_filled(products, product_id):
    for made in (two(), many(), tables(points(flux=[1.0]))):
        _, facts = PREPARED[product_id](given(made))
        texts = fill_texts(products[product_id], facts)
        assert "nan" not in texts["caption"] + texts["alt"]


def test_caption_of_two_bands(products):
    _, facts = prepare_plot(given(two()))
    caption = fill_texts(products["user_curve_plot"], facts)["caption"]
    assert caption.startswith(
        "PKS 1502+106, my own photometry: infrared: 90 points, 4 limits among them; gamma rays: 90 "
        "points, 4 limits among them. Lines: Bayesian blocks, thick where flaring; shaded: flares "
        "(infrared: 2 flares; gamma rays: 2 flares);"
    )
    assert "Lag of infrared behind gamma rays: 135 d (largest correlation, " in caption


def test_fluxes_are_drawn_without_powers_of_ten():
    made = two()
    plotted, facts = prepare_plot(given(made))
    units = {one["band"]: one["unit"] for one in facts["panels"]}
    assert units == {"infrared": "mJy", "gamma rays": "10⁻¹¹ erg cm-2 s-1"}
    own = plotted[(plotted["panel"] == "gamma rays") & (plotted["kind"] == "point")]
    there = made["points"][made["points"]["band"] == "gamma rays"]
    np.testing.assert_allclose(own["flux"], there["flux"] * 1e11)
    np.testing.assert_allclose(own["flux_error"], there["flux_error"] * 1e11)
    level = plotted.loc[
        (plotted["panel"] == "gamma rays") & (plotted["kind"] == "flaring_level"), "flux"
    ]
    assert level.tolist() == pytest.approx([made["measures"]["flaring_flux"][1] * 1e11])


def test_bands_that_are_not_drawn_are_counted():
    _, facts = prepare_plot(given(many()))
    assert len(facts["panels"]) == 6
    assert facts["limits"] == ["2 more bands in the tables."]


def test_a_curve_of_one_band_has_no_lag():
    plotted, facts = prepare_plot(given(tables(flaring("flux"))))
    assert facts["lag"] is None
    assert "correlation" not in set(plotted["kind"])
    assert facts["lag_short"] == "No lag: a single band."


def test_tables_have_the_order_of_the_file():
    made = tables(flaring("z"), flaring("a", 30.0))
    made |= {name: made[name].sort_values("band") for name in ("blocks", "flares")}  # as in files
    for prepare in (prepare_measures, prepare_flares, prepare_blocks):
        table, facts = prepare(given(made))
        assert table["band"].unique().tolist() == ["z", "a"]
        assert set(facts["headers"]) <= set(table.columns)
        assert set(facts["formats"]) <= set(facts["headers"])


def test_the_page_shows_columns_in_the_order_of_their_heads(products, tmp_path):
    product = products["user_curve_flares"]
    table, facts = prepare_flares(given(two()))
    files = output_paths(product, str(tmp_path))
    for path in files.values():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()
    write_csv(table, Path(files["csv"]), product)
    texts, ancestors = fill_texts(product, facts), {kind: [] for kind in ORIGINS}
    write_facts(Path(files["json"]), product, facts, texts, ancestors)
    (shown,) = load_products([files["json"]], tmp_path / "report")
    assert shown.table.header == tuple(facts["headers"].values())
    assert shown.table.header[:4] == ("Band", "Flare", "Start (MJD)", "End (MJD)")
