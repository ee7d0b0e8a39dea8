"""Detectors from definitions: areas of releases, files and the model; what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.config.detector_files import DETECTORS, detector_definition
from nusources.detectors.area_tables import area_of_model, area_of_table
from nusources.detectors.building import Ingredients, build_detector, refuse_uncovered
from nusources.detectors.effective_area import effective_area, tabulate_effective_area
from nusources.detectors.rate_tables import crossings, rates_above
from nusources.detectors.rates import SECONDS_PER_YEAR, count_on_nodes
from nusources.detectors.sky_fluxes import sky_fluxes
from nusources.errors import InputDataError
from nusources.facts.track_models import (
    read_isotropic_atmosphere,
    read_model_detector,
    read_model_fluxes,
)

AREA = "icecube_10year_ps/area_ic86_ii"
THRESHOLDS = [10, 30, 60, 100, 200, 300, 500, 1000]


@pytest.fixture(scope="module")
def models():
    return read_model_detector("data/tables/model_detector.csv")


@pytest.fixture(scope="module")
def simulated(models):
    area = tabulate_effective_area(models["IC86_II"].effective_area)
    return Ingredients({AREA: area.assign(season="IC86_II")}, models)


@pytest.fixture(scope="module")
def fluxes():
    pipeline = sky_fluxes(read_model_fluxes("data/tables/model_fluxes.csv"))
    low = read_isotropic_atmosphere("data/tables/low_atmosphere.csv")
    return {"pipeline": pipeline, "low": pipeline.with_atmosphere(*low)}


def small_area(direction="cos_zenith", edges=(-1.0, 0.0, 1.0)) -> pd.DataFrame:
    rows = [
        (low, low + 2, edges[row], edges[row + 1], 100.0 * (row + 1) * low)
        for low in (4.0, 6.0)
        for row in range(len(edges) - 1)
    ]
    names = ["log10_energy_min", "log10_energy_max", f"{direction}_min", f"{direction}_max"]
    return pd.DataFrame(rows, columns=[*names, "effective_area"])


def definition(**parts) -> dict:
    changed = detector_definition("icecube")
    for key, value in parts.items():
        changed[key] = changed[key] | value if isinstance(value, dict) else value
    return changed


def test_declinations_of_the_south_pole_are_zenith_angles():
    table = area_of_table(small_area("dec", (-90.0, -30.0, 90.0)), "x/y")
    assert table.cos_zenith == pytest.approx([-1.0, 0.5, 1.0])
    assert table.area.tolist() == [[800.0, 1200.0], [400.0, 600.0]]
    assert table.log10_energy.tolist() == [4.0, 6.0, 8.0]


def test_directions_that_a_table_lacks_have_no_area():
    table = area_of_table(small_area(edges=(-0.5, 0.0, 0.5)), "x/y")
    assert table.cos_zenith.tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0]
    assert table.area[:, 0].tolist() == [0.0, 400.0, 800.0, 0.0]


def test_energies_at_the_detector_are_summed():
    parts = [
        small_area().rename(columns=lambda name: name.replace("log10", "true_log10"))
        for _ in range(2)
    ]
    both = pd.concat([one.assign(detector_log10_energy_min=n) for n, one in enumerate(parts)])
    assert area_of_table(both, "x/y").area[0].tolist() == [800.0, 1200.0]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (small_area().drop(columns="cos_zenith_max"), "no table of an effective area in bins"),
        (small_area().iloc[1:], "bins are missing, or areas are negative"),
        (small_area().assign(effective_area=-1.0), "areas are negative"),
        (small_area().assign(effective_area=np.nan), "areas are negative or no numbers"),
        (small_area().assign(cos_zenith_max=0.5), "bins overlap or leave gaps"),
        (small_area().assign(season=list("abcd")), "several seasons in one table"),
    ],
)
def test_other_tables_are_no_area(table, told):
    with pytest.raises(InputDataError, match=told) as caught:
        area_of_table(table, "x/y")
    assert "x/y" in str(caught.value)


def test_the_model_is_a_detector_without_any_table(models):
    built = build_detector(
        definition(area={"table": None, "model": "IC86_II", "scale": 10.0}),
        Ingredients({}, models),
    )
    expected = effective_area(5.5, 30.0, models["IC86_II"].effective_area)
    assert built.area(5.5, 30.0) == pytest.approx(10 * expected, rel=0.15)
    whole = area_of_model(models["IC86_II"].effective_area)
    assert built.table.area == pytest.approx(10 * whole.area)


def test_unknown_models_are_told_with_the_nearest(models):
    nothing = Ingredients({}, models)
    with pytest.raises(InputDataError, match=r"did you mean 'IC86_II'.*found 'IC86II'"):
        build_detector(definition(area={"table": None, "model": "IC86II"}), nothing)


def test_the_field_of_view_limits_the_zenith_angle(simulated):
    whole = build_detector(definition(), simulated)
    cut = build_detector(definition(sky={"zenith_min_deg": 80.0}), simulated)
    edge = np.cos(np.radians(80))
    assert edge in cut.table.cos_zenith
    middle = (cut.table.cos_zenith[:-1] + cut.table.cos_zenith[1:]) / 2
    assert (cut.table.area[middle > edge] == 0).all()
    # At the South Pole 80 deg from the zenith is a declination of -10 deg.
    assert cut.area(5.5, [-9.0, -11.0]) == pytest.approx(whole.area(5.5, [-9.0, -11.0]) * [1, 0])


def test_energies_below_the_beginning_are_cut(simulated):
    late = build_detector(definition(area={"energy_min_tev": 50.0}), simulated)
    assert 10 ** late.table.log10_energy[0] == pytest.approx(5e4)
    whole = build_detector(definition(), simulated)
    assert late.area([4.6, 4.75], 20.0) == pytest.approx(whole.area([4.6, 4.75], 20.0) * [0, 1])
    refuse_uncovered(late, THRESHOLDS, 50.0)
    with pytest.raises(InputDataError, match=r"does not cover the energies.*found '50 to"):
        refuse_uncovered(late, THRESHOLDS, None)
    with pytest.raises(InputDataError, match=r"above all thresholds; found '50 TeV'"):
        refuse_uncovered(late, [10.0, 30.0], 50.0)
    with pytest.raises(InputDataError, match="above all energies"):
        build_detector(definition(area={"energy_min_tev": 1e7}), simulated)


def test_an_area_that_ends_early_is_refused(models):
    low = small_area().query("log10_energy_min < 5")
    built = build_detector(definition(), Ingredients({AREA: low}, models))
    with pytest.raises(InputDataError, match=r"expected 10 to 10000 TeV; or area.energy_min_tev"):
        refuse_uncovered(built, THRESHOLDS, None)


WIDTHS = {  # sigma per axis [deg] at 10, 100 and 1000 TeV
    "icecube": (0.467, 0.467, 0.467),
    "icecube_gen2": (0.3557, 0.2, 0.1125),
    "icecube_gen2/narrow": (0.3201, 0.18, 0.1012),
    "icecube_gen2/wide": (0.5335, 0.3, 0.1687),
    "hunt": (0.2, 0.07, 0.03),
    "hunt/gen2_over_4_5": (0.0790, 0.0444, 0.025),
    "trident": (0.0849, 0.0849, 0.0849),
    "neon": (0.0849, 0.0849, 0.0849),
}


@pytest.mark.parametrize("name", WIDTHS)
def test_detectors_that_come_with_the_pipeline(simulated, name):
    scale = {"icecube": 1, "icecube_gen2": 10, "hunt": 30, "trident": 8, "neon": 10}
    built = build_detector(detector_definition(name), simulated)
    assert built.name == name
    assert built.width([4, 5, 6]) == pytest.approx(WIDTHS[name], rel=2e-3)
    one = build_detector(definition(), simulated)
    assert built.table.area == pytest.approx(scale[name.partition("/")[0]] * one.table.area)
    refuse_uncovered(built, THRESHOLDS, None)


def test_every_file_of_a_detector_is_right():
    names = sorted(path.stem for path in DETECTORS.glob("*.yaml"))
    assert {"icecube", "icecube_gen2", "icecube_gen2_public", "arca"} <= set(names)
    for name in names:
        assert detector_definition(name)["source"]


@pytest.fixture(scope="module")
def official(mirror, models):
    from nusources.catalogs.tracks.gen2_psf import read_gen2_psf
    from nusources.catalogs.tracks.gen2_toise import read_gen2_effective_area
    from nusources.catalogs.tracks.icetracks import read_effective_area
    from nusources.catalogs.tracks.km3net_arca import read_arca_effective_area, read_arca_psf

    arca, gen2 = mirror / "km3net_arca230_irf", mirror / "icecube_gen2_toise"
    ic86 = next((mirror / "icecube_10year_ps").rglob("IC86_II_effectiveArea.csv*"))
    return Ingredients(
        {
            AREA: read_effective_area(ic86),
            "km3net_arca230_irf/area_numu": read_arca_effective_area(
                arca / "aeff_coszen_allnumuCC_track.csv"
            ),
            "km3net_arca230_irf/psf": read_arca_psf(arca / "psf_numuCC_track.csv.gz"),
            "icecube_gen2_toise/area_nu_mu": read_gen2_effective_area(
                gen2 / "aeff" / "Gen2_EHE_NuMu_effective_area.npz", "nu_mu"
            ),
            "icecube_gen2_toise/psf": read_gen2_psf(gen2 / "psf" / "sunflower_240_bdt0_psf.fits"),
        },
        models,
    )


def test_the_atmosphere_gives_the_background_that_arca_publishes(official, fluxes, mirror):
    from nusources.catalogs.tracks.km3net_arca import read_arca_background

    published = read_arca_background(mirror / "km3net_arca230_irf" / "bkg_track.csv")["rate"].sum()
    nodes = count_on_nodes(
        build_detector(detector_definition("arca"), official), fluxes["pipeline"]
    )
    ours = nodes.number["conventional"].sum() + nodes.number["prompt"].sum()
    # All atmospheric neutrinos, and muons that pass for up-going: another model of the flux.
    assert ours == pytest.approx(published * SECONDS_PER_YEAR, rel=0.15)


def true_energy(detector, fluxes) -> pd.DataFrame:
    table = rates_above(detector, fluxes, THRESHOLDS)
    return table[table["threshold_of"] == "true_energy"]


# Events per year of IC86-II in the 9.5-year flux, and astrophysical shares, as recorded.
RECORDED = [143, 78.4, 50.5, 35.6, 20.8, 15.3, 10.1, 5.7]
RECORDED_LOW = [0.10, 0.35, 0.59, 0.74, 0.87, 0.90, None, 0.945]


def test_the_official_area_gives_the_recorded_events(official, fluxes):
    table = true_energy(build_detector(definition(), official), fluxes)
    by_atmosphere = {name: one.reset_index() for name, one in table.groupby("atmosphere")}
    counts = by_atmosphere["pipeline"]["n_astrophysical"]
    assert counts.tolist() == pytest.approx(RECORDED, rel=0.01)
    share = by_atmosphere["pipeline"].set_index("threshold_tev")["astrophysical_fraction"]
    assert share[[100, 300]].tolist() == pytest.approx([0.45, 0.76], abs=0.005)
    low = by_atmosphere["low"].set_index("threshold_tev")["astrophysical_fraction"]
    for threshold, recorded in zip(THRESHOLDS, RECORDED_LOW, strict=True):
        if recorded is not None:
            assert low[threshold] == pytest.approx(recorded, abs=0.013)


def test_the_simulated_area_counts_like_the_official_one(official, simulated, fluxes):
    ours, theirs = (
        true_energy(build_detector(definition(), one), fluxes) for one in (simulated, official)
    )
    for column in ("n_astrophysical", "n_conventional", "n_prompt"):
        assert ours[column].tolist() == pytest.approx(theirs[column].tolist(), rel=0.2)
    shares = ours["astrophysical_fraction"] - theirs["astrophysical_fraction"]
    assert shares.abs().max() < 0.02
    energies = [
        crossings(build_detector(definition(), one), fluxes["pipeline"])
        for one in (simulated, official)
    ]
    assert energies[0] == pytest.approx(energies[1], rel=0.05)


@pytest.mark.parametrize(
    ("name", "counts", "sigma"),
    [("arca", 44.9, 0.101), ("icecube_gen2_public", 2.03, 0.257)],
)
def test_official_tables_of_future_detectors(official, fluxes, name, counts, sigma):
    detector_of = detector_definition(name)
    built = build_detector(detector_of, official)
    refuse_uncovered(built, THRESHOLDS, detector_of["area"]["energy_min_tev"])
    table = true_energy(built, fluxes).query("atmosphere == 'low'").set_index("threshold_tev")
    assert table.loc[100, "n_astrophysical"] == pytest.approx(counts, rel=0.01)
    assert built.width(5.0) == pytest.approx(sigma, rel=0.01)
