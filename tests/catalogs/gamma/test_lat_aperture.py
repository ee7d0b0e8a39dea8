"""LAT aperture and likelihood curves in bins of 30 days: invented files."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from icetracks_samples import refused
from light_curve_cases import APERTURE, LIKELIHOOD
from test_fermi_light_curves import NAME, put_archive, put_curve

from nusources.catalogs.gamma.fermi_light_curves import read_light_curves, read_likelihood_curves
from nusources.catalogs.gamma.lat_aperture import read_aperture_curves
from nusources.contracts.light_curves import LAT_APERTURE_POINTS, LAT_LIKELIHOOD_POINTS
from nusources.tables import check_table


def put(folder, data):
    path = folder / "aperture_30d.csv"
    path.write_bytes(data)
    return path


def test_aperture_fluxes_may_be_negative_or_zero(tmp_path):
    table = read_aperture_curves(put(tmp_path, APERTURE))
    check_table(table, LAT_APERTURE_POINTS)
    assert table["photon_flux"].tolist() == [-1.25e-9, 0.0]
    assert table["mjd_stop"].tolist() == [54712.0, 54742.0]


def test_a_bin_that_is_given_twice_has_two_rows(tmp_path):
    twice = APERTURE.replace(b"54712,54742", b"54682,54712", 1)
    table = read_aperture_curves(put(tmp_path, twice))
    check_table(table, LAT_APERTURE_POINTS)
    assert table[["row", "mjd_start"]].to_numpy().tolist() == [[1, 54682], [2, 54682]]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"2.5e-9", b"", ("row 2", "error")),
        (b"2.5e-9", b"inf", ("row 2", "error")),
        (b"3.5e-9", b"-3.5e-9", ("photon_flux_error",)),
        (b"54682", b"239557417", ("mjd_start",)),  # mission elapsed time
    ],
)
def test_mistakes_in_aperture_curves_are_told(tmp_path, old, new, told):
    assert old in APERTURE
    refused(read_aperture_curves, put(tmp_path, APERTURE.replace(old, new, 1)), *told)


def test_likelihood_curves_have_bins_of_thirty_days(tmp_path):
    table = read_likelihood_curves(put_curve(tmp_path / "curves", LIKELIHOOD))
    check_table(table, LAT_LIKELIHOOD_POINTS)
    np.testing.assert_allclose(table["mjd_stop"] - table["mjd_start"], 30.0)
    np.testing.assert_array_equal(table["energy_flux"], [3e-8, np.nan, np.nan, 1e-4])
    # Mean of 4e-8 downwards and 5e-8 upwards; bounds at the flux are none.
    np.testing.assert_allclose(table["energy_flux_error"], [4.5e-8, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(table["energy_flux_limit"], [np.nan, 2e-8, np.nan, np.nan])
    assert table["photon_index"].tolist()[0] == 2.25
    assert table["is_converged"].tolist() == [True, True, False, False]
    packed = put_archive(tmp_path / "likelihood_30d.tar", {NAME: LIKELIHOOD}, "w:gz")
    assert read_likelihood_curves(packed).equals(table)


def test_the_binning_is_that_of_the_file(tmp_path):
    shifted = copy.deepcopy(LIKELIHOOD)
    for entries in shifted.values():
        for entry in entries:
            if isinstance(entry, list) and entry[0] == LIKELIHOOD["ts"][1][0]:
                entry[0] += 7 * 86400
    folder = put_curve(tmp_path / "curves", shifted)
    refused(read_likelihood_curves, folder, "increasing by whole bins", "steps of 2.592e+06 s")
    refused(read_light_curves, put_curve(tmp_path / "months", LIKELIHOOD), "steps of 604800 s")
