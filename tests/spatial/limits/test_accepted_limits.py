"""Flux limits through the acceptance: closed form, the systematics and sensitivity of a run."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.polynomial.legendre import leggauss
from scipy.special import ndtr
from spatial.signal_models import made_up_model, source_table, spread_sources

from nusources.catalogs.tracks.icetracks_responses import read_effective_area
from nusources.contracts.spatial_depth import GROUP_FLUX_LIMITS
from nusources.detection_model import build_signal_model, shares_of_group
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.detectors.model import DetectorModel
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.fluxes import PowerLawFlux
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.limits.accepted_limits import (
    accepted_limits_of_groups,
    accepted_limits_of_paper,
    flux_per_event,
    sources_of_whole_sky,
)
from nusources.spatial.limits.critical_counts import sensitivity_in_events, success_probability
from nusources.spatial.limits.event_limits import summarise_limits
from nusources.spatial.nulls.count_distribution import poisson
from nusources.spatial.power.systematics import NOMINAL, Analysis, vary_analysis
from nusources.tables import check_table

DIFFUSE = PowerLawFlux(1.44e-18, 2.37)
BANDS = [[4.8, 5.0], [5.0, 5.2]]
PAPER = {"n_events": 10, "bands": BANDS, "spectral_indices": [2.0], "group": "mine"}


def test_flux_of_one_event_in_closed_form(repository):
    """One declination: 1 / (.393 T int A E^-index P(proxy in band) dE), integrated numerically.

    No cut on the angular error (its largest, 10 deg, passes), so that the proxy alone decides.
    """
    model = made_up_model(repository, ang_err_max=10.0)
    proxy = model.exposures[0].detector.energy_proxy

    def counted(log10_energy: float, index: float, band: list[float], area: float) -> float:
        """A(E) E^-index P dE per log10(E), at declination 10 deg (the bin from -5 to 30 deg)."""
        energy = 10**log10_energy
        above = proxy.bend_width * np.logaddexp(0, (log10_energy - proxy.bend) / proxy.bend_width)
        middle = proxy.floor + proxy.slope_up * above
        width = proxy.scatter + proxy.scatter_slope * above
        inside = ndtr((band[1] - middle) / width) - ndtr((band[0] - middle) / width)
        return area * (energy / 1e5) ** -index * inside * energy * math.log(10)

    found = flux_per_event(model, spread_sources(3), BANDS, [2.0, 3.0], seed=1)
    for row, band in enumerate(BANDS):
        for column, index in enumerate((2.0, 3.0)):
            integral = sum(
                weight * counted(low + 0.1 * (1 + node), index, band, 1e6 * 10 ** (low / 2 - 2.5))
                for low in np.linspace(3.0, 7.0, 21)[:-1]
                for node, weight in zip(*leggauss(40), strict=True)
            ) * 0.1  # fmt: skip
            contained = 1 - math.exp(-0.5)
            expected = 1 / (contained * 1000 * 86400 * integral)
            # The closed form of the acceptance is good to 10^-3 (its parts of the energy bins).
            assert found[row, column] == pytest.approx(expected, rel=3e-3, abs=0)


def test_bands_add_up(repository):
    model = made_up_model(repository)
    parts = flux_per_event(
        model, spread_sources(3), [[4.8, 5.0], [5.0, 5.3], [5.3, 9.0]], [2.0], seed=1
    )
    whole = flux_per_event(model, spread_sources(3), [[4.8, 9.0]], [2.0], seed=1)
    assert 1 / whole[0, 0] == pytest.approx((1 / parts[:, 0]).sum(), rel=1e-9)


def test_a_group_that_the_detector_does_not_see(repository):
    model = made_up_model(repository)
    blind = replace(model.exposures[0], area=np.zeros_like(model.exposures[0].area))
    found = flux_per_event(
        replace(model, exposures=(blind,)), spread_sources(2), BANDS, [2.0], seed=1
    )
    assert np.isnan(found).all()


@pytest.fixture(scope="module")
def analysis(repository):
    rng, n = np.random.default_rng(4), 6000
    circles = EventCircles(
        rng.uniform(0, 360, n), rng.uniform(-30, 50, n), rng.uniform(0.3, 5.0, n)
    )
    table = pd.concat(
        [source_table(spread_sources(20)), source_table(spread_sources(20), "few").iloc[:7]]
    )
    return Analysis(
        circles,
        rng.uniform(4.7, 6, n),
        table,
        ("mine", "few"),
        (4.8, 5.2),
        made_up_model(repository),
        0.9,
    )


def test_limits_of_groups_are_those_of_the_systematics(analysis):
    """Limit on events over `accepted` of the nominal row, which has the same response."""
    nominal = vary_analysis(analysis, [], 1, seed=1)
    assert set(nominal["variation"]) == {NOMINAL}
    observed = nominal["n_observed"].to_numpy().reshape(2, 2)
    null = [
        [poisson(mean) for mean in row] for row in nominal["n_expected"].to_numpy().reshape(2, 2)
    ]
    limits = summarise_limits(observed, null, analysis.groups, analysis.thresholds, 0.9)
    shares = {group: shares_of_group(analysis.sources, group) for group in analysis.groups}
    found = accepted_limits_of_groups(limits, analysis.model, shares, [2.0, 2.5], DIFFUSE, seed=1)
    check_table(found, GROUP_FLUX_LIMITS)
    of_index = found[found["spectral_index"] == analysis.model.spectral_index]
    accepted = nominal["accepted"].to_numpy()
    assert of_index["flux"].to_numpy() * accepted == pytest.approx(limits["upper_limit"].to_numpy())
    unified = limits["unified_high"].to_numpy()
    assert of_index["flux_unified"].to_numpy() * accepted == pytest.approx(unified)
    assert of_index["n_sensitivity"].tolist() == limits["sensitivity"].tolist()


def test_sensitivity_in_events():
    """The smallest signal with which nine of ten skies reach the median, by its definition."""
    null = poisson(30.0)
    median = next(n for n in range(60) if null.at_least(n) <= 0.5)
    signal = sensitivity_in_events(null)
    assert success_probability(median, null, signal) == pytest.approx(0.9, abs=1e-9)
    drawn = np.random.default_rng(2).poisson(30 + signal, 100_000)
    assert np.mean(drawn >= median) == pytest.approx(0.9, abs=4.5 * math.sqrt(0.09 / 1e5))


def test_events_of_the_paper_around_a_group_or_the_whole_sky(analysis):
    shares = {"mine": shares_of_group(analysis.sources, "mine")}
    of_group = accepted_limits_of_paper(analysis.model, shares, PAPER, DIFFUSE, seed=1)
    check_table(of_group, GROUP_FLUX_LIMITS)
    unit = flux_per_event(analysis.model, spread_sources(20), BANDS, [2.0], seed=1)[:, 0]
    assert of_group["flux"].tolist() == pytest.approx(10 * unit)
    assert of_group["diffuse_share"].tolist() == pytest.approx(10 * unit / (4 * np.pi * 1.44e-18))
    assert of_group["n_unified"].isna().all()
    for group in (None, "not in this run"):
        settings = PAPER | {"group": group}
        everywhere = accepted_limits_of_paper(analysis.model, shares, settings, DIFFUSE, seed=1)
        assert set(everywhere["group"]) == {"whole_sky"}
    dec = sources_of_whole_sky().dec
    # Equal areas of the sphere: half of the sources lie within 30 deg of the equator.
    assert np.mean(np.abs(dec) < 30) == pytest.approx(0.5, abs=1e-3)
    assert np.mean(np.sin(np.radians(dec)) ** 2) == pytest.approx(1 / 3, abs=1e-3)


def of_ten_years(repository, areas):
    """The paper's ten events around its TXS-like sources, with the model detector's response."""
    tables = repository / "data" / "tables"
    seasons = read_seasons(tables / "icetracks_seasons.csv")
    response = {
        "spectral_index": 2.0,
        "containment": "sigma_per_axis",
        "energy_proxy_min_tev": 60,
        "ang_err_max_deg": 5,
        "circle_factor": 1.0,
    }
    detectors: dict[str, DetectorModel] = read_model_detector(tables / "model_detector.csv")
    model = build_signal_model(areas, list(seasons), seasons, detectors, response)
    listed = pd.read_csv(tables / "flaring_blazars.csv")
    sources = listed.rename(columns={"name": "source_name", "ra_deg": "ra", "dec_deg": "dec"})
    shares = {"TXS_like": shares_of_group(sources, "TXS_like")}
    settings = PAPER | {"group": "TXS_like"}
    return accepted_limits_of_paper(model, shares, settings, DIFFUSE, seed=1)


def test_ten_events_with_the_model_areas(repository):
    """9.3 and 11.8e-18, 51 and 65 % of the diffuse flux: an independent recount of the default run.

    Its paper's recipe has 1.234 and 1.407e-18 (7 and 8 %).
    """
    detectors = read_model_detector(repository / "data" / "tables" / "model_detector.csv")
    areas = pd.concat(
        tabulate_effective_area(detector.effective_area).assign(season=name)
        for name, detector in detectors.items()
    )
    table = of_ten_years(repository, areas)
    assert table["flux"].tolist() == pytest.approx([9.3e-18, 1.18e-17], rel=0.02, abs=0)
    assert table["diffuse_share"].tolist() == pytest.approx([0.51, 0.65], rel=0.02)


def test_ten_events_with_the_real_areas(repository, mirror):
    """9.94 and 12.2e-18, 55 and 68 % of the diffuse flux; the paper's recipe has 8 and 9 %."""
    folder = mirror / "icecube_10year_ps" / "irfs"
    areas = pd.concat(
        read_effective_area(path).assign(season=path.name.removesuffix("_effectiveArea.csv"))
        for path in sorted(folder.glob("*_effectiveArea.csv"))
    )
    table = of_ten_years(repository, areas)
    assert table["flux"].tolist() == pytest.approx([9.94e-18, 1.222e-17], rel=0.02, abs=0)
    assert table["diffuse_share"].tolist() == pytest.approx([0.549, 0.676], rel=0.02)
