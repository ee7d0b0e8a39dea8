"""Flux histories: the official files, and invented ones with their quirks."""

from __future__ import annotations

import numpy as np
import pytest
from catalogue_samples import make_table, put_fits
from icetracks_samples import refused

from nusources.catalogs.gamma.fermi_catalogs import POINT_SOURCES
from nusources.catalogs.gamma.fermi_history import read_flux_history
from nusources.contracts.fermi import FLUX_HISTORY
from nusources.formats.fits import FitsField
from nusources.tables import check_table

NAN, INF = np.nan, np.inf
REFERENCE = {"MJDREFI": 51910.0, "MJDREFF": 7.428703703703703e-4}
UNIT = "ph cm-2 s-1"
EDGES = [239557417.0, 270890000.0, 302450000.0]
FLUX = [[1.0, 2.0], [3.0, 4.0]]
ERRORS = [[-0.5, 0.75, NAN, 0.25], [-0.5, 0.5, -4.5, 0.5]]
SQRT_TS = [[4.0, 0.5], [5.0, 6.0]]


def parts_of(edges=EDGES, flux=FLUX, errors=ERRORS, sqrt_ts=SQRT_TS, header=REFERENCE):
    columns = {
        FitsField("Source_Name", "text"): ["A", "B"],
        FitsField("Flux_History", unit=UNIT, width=2): flux,
        FitsField("Unc_Flux_History", unit=UNIT, width=4): errors,
        FitsField("Sqrt_TS_History", width=2): sqrt_ts,
    }
    times = make_table("Hist_Start", {FitsField("Hist_Start", unit="s"): edges}, header)
    return make_table(POINT_SOURCES, columns), times


def invented(tmp_path, **changes):
    return put_fits(tmp_path / "history.fits", *parts_of(**changes))


@pytest.mark.parametrize(
    ("version", "binning", "n_rows", "n_limits", "n_fixed"),
    [
        ("v20", "year", 5066 * 8, 4914, 8),
        ("v20", "two_months", 5066 * 48, 104790, 48),
        ("v27", "year", 5788 * 10, 9171, 10),
        ("v35", "year", 7195 * 14, 22293, 14),
        ("v41", "year", 7224 * 16, 24996, 0),
    ],
)
def test_official_histories(mirror, version, binning, n_rows, n_limits, n_fixed):
    path = mirror / "fermi_4fgl" / f"gll_psc_{version}.fit.gz"
    table = read_flux_history(path, binning)
    check_table(table, FLUX_HISTORY)
    assert len(table) == n_rows
    # Missing lower errors less those of the Crab component that was not fitted.
    assert table["is_upper_limit"].sum() == n_limits
    assert table["is_fixed"].sum() == n_fixed
    assert set(table.loc[table["is_fixed"], "source_name"]) <= {"4FGL J0534.5+2201i"}
    measured = ~table["is_upper_limit"] & ~table["is_fixed"]
    assert table.loc[measured, ["flux_error_low", "flux_error_high"]].notna().all(axis=None)
    assert table["flux_limit"].notna().equals(table["is_upper_limit"])


def test_official_history_of_txs(mirror):
    table = read_flux_history(mirror / "fermi_4fgl" / "gll_psc_v35.fit.gz")
    txs = table[table["source_name"] == "4FGL J0509.4+0542"].set_index("time_bin")
    assert len(txs) == 14
    peak = txs["flux"].idxmax()
    assert peak == 9  # the year of IceCube-170922A
    assert txs.loc[peak, "mjd_start"] < 58018.87 < txs.loc[peak, "mjd_stop"]
    printed = txs.loc[[0, peak, 13], "flux"].to_numpy()
    np.testing.assert_allclose(printed, [4.1e-8, 2.0e-7, 7.0e-8], rtol=0.02)
    np.testing.assert_array_equal(txs["mjd_stop"][:-1], txs["mjd_start"][1:])


def test_two_months_stand_in_one_file_only(mirror):
    path = mirror / "fermi_4fgl" / "gll_psc_v35.fit.gz"
    refused(lambda file: read_flux_history(file, "two_months"), path, "expected HIST2_START")


def test_limits_and_errors(tmp_path):
    table = read_flux_history(invented(tmp_path))
    assert table["source_name"].tolist() == ["A", "A", "B", "B"]
    assert table["time_bin"].tolist() == [0, 1, 0, 1]
    np.testing.assert_array_equal(table["flux"], [1.0, 2.0, 3.0, 4.0])
    np.testing.assert_array_equal(table["flux_error_low"], [0.5, NAN, 0.5, 4.5])
    np.testing.assert_array_equal(table["flux_error_high"], [0.75, 0.25, 0.5, 0.5])
    np.testing.assert_array_equal(table["flux_limit"], [NAN, 2.5, NAN, NAN])
    assert table["is_upper_limit"].tolist() == [False, True, False, False]
    np.testing.assert_allclose(table["mjd_start"][0], 54682.656, atol=1e-3)
    assert table["mjd_stop"][0] == table["mjd_start"][1]


@pytest.mark.parametrize(("high", "sqrt_ts"), [(INF, 0.0), (-INF, -INF), (NAN, 0.0)])
def test_fixed_fluxes_are_no_limits(tmp_path, high, sqrt_ts):
    errors = [[NAN, high, NAN, high], ERRORS[1]]
    table = read_flux_history(
        invented(tmp_path, errors=errors, sqrt_ts=[[sqrt_ts, sqrt_ts], SQRT_TS[1]])
    )
    assert table["is_fixed"].tolist() == [True, True, False, False]
    assert not table["is_upper_limit"].any()
    fixed = table[table["is_fixed"]]
    names = ["flux_error_low", "flux_error_high", "flux_limit", "sqrt_ts"]
    assert fixed[names].isna().all(axis=None)
    assert fixed["flux"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"sqrt_ts": [[4.0, 2.0], SQRT_TS[1]]}, ("row 1", "contradict each other", "2.0)")),
        ({"sqrt_ts": [SQRT_TS[0], [0.5, 6.0]]}, ("row 2", "contradict each other")),
        ({"errors": [ERRORS[0], [0.5, 0.5, -1.0, 0.5]]}, ("row 2", "lower error <= 0")),
        ({"errors": [ERRORS[0], [-0.5, -0.5, -1.0, 0.5]]}, ("row 2", "upper error > 0")),
        ({"flux": [[-1.0, 2.0], FLUX[1]]}, ("row 1, column 'flux'", "at least 0")),
        ({"flux": [[1.0, NAN], FLUX[1]]}, ("row 2, column 'flux'", "a value in each row")),
        ({"edges": [EDGES[1], EDGES[0], EDGES[2]]}, ("row 2", "do not increase")),
        ({"edges": EDGES[:2]}, ("column 'Flux_History'", "expected real [ph cm-2 s-1], 1 per")),
        ({"edges": [0.0, 1.0, 2.0]}, ("column 'mjd_start'", "at least 54000 d")),
        ({"header": {"MJDREFI": 51910.0}}, ("unknown zero of time",)),
        ({"header": REFERENCE | {"MJDREFI": 51544}}, ("unknown zero of time", "(51544.0, ")),
    ],
)
def test_contradictions_are_refused(tmp_path, changes, parts):
    refused(read_flux_history, invented(tmp_path, **changes), *parts)


def test_a_file_without_history_is_refused(tmp_path):
    path = put_fits(tmp_path / "f.fits", parts_of()[0])
    refused(read_flux_history, path, "lacks a table; found 'LAT_POINT_SOURCE_CATALOG'")
