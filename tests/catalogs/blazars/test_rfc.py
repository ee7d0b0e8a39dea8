"""Radio Fundamental Catalogue: the official files, and invented ones with their quirks."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from icetracks_samples import put, refused

from nusources.catalogs.blazars.rfc import read_rfc, read_rfc_complete
from nusources.contracts.blazar_catalogs import RFC, RFC_COMPLETE
from nusources.tables import check_table

HEADER = "# VLBI SOURCE POSITION CATALOGUE  Format version of 2010.09.11 \n# more\n"
NO_FLUX = ("-1.00 ", "-1.00 ")


def row(category, name, ra, dec, fluxes):
    """One line in the catalogue's columns; each flux has six characters, its mark first."""
    bands = "  ".join(f"{total} {unresolved}" for total, unresolved in fluxes)
    errors = "    0.10   0.20  -0.120     17"
    return f"{category}  {name[1:5]}+100 {name:10}  {ra} {dec}{errors}  {bands}  X/S  rfc_2019d\n"


FLUX_SETS = [
    [NO_FLUX, (" 0.021", " 0.009"), (" 0.500", "<0.015"), NO_FLUX, NO_FLUX],
    [("35.245", " 2.075"), ("-1.000", " 0.050"), NO_FLUX, NO_FLUX, NO_FLUX],
]
FULL = (
    HEADER
    + row("C", "J0100-0010", "01 00 00.300000", "-00 10 30.00000", FLUX_SETS[0])
    + row("U", "J0200+1000", "02 00 00.000000", "+10 00 00.00000", FLUX_SETS[1])
).encode()
COMPLETE = b"name,flux,ra,dec\nJ0100-0010,0.5,0.25,-0.125\nJ0200+1000,23.596,6.25,1.5\n"


def test_official_catalogue(mirror):
    table = read_rfc(mirror / "rfc" / "rfc_2019d_cat.txt.gz")
    check_table(table, RFC)
    assert len(table) == 16845  # published
    assert table["category"].value_counts().to_dict() == {"N": 8507, "C": 7920, "U": 418}
    txs = table.set_index("source_name").loc["J0509+0541"]
    assert txs["ivs_name"] == "0506+056"
    assert txs["flux_density_x_total"] == 0.421
    assert txs["ra"] == pytest.approx(77.3582, abs=1e-4)
    assert txs["dec"] == pytest.approx(5.6931, abs=1e-4)
    bright = table.set_index("source_name").loc["J1229+0203"]  # 3C 273, above 10 Jy
    assert 20 < bright["flux_density_x_total"] < 30


def test_official_files_agree(mirror):
    table = read_rfc(mirror / "rfc" / "rfc_2019d_cat.txt.gz").set_index("source_name")
    sample = read_rfc_complete(mirror / "rfc" / "rfc.csv")
    check_table(sample, RFC_COMPLETE)
    assert len(sample) == 3388
    assert sample["flux_density_x"].min() == 0.15
    assert sample["flux_density_x"].max() == pytest.approx(23.6, abs=0.05)
    common = table.loc[sample["source_name"]]
    # The positions are those of another solution: a source may have moved by tens of mas.
    for axis in ("ra", "dec"):
        np.testing.assert_allclose(sample[axis], common[axis], rtol=0, atol=1e-4)
    assert sample.set_index("source_name").loc["J0509+0541", "flux_density_x"] == 0.421


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_marks_and_missing_values(tmp_path, pack):
    table = read_rfc(put(tmp_path, pack(FULL)))
    np.testing.assert_allclose(table["ra"], [15.00125, 30.0], rtol=1e-14)
    np.testing.assert_allclose(table["dec"], [-0.175, 10.0], rtol=1e-14)
    np.testing.assert_array_equal(table["flux_density_s_total"], [np.nan, 35.245])
    np.testing.assert_array_equal(table["flux_density_c_total"], [0.021, np.nan])
    np.testing.assert_array_equal(table["flux_density_c_unresolved"], [0.009, 0.05])
    np.testing.assert_array_equal(table["flux_density_x_unresolved"], [0.015, np.nan])
    limits = table.filter(like="is_limit").sum()
    assert limits[limits > 0].to_dict() == {"flux_density_x_unresolved_is_limit": 1}
    assert table["n_observations"].tolist() == [17, 17]
    assert table["bands"].tolist() == ["X/S", "X/S"]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (b"# VLBI", b"# OTHER", ("row 1: unknown header line",)),
        (b"0.500", b"0.5000", ("row 3: fields are not in the release's fixed columns",)),
        (b"0.500", b"0.5x0", ("row 3, column 'flux_density_x_total'", "found '0.5x0'")),
        (b" 0.500", b"-0.500", ("column 'flux_density_x_total'", "found -0.5", "at least 0")),
        (b"\nC ", b"\nD ", ("row 1, column 'category'", "found 'D'")),
        (b"-0.120", b"-1.120", ("row 1, column 'correlation'", "at least -1")),
        (b"00 10 30", b"00 60 30", ("row 3, column 'dec'", "degrees, minutes and seconds")),
        (b"02 00 00", b"25 00 00", ("row 4, column 'ra'", "hours, minutes and seconds")),
        (b"J0200+1000", b"J0100-0010", ("row 2", "the key is not unique")),
        (b"    17", b"   1.7", ("row 3, column 'n_observations'", "a whole number")),
    ],
)
def test_wrong_cells_are_refused(tmp_path, old, new, parts):
    refused(read_rfc, put(tmp_path, FULL.replace(old, new, 1)), *parts)


@pytest.mark.parametrize(
    ("reader", "data"), [(read_rfc, FULL), (read_rfc_complete, COMPLETE)], ids=["full", "complete"]
)
def test_useless_files_are_refused(tmp_path, reader, data):
    refused(reader, tmp_path / "none.txt", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<html></html>"), "an HTML page, not data")
    refused(reader, put(tmp_path, data[:-4]), "last line is cut off")
    refused(reader, put(tmp_path, gzip.compress(data)[:-4]), "truncated or damaged gzip")
    rows = 2 if reader is read_rfc else 1
    head = b"\n".join(data.split(b"\n")[:rows]) + b"\n"
    refused(reader, put(tmp_path, head), "no rows after the header")


def test_radians_are_converted(tmp_path):
    table = read_rfc_complete(put(tmp_path, COMPLETE))
    np.testing.assert_array_equal(table["ra"], np.degrees([0.25, 6.25]))
    np.testing.assert_array_equal(table["dec"], np.degrees([-0.125, 1.5]))


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (b"6.25", b"77.36", ("row 3, column 'ra': not an angle in radians", "0.0000 to 6.2832")),
        (b"-0.125", b"-5.7", ("row 2, column 'dec': not an angle in radians", "found '-5.7'")),
        (b"0.5,", b"0.05,", ("row 1, column 'flux_density_x'", "at least 0.15")),
        (b"0.5,", b",", ("row 2, column 'flux'", "found ''")),
        (b"flux,ra", b"ra,flux", ("row 1: unknown header line",)),
    ],
)
def test_wrong_cells_of_the_sample_are_refused(tmp_path, old, new, parts):
    refused(read_rfc_complete, put(tmp_path, COMPLETE.replace(old, new, 1)), *parts)
