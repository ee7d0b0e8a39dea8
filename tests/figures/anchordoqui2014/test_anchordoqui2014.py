"""Figures of anchordoqui2014, from tables under the contracts."""

from __future__ import annotations

import anchordoqui2014_pages
import numpy as np
import pandas as pd
import pytest
from anchordoqui2014_tables import (
    LUMINOSITY,
    TARGET,
    count_table,
    event_table,
    integral_table,
    population_tables,
    run_facts,
    source_table,
)
from matplotlib.contour import QuadContourSet
from matplotlib.path import Path
from matplotlib.text import Text

from nusources.figures.anchordoqui2014 import flux_numbers, fluxes, galaxy, geometry, sky
from nusources.figures.anchordoqui2014.sky_numbers import NO_DIRECTIONS
from nusources.figures.house.inputs import Inputs

STUDY = "anchordoqui2014"
ONE = ("microquasar",)


@pytest.fixture(scope="module")
def files(published):
    return {"published": published(STUDY)}


@pytest.fixture(scope="module")
def default():
    return anchordoqui2014_pages.default()


@pytest.fixture(scope="module")
def archive():
    return anchordoqui2014_pages.archive()


def texts_of(figure) -> list[str]:
    return [one.get_text() for one in figure.findobj(Text)]


@pytest.mark.parametrize("product_id", [f"{STUDY}_fig01", f"{STUDY}_fig05"])
def test_map_says_that_there_are_no_events(product_id, page):
    assert NO_DIRECTIONS in texts_of(page(product_id, "default").draw())
    assert NO_DIRECTIONS not in texts_of(page(product_id, "archive").draw())


def test_events_without_right_ascension_have_their_own_panel(archive):
    plotted, facts = sky.prepare_events(Inputs(archive, run_facts()))
    assert facts["n_directions"] + facts["n_declinations"] == 30
    assert len(sky.draw_events(plotted, facts).axes) == 2
    known = archive | {"events": archive["events"].dropna(subset=["ra"])}
    plotted, facts = sky.prepare_events(Inputs(known, run_facts()))
    assert facts["n_declinations"] == 0
    assert len(sky.draw_events(plotted, facts).axes) == 1


def test_only_events_without_direction():
    events = event_table(9).assign(ra=np.nan, ang_err=np.nan)
    tables = {"events": events, "sources": source_table()}
    plotted, facts = sky.prepare_events(Inputs(tables, run_facts()))
    assert facts["note"] == NO_DIRECTIONS
    assert facts["events_text"] == f"{NO_DIRECTIONS} 9 events have a declination only."
    assert NO_DIRECTIONS in texts_of(sky.draw_events(plotted, facts))


def test_events_are_counted_in_the_rings():
    events = event_table(3).assign(ra=[276.6, 276.6, 276.6], dec=[-14.8, 5.0, 20.0])
    tables = {"events": events, "sources": source_table()}
    _, facts = sky.prepare_events(Inputs(tables, run_facts()))
    # LS 5039 is at -14.8 deg: 0, 19.8 and 34.8 deg away.
    assert facts["n_inside"] == [1, 2]


def test_sources_by_class(archive):
    _, facts = sky.prepare_sources(Inputs(archive, run_facts()))
    assert (facts["n_hmxb"], facts["n_lmxb"], facts["n_other"]) == (7, 12, 60)
    # Latitudes of Table I: XTE J1118+480 at 62 deg, Scorpius X-1 and GRO J0422+32 off the plane.
    assert facts["n_in_band"] == 16
    assert facts["farthest_name"] == "XTE J1118 + 480"


def test_band_is_about_the_galactic_plane(default):
    plotted, facts = sky.prepare_sources(Inputs(default, run_facts()))
    for name in ("lower", "upper", "plane"):
        rows = plotted[plotted["element"] == name]
        # North Galactic pole, J2000: 192.85948, 27.12825 deg.
        pole = np.radians([192.85948, 27.12825])
        ra, dec = np.radians(rows["ra"]), np.radians(rows["dec"])
        sine = np.sin(dec) * np.sin(pole[1]) + np.cos(dec) * np.cos(pole[1]) * np.cos(ra - pole[0])
        wanted = {"lower": -facts["band"], "upper": facts["band"], "plane": 0.0}[name]
        # The pole's place is rounded to 1e-5 deg.
        assert np.degrees(np.arcsin(sine)).to_numpy() == pytest.approx(wanted, abs=3e-5)


def test_share_of_the_flux_near_the_centre(default):
    plotted, facts = sky.prepare_sky_flux(Inputs(default, run_facts()))
    assert facts["patterns"] == ["none", "arms", "bar"]
    profile = plotted[(plotted["element"] == "profile") & (plotted["pattern"] == "none")]
    profile = profile[profile["distribution"] == "microquasar"]
    inner = profile["longitude"].abs() <= 30
    # All columns have the same solid angle.
    share = profile.loc[inner, "flux"].sum() / profile["flux"].sum()
    assert facts["shares"]["microquasar none"] == pytest.approx(share, rel=1e-12)
    assert plotted.loc[plotted["element"] == "map", "latitude"].abs().max() == facts["height"] < 30


def test_geometry_touches_the_void(default):
    plotted, facts = geometry.prepare_geometry(Inputs(default, run_facts()))
    part = {name: rows[["x", "y"]].to_numpy() for name, rows in plotted.groupby("element")}
    observer = part["observer"][0]
    edge = part["sector"][0] / np.hypot(*part["sector"][0])
    distance = abs(edge[0] * observer[1] - edge[1] * observer[0])
    assert distance == pytest.approx(facts["void"], rel=1e-12)
    cuts = np.hypot(*(part["cuts"] - observer).T)
    assert cuts == pytest.approx([facts["void"]] * 2, rel=1e-12)
    # Table III, microquasars at h = 3 kpc: 0.0146.
    assert facts["sector"] + facts["rest"] == pytest.approx(0.0146, abs=5e-5)


def test_positions_and_density_of_the_galaxy(default):
    plotted, facts = galaxy.prepare_galaxy(Inputs(default, run_facts()))
    density = plotted[plotted["element"] == "density"]
    # Eq. (17) peaks where r = R0 = 4 kpc.
    assert facts["peak_radius"] == 4.0
    area = 2 * np.pi * np.trapezoid(density["density"] * density["size"], density["size"])
    number = default["fit"].set_index("fit").at["paper", "n_sources"]
    assert area == pytest.approx(number, rel=1e-4)  # trapezoids of 0.05 kpc
    stars = plotted[plotted["element"] == "source"]
    away = np.sqrt((stars["x"] - facts["observer"]) ** 2 + stars["y"] ** 2)
    assert (away <= stars["size"] + 1e-9).all()
    assert facts["n_in_void"] == 7


def test_sources_without_distance_are_left_out(default):
    sources = source_table(n_others=4)
    sources.loc[sources["catalogue"] != STUDY, ["distance", "x", "y", "z"]] = np.nan
    plotted, facts = galaxy.prepare_galaxy(Inputs(default | {"sources": sources}, run_facts()))
    assert facts["n_other"] == 0
    assert (plotted["element"] == "source").sum() == 19


def test_fit_of_the_profile(default):
    plotted, facts = galaxy.prepare_profile_fit(Inputs(default, run_facts()))
    assert facts["scale_low"] < facts["scale"] < facts["scale_high"] < facts["paper_scale"]
    scan = plotted[plotted["element"] == "scan"]
    at_paper = np.interp(facts["paper_scale"], scan["x"], scan["y"])
    assert facts["difference"] == pytest.approx(at_paper, rel=1e-6)
    outer = plotted[plotted["element"] == "annulus"].iloc[-1]
    # Table V: 6.2e-3 +7.2e-3 -4.3e-3 (stat) +- 4.8e-3 (syst).
    assert outer["high"] - outer["y"] == pytest.approx(np.hypot(7.2e-3, 4.8e-3), rel=1e-12)
    assert outer["y"] - outer["low"] == pytest.approx(np.hypot(4.3e-3, 4.8e-3), rel=1e-12)


def test_table_iv_stands_beside_our_numbers(default, files):
    plotted, facts = fluxes.prepare_source_counts(Inputs(default | files, run_facts()))
    points = plotted[plotted["element"] == "table4"].set_index(["distribution", "void"])
    assert points["n_published"].to_dict() == {
        **dict(
            zip([("uniform", h) for h in range(1, 6)], (527, 724, 930, 1169, 1458), strict=True)
        ),
        **dict(
            zip([("exponential", h) for h in range(1, 6)], (560, 663, 725, 767, 798), strict=True)
        ),
        **dict(
            zip([("microquasar", h) for h in range(1, 6)], (433, 612, 809, 1045, 1342), strict=True)
        ),
    }
    assert facts["n_compared"] == 15
    # Table IV follows from integrals with four decimals: up to 0.6 % at the smallest, 0.0081.
    ratio = points["n_needed"] / points["n_published"]
    assert ratio.to_numpy() == pytest.approx(1, abs=0.006)


def test_counts_that_table_iv_has_not(default, files):
    tables = default | {
        "integrals": integral_table(ONE, (2.5,)),
        "counts": count_table(ONE),
    }
    plotted, facts = fluxes.prepare_source_counts(Inputs(tables | files, run_facts()))
    assert facts["n_compared"] == 0
    figure = fluxes.draw_source_counts(plotted, facts)
    assert "published (Table IV)" not in texts_of(figure)


def test_tightest_limit(default):
    plotted, facts = fluxes.prepare_source_flux(Inputs(default, run_facts()))
    assert facts["lowest_name"] == "SS 433"
    # LS I +61 303 at 2 kpc: 7.04e33 / (4 pi d^2 ln 10) = 3.99e-9 GeV cm-2 s-1; limit 1.95e-9.
    assert facts["closest_name"] == "LS I + 61 303"
    assert facts["closest_ratio"] == pytest.approx(1.95 / 3.99, rel=2e-3)
    assert (plotted["element"] == "limit").sum() == 8


def test_model_makes_the_target_flux(default):
    plotted, facts = fluxes.prepare_diffuse(Inputs(default, run_facts()))
    model = plotted[plotted["status"] == "model"].groupby("label", sort=False)["flux"].max()
    assert model.iloc[-2:].tolist() == pytest.approx([TARGET, TARGET * facts["catalogued_share"]])
    # Table IV: 433 microquasars for h = 1 kpc.
    assert facts["n_needed"] == pytest.approx(433, rel=2e-3)
    assert facts["catalogued_share"] == pytest.approx(100 / 433, rel=2e-3)


def test_histograms_hold_all_realisations(default):
    plotted, facts = fluxes.prepare_populations(Inputs(default, run_facts()))
    bins = plotted[plotted["element"] == "bin"]
    sums = bins.groupby(["distribution", "void", "quantity"])["share"].sum()
    assert sums.to_numpy() == pytest.approx(1.0, rel=1e-12)
    assert facts["distributions"] == ["uniform", "exponential", "microquasar"]
    # Five sigma of the mean of 2,000 realisations, six populations.
    assert facts["largest_deviation"] < 5


def test_two_voids_are_shown():
    tables = population_tables(ONE, (0.5, 1.0, 3.0), n=200)
    plotted, facts = fluxes.prepare_populations(Inputs(tables, run_facts()))
    assert facts["voids"] == sorted(set(plotted["void"])) == [0.5, 3.0]
    figure = fluxes.draw_populations(plotted, facts)
    assert {"void of 0.5 kpc", "void of 3 kpc"} <= set(texts_of_titles(figure))


def texts_of_titles(figure) -> list[str]:
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_geometric_bins_have_a_log_axis(default):
    histograms = default["histograms"].copy()
    is_share = histograms["quantity"] == "brightest_share"
    assert fluxes.prepare_populations(Inputs(default, run_facts()))[1]["log_axes"] == [
        "brightest_share"
    ]
    edges = np.linspace(0, 1, is_share.sum() // 6 + 1)
    histograms.loc[is_share, "low"] = np.tile(edges[:-1], 6)
    histograms.loc[is_share, "high"] = np.tile(edges[1:], 6)
    _, facts = fluxes.prepare_populations(Inputs(default | {"histograms": histograms}, run_facts()))
    assert facts["log_axes"] == []


def test_own_distributions_follow_those_of_the_paper():
    names = ["mine", "microquasar", "uniform"]
    assert flux_numbers.ordered(names) == ["uniform", "microquasar", "mine"]


def test_four_distributions_are_drawn_in_two_rows(default, files):
    extra = default["counts"][default["counts"]["distribution"] == "uniform"]
    counts = pd.concat([default["counts"], extra.assign(distribution="mine")])
    own = default["integrals"][default["integrals"]["distribution"] == "uniform"]
    integrals = pd.concat([default["integrals"], own.assign(distribution="mine")])
    tables = default | {"counts": counts, "integrals": integrals}
    plotted, facts = fluxes.prepare_source_counts(Inputs(tables | files, run_facts()))
    figure = fluxes.draw_source_counts(plotted, facts)
    titles = [title for title in texts_of_titles(figure) if title]
    assert titles == ["uniform", "exponential", "microquasar", "mine"]
    assert facts["luminosity"] == LUMINOSITY


@pytest.mark.parametrize("product_id", [f"{STUDY}_fig01", f"{STUDY}_fig05"])
def test_a_map_without_events_tells_so_among_its_limits(product_id, page):
    _, facts = page(product_id, "default").numbers
    assert any(NO_DIRECTIONS in limit for limit in facts["limits"])
    _, facts = page(product_id, "archive").numbers
    assert facts["limits"] == []


def test_limits_point_down(page):
    one = page(f"{STUDY}_fig03", "default")
    limits = one.draw().axes[1]
    heads = [line for line in limits.lines if line.get_marker() == "v"]
    bars = [line for line in limits.lines if line.get_marker() == "_"]
    assert {line.get_marker() for line in limits.lines} == {"v", "_", "None"}
    plotted, _ = one.numbers
    fluxes = plotted.loc[plotted["element"] == "limit", "flux"]
    assert sum(len(line.get_ydata()) for line in heads) == len(fluxes)
    for head, bar in zip(heads, bars, strict=False):
        assert (np.asarray(head.get_ydata()) < np.asarray(bar.get_ydata())).all()


def test_the_colour_bar_of_the_galaxy_ends_at_a_tick(page):
    figure = page(f"{STUDY}_fig04", "default").draw()
    bar = figure.axes[1].child_axes[0]
    low, high = bar.get_ylim()
    for end in (low, high):
        assert np.isclose(bar.get_yticks(), end).any()
    peak = page(f"{STUDY}_fig04", "default").numbers[1]["peak"]
    assert high >= peak


def test_the_map_of_the_flux_goes_once_round_the_sky(page):
    figure = page(f"{STUDY}_sky_flux", "default").draw()
    mesh = figure.axes[0].collections[0].get_coordinates()
    assert mesh[..., 0].min() <= -180
    assert mesh[..., 0].max() >= 180
    assert not [text for text in texts_of(figure) if text.startswith("1e")]


def test_contours_are_whole(page):
    for axes in page(f"{STUDY}_source_counts", "default").draw().axes:
        for lines in axes.findobj(QuadContourSet):
            for path in lines.get_paths():
                is_move = np.asarray(path.codes if len(path) else [], dtype=int) == Path.MOVETO
                assert is_move.sum() <= 1
