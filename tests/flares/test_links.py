"""Which curve serves which source, and who is exempt from the cuts."""

import pandas as pd
import pytest

from nusources.contracts.flares import LIGHT_CURVE_LINKS
from nusources.flares.links import link_curves
from nusources.flares.samples import sample_sources
from nusources.tables import check_table

ARCSEC = 1 / 3600


def blazars():
    return pd.DataFrame(
        {
            "source_name": ["a", "b", "c"],
            "ra": [10.0, 20.0, 30.0],
            "dec": [0.0, 0.0, 0.0],
            "gamma_name": ["4FGL J0001.0+0001", None, "4FGL J0003.0+0003"],
            "is_fibs": [True, False, False],
            "alert_factor": [1.0, 0.5, 1.001],
        }
    )


def curves():
    def at(names, ra):
        return pd.DataFrame({"source_name": names, "ra": ra, "dec": 0.0})

    return {
        "infrared": at(["w1", "w2"], [10.0 + 3 * ARCSEC, 40.0]),
        "millimetre": at(["m1", "m3"], [10.0 + 11 * ARCSEC, 30.0 + 9 * ARCSEC]),
        "xray": at(["x"], [50.0]),
        "gamma_ray": pd.DataFrame({"source_name": ["4FGLJ0001.0+0001", "4FGL J0003.0+0003"]}),
    }


SAMPLES = pd.DataFrame(
    {
        "sample": ["WIBRaLS", "ACC", "XRT", "4FGL"],
        "source_name": ["wise", "m1", "x", "4FGL J0003.0+0003"],
        "ra": [40.0, 10.0 + 11 * ARCSEC, 50.0, 30.0],
        "dec": 0.0,
    }
)


def test_each_sample_has_its_curves():
    links = link_curves(blazars(), SAMPLES, curves(), 10.0)
    check_table(links, LIGHT_CURVE_LINKS)
    found = {tuple(row) for row in links[["sample", "source_name", "band", "curve_name"]].values}
    assert found == {
        ("FIBS", "a", "infrared", "w1"),
        ("FIBS", "a", "gamma_ray", "4FGLJ0001.0+0001"),
        # The millimetre curve at 11 arcsec is not that of source a.
        ("ACC_Fermi", "c", "millimetre", "m3"),
        ("ACC_Fermi", "c", "gamma_ray", "4FGL J0003.0+0003"),
        ("WIBRaLS", "wise", "infrared", "w2"),
        ("ACC", "m1", "millimetre", "m1"),
        ("XRT", "x", "xray", "x"),
        ("4FGL", "4FGL J0003.0+0003", "gamma_ray", "4FGL J0003.0+0003"),
    }
    near = links[(links["sample"] == "FIBS") & (links["band"] == "infrared")]
    assert near["separation"].tolist() == pytest.approx([3.0], abs=1e-6)


def test_bands_without_curves_link_nothing():
    assert len(link_curves(blazars(), SAMPLES, {}, 10.0)) == 0


def test_potential_neutrino_sources_are_in_regions_or_warm_spots():
    links = link_curves(blazars(), SAMPLES, curves(), 10.0)
    gamma = pd.DataFrame(
        {"source_name": ["4FGL J0001.0+0001", "4FGL J0003.0+0003"], "variability_index": [5.0, 9.0]}
    )
    fibs = sample_sources("FIBS", blazars(), links[links["sample"] == "FIBS"], gamma, [], 10.0)
    assert fibs["source_name"].tolist() == ["a"]
    assert fibs["is_potential_neutrino_source"].tolist() == [True]
    assert fibs["is_in_alert_region"].tolist() == [True]
    assert fibs["is_warm_spot"].tolist() == [False]
    own = links[links["sample"] == "ACC_Fermi"]
    for spots, expected in (([], False), ([[30.0, 0.001]], True), ([[30.0, 0.01]], False)):
        found = sample_sources("ACC_Fermi", blazars(), own, gamma, spots, 10.0)
        assert found["source_name"].tolist() == ["c"]
        assert found["variability_index"].tolist() == [9.0]
        assert found["is_potential_neutrino_source"].tolist() == [expected]
        assert found["is_warm_spot"].tolist() == [expected]
        assert found["is_in_alert_region"].tolist() == [False]


def test_adaptive_curves_serve_blazars_and_gamma_ray_sources_by_the_blazars_position():
    places = {"source_name": ["J010", "J030"], "ra": [10.0, 30.0 + 9 * ARCSEC], "dec": 0.0}
    with_adaptive = curves() | {"gamma_ray_adaptive": pd.DataFrame(places)}
    links = link_curves(blazars(), SAMPLES, with_adaptive, 10.0)
    check_table(links, LIGHT_CURVE_LINKS)
    own = links[links["band"] == "gamma_ray_adaptive"]
    assert {tuple(row) for row in own[["sample", "source_name", "curve_name"]].values} == {
        ("FIBS", "a", "J010"),
        ("4FGL", "4FGL J0003.0+0003", "J030"),
    }
