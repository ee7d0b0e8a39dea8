"""The seal on the null distribution."""

import numpy as np
import pytest

from nusources.errors import InputDataError
from nusources.spatial.nulls.seal import check_seal, seal_of

COUNTS = np.arange(24, dtype=np.int32).reshape(4, 2, 3)
GRID = (["A", "B"], [4.8, 5.0, 6.0])


def test_the_same_null_fits_its_seal_whatever_its_type_in_memory():
    seal = seal_of(COUNTS, *GRID)
    check_seal(seal, seal_of(COUNTS.astype(np.int64), *GRID), "null.json")
    check_seal(seal, seal_of(np.asfortranarray(COUNTS), *GRID), "null.json")


@pytest.mark.parametrize(
    ("counts", "grid", "key"),
    [
        (COUNTS + (COUNTS == 7), GRID, "sha256"),  # one count of one trial
        (COUNTS[::-1], GRID, "sha256"),
        (COUNTS[:3], GRID, "sha256"),
        (COUNTS, (["A", "C"], GRID[1]), "groups"),
        (COUNTS, (GRID[0], [4.8, 5.0, 6.1]), "thresholds"),
    ],
)
def test_any_other_null_is_refused(counts, grid, key):
    with pytest.raises(InputDataError, match=rf"null.json, column '{key}'.*not the one that was"):
        check_seal(seal_of(COUNTS, *GRID), seal_of(counts, *grid), "null.json")
