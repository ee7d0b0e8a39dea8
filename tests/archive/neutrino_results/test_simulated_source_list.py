"""Simulated list of 110 sources: numbers, formats, real sources, null distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nusources.archive.neutrino_results.files import write_source_list, write_source_list_ts
from nusources.archive.neutrino_results.source_list import (
    draw_null_fits,
    read_named_sources,
    read_source_list_model,
    simulate_source_list,
)
from nusources.catalogs.neutrino_results.icecube_searches import (
    read_source_list,
    read_source_list_ts,
)
from nusources.contracts.simulated_source_list import SIMULATED_SOURCE_LIST_TRUTH
from nusources.random_streams import named_generator
from nusources.tables import check_table

SEEDS = (1, 2, 3)
# PRL 124 (2020) 051103: n_s, index, -log10 p, limit [1e-13 TeV^-1 cm^-2 s^-1].
PUBLISHED = {
    "NGC 1068": (50.4, 3.2, 4.74, 10.5),
    "TXS 0506+056": (12.3, 2.1, 3.72, 10.1),
    "PKS 1424+240": (41.5, 3.9, 2.80, 12.3),
    "GB6 J1542+6129": (29.7, 3.0, 2.74, 22.0),
}
CLASSES = {"BLL": 50, "FSRQ": 34, "GAL": 12, "SBG": 8, "AGN": 4, "UNIDB": 2}
# Kolmogorov-Smirnov distance of the simulated from the real list; measured with seeds 1 to 12: .07
# to .19, .06 to .09, .06 to .13, .10 to .21 (two samples of 110: .18 at 5 % by chance).
LIMITS = {"dec": 0.21, "n_signal": 0.11, "minus_log10_p": 0.14, "flux_limit": 0.23}


@pytest.fixture(scope="module")
def inputs(repository):
    folder = repository / "data" / "tables"
    model = read_source_list_model(folder / "model_source_list.csv")
    return model, read_named_sources(folder / "named_point_sources.csv")


@pytest.fixture(scope="module")
def read_back(inputs, tmp_path_factory):
    """Write the lists and read them with the loaders of the real ones."""
    lists = {}
    for seed in SEEDS:
        drawn = simulate_source_list(*inputs, rng=named_generator(seed, "source list"))
        folder = tmp_path_factory.mktemp(f"seed{seed}")
        write_source_list(folder / "sources.txt", drawn["source_list"])
        write_source_list_ts(folder / "sources.csv", drawn["source_list_ts"])
        lists[seed] = (
            read_source_list(folder / "sources.txt"),
            read_source_list_ts(folder / "sources.csv"),
            drawn["simulated_source_list_truth"],
        )
    return lists


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_are_the_published_ones(read_back, seed):
    table, with_ts, truth = read_back[seed]
    assert len(table) == len(with_ts) == 110
    assert table["source_class"].value_counts().to_dict() == CLASSES
    assert (table["dec"] < -5).sum() == 13
    check_table(truth, SIMULATED_SOURCE_LIST_TRUTH)
    assert truth["is_real"].sum() == 32
    assert truth.loc[~truth["is_real"], "source_name"].str.startswith("SIM J").all()


@pytest.mark.parametrize("seed", SEEDS)
def test_both_transcriptions_agree(read_back, seed):
    table, with_ts, _ = read_back[seed]
    assert list(table["source_name"]) == list(with_ts["source_name"])
    for name, digit in (("ra", 0.01), ("dec", 0.01), ("n_signal", 0.1), ("spectral_index", 0.1)):
        # Half a digit of either rounding.
        np.testing.assert_allclose(table[name], with_ts[name], atol=0.5 * digit + 0.0051)
    found = with_ts["n_signal"] > 0
    p = stats.chi2.sf(with_ts["test_statistic"], 1) / 2
    expected = -np.log10(p)[found]
    # TS has two decimals: up to .02 in log10 p at TS near 0.
    np.testing.assert_allclose(with_ts["minus_log10_p"][found], expected, atol=0.03)
    assert (with_ts.loc[~found, "test_statistic"] == 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_real_sources_keep_their_results(read_back, inputs, seed):
    table = read_back[seed][0].set_index("source_name")
    for name, (n_signal, index, p, limit) in PUBLISHED.items():
        row = table.loc[name]
        assert row["n_signal"] == pytest.approx(n_signal, abs=0.051)
        assert row["spectral_index"] == pytest.approx(index, abs=0.051)
        assert row["minus_log10_p"] == pytest.approx(p)
        assert row["flux_limit"] == pytest.approx(limit * 1e-13, abs=0)
    named = inputs[1].set_index("source_name")
    np.testing.assert_allclose(table.loc[named.index, ["ra", "dec"]], named[["ra", "dec"]])


def test_null_p_values_are_uniform_where_something_was_fitted(inputs):
    fits = pd.DataFrame(draw_null_fits(20_000, 0.5, inputs[0].fit, rng=np.random.default_rng(3)))
    found = fits[fits["n_signal"] > 0]
    # Chernoff: half of the fits; four binomial errors.
    assert len(found) / 20_000 == pytest.approx(0.5, abs=4 * 0.5 / 20_000**0.5)
    p = 10 ** -found["minus_log10_p"]
    assert stats.kstest(p, stats.uniform(0, 0.5).cdf).pvalue > 1e-4
    index = found["spectral_index"]
    assert index.between(1.7, 4.0).all()


def test_equal_seeds_give_equal_lists(inputs):
    first, again, other = (
        simulate_source_list(*inputs, rng=named_generator(seed, "source list"))["source_list"]
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_positions_and_distances_from_the_real_list(mirror, read_back, inputs):
    real = read_source_list(mirror / "icecube_10year_source_list" / "sources.txt")
    named = inputs[1].set_index("source_name")
    theirs = real.set_index("source_name").loc[named.index]
    # Positions are rounded to .01 deg in both.
    np.testing.assert_allclose(named[["ra", "dec"]], theirs[["ra", "dec"]], atol=0.0201)
    assert (named["source_class"] == theirs["source_class"]).all()
    for table, _, _ in read_back.values():
        for column, limit in LIMITS.items():
            assert stats.ks_2samp(table[column], real[column]).statistic < limit, column
