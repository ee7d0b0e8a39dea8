"""Figures that compare lists of alerts and of point sources with real ones."""

import numpy as np
import pandas as pd
import pytest
from simulated_archive_pages import alert_list, source_list, xray_neutrino_tables

from nusources.figures.house.inputs import Inputs
from nusources.figures.simulated_archive.neutrino_lists import (
    ALERTS,
    ERRORS,
    draw_alert_lists,
    draw_source_list,
    prepare_alert_lists,
    prepare_source_list,
    with_area,
)
from nusources.figures.simulated_archive.xray_neutrinos import (
    draw_xray_neutrinos,
    prepare_xray_neutrinos,
)

FACTS = {"size": "double", "simulated": ["X"]}


def test_area_of_a_small_region_is_that_of_a_flat_ellipse():
    # Half-axes 1.5 and .5 in R.A. at declination 60 (cos = 1/2), 1 and 2 deg in declination:
    # pi/4 (1.5 + .5) cos(60) (1 + 2) = 3 pi / 4. Its curvature is of second order: 2e-3 at most.
    alert = pd.DataFrame(
        {"ra": [10.0], "dec": [60.0], "ra_err_plus": [0.15], "ra_err_minus": [0.05]}
        | {"dec_err_plus": [0.1], "dec_err_minus": [0.1]}
    )
    expected = np.pi / 4 * 0.2 * 0.2 * 0.5
    assert with_area(alert)["area"].iloc[0] == pytest.approx(expected, rel=2e-3)


def test_alerts_without_a_region_have_no_area():
    alerts = alert_list(4, 1)
    alerts.index = [7, 3, 5, 1]
    alerts.loc[3, "dec_err_minus"] = np.nan
    found = with_area(alerts)
    assert found["area"].isna().tolist() == [False, True, False, False]
    alone = with_area(alerts.loc[[5]])["area"].iloc[0]
    assert found.loc[5, "area"] == alone


def test_three_lists_of_alerts_are_compared():
    names = {one.catalog for one in ALERTS}
    tables = {f"{name}_{kind}": alert_list(60, 2) for name in names for kind in ("real", "twin")}
    wide = tables["icecat_twin"].copy()
    wide[list(ERRORS.values())] *= 10
    plotted, facts = prepare_alert_lists(Inputs(tables | {"icecat_twin": wide}, FACTS))
    assert facts["n_panels"] == 8
    assert facts["n_real"] == "180"
    assert facts["largest_distance_of"] == "IceCat-1, area"
    axes = draw_alert_lists(plotted, facts).axes
    assert [one.get_ylabel() for one in axes[::4]] == ["alerts", "alerts"]


def test_indices_of_fits_without_signal_are_left_out():
    tables = {"list_real": source_list(40, 1), "list_twin": source_list(60, 2)}
    plotted, facts = prepare_source_list(Inputs(tables, FACTS))
    index = plotted[plotted["label"].str.startswith("spectral index")]
    assert (index["n_real"].sum(), index["n_simulated"].sum()) == (20, 30)
    limits = plotted[plotted["label"].str.contains("limit")]
    assert limits["n_real"].sum() == 40
    figure = draw_source_list(plotted, facts)
    assert [axes.get_yscale() for axes in figure.axes[:3]] == ["linear", "log", "log"]


def test_relative_errors_of_points_are_of_absolute_values():
    tables = xray_neutrino_tables()
    flux = tables["nustar_real"]["nu_f_nu"]
    plotted, facts = prepare_xray_neutrinos(Inputs(tables, FACTS))
    assert facts["n_panels"] == 12
    errors = plotted[plotted["label"].str.contains("error")]
    # 20 % of all but nine points, which have more than 2 % of 1.
    assert errors["n_real"].sum() == 300
    assert errors.loc[errors["n_real"].idxmax(), "n_real"] >= 291
    fluxes = plotted[plotted["label"].str.startswith("log₁₀(νFν")]
    assert fluxes["n_real"].sum() <= (flux > 0).sum()
    figure = draw_xray_neutrinos(plotted, facts)
    assert [axes.get_yscale() for axes in figure.axes[4:8]] == ["linear", "log", "log", "linear"]
