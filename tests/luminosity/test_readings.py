"""Luminosities under named readings, from made-up tables whose numbers follow by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_up_inputs import CALIBRATORS, SEASONS, facts, made_up_inputs, nustar, source_list

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.errors import InputDataError
from nusources.luminosity.distances import Catalogue, luminosity_distance
from nusources.luminosity.neutrino import neutrino_luminosity
from nusources.luminosity.reading import Reading
from nusources.luminosity.readings import derive
from nusources.luminosity.spread import (
    normal_nodes,
    positive_split_normal,
    split_normal,
    spread_of,
)
from nusources.luminosity.windows import luminosities_by_window
from nusources.luminosity.xrays import band_ratio, fit_epochs
from nusources.tables import check_table
from nusources.units import CM_PER_MPC

READING = Reading(calibrators=CALIBRATORS)
BAND_WIDTH = np.log(55 / 15)


def derived(reading=READING, sample="calibration", **tables):
    table = derive(made_up_inputs(**tables), reading)
    check_table(table, LUMINOSITIES)
    return table[table["sample"] == sample].set_index("source_name")


def log_area(distance):
    return np.log10(4 * np.pi * (distance * CM_PER_MPC) ** 2)


def test_samples_are_the_calibrators_the_rule_and_the_list():
    table = derive(made_up_inputs(), READING)
    names = table.groupby("sample")["source_name"].agg(list)
    assert names["calibration"] == list(CALIBRATORS)
    assert names["blazars"] == ["Blazar C", "Blazar D", "Blazar E"]
    assert names["source_list"] == [
        *("Blazar C", "Blazar D", "Blazar E", "Blazar F", "Faint G", "Galaxy H")
    ]
    other = replace(READING, blazars_left_out=("Blazar D",))
    assert "Blazar D" not in derived(other, "blazars").index
    assert "Blazar D" in derived(other, "source_list").index


def test_one_event_is_enough_and_less_is_not():
    listed = source_list().set_index("source_name")
    listed.loc[["Blazar C", "Blazar D"], "n_signal"] = 1.0, 0.999
    rows = derived(
        sample="blazars", source_list=Catalogue(listed.reset_index(), "a list", "published")
    )
    assert rows.index.tolist() == ["Blazar C", "Blazar E"]


def test_positions_beyond_the_radius_do_not_count_unless_added():
    far = Catalogue(fit_epochs(nustar(2.0)), "NuSTAR", "published")
    assert derived(sample="blazars", nustar=far).empty
    added = replace(READING, blazars_added=("Blazar E",))
    assert derived(added, "blazars", nustar=far).index.tolist() == ["Blazar E"]


def test_published_fluxes_are_taken_and_events_are_turned_into_fluxes():
    rows = derived()
    assert rows.loc["NGC 1068", "flux_1tev"] == 5e-11
    inputs = made_up_inputs()
    one_day = inputs.flux_per_event("ic86_ii", (55.0,)).at(0, 3.6)
    assert rows.loc["NGC 3079", "flux_1tev"] == pytest.approx(34 * one_day / 4000, rel=1e-6, abs=0)
    seasons = inputs.flux_per_event("by_season", (5.0,)).at(0, 2.1)
    assert rows.loc["Blazar A", "flux_1tev"] == pytest.approx(12 * seasons, rel=1e-6, abs=0)


def test_areas_and_live_times_are_readings():
    by_season, ic86 = derived(), derived(replace(READING, area="ic86_ii"))
    days = sum(SEASONS.values())
    ratio = (SEASONS["IC79"] / 3 + SEASONS["IC86_II"]) / days
    for name, expected in (("Blazar A", ratio), ("NGC 3079", 1.0), ("NGC 1068", 1.0)):
        found = ic86.loc[name, "flux_1tev"] / by_season.loc[name, "flux_1tev"]
        assert found == pytest.approx(expected)
    other = derived(replace(READING, live_time_days=days / 2, area="ic86_ii"))
    assert other.loc["Blazar A", "flux_1tev"] == pytest.approx(
        2 * ic86.loc["Blazar A", "flux_1tev"], rel=1e-6, abs=0
    )


def test_luminosities_are_those_of_the_flux_and_the_distance():
    rows = derived()
    first = rows.loc["NGC 1068"]
    expected = np.log10(neutrino_luminosity(5e-11, 3.2, 0.004, 14.4, (0.3, 100.0)))
    assert first["log10_neutrino_luminosity"] == pytest.approx(expected)
    flux = 1e-10 * band_ratio(2.0, (20.0, 50.0), (15.0, 55.0))
    assert first["xray_flux"] == pytest.approx(flux, rel=1e-6, abs=0)
    assert first["log10_xray_luminosity"] == pytest.approx(np.log10(flux) + log_area(14.4))


def test_redshifts_and_distances_have_their_order():
    rows = derived()
    assert rows["redshift"].tolist() == [0.004, 0.0037, 0.2, 0.5]
    assert rows["redshift_source"].tolist()[1:] == ["BASS", "a catalogue", "a paper"]
    assert rows.loc["NGC 3079", "distance"] == pytest.approx(
        luminosity_distance([0.0037], "Planck18")[0]
    )
    near = derived(replace(READING, facts=("near",)))
    assert near.loc["Blazar B", "redshift"] == 0.1
    other = derived(replace(READING, cosmology="WMAP5"))
    assert other.loc["Blazar A", "distance"] != rows.loc["Blazar A", "distance"]


def test_direct_distances_of_bass_come_before_those_of_the_redshift():
    known = facts().rows
    rest = known[~known["quantity"].isin(["distance", "redshift"])]
    rows = derived(facts=type(facts())(rest))
    assert rows.loc["NGC 1068", ["redshift", "distance"]].tolist() == [0.005, 12.7]


def test_frames_and_windows_change_the_luminosity_as_they_must():
    source = derived()
    observed = derived(replace(READING, frame="observed"))
    change = source["log10_neutrino_luminosity"] - observed["log10_neutrino_luminosity"]
    expected = (source["spectral_index"] - 2) * np.log10(1 + source["redshift"])
    np.testing.assert_allclose(change, expected)
    wide = derived(replace(READING, window_tev=(0.1, 1000.0)))
    assert (wide["log10_neutrino_luminosity"] > source["log10_neutrino_luminosity"]).all()
    central = derived(replace(READING, window_tev=None))
    assert central["log10_neutrino_luminosity"].notna().all()


def test_nustar_epochs_are_averaged_and_carry_the_k_correction():
    rows = derived(sample="blazars")
    assert rows["xray_flux"].tolist() == pytest.approx([2e-12 * BAND_WIDTH] * 3, rel=1e-6, abs=0)
    assert rows.loc["Blazar C", "xray_status"] == "simulated"
    assert rows.loc["Blazar C", "xray_source"] == "NuSTAR: 2 epochs"
    # An index of 2: no K-correction.
    plain = derived(replace(READING, xray_k_correction=False), "blazars")
    assert plain["log10_xray_luminosity"].tolist() == rows["log10_xray_luminosity"].tolist()
    seyferts = [derived(replace(READING, xray_k_correction=one)) for one in (True, False)]
    change = np.subtract(*(one.loc["NGC 3079", "log10_xray_luminosity"] for one in seyferts))
    assert change == pytest.approx(-0.2 * np.log10(1.0037))


def test_limits_stay_limits():
    rows = derived(sample="source_list")
    faint = rows.loc["Blazar F"]
    assert faint["is_neutrino_limit"]
    assert faint["flux_1tev"] == 3e-13
    assert np.isnan(faint["spectral_index"])
    assert np.isnan(faint["log10_neutrino_error_low"])
    distance = luminosity_distance([0.2], "Planck18")[0]
    expected = np.log10(neutrino_luminosity(3e-13, 2.0, 0.2, distance, (0.3, 100.0)))
    assert faint["log10_neutrino_luminosity"] == pytest.approx(expected)
    censored = derived().loc["Blazar B"]
    assert censored["is_xray_limit"]
    assert censored["xray_flux"] == pytest.approx(
        8e-12 * BAND_WIDTH / np.log(195 / 14), rel=1e-6, abs=0
    )


def test_readings_of_the_x_rays():
    default = derived().loc["NGC 1068"]
    bright = derived(replace(READING, facts=("bright",))).loc["NGC 1068"]
    assert bright["xray_flux"] == 7e-10
    assert bright["xray_status"] == "recalled"
    observed = derived(replace(READING, intrinsic=False)).loc["NGC 1068", "xray_flux"]
    assert observed == pytest.approx(4e-11 * BAND_WIDTH / np.log(195 / 14), rel=1e-6, abs=0)
    cutoff = derived(replace(READING, cutoff=True))
    expected = 1e-10 * band_ratio(2.0, (20.0, 50.0), (15.0, 55.0), 100.0)
    assert cutoff.loc["NGC 1068", "xray_flux"] == pytest.approx(expected, rel=1e-6, abs=0)
    # A limit of a cut-off is none.
    assert cutoff.loc["NGC 3079", "xray_flux"] == derived().loc["NGC 3079", "xray_flux"]
    assert default["xray_flux"] != cutoff.loc["NGC 1068", "xray_flux"]


def test_a_calibrator_without_hard_x_rays_may_have_a_proxy():
    xrt = pd.DataFrame(
        {
            **{"source_name": "I", "ra": 90.0, "dec": 30.0, "flux_hard": [1e-12, 1e-12, 9e-9]},
            **{"flux_hard_error": 1e-13, "photon_index": 2.0},
            **{"is_failed_fit": [False, False, True], "is_repeat": False},
        }
    )
    repeated = xrt.iloc[:1].assign(flux_hard=5e-12, is_repeat=True)
    xrt = pd.concat([xrt, repeated], ignore_index=True)
    reading = replace(READING, calibrators=(*CALIBRATORS, "Unseen I"))
    assert np.isnan(derived(reading).loc["Unseen I", "xray_flux"])
    assert derived(reading).loc["Unseen I", "note"] == "no hard X-rays in any table"
    row = derived(reading, xrt=Catalogue(xrt, "XRT", "published")).loc["Unseen I"]
    assert row["is_proxy"]
    assert row["xray_status"] == "inferred"
    assert row["xray_flux"] == pytest.approx(1e-12 * BAND_WIDTH / np.log(5), rel=1e-6, abs=0)


def test_errors_without_a_printed_one_follow_the_local_p():
    rows = derived()
    # p = 10^-1.3 is 1.644 standard deviations.
    assert rows.loc["NGC 3079", "n_signal_error_high"] == pytest.approx(34 / 1.6437, rel=1e-3)
    assert rows.loc["NGC 3079", "spectral_index_error_low"] == pytest.approx(1.78 / np.sqrt(34))
    assert rows.loc["NGC 1068", "spectral_index_error_low"] == 0.2
    faint = derived(sample="source_list").loc["Faint G"]
    assert faint["n_signal_error_low"] == pytest.approx(0.45)
    assert faint["n_signal_error_high"] == pytest.approx(1.0)
    assert faint["spectral_index_error_high"] == 1.0


def test_errors_are_propagated_and_correlated_by_the_distance():
    narrow = replace(READING, neutrino_error="n_signal")
    row = derived(narrow).loc["NGC 1068"]
    distance = [-2 * np.log10(12.4 / 14.4), 2 * np.log10(15.4 / 14.4)]
    expected = [np.hypot(-np.log10(0.7), distance[0]), np.hypot(np.log10(1.3), distance[1])]
    found = row[["log10_neutrino_error_low", "log10_neutrino_error_high"]].tolist()
    assert found == pytest.approx(expected, rel=0.01)
    widths = [
        row[f"log10_{one}_error_{two}"] for one in ("neutrino", "xray") for two in ("low", "high")
    ]
    shared = (np.mean(distance)) ** 2 / (np.mean(widths[:2]) * np.mean(widths[2:]))
    assert row["error_correlation"] == pytest.approx(shared, rel=1e-6)
    joint = derived().loc["NGC 1068"]
    assert joint["log10_neutrino_error_high"] != pytest.approx(found[1], rel=0.01)


def spread_by_nodes(row, rho):
    """Errors of a source by the nodes of its n_s and index, distance aside."""
    first, second = normal_nodes([rho])
    sides = [
        [row[f"{name}_error_{side}"] for side in ("low", "high")]
        for name in ("n_signal", "spectral_index")
    ]
    n_signal = positive_split_normal(row["n_signal"], sides[0], first)
    index = np.maximum(split_normal(row["spectral_index"], sides[1], second), 1.0)
    flux = n_signal * made_up_inputs().flux_per_event("by_season", (row["dec"],)).at(0, index)
    found = spread_of(
        np.log10(neutrino_luminosity(flux, index, row["redshift"], row["distance"], (0.3, 100.0)))
    )
    return [float(found.low[0]), float(found.high[0])]


@pytest.mark.parametrize("name", ["Blazar C", "Faint G"])
def test_joint_errors_are_those_of_n_s_and_index_within_the_range_of_fits(name):
    row = derived(replace(READING, peculiar_velocity_km_s=0.0), "source_list").loc[name]
    found = row[["log10_neutrino_error_low", "log10_neutrino_error_high"]].tolist()
    assert found == pytest.approx(spread_by_nodes(row, 0.0))


def test_contours_of_fluxes_correlate_the_events_of_sources_that_have_such():
    angle = np.linspace(0, 2 * np.pi, 100)
    index = 2.1 + 0.4 * np.cos(angle)
    per_event = np.log(made_up_inputs().flux_per_event("by_season", (5.0,)).at(0, index))
    log_events = 0.6 * np.cos(angle) + 0.8 * np.sin(angle)
    contour = pd.DataFrame({"spectral_index": index, "log_flux": per_event + log_events})
    reading = replace(READING, peculiar_velocity_km_s=0.0)
    row = derived(reading, contours={"Blazar A": contour}).loc["Blazar A"]
    found = row[["log10_neutrino_error_low", "log10_neutrino_error_high"]].tolist()
    assert found == pytest.approx(spread_by_nodes(row, 0.6), rel=2e-3)
    assert row["spectral_index_error_low"] == pytest.approx(0.4 / 1.5152, rel=1e-3)


def latest(name, **columns):
    """A table of arXiv:2510.13403 with two rows, at Blazar C and at nothing."""
    table = {"source_name": ["other name", "elsewhere"], "ra": [30.02, 200.0], "dec": [20.0, 1.0]}
    values = {"n_s": [15.0, 0.0], "gamma": [4.4, np.nan], "neg_log10_p": [1.5, 0.0]}
    values |= {"limit_e2": [5.0, 2.0], "limit_e3": [90.0, 45.0]}
    return Catalogue(
        pd.DataFrame(table | {name + key: cells for key, cells in values.items()} | columns),
        "arXiv:2510.13403",
        "published",
    )


def test_the_latest_search_gives_the_numbers_of_sources_at_the_same_place():
    reading = replace(READING, neutrinos="latest")
    rows = derived(reading, "blazars", gamma_sources=latest(""))
    assert rows["n_signal"].tolist() == [15.0, 6.0, 10.0]
    changed = rows.loc["Blazar C"]
    assert changed["is_index_at_bound"]
    one_day = made_up_inputs().flux_per_event("ic86_ii", (20.0,)).at(0, 4.4)
    assert changed["flux_1tev"] == pytest.approx(15 * one_day / 4785, rel=1e-6, abs=0)
    assert changed["neutrino_source"] == "arXiv:2510.13403"
    softer = latest("", gamma=[4.2, np.nan])
    assert not derived(reading, "blazars", gamma_sources=softer).loc[
        "Blazar C", "is_index_at_bound"
    ]
    assert derived(reading, "blazars")["n_signal"].tolist() == [8.0, 6.0, 10.0]


@pytest.mark.parametrize(("index", "flux"), [(2.0, 2e-13), (3.0, 4.5e-12)])
def test_x_ray_agn_without_signal_have_the_limit_of_an_index(index, flux):
    agn = latest("power_law_", is_in_sample=True)
    rows = derived(replace(READING, limit_index=index), "xray_agn", xray_agn=agn)
    assert rows["is_neutrino_limit"].tolist() == [False, True]
    assert rows["flux_1tev"].iloc[1] == pytest.approx(flux, rel=1e-6, abs=0)
    assert rows["note"].iloc[1].endswith(f"limit for an index of {index:g}")
    assert rows["is_index_at_bound"].tolist() == [True, False]


def test_the_error_of_a_photon_index_moves_the_band():
    # 90 % errors of .1: .061 in the index, by d log10 F / d index of 15-55 over 20-50 keV.
    row = derived().loc["NGC 1068"]
    moved = band_ratio(2.0 + 0.1 / 1.6449, (20.0, 50.0), (15.0, 55.0))
    of_index = abs(np.log10(moved / band_ratio(2.0, (20.0, 50.0), (15.0, 55.0))))
    distance = 2 * np.log10(15.4 / 14.4)
    expected = np.sqrt(of_index**2 + 0.1**2 + distance**2)
    assert row["log10_xray_error_high"] == pytest.approx(expected, rel=1e-4)


def test_a_contour_correlates_flux_and_index():
    angle = np.linspace(0, 2 * np.pi, 100)
    widths = []
    for rho in (-0.9, 0.9):
        contour = pd.DataFrame(
            {
                "spectral_index": 3.2 + 0.3 * np.cos(angle),
                "log_flux": rho * np.cos(angle) + np.sqrt(1 - rho**2) * np.sin(angle),
            }
        )
        row = derived(contours={"NGC 1068": contour}).loc["NGC 1068"]
        widths.append(row["log10_neutrino_error_low"] + row["log10_neutrino_error_high"])
    # A softer spectrum has more energy above .3 TeV for one flux at 1 TeV only below that energy.
    assert abs(widths[0] - widths[1]) > 0.03


def test_flags_tell_the_south_and_the_bound():
    rows = derived(sample="blazars")
    assert rows["is_southern"].tolist() == [False, True, False]
    assert rows["is_index_at_bound"].tolist() == [False, False, True]
    assert rows.loc["Blazar D", "note"] == "south of -5 deg"
    # With an area ~ E an index of 4 has three quarters of its events in the lowest bins.
    assert rows.loc["Blazar E", "note"] == (
        "index at the bound of the fit; most events where the area table ends"
    )


def test_unknown_calibrators_and_readings_are_refused():
    with pytest.raises(InputDataError, match="Nobody"):
        derived(replace(READING, calibrators=("Nobody",)))
    with pytest.raises(InputDataError, match=r"nearby.*bright, near"):
        derived(replace(READING, facts=("nearby",)))


def test_windows_are_compared_in_both_frames():
    table = luminosities_by_window(
        made_up_inputs(), READING, {"default": (0.3, 100.0), "short": (1.5, 15.0)}
    )
    assert len(table) == len(CALIBRATORS) * 5
    assert table.loc[table["is_default"], "window"].unique().tolist() == ["default"]
    both = table.pivot(index="source_name", columns=["window", "frame"])[
        "log10_neutrino_luminosity"
    ]
    assert (both["short", "source"] < both["default", "source"]).all()
