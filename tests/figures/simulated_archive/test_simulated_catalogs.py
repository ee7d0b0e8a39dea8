"""Figures that compare simulated with real catalogues."""

from importlib import import_module

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import stats

from nusources.contracts.listing import contract_named
from nusources.figures.house.inputs import Inputs
from nusources.figures.simulated_archive.catalogs import (
    BEYOND_NOTE,
    BLAZARS,
    CHANCE_FACTOR,
    CUMULATIVE_NOTE,
    Distribution,
    declination,
    draw_blazar_catalogs,
    draw_comparison,
    prepare_blazar_catalogs,
    prepare_comparison,
)

FACTS = {"size": "double", "simulated": ["X"]}
FAMILIES = {
    "simulated_archive_blazars": ("catalogs", "BLAZARS"),
    "simulated_archive_alerts": ("neutrino_lists", "ALERTS"),
    "simulated_archive_source_list": ("neutrino_lists", "SOURCE_LIST"),
    "simulated_archive_xray_agn": ("xray_agn", "XRAY_AGN"),
    "simulated_archive_xray_neutrinos": ("xray_neutrinos", "XRAY_NEUTRINOS"),
}
DERIVED = {"area", "relative_error"}
FLUXES = Distribution("a", "A", "flux", "flux", (-1, 1, 4), "log10", is_cumulative=True)


def catalogue(n, seed, scale=1.0):
    rng = np.random.default_rng(seed)
    flux = scale * 10 ** rng.normal(0, 0.3, n)
    dec = np.degrees(np.arcsin(rng.uniform(-1, 1, n)))
    return pd.DataFrame({"flux": flux, "dec": dec})


def test_every_value_is_counted_and_missing_ones_are_not():
    real = catalogue(500, 1)
    real.loc[:9, "flux"] = [np.nan] * 5 + [0.0] * 5  # no value; no logarithm
    tables = {"a_real": real, "a_twin": catalogue(400, 2)}
    plotted, facts = prepare_comparison([declination("a", "A"), FLUXES], Inputs(tables, FACTS))
    sky, fluxes = (part for _, part in plotted.groupby("panel"))
    assert sky["n_real"].sum() == 500
    assert sky["n_simulated"].sum() == 400
    assert fluxes["n_real"].iloc[0] == 490
    assert facts["n_real"] == "500"


def test_cumulative_numbers_are_those_above_the_flux():
    table = pd.DataFrame({"flux": [0.05, 0.2, 0.5, 2.0, 50.0]})
    plotted, _ = prepare_comparison([FLUXES], Inputs({"a_real": table, "a_twin": table}, FACTS))
    # Edges 10^-1, 10^-.5, 1, 10^.5: all five, those above .316, above 1, above 3.16.
    assert plotted["n_real"].tolist() == [5, 3, 2, 1]


def test_equal_bins_of_declination_are_equal_areas():
    dec = np.degrees(np.arcsin(np.linspace(-0.999, 0.999, 2000)))
    table = pd.DataFrame({"dec": dec})
    one = declination("a", "A")
    plotted, _ = prepare_comparison([one], Inputs({"a_real": table, "a_twin": table}, FACTS))
    assert plotted["n_real"].between(99, 101).all()


def test_the_largest_distance_names_its_quantity():
    tables = {"a_real": catalogue(900, 1), "a_twin": catalogue(900, 2, scale=3.0)}
    _, facts = prepare_comparison([declination("a", "A"), FLUXES], Inputs(tables, FACTS))
    expected = stats.ks_2samp(tables["a_real"]["flux"], tables["a_twin"]["flux"]).statistic
    assert facts["largest_distance_of"] == "A, flux"
    assert facts["largest_distance"] == pytest.approx(expected)


def test_chance_distance_is_that_of_independent_draws():
    # Kolmogorov's asymptotic distribution: scipy's own quantile, and 5 % of equal samples beyond.
    assert pytest.approx(stats.kstwobign.isf(0.05), abs=5e-4) == CHANCE_FACTOR
    rng = np.random.default_rng(4)
    draws = [rng.normal(size=(2, 300)) for _ in range(400)]
    facts = [
        prepare_comparison(
            [Distribution("a", "A", "x", "x", (-3, 3, 6))],
            Inputs(
                {"a_real": pd.DataFrame({"x": real}), "a_twin": pd.DataFrame({"x": twin})}, FACTS
            ),
        )[1]
        for real, twin in draws
    ]
    n_beyond = sum(one["n_beyond_chance"] for one in facts)
    # Binomial mean 20, standard deviation 4.4; the asymptotic quantile lies a little high.
    assert 4 <= n_beyond <= 34
    assert all(
        (one["largest_distance"] > one["chance_distance"]) == one["n_beyond_chance"]
        for one in facts
    )


@pytest.mark.parametrize(
    ("n_panels", "size", "shape"),
    [(3, "double", (1, 3)), (3, "single", (2, 2)), (6, "double", (2, 3)), (8, "double", (2, 4))],
)
def test_panels_fill_rows(n_panels, size, shape):
    tables = {"a_real": catalogue(50, 1), "a_twin": catalogue(50, 2)}
    plotted, facts = prepare_comparison([FLUXES] * n_panels, Inputs(tables, FACTS | {"size": size}))
    figure = draw_comparison(plotted, facts)
    assert figure.axes[0].get_gridspec().get_geometry() == shape
    assert [axes.get_visible() for axes in figure.axes] == [True] * n_panels + [False] * (
        len(figure.axes) - n_panels
    )


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_a_distance_beyond_chance_is_marked(scale):
    table = catalogue(900, 1)
    tables = {"a_real": table, "a_twin": table.assign(flux=scale * table["flux"])}
    figure = draw_comparison(
        *prepare_comparison([declination("a", "A"), FLUXES], Inputs(tables, FACTS))
    )
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert [title.endswith("*") for title in titles] == [False, scale > 1]
    assert (BEYOND_NOTE in figure.legends[0].get_title().get_text()) == (scale > 1)


@pytest.mark.parametrize(("one", "note"), [(FLUXES, CUMULATIVE_NOTE), (declination("a", "A"), "")])
def test_the_legend_tells_of_cumulative_numbers_where_there_are_any(one, note):
    tables = {"a_real": catalogue(50, 1), "a_twin": catalogue(50, 2)}
    figure = draw_comparison(*prepare_comparison([one], Inputs(tables, FACTS)), entries="alerts")
    assert figure.legends[0].get_title().get_text() == note
    assert figure.axes[0].get_ylabel() == "alerts"


def test_numbers_per_bin_have_whole_ticks():
    table = pd.DataFrame({"dec": [-40.0, 10.0, 11.0, 12.0]})
    tables = {"a_real": table, "a_twin": table}
    figure = draw_comparison(*prepare_comparison([declination("a", "A")], Inputs(tables, FACTS)))
    ticks = figure.axes[0].get_yticks()
    assert (ticks == np.round(ticks)).all()


@pytest.mark.parametrize("product_id", FAMILIES)
def test_products_read_what_is_compared(product_id, repository):
    listed = yaml.safe_load(
        (repository / "config/products/simulated_archive.yaml").read_text(encoding="utf-8")
    )
    product = next(one for one in listed if one["id"] == product_id)
    module, name = FAMILIES[product_id]
    assert product["module"] == f"nusources.figures.simulated_archive.{module}"
    distributions = getattr(import_module(product["module"]), name)
    tables = product["tables"]
    assert {one.catalog for one in distributions} == {key.rpartition("_")[0] for key in tables}
    for key, table in tables.items():
        catalog, _, kind = key.rpartition("_")
        columns = {column.name for column in contract_named(table["contract"]).columns}
        assert {one.column for one in distributions if one.catalog == catalog} - DERIVED <= columns
        assert table["path"].startswith("<shared>/catalogs/twins/") == (kind == "twin")


def test_blazar_catalogues_have_the_columns_that_are_compared():
    rng = np.random.default_rng(3)
    columns = {one.column for one in BLAZARS}
    table = pd.DataFrame({name: rng.uniform(0.1, 1, 100) for name in columns})
    names = {one.catalog for one in BLAZARS}
    tables = {f"{name}_{kind}": table for name in names for kind in ("real", "twin")}
    plotted, facts = prepare_blazar_catalogs(Inputs(tables, FACTS))
    assert facts["n_panels"] == 12
    assert facts["largest_distance"] == 0
    axes = draw_blazar_catalogs(plotted, facts).axes
    assert axes[0].get_title(loc="left") == "3HSP\nD = 0.00"
    assert axes[4].get_yscale() == "log"
