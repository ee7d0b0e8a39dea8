"""Files of users: formats, endings, damage, and cells as printed."""

from __future__ import annotations

import gzip
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.table import QTable, Table
from astropy.time import Time
from written_tables import DECLARING, FORMATS, fits_bytes, packed, votable_text, write

from nusources.errors import InputDataError, InputWarning
from nusources.user_files.reading import ENDINGS, read_user_table

COLUMNS = {"Name": ["0001", "3E5"], "RA": [10.25, 200.5], "Dec": [-30.0, 45.125], "n": [3, 4]}
FIELDS = (
    '<FIELD ID="main_col1" name="Object Name" datatype="char" arraysize="*"/>'
    '<FIELD ID="main_col2" name="RA(deg)" datatype="double" unit="deg"/>'
)
ROWS = [["TXS 0506+056", 77.3582]]


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_gives_the_same_cells(tmp_path, ending, is_packed):
    path = write(tmp_path, ending, COLUMNS)
    table = read_user_table(packed(path) if is_packed else path)
    assert table.names == list(COLUMNS)
    assert table.texts("Name") == ["0001", "3E5"]  # names, whatever they look like
    assert table.texts("n") == ["3", "4"]
    for name in ("RA", "Dec", "n"):
        np.testing.assert_array_equal(table.numbers(name), COLUMNS[name])
    assert len(table) == 2


@pytest.mark.parametrize("ending", [one for endings in ENDINGS.values() for one in endings])
def test_endings_in_any_case_packed_or_not(tmp_path, ending):
    kind = next(kind for kind, endings in ENDINGS.items() if ending in endings)
    known = {"text": "csv", "ECSV": "ecsv", "FITS": "fits", "VOTable": "vot", "Parquet": "parquet"}
    data = Path(write(tmp_path, known[kind], COLUMNS)).read_bytes()
    for name, content in (
        (f"a{ending}", data),
        (f"A{ending.upper()}", data),
        (f"a{ending}.gz", gzip.compress(data)),
        (f"A{ending.upper()}.GZ", gzip.compress(data)),
    ):
        (tmp_path / name).write_bytes(content)
        assert read_user_table(tmp_path / name).texts("Name") == ["0001", "3E5"]


@pytest.mark.parametrize("ending", DECLARING)
def test_declared_units_are_kept(tmp_path, ending):
    table = read_user_table(write(tmp_path, ending, COLUMNS, {"RA": "rad", "Dec": "arcmin"}))
    assert [table.column(name).unit for name in ("Name", "RA", "Dec")] == ["", "rad", "arcmin"]


def test_units_of_voparquet_are_kept(tmp_path):
    table = Table(COLUMNS)
    table["RA"].unit = "rad"
    table.write(tmp_path / "a.parquet", format="parquet.votable", metadata={"RA": {}})
    assert read_user_table(tmp_path / "a.parquet").column("RA").unit == "rad"


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_cut_off_is_refused(tmp_path, ending):
    path = Path(write(tmp_path, ending, COLUMNS))
    data = path.read_bytes()
    end = data.rindex(b"\n3E5") + 6 if ending in ("csv", "ecsv") else len(data) - 40
    if ending == "ecsv":
        end = data.rindex(b"\n3E5") + 4
    path.write_bytes(data[: len(data) - 2870 if ending == "fits" else end])
    told = {"vot": r"row 26: the VOTable is cut off; found .*</TABLEDATA>", "ecsv": "not readable"}
    with pytest.raises(InputDataError, match=told.get(ending, "cut off")):
        read_user_table(path)
    whole = gzip.compress(data)
    path = tmp_path / f"b.{ending}.gz"
    path.write_bytes(whole[:-12])
    with pytest.raises(InputDataError, match="truncated or damaged gzip file"):
        read_user_table(path)


@pytest.mark.parametrize("ending", ["parquet", "fits", "vot", "ecsv", "csv"])
def test_what_is_not_of_its_format_is_refused(tmp_path, ending):
    path = tmp_path / f"broken.{ending}"
    path.write_text("<!DOCTYPE html><html>not a catalogue</html>")
    with pytest.raises(InputDataError, match=rf"broken.{ending}: a web page, not a table"):
        read_user_table(path)
    other = "fits" if ending != "fits" else "csv"
    path.write_bytes(Path(write(tmp_path, other, COLUMNS)).read_bytes())
    found = {"fits": "FITS", "csv": "text"}[other]
    with pytest.raises(InputDataError, match=rf"another format than the ending.*found '{found}'"):
        read_user_table(path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.csv", None, "none.csv: there is no such file; expected a table"),
        ("a.dat", b"1", "a.dat: the ending tells no known format; found '.dat'; .*fit.*with .gz"),
        ("a.csv", b" \n", "a.csv: the file is empty"),
        ("a.csv", b"# x\n\n", "a.csv: the file has no header"),
        ("a.csv", b"Name,RA\n", r"a.csv: the table has no rows; found \['Name', 'RA'\]"),
        ("a.csv", b"N,RA\nM\xfcller,1\n", r"a.csv, row 2: not readable as text; .*UTF-8"),
        ("a.csv", "N,RA\na,1\n".encode("utf-16"), "row 1: not readable as text; found 'UTF-16'"),
        ("a.csv", b"N,RA\na,1\nb\0,2\n", "row 3: binary data"),
        ("a.csv", b"N,RA\na,1\n\nb,2,3\n", "row 4: a row of 3 cells under a header of 2"),
        ("a.csv", b"N,RA\na,1\nb\n", r"row 3: a row of 1 cells .*found \['b'\]; expected 2"),
        ("a.csv", b"N,RA\na,1\n# next\nN,RA\nb,2\n", "row 4: the header stands there again"),
        ("a.csv", b'N,RA\n"a,1\nb,2\n', r"row \d: not readable \(unexpected end of data\)"),
    ],
)
def test_damage_is_told_with_file_and_row(tmp_path, name, content, told):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputDataError, match=told):
        read_user_table(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        "# title\nName,RA\nNGC 1068 #1, 40.67\n  M87 ,187.7\n",
        "\ufeffName;RA\r\nNGC 1068 #1;40.67\r\nM87;187.7\r\n",
        'Name\tRA\nNGC 1068 #1\t40.67\n"M87"\t187.7',
        '#\n"Name", "RA"\n"NGC 1068 #1", 40.67\n\n# M87\nM87, 187.7\n\n',
        "Name|RA\n |deg\n------|---\nNGC 1068 #1|40.67\nM87|187.7\n",
    ],
)
def test_text_in_its_usual_forms(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    table = read_user_table(tmp_path / "a.csv")
    assert table.texts("Name") == ["NGC 1068 #1", "M87"]
    assert table.numbers("RA").tolist() == [40.67, 187.7]
    assert table.column("RA").unit == ("deg" if "deg" in text else "")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    named = zip(table.texts("Name"), table.rows, strict=True)
    assert all(name in lines[row - 1] for name, row in named)


def test_a_row_that_begins_with_a_hash_is_told(tmp_path):
    (tmp_path / "a.csv").write_text("Name,RA\nA,1\n#2,3\n# a remark, and more, of it\n")
    with pytest.warns(InputWarning, match=r"row 3 begins with # .*'#2,3'") as told:
        assert len(read_user_table(tmp_path / "a.csv")) == 1
    assert len(told) == 1


def test_comments_above_the_rows_are_not_told(tmp_path):
    (tmp_path / "a.csv").write_text("# a title, of two parts\nName,RA\n#x,y\nA,1\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_user_table(tmp_path / "a.csv")) == 1


def test_quotes_may_hold_separators_lines_and_hashes(tmp_path):
    (tmp_path / "a.csv").write_text('Name,RA\n"A, the ""first""\n# of all",1\nB,2\n')
    table = read_user_table(tmp_path / "a.csv")
    assert table.texts("Name") == ['A, the "first"\n# of all', "B"]
    assert table.rows.tolist() == [3, 4]


def test_a_header_that_is_a_comment_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("#Name,RA\nA,1\nB,2\n")
    with pytest.raises(InputDataError, match=r"column\(s\) Name, RA \(the line '#Name,RA' begins"):
        read_user_table(tmp_path / "a.csv").require("it", ["Name", "RA"])


@pytest.mark.parametrize("ending", ["csv", "fits", "vot", "plain.parquet"])
def test_a_chosen_name_that_stands_twice_is_refused(tmp_path, ending):
    path = tmp_path / f"twice.{ending}"
    if ending == "csv":
        path.write_text("Name,RA,Dec,RA\nA,5.1,5,77.3\n")
    elif ending == "fits":
        data = fits_bytes({"Name": ["A"], "RA": [5.1], "RB": [77.3]}, {})
        path.write_bytes(data.replace(b"'RB      '", b"'RA      '"))
    elif ending == "vot":
        fields = '<FIELD name="Name" datatype="char" arraysize="*"/>'
        fields += '<FIELD name="RA" datatype="double"/>' * 2
        path.write_text(votable_text(fields, [["A", 5.1, 77.3]]))
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrays = [pa.array(one) for one in (["A"], [5.1], [77.3])]
        pq.write_table(pa.Table.from_arrays(arrays, names=["Name", "RA", "RA"]), path)
    table = read_user_table(path)
    assert table.texts("Name") == ["A"]
    with pytest.raises(InputDataError, match=r"column 'RA': several columns have this name"):
        table.require("it", ["Name", "RA"])


def test_names_and_identifiers_of_a_votable(tmp_path):
    (tmp_path / "a.vot").write_text(votable_text(FIELDS, ROWS))
    table = read_user_table(tmp_path / "a.vot")
    assert table.names == ["Object Name", "RA(deg)"]
    assert table.texts("Object Name") == table.texts("main_col1") == ["TXS 0506+056"]
    assert table.numbers("RA(deg)") == table.numbers("main_col2") == [77.3582]


@pytest.mark.parametrize("status", ["OVERFLOW", "ERROR"])
@pytest.mark.parametrize("place", ["before", "after"])
def test_an_answer_that_is_not_whole_is_refused(tmp_path, status, place):
    info = f'<INFO name="QUERY_STATUS" value="{status}">too many rows</INFO>'
    (tmp_path / "a.vot").write_text(votable_text(FIELDS, ROWS, **{place: info}))
    with pytest.raises(InputDataError, match=f"not whole: too many rows; found '{status}'"):
        read_user_table(tmp_path / "a.vot")
    ok = info.replace(status, "OK")
    (tmp_path / "a.vot").write_text(votable_text(FIELDS, ROWS, before=ok))
    assert len(read_user_table(tmp_path / "a.vot")) == 1


@pytest.mark.parametrize(
    ("systems", "references", "frame"),
    [
        (["B"], ["B", "B"], "fk4 B1950"),
        (["B"], ["", ""], "fk4 B1950"),
        (["B"], ["B", ""], ""),  # it is of the other column
        (["B", "J"], ["", ""], ""),
        (["J", "B"], ["J", "J"], "icrs"),
        (["J", "B"], ["J", "B"], "fk4 B1950"),
        ([], ["", ""], ""),
    ],
)
def test_frame_of_a_votable_s_field(tmp_path, systems, references, frame):
    known = {"B": 'system="eq_FK4" equinox="B1950"', "J": 'system="ICRS"'}
    before = "".join(f'<COOSYS ID="{one}" {known[one]}/>' for one in systems)
    fields = "".join(
        f'<FIELD name="{name}" datatype="double"' + (f' ref="{one}"/>' if one else "/>")
        for name, one in zip(("RA_2", "RA"), references, strict=True)
    )
    (tmp_path / "a.vot").write_text(votable_text(fields, [[1.0, 2.0]], before=before))
    assert read_user_table(tmp_path / "a.vot").column("RA").frame == frame


def test_galactic_columns_of_a_votable_are_known_by_their_ucd(tmp_path):
    fields = '<FIELD name="x" datatype="double" ucd="pos.galactic.lon;meta.main"/>'
    (tmp_path / "a.vot").write_text(votable_text(fields, [[1.0]]))
    assert read_user_table(tmp_path / "a.vot").column("x").frame == "galactic"


def test_missing_cells(tmp_path):
    text = votable_text(FIELDS, [["", 1.5], ["b", ""]])
    (tmp_path / "a.vot").write_text(text)
    table = read_user_table(tmp_path / "a.vot")
    assert table.texts("Object Name") == ["", "b"]
    np.testing.assert_array_equal(table.numbers("RA(deg)"), [1.5, np.nan])
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "t": ["x", None]})
    frame.to_parquet(tmp_path / "a.parquet")
    table = read_user_table(tmp_path / "a.parquet")
    assert table.texts("n") == ["1", ""]
    assert table.texts("t") == ["x", ""]
    np.testing.assert_array_equal(table.numbers("n"), [1.0, np.nan])
    (tmp_path / "a.csv").write_text("n,t\n1,x\nNaN,\n")
    np.testing.assert_array_equal(read_user_table(tmp_path / "a.csv").numbers("n"), [1.0, np.nan])


@pytest.mark.parametrize("cell", ["1_000", "inf", "0x10", "1,5", "12h", "−5", "1.5D3"])
def test_cells_that_are_no_numbers_are_refused(tmp_path, cell):
    (tmp_path / "a.csv").write_text(f"n;t\n1;a\n{cell};b\n", encoding="utf-8")
    with pytest.raises(InputDataError, match="row 3, column 'n': not a finite decimal number"):
        read_user_table(tmp_path / "a.csv").numbers("n")


def test_a_fits_file_may_lack_no_byte_and_have_more(tmp_path):
    data = fits_bytes(COLUMNS, {})
    (tmp_path / "a.fits").write_bytes(data[:-100])  # of the padding
    with pytest.raises(InputDataError, match=r"cut off \(File may have been truncated"):
        read_user_table(tmp_path / "a.fits")
    (tmp_path / "a.fits").write_bytes(data + bytes(2880))
    assert len(read_user_table(tmp_path / "a.fits")) == 2


def test_the_primary_header_tells_the_frame_where_the_table_s_does_not(tmp_path):
    primary = fits.PrimaryHDU()
    primary.header["RADESYS"] = "FK4"
    columns = [fits.Column("RA", "D", array=[1.0])]
    for system, frame in (("", "fk4 B1950"), ("ICRS", "icrs")):
        hdu = fits.BinTableHDU.from_columns(columns)
        if system:
            hdu.header["RADESYS"] = system
        fits.HDUList([primary, hdu]).writeto(tmp_path / "a.fits", overwrite=True)
        assert read_user_table(tmp_path / "a.fits").column("RA").frame == frame


def two_tables(path: Path) -> None:
    hdus = [fits.PrimaryHDU()]
    for title, name in (("ROI", "RB"), ("SOURCES", "RA"), ("EXTENDED", "RA")):
        columns = [fits.Column(name, "D", array=[1.0, 2.0]), fits.Column("N", "3A", array=["a"])]
        hdus.append(fits.BinTableHDU.from_columns(columns, name=title))
    fits.HDUList(hdus).writeto(path)


def test_several_tables_in_a_file(tmp_path):
    two_tables(tmp_path / "a.fit")
    with pytest.warns(InputWarning, match=r"'SOURCES' \(2 rows\) is taken; 'EXTENDED' \(2 rows\)"):
        table = read_user_table(tmp_path / "a.fit", ["RA"])
    assert table.title == "SOURCES"
    assert read_user_table(tmp_path / "a.fit", ["RB"]).title == "ROI"
    assert read_user_table(tmp_path / "a.fit", ["RA"], "extended").title == "EXTENDED"
    with pytest.raises(InputDataError, match=r"0 tables .* 'X'; found \['ROI', 'SOURCES'"):
        read_user_table(tmp_path / "a.fit", ["RA"], "X")


@pytest.mark.parametrize("ending", ["ecsv", "parquet"])
def test_coordinates_and_times_that_astropy_stored(tmp_path, ending):
    table = QTable({"Name": ["A"], "RA": [77.3582], "place": SkyCoord([1.0], [2.0], unit="deg")})
    table["old"] = SkyCoord([76.6989], [5.6263], unit="deg", frame="fk4", equinox="B1950")
    table["galactic"] = SkyCoord([120.0], [-5.0], unit="deg", frame="galactic")
    table["t"] = Time([58000.25], format="mjd", scale="tai")
    table.write(tmp_path / f"a.{ending}", format={"ecsv": "ascii.ecsv"}.get(ending, ending))
    found = read_user_table(tmp_path / f"a.{ending}")
    assert found.numbers("RA") == [77.3582]
    assert (found.numbers("place.ra"), found.column("place.dec").unit) == ([1.0], "deg")
    frames = [found.column(name).frame for name in ("place.ra", "old.dec", "galactic.l")]
    assert frames == ["icrs", "fk4 B1950", "galactic"]
    assert found.numbers("t.mjd") == pytest.approx(58000.25 - 37 / 86400, abs=1e-9)  # UTC
    (tmp_path / "b.csv").write_bytes((tmp_path / f"a.{ending}").read_bytes())
    if ending == "ecsv":  # by its first line, whatever it is called
        assert read_user_table(tmp_path / "b.csv").column("old.ra").frame == "fk4 B1950"


def test_a_column_of_arrays_is_refused_where_it_is_chosen(tmp_path):
    columns = [fits.Column("N", "D", array=[1.0]), fits.Column("F", "3D", array=[[1.0, 2.0, 3.0]])]
    fits.BinTableHDU.from_columns(columns).writeto(tmp_path / "a.fits")
    table = read_user_table(tmp_path / "a.fits")
    assert table.numbers("N") == [1.0]
    with pytest.raises(InputDataError, match=r"column 'F': each row holds several values"):
        table.numbers("F")
