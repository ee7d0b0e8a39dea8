"""The meta-blazar sample."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nusources.alert_regions import circles
from nusources.contracts.selection import CATALOG_MATCHING, META_MEMBERS
from nusources.errors import InputDataError
from nusources.selection.blazars import add_alert_blazars, counterparts, merge_catalogs
from nusources.tables import check_table

ARCSEC = 1 / 3600


def table(*rows):
    return pd.DataFrame(rows, columns=["source_name", "ra", "dec"])


A = table(("a1", 10.0, 0.0), ("a2", 20.0, 0.0))
B = table(("b1", 10.0 + 3 * ARCSEC, 0.0), ("b2", 30.0, 0.0), ("b3", 30.0 + 2 * ARCSEC, 0.0))


def test_the_first_catalogue_names_a_source():
    sample = merge_catalogs({"one": A, "two": B}, 5.0)
    assert sample.sources["source_name"].tolist() == ["a1", "a2", "b2", "b3"]
    assert sample.sources["n_catalogs"].tolist() == [2, 1, 1, 1]
    assert sample.sources["catalog"].tolist() == ["one", "one", "two", "two"]
    both = sample.members[sample.members["source_name"] == "a1"]
    assert sorted(both["catalog_name"]) == ["a1", "b1"]
    assert both["separation"].max() == pytest.approx(3.0)
    account = sample.matching.set_index("catalog").loc["two"]
    assert account[["n_entries", "n_matched", "n_new"]].tolist() == [3, 1, 2]
    assert account["n_close_pairs"] == 1  # b2 and b3: told, not merged
    check_table(sample.members, META_MEMBERS)
    check_table(sample.matching, CATALOG_MATCHING)


def test_a_smaller_radius_keeps_them_apart():
    sample = merge_catalogs({"one": A, "two": B}, 2.5)
    assert len(sample.sources) == 5


def test_equal_names_of_different_sources_are_told_apart():
    sample = merge_catalogs({"one": A, "two": table(("a1", 99.0, 9.0))}, 5.0)
    assert sample.sources["source_name"].tolist() == ["a1", "a2", "a1 (two)"]
    assert set(sample.members["source_name"]) == {"a1", "a2", "a1 (two)"}


@given(st.integers(0, 2**31))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_inclusion_and_exclusion(seed):
    # Three catalogues drawn from well separated true sources: every count is known.
    rng = np.random.default_rng(seed)
    true = table(*[(f"t{i}", float(i), 0.0) for i in range(100)])
    chosen = [rng.random(100) < 0.4 for _ in range(3)]
    shifted = [
        true[one].assign(ra=lambda t: t["ra"] + rng.uniform(-1, 1, len(t)) * ARCSEC)
        for one in chosen
    ]
    catalogs = {
        name: one.assign(source_name=name + one["source_name"], ra=one["ra"] % 360)
        for name, one in zip("abc", shifted, strict=True)
    }
    sample = merge_catalogs(catalogs, 4.0)
    assert len(sample.sources) == np.any(chosen, axis=0).sum()
    counts = np.sum(chosen, axis=0)
    for n in (1, 2, 3):
        assert (sample.sources["n_catalogs"] == n).sum() == (counts == n).sum()
    assert len(sample.members) == counts.sum()


def test_blazars_of_a_further_catalogue_are_added_inside_alerts_only():
    sample = merge_catalogs({"one": A}, 5.0)
    regions = circles([10.5, 50.0], [0.0, 0.0], [1.0, 1.0])
    more = table(("known", 10.0, 0.0), ("inside", 50.5, 0.0), ("outside", 80.0, 0.0))
    merged = add_alert_blazars(sample, more, "4lac", regions, 5.0)
    assert merged.sources["source_name"].tolist() == ["a1", "a2", "inside"]
    last = merged.matching.iloc[-1]
    assert last[["n_entries", "n_matched", "n_new"]].tolist() == [3, 1, 1]
    assert merged.members["catalog"].tolist() == ["one", "one", "4lac"]


def test_counterparts_are_the_closest():
    gamma = table(("g1", 10.0 + 1 * ARCSEC, 0.0), ("g2", 10.0 + 3 * ARCSEC, 0.0))
    name, separation = counterparts(A, gamma, 5.0)
    assert name.tolist()[0] == "g1"
    assert name.isna().tolist() == [False, True]
    assert separation[0] == pytest.approx(1.0)


def test_a_repeated_name_is_told():
    twice = pd.concat([A, A.assign(ra=A["ra"] + 1)])
    with pytest.raises(InputDataError, match=r"'one' has a name twice.*found 'a1'"):
        merge_catalogs({"one": twice}, 5.0)
    with pytest.raises(InputDataError, match="no catalogues to merge"):
        merge_catalogs({}, 5.0)
