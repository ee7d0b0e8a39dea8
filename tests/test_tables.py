"""Tables keep their contract: what is written is read, and what breaks it is refused."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import astropy.units
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from astropy.io.votable.ucd import check_ucd
from astropy.table import Table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nusources.contracts.listing import all_contracts
from nusources.contracts.spatial import SOURCES
from nusources.errors import TableContractError
from nusources.tables import Column, Contract, check_table, read_table, write_table

PARTS = Contract(
    "parts",
    "A table with a column of every type & <rule>",
    (
        Column("name", "string", "", "meta.id", "text of the key"),
        Column("number", "int64", "", "meta.record", "number of the key", low=1, high=2**62),
        Column("small", "int32", "", "meta.number", "small number"),
        Column("angle", "float64", "deg", "pos.eq.ra;meta.main", "an angle", low=0, high=360),
        Column("gap", "float64", "TeV", "em.energy", "may be missing", nullable=True),
        Column("short", "float32", "", "stat.value", "a number of few digits", low=0),
        Column("flag", "bool", "", "meta.code", "yes or no"),
        Column("kind", "string", "", "src.class", "one of two", choices=("a", "b")),
        Column("note", "string", "", "meta.note", "may be missing", nullable=True),
    ),
    ("name", "number"),
)
ROW = {
    "name": "é",
    "number": 1,
    "small": -3,
    "angle": 12.5,
    "gap": 2.0,
    "short": 0.5,
    "flag": True,
    "kind": "a",
    "note": "n",
}
TYPES = {"number": "int64", "small": "int32", "angle": "float64", "gap": "float64", "flag": "bool"}
TYPES |= {"short": "float32"}
TYPES |= dict.fromkeys(("name", "kind", "note"), "str")

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\0"), min_size=1, max_size=8
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": TEXT,
            "number": st.integers(1, 2**62),
            "small": st.integers(-(2**31), 2**31 - 1),
            "angle": st.floats(0, 360),
            "gap": FINITE | st.just(float("nan")),
            "short": st.floats(0, 2.0**99, width=32),
            "flag": st.booleans(),
            "kind": st.sampled_from(["a", "b"]),
            "note": TEXT | st.none(),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: (row["name"], row["number"]),
)


def table_of(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=PARTS.column_names).astype(TYPES)


def changed(**values) -> pd.DataFrame:
    """Three right rows, the second changed."""
    rows = [ROW | {"number": number} for number in (1, 2, 3)]
    rows[1] |= values
    return table_of(rows)


repeated = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@repeated
@given(ROWS)
def test_what_is_written_is_read(tmp_path: Path, rows):
    table = table_of(rows)
    ancestors = {"simulated": ["B", "A", "B"], "real": ["R"], "own": ["alerts (a.csv)"]}
    write_table(table, tmp_path / "t.parquet", PARTS, **ancestors)
    read = read_table(tmp_path / "t.parquet", PARTS)
    expected = table.sort_values(["name", "number"], ignore_index=True)
    pd.testing.assert_frame_equal(read, expected, check_exact=True)
    expected = {"simulated": ["A", "B"], "real": ["R"], "own": ["alerts (a.csv)"]}
    assert read.attrs == expected


@repeated
@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_is_no_difference(tmp_path: Path, rows, order: random.Random):
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    write_table(table_of(rows), first, PARTS)
    order.shuffle(rows)
    shuffled = table_of(rows)[order.sample(PARTS.column_names, len(PARTS.columns))]
    write_table(shuffled, second, PARTS)
    assert first.read_bytes() == second.read_bytes()


def test_index_and_attributes_are_no_difference(tmp_path: Path):
    table = changed()
    write_table(table, tmp_path / "a.parquet", PARTS)
    other = table.set_index(pd.Index([7, 7, 9]))
    other.attrs["x"] = 1
    write_table(other, tmp_path / "b.parquet", PARTS)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def without(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table.drop(columns=name)


@pytest.mark.parametrize(
    ("table", "row", "column", "told"),
    [
        (without(changed(), "gap"), None, None, "table 'parts' lacks gap; expected columns name"),
        (changed().assign(more=1), None, None, "table 'parts' has unknown more"),
        (pd.concat([changed(), changed()["note"]], axis=1), None, None, "unknown second note"),
        (changed()[:0], None, None, "table 'parts' has no rows; expected at least one row"),
        (changed(angle=-0.5), 2, "angle", "found -0.5; expected at least 0 deg"),
        (changed(angle=360.5), 2, "angle", "found 360.5; expected at most 360 deg"),
        (changed(angle=np.nan), 2, "angle", "found nan; expected a value in each row"),
        (changed(angle=np.inf), 2, "angle", "found inf; expected a finite number"),
        (changed(gap=-np.inf), 2, "gap", "found -inf; expected a finite number"),
        (changed(short=np.inf), 2, "short", "found inf; expected a finite number"),
        (changed(short=-0.5), 2, "short", "found -0.5; expected at least 0"),
        (changed(number=0), 2, "number", "found 0; expected at least 1"),
        (changed(kind="c"), 2, "kind", "found 'c'; expected one of a, b"),
        (changed(kind=None), 2, "kind", "expected a value in each row"),
        (changed(name=None), 2, "name", "expected a value in each row"),
        (changed(number=1), 2, "name, number", "the key is not unique; found ('é', 1)"),
        (changed().astype({"small": "int64"}), None, "small", "wrong type; found 'int64'"),
        (changed().astype({"angle": "float32"}), None, "angle", "expected float64"),
        (changed().astype({"flag": "int64"}), None, "flag", "wrong type; found 'int64'"),
        (changed().astype({"name": "category"}), None, "name", "wrong type; found 'category'"),
        (changed().assign(note=5), None, "note", "wrong type; found 'int64'; expected string"),
        (
            changed().assign(number=pd.Series([1, "x", 3], dtype=object)),
            None,
            "number",
            "wrong type; found 'object'; expected int64",
        ),
    ],
)
def test_each_violation_is_refused(tmp_path: Path, table, row, column, told):
    path = tmp_path / "t.parquet"
    for act in (check_table, None):
        with pytest.raises(TableContractError) as caught:
            check_table(table, PARTS, path) if act else write_table(table, path, PARTS)
        assert (caught.value.row, caught.value.column) == (row, column)
        assert str(path) in str(caught.value)
        assert told in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_violations_in_a_file_are_found_at_reading(tmp_path: Path):
    path = tmp_path / "t.parquet"
    write_table(changed(), path, PARTS)
    stored = pq.read_table(path)
    angles = pa.array([1.0, 2.0, 400.0])
    spoiled = stored.set_column(3, stored.schema.field("angle"), angles)
    pq.write_table(spoiled, path)
    with pytest.raises(TableContractError, match=r"row 3, column 'angle': .* found 400\.0"):
        read_table(path, PARTS)
    with pytest.raises(TableContractError, match="row 3, column 'angle'"):
        read_table(path, PARTS, ["angle"])
    assert len(read_table(path, PARTS, ["name"])) == 3


def test_some_columns_only(tmp_path: Path):
    path = tmp_path / "t.parquet"
    write_table(changed(), path, PARTS)
    assert list(read_table(path, PARTS, ["angle", "name"]).columns) == ["angle", "name"]
    with pytest.raises(TableContractError, match="lacks nothing"):
        read_table(path, PARTS, ["angle", "nothing"])


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "not a readable Parquet file"),
        (lambda path: path.write_bytes(b""), "not a readable Parquet file"),
        (lambda path: path.write_text("a,b\n1,2\n"), "not a readable Parquet file"),
        (lambda path: changed().to_parquet(path), "another table stands here; expected 'parts'"),
    ],
)
def test_what_is_no_table_of_ours_is_refused(tmp_path: Path, make, told):
    path = tmp_path / "t.parquet"
    make(path)
    with pytest.raises(TableContractError, match=told):
        read_table(path, PARTS)


def test_another_table_is_named(tmp_path: Path):
    path = tmp_path / "t.parquet"
    write_table(changed(), path, PARTS)
    with pytest.raises(TableContractError, match="found 'parts'; expected 'sources'"):
        read_table(path, SOURCES)


def test_folder_names_are_no_columns(tmp_path: Path):
    path = tmp_path / "run=3" / "t.parquet"
    path.parent.mkdir()
    write_table(changed(), path, PARTS)
    assert list(read_table(path, PARTS).columns) == PARTS.column_names


def test_every_flipped_bit_is_harmless_or_told(tmp_path: Path):
    path, spoiled = tmp_path / "t.parquet", tmp_path / "spoiled.parquet"
    rows = [ROW | {"name": f"name {i}", "angle": i * 1.7} for i in range(200)]
    write_table(table_of(rows), path, PARTS, simulated=["A"])
    right, data = read_table(path, PARTS), path.read_bytes()
    told = 0
    for place in range(0, len(data), 5):
        flipped = bytearray(data)
        flipped[place] ^= 1 << (place % 8)
        spoiled.write_bytes(flipped)
        try:
            pd.testing.assert_frame_equal(read_table(spoiled, PARTS), right)
        except TableContractError:
            told += 1
    assert told > len(data) // 20


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_truncated_file_is_refused(tmp_path: Path, share: float):
    path = tmp_path / "t.parquet"
    write_table(changed(), path, PARTS)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(TableContractError, match="not a readable Parquet file"):
        read_table(path, PARTS)


def test_failed_writing_leaves_the_earlier_file(tmp_path: Path, monkeypatch):
    path = tmp_path / "t.parquet"
    write_table(changed(), path, PARTS)
    before = path.read_bytes()

    def fill_the_disk(table, where, **options):
        Path(where).write_bytes(b"PAR1")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", fill_the_disk)
    with pytest.raises(OSError, match="No space left"):
        write_table(changed(angle=1.0), path, PARTS)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["t.parquet"]


def test_empty_table_where_it_is_an_answer(tmp_path: Path):
    contract = dataclasses.replace(PARTS, may_be_empty=True)
    write_table(changed()[:0], tmp_path / "t.parquet", contract)
    assert read_table(tmp_path / "t.parquet", contract).empty


@pytest.mark.parametrize("nothing", [None, np.nan])
def test_text_that_is_missing_in_all_rows(tmp_path: Path, nothing):
    table = changed().assign(note=nothing)
    write_table(table, tmp_path / "t.parquet", PARTS)
    assert read_table(tmp_path / "t.parquet", PARTS)["note"].isna().all()


def test_astropy_shows_units_and_ucds(tmp_path: Path):
    path = tmp_path / "t.parquet"
    write_table(changed(name="𝛼β"), path, PARTS, simulated=["A"])
    table = Table.read(path, format="parquet.votable")
    assert table["angle"].unit == astropy.units.deg
    assert table["gap"].unit == astropy.units.TeV
    assert table["angle"].meta["ucd"] == "pos.eq.ra;meta.main"
    assert table["angle"].description == "an angle"
    assert sorted(table["name"]) == ["é", "é", "𝛼β"]
    np.testing.assert_array_equal(table["angle"], [12.5, 12.5, 12.5])


def test_plain_readers_see_units_in_the_schema(tmp_path: Path):
    path = tmp_path / "t.parquet"
    write_table(changed(), path, PARTS, simulated=["A"])
    schema = pq.read_schema(path)
    assert schema.field("angle").metadata[b"unit"] == b"deg"
    assert schema.field("angle").metadata[b"description"] == b"an angle"
    assert schema.metadata[b"nusources.simulated"] == b'["A"]'
    assert schema.metadata[b"nusources.real"] == schema.metadata[b"nusources.own"] == b"[]"
    assert list(pd.read_parquet(path).columns) == PARTS.column_names


ALL = all_contracts()


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.name)
def test_units_and_ucds_of_every_contract_are_official(contract: Contract):
    for column in contract.columns:
        assert column.description, column.name
        astropy.units.Unit(column.unit, format="vounit")
        assert check_ucd(column.ucd, check_controlled_vocabulary=True), column


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.name)
def test_every_contract_is_sound(contract: Contract):
    names = contract.column_names
    assert len(set(names)) == len(names)
    assert set(contract.key) <= set(names)
    assert not [c.name for c in contract.columns if c.nullable and c.name in contract.key]
    assert [one.name for one in ALL].count(contract.name) == 1
