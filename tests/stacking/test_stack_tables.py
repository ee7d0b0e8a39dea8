"""Lists of stacks, tables of fits, and what their configuration refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from stacks import made_up_sample

from nusources.config.stacking import StackConfig
from nusources.contracts.stacking import (
    STACK_FITS,
    STACK_INJECTIONS,
    STACK_NULLS,
    STACK_SOURCES,
)
from nusources.errors import InputDataError
from nusources.stacking.fits import observed_fit, source_table, stack_table
from nusources.stacking.lists import sources_of_list, sources_of_samples
from nusources.stacking.pairs import Sources
from nusources.stacking.sensitivity import found_flux, injection_table
from nusources.stacking.trials import SampleSearch
from nusources.tables import check_table

THREE = Sources.of(["a", "b", "c"], [10.0, 14.0, 359.5], [-4.0, -3.0, 60.0])
LABELS = {
    "sample_label": {"made up": "made up"},
    "stack_label": {"stack": "three sources"},
    "weights": {"stack": "equal"},
}


def luminosities() -> pd.DataFrame:
    """Two samples that share a source, a limit, and a source without X-rays."""
    rows = [
        ("calibration", "A", 1.0, 2.0, 3e-11, False),
        ("calibration", "B", 3.0, 4.0, 1e-11, True),
        ("blazars", "C", 5.0, 6.0, 2e-11, False),
        ("blazars", "D", 7.0, 8.0, np.nan, False),
        ("source_list", "C", 5.0, 6.0, 9e-11, False),
    ]
    columns = ["sample", "source_name", "ra", "dec", "xray_flux", "is_xray_limit"]
    return pd.DataFrame(rows, columns=columns)


def test_stacks_take_measured_fluxes_and_each_source_once():
    sources, weights = sources_of_samples(
        luminosities(), ["blazars", "source_list", "calibration"], "xray_flux"
    )
    assert sources.names == ("C", "A")
    assert weights.tolist() == [2e-11, 3e-11]
    assert sources.dec.tolist() == [6.0, 2.0]
    sources, weights = sources_of_samples(luminosities(), ["calibration", "blazars"], "equal")
    assert sources.names == ("A", "B", "C", "D")
    assert weights.tolist() == [1, 1, 1, 1]
    assert sources_of_samples(luminosities(), ["xray_agn"], "equal") is None


def test_lists_of_a_user_have_weights_that_can_be_used():
    listed = pd.DataFrame(
        {"source_name": ["x", "y"], "ra": [1.0, 2.0], "dec": [3.0, 4.0], "weight": [0.0, 2.0]}
    )
    sources, weights = sources_of_list(listed, "mine.csv")
    assert (sources.names, weights.tolist()) == (("y",), [2.0])
    with pytest.raises(InputDataError, match=r"mine.csv.*row 2.*-1"):
        sources_of_list(listed.assign(weight=[1.0, -1.0]), "mine.csv")


@pytest.fixture(scope="module")
def fitted():
    """A stack with signal in the observed sky, with its trials and tables."""
    search = SampleSearch.of(made_up_sample(), {"stack": (THREE, np.ones(3))})
    nulls = search.null_fits(range(120), 1)
    injections = injection_table(search, 2.5, 15, 1)
    stack = search.stacks[0]
    sky = search.scrambled(5, 77)
    fit, row = observed_fit(stack, sky, nulls, injections, 0.9)
    return search, nulls, injections, sky, fit, row


def test_tables_fit_their_contracts(fitted):
    search, nulls, injections, sky, fit, row = fitted
    check_table(nulls[STACK_NULLS.column_names], STACK_NULLS, "nulls")
    check_table(injections[STACK_INJECTIONS.column_names], STACK_INJECTIONS, "injections")
    table = stack_table([row | {"sample": "made up"}], LABELS, "model")
    check_table(table, STACK_FITS, "fits")
    sources = source_table(search.stacks[0], sky, fit).assign(sample="made up")
    check_table(sources[STACK_SOURCES.column_names], STACK_SOURCES, "sources")
    assert stack_table([], LABELS, "model").empty


def test_the_observed_sky_is_one_more_of_the_trials(fitted):
    _, nulls, injections, _, fit, row = fitted
    beyond = (nulls["ts"] >= fit.statistic).sum()
    assert row["p_value"] == (beyond + 1) / 121
    # A limit is never below the sensitivity; with more signal the limit rises.
    assert row["limit_events"] >= row["sensitivity_events"] - 1e-9
    assert row["limit"] / row["limit_events"] == pytest.approx(
        injections["flux"].iloc[0] / injections["mean_signal"].iloc[0]
    )
    assert row["discovery_3"] > row["sensitivity"] or np.isnan(row["discovery_3"])


def test_sensitivities_and_limits_are_passed_by_nine_of_ten_trials(fitted):
    search, nulls, injections, _, _, row = fitted
    null = nulls["ts"].to_numpy()
    assert row["sensitivity_events"] == found_flux(injections, null, np.median(null), 0.9)[0]
    # A sky with less signal than most scrambled ones has the limit of their median.
    larger = nulls.assign(ts=nulls["ts"] + 1)
    quiet = search.scrambled(int(nulls["trial"][nulls["ts"].idxmin()]), 1)
    fit, own = observed_fit(search.stacks[0], quiet, larger, injections, 0.9)
    assert fit.statistic < 1
    assert own["limit_events"] == own["sensitivity_events"] > 0


def test_sources_share_the_signal_of_the_stack(fitted):
    search, _, _, sky, _, _ = fitted
    stack = search.stacks[0]
    more = search.finder.hits_of(search.sample.events.take(np.arange(0)), stack.members)
    assert len(more.value) == 0
    best = max(
        (search.scrambled(trial, 77) for trial in range(12)), key=lambda s: stack.fit(s).statistic
    )
    fit = stack.fit(best)
    assert fit.n_signal > 1
    table = source_table(stack, best, fit)
    assert table["expected_signal"].sum() == pytest.approx(fit.n_signal)
    assert table["signal_in_stack"].sum() == pytest.approx(fit.n_signal, rel=1e-3)
    assert table["flux_share"].tolist() == pytest.approx([1 / 3] * 3)
    alone = SampleSearch.of(made_up_sample(), {"b": (Sources.of(["b"], [14.0], [-3.0]), [1.0])})
    assert len(sky.value) > 0
    assert stack.stack.alone(1).shares == pytest.approx(alone.stacks[0].stack.shares)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"samples": []}, "samples of the luminosities, or a file"),
        ({"samples": ["quasars"]}, "no such sample 'quasars'"),
        ({"weights": "column"}, "stand together"),
        ({"weights": "column", "weight_column": "F"}, "is of files"),
        ({"samples": [], "file": "README.md"}, "weights of a file"),
        ({"samples": [], "file": "none.csv", "weights": "equal"}, "expected a file"),
        ({"columns": {"ra": "RA", "dec": "DE"}}, "lacks source_name"),
    ],
)
def test_stacks_that_make_no_sense_are_refused(changes, words, repository, monkeypatch):
    monkeypatch.chdir(repository)
    good = {"name": "mine", "label": "mine", "samples": ["blazars"], "weights": "xray_flux"}
    assert StackConfig(**good).request["weight_column"] is None
    with pytest.raises(ValidationError, match=words):
        StackConfig(**good | changes)
