"""Damaged files of users: told as such, whatever a library makes of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from written_tables import FORMATS, write

from nusources.errors import InputDataError
from nusources.user_files.reading import read_user_table

COLUMNS = {"Name": ["a", "b", "c"], "RA": [77.36, 200.5, 300.25], "Dec": [5.7, -45.125, 0.0]}
N_EXAMPLES = 60


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A bit turned over, a piece cut out or a piece put in twice."""
    place, length = rng.randrange(len(data)), rng.randrange(1, 40)
    return rng.choice(
        (
            data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :],
            data[:place] + data[place + length :],
            data[:place] + data[place : place + length] + data[place:],
        )
    )


@pytest.mark.parametrize("ending", [*FORMATS, "plain.parquet"])
def test_damage_gives_a_table_or_an_error_that_names_the_file(tmp_path, ending):
    data = Path(write(tmp_path, ending, COLUMNS)).read_bytes()
    rng, told = random.Random(11), []
    path = tmp_path / f"damaged.{ending}"
    for _ in range(N_EXAMPLES):
        path.write_bytes(damaged(data, rng))
        try:
            table = read_user_table(path)
            columns = [table.texts("Name"), table.numbers("RA"), table.numbers("Dec")]
        except InputDataError as error:
            told.append(str(error))
        else:
            assert {len(one) for one in columns} == {len(table)}
    assert len(told) > N_EXAMPLES / 10
    assert all(one.startswith(str(path)) for one in told)


@pytest.mark.parametrize("ending", ["fits", "vot", "parquet", "plain.parquet"])
def test_whatever_is_missing_at_the_end_is_noticed(tmp_path, ending):
    data = Path(write(tmp_path, ending, COLUMNS)).read_bytes().rstrip(b"\n")
    rng = random.Random(12)
    path = tmp_path / f"cut.{ending}"
    for length in [*(rng.randrange(len(data)) for _ in range(20)), len(data) - 1]:
        path.write_bytes(data[:length])
        with pytest.raises(InputDataError):
            read_user_table(path)
