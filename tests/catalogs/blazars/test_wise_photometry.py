"""WISE photometry of flare candidates."""

import json
from functools import partial

import numpy as np
import pytest
from electromagnetic_samples import VISITS, WISE_EXPOSURES, WISE_SAMPLE, timewise_product
from icetracks_samples import put, refused

from nusources.catalogs.blazars.wise_photometry import (
    read_wise_exposures,
    read_wise_sample,
    read_wise_visits,
)
from nusources.contracts import blazar_photometry as contracts
from nusources.tables import check_table

ZERO_POINTS = {"W1": 309.54, "W2": 171.787}  # Jy of magnitude 0: Jarrett et al. 2011, Table 1


def test_the_sample_of_the_release(mirror):
    table = read_wise_sample(mirror / "wise_timewise" / "test_sample.csv")
    check_table(table, contracts.WISE_SAMPLE)
    assert len(table) == 63
    assert {"AT2019dsg", "AT2019fdr", "AT2019aalc"} <= set(table["source_name"])


@pytest.mark.parametrize(
    ("survey", "name", "rows", "sources"),
    [("allwise", "allwise_p3as_mep", 1_181, 27), ("neowise", "neowiser_p1bs_psd", 9_073, 32)],
)
def test_the_exposures_of_the_release(mirror, survey, name, rows, sources):
    path = mirror / "wise_timewise" / f"raw_photometry_{name}__chunk0.csv.gz"
    table = read_wise_exposures(path, survey)
    check_table(table, contracts.WISE_EXPOSURES)
    assert len(table) == rows
    assert table["sample_id"].nunique() == sources
    if survey == "neowise":
        assert (int(table["mjd"].min()), int(table["mjd"].max())) == (56647, 60520)


def test_the_visits_of_the_release(mirror):
    table = read_wise_visits(mirror / "wise_timewise/timewise_data_product_tap_unmasked.json.gz")
    check_table(table, contracts.WISE_VISITS)
    assert table["sample_id"].nunique() == 63
    dsg = table[(table["source_name"] == "AT2019dsg") & (table["band"] == "W1")]
    assert len(dsg) == 23
    assert int(dsg["mjd"].min()) == 55329
    # The unit of the flux density follows from the magnitude, within the scatter of one visit.
    good = table[table["n_exposures"] > 5].dropna()
    jansky = good["band"].map(ZERO_POINTS) * 10 ** (-0.4 * good["mag"])
    assert np.median(good["flux_density"] / (1e3 * jansky)) == pytest.approx(1.0, abs=0.02)


def test_missing_values_of_the_sample(tmp_path):
    table = read_wise_sample(put(tmp_path, WISE_SAMPLE))
    np.testing.assert_array_equal(table["redshift"], [0.25, np.nan])
    np.testing.assert_array_equal(table["log10_black_hole_mass"], [6.5, np.nan])
    assert list(table["source_class"].isna()) == [False, True]


def test_limits_of_exposures(tmp_path):
    table = read_wise_exposures(put(tmp_path, WISE_EXPOSURES), "allwise")
    assert list(table["w2_is_upper_limit"]) == [False, True, False]
    np.testing.assert_array_equal(table["w2_flux"], [170.0, -9.5, np.nan])
    assert list(table["allwise_id"].isna()) == [False, False, True]
    assert set(table["survey"]) == {"allwise"}


def test_visits_in_rows(tmp_path):
    table = read_wise_visits(put(tmp_path, VISITS))
    assert list(table["visit"]) == [0, 1, 0, 1, 0, 0]
    assert list(table["band"]) == ["W1", "W1", "W2", "W2", "W1", "W2"]
    np.testing.assert_array_equal(
        table["mjd"], [55300.5, 55301.5, 55300.5, 55301.5] + [55300.5] * 2
    )
    assert set(table["n_exposures"]) == {12}


def test_damaged_tables(tmp_path):
    read = partial(read_wise_exposures, survey="allwise")
    refused(read, put(tmp_path, WISE_EXPOSURES.replace(b"cntr_mf", b"cntr")), "unknown header line")
    refused(read, put(tmp_path, WISE_EXPOSURES.replace(b",0\n", b",0.5\n")), "a whole number")
    refused(read, put(tmp_path, WISE_EXPOSURES.replace(b"\n1,30", b"\n0,30")), "key is not unique")
    refused(read_wise_sample, put(tmp_path, WISE_SAMPLE.replace(b"0.25,6", b"?,6")), "column 'z'")
    refused(read_wise_sample, put(tmp_path, WISE_SAMPLE.replace(b"AT1990a", b"")), "some text")


def test_damaged_products(tmp_path):
    def damaged(change, *parts):
        product = timewise_product()
        change(product["0"], product["0"]["timewise_lightcurve"])
        refused(read_wise_visits, put(tmp_path, json.dumps(product).encode()), *parts)

    refused(read_wise_visits, put(tmp_path, VISITS[:-20]), "not readable as JSON")
    refused(read_wise_visits, put(tmp_path, b"[1, 2]"), "wrong JSON")
    refused(read_wise_visits, put(tmp_path, b"{}"), "no source")
    refused(read_wise_visits, put(tmp_path, b'{"0": {}, "0": {}}'), "a name of 0 stands twice")
    refused(read_wise_visits, put(tmp_path, VISITS.replace(b"30.5", b"Infinity")), "is no value")
    damaged(lambda source, curve: curve.pop("mean_mjd"), "source 0", "mean_mjd")
    damaged(lambda source, curve: source.pop("ra"), "source 0", "ra")
    damaged(lambda source, curve: curve["W1_mean_mag"].pop("1"), "other visits than mean_mjd")
    damaged(lambda source, curve: curve["W1_mag_ul"].update({"1": 0}), "W1_mag_ul holds 0")
    damaged(lambda source, curve: curve["W1_mean_mag"].update({"1": "x"}), "holds 'x'")
    damaged(lambda source, curve: curve["W1_flux_density_Npoints"].update({"1": 1.5}), "a fraction")
