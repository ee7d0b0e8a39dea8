"""What is said of made-up results of the search around groups of blazars: whole sentences."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_tables import (
    LABELS,
    N_SCRAMBLES,
    SIMULATED,
    results,
    row,
    sample,
)

from nusources.answers.chang2022.flaring_blazars import answer
from nusources.answers.house.verdicts import VERDICTS, verdict_of

FEWER = {"n_selected": 188_898}
OTHERS = [row(threshold=5.0, **FEWER), row("CFS", 4.8), row("CFS", 5.0, **FEWER)]
DATA = "IceTracks-DR1, 10 years (real data; 245,308 events)"
AROUND = (
    "events with log10(E/GeV) ≥ 4.8 around the 32 sources of TXS-like, where 236 ± 16 are expected"
)
UNIT = "GeV⁻¹ cm⁻² s⁻¹ at 100 TeV for E⁻², sensitivity 4.51 × 10⁻¹⁸"
LIMIT = (
    "At 90 % confidence, TXS-like give at most 24.3 signal events, sensitivity 20.6: summed over "
    f"the sources, a flux below 5.3 × 10⁻¹⁸ {UNIT}."
)
NEVER = (
    "the offset in time of infrared and γ-ray flares; the time of alerts against flares; the "
    "groups NFS and ACC, of which no list of sources is public."
)


def one(p_global: float, error: float, *, best=(), **changes):
    """Answer to one sample, whose best row has these values."""
    return answer(results(sample([row(**dict(best)), *OTHERS], p_global, error, **changes)))


def signal(n_observed: int, p_value: float, p_error: float, interval: tuple, most: float, flux):
    """Values of a row with an excess."""
    low, high = interval
    return {
        **{"n_observed": n_observed, "p_value": p_value, "p_value_error": p_error},
        **{"unified_low": low, "unified_high": high, "upper_limit": most, "flux_limit": flux},
    }


def test_nothing():
    told = one(0.6318, 0.0015)
    assert told.question == (
        "Do high-energy track events point at groups of blazars more often than by chance?"
    )
    assert told.headline == "Nothing is found around TXS-like and CFS (real data)"
    assert told.sentences == (
        f"Nothing is found in {DATA}: 240 {AROUND}; local p-value 0.4120 ± 0.0016, global p-value "
        "0.6318 ± 0.0015, over 2 thresholds and 2 groups.",
        LIMIT,
    )
    assert told.untested == f"Not tested: {NEVER}"
    assert (told.input, told.p_global) == ("real", 0.6318)


def test_a_hint():
    told = one(0.0209, 0.00045, best=signal(275, 0.0071, 0.00027, (11.2, 63.1), 57.4, 1.26e-17))
    assert told.headline == "There is no more than a hint of an excess around TXS-like (real data)"
    assert told.sentences == (
        f"There is no more than a hint of an excess in {DATA}: 275 {AROUND}; local p-value 0.00710 "
        "± 0.00027, global p-value 0.02090 ± 0.00045, over 2 thresholds and 2 groups.",
        "At 90 % confidence, TXS-like give 11.2 to 63.1 signal events (Feldman-Cousins) and at "
        "most 57.4 signal events, sensitivity 20.6: summed over the sources, a flux below 1.26 × "
        f"10⁻¹⁷ {UNIT}.",
    )


def test_evidence_in_simulated_data_is_a_test_of_the_method():
    best = signal(303, 4e-5, 2e-5, (38.68, 96.68), 90.27, 1.974e-17)
    told = one(8.7e-4, 9.3e-5, best=best, ancestors=SIMULATED)
    assert told.headline == "There is evidence for an excess around TXS-like (SIMULATED data)"
    assert told.sentences == (
        "There is evidence for an excess in IceTracks-DR1, 10 years (simulated data: a test of the "
        f"method, not of the sky; 245,308 events): 303 {AROUND}; local p-value (4.0 ± 2.0) × 10⁻⁵, "
        "global p-value (8.70 ± 0.93) × 10⁻⁴, over 2 thresholds and 2 groups.",
        "At 90 % confidence, TXS-like give 38.7 to 96.7 signal events (Feldman-Cousins) and at "
        "most 90.3 signal events, sensitivity 20.6: summed over the sources, a flux below 1.97 × "
        f"10⁻¹⁷ {UNIT}.",
    )
    assert told.input == "simulated"


def test_a_discovery():
    best = signal(400, 3.1e-25, 0.0, (138.0, 192.0), 187.0, 4.1e-17)
    told = one(1.2e-7, 0.0, best=best)
    assert told.headline == "An excess is detected around TXS-like (real data)"
    assert told.sentences == (
        f"An excess is detected in {DATA}: 400 {AROUND}; local p-value 3.1 × 10⁻²⁵ (exact), global "
        "p-value 1.2 × 10⁻⁷ (exact), over 2 thresholds and 2 groups.",
        "At 90 % confidence, TXS-like give 138 to 192 signal events (Feldman-Cousins) and at most "
        f"187 signal events, sensitivity 20.6: summed over the sources, a flux below 4.1 × 10⁻¹⁷ "
        f"{UNIT}.",
    )


def test_no_scramble_is_as_extreme():
    """100,000 scrambles cannot tell more than evidence, however large the excess."""
    floor = 1 / (N_SCRAMBLES + 1)
    best = signal(400, floor, floor, (138.0, 192.0), 187.0, 4.1e-17)
    told = one(floor, floor, best=best)
    least = "at most 1 × 10⁻⁵ (none of 100,000 scrambles is as extreme)"
    assert told.sentences[0] == (
        f"There is evidence for an excess in {DATA}: 400 {AROUND}; local p-value {least}, global "
        f"p-value {least}, over 2 thresholds and 2 groups."
    )


def test_a_deficit_is_no_finding_and_its_limit_is_the_unified_one():
    best = signal(200, 0.991, 0.0003, (0.0, 4.3), 0.0, 0.0) | {"flux_unified": 9.4e-19}
    told = one(0.9998, 0.00004, best=best)
    assert told.headline == "Nothing is found around TXS-like and CFS (real data)"
    assert told.sentences == (
        f"Nothing is found in {DATA}: 200 {AROUND}; local p-value 0.99100 ± 0.00030, global "
        "p-value 0.999800 ± 0.000040, over 2 thresholds and 2 groups; even there events are "
        "fewer than expected.",
        "At 90 % confidence, TXS-like give at most 4.3 signal events (Feldman-Cousins), "
        f"sensitivity 20.6: summed over the sources, a flux below 9.4 × 10⁻¹⁹ {UNIT}.",
    )


def test_a_small_local_p_value_alone_is_expected():
    told = one(0.0712, 0.0008, best={"n_observed": 270, "p_value": 0.0021, "p_value_error": 1.4e-4})
    assert told.sentences[0] == (
        f"Nothing is found in {DATA}: 270 {AROUND}; local p-value 0.00210 ± 0.00014, global "
        "p-value 0.07120 ± 0.00080, over 2 thresholds and 2 groups; so small a local one is "
        "expected from so many trials."
    )


def test_samples_that_disagree():
    rows = [row(), *OTHERS]
    second = sample(rows, 8.7e-4, 9.3e-5, label="PS-3years", ancestors=SIMULATED)
    told = answer(results(sample(rows, 0.6318), second))
    assert told.headline == (
        "Nothing is found around TXS-like and CFS (real data); the samples disagree"
    )
    assert told.sentences[0].startswith(f"Nothing is found in {DATA}: ")
    assert told.p_global == 0.6318, "the first sample, whatever the others found"
    assert told.sentences[2] == (
        "The samples disagree: PS-3years (simulated data: a test of the method, not of the sky): "
        "evidence, global p-value (8.70 ± 0.93) × 10⁻⁴ around TXS-like."
    )
    assert told.input == "mixed"


def test_the_missing_sample_of_the_paper_is_told():
    rows = [row("CFS", 5.9, n_sources=62), *OTHERS]
    first = sample(rows, 0.6318, label="IceTracks-DR1, IC40 only", seasons=["IC40"])
    second = sample(rows, 0.9, label="PS-3years, IC79 only", seasons=["IC79"])
    told = answer(results(first, second))
    assert told.headline == "Nothing is found around CFS and TXS-like (real data)"
    assert told.sentences[2] == (
        "Other samples agree: PS-3years, IC79 only (real data): nothing found, global p-value "
        "0.9000 ± 0.0015 around CFS."
    )
    assert told.untested == (
        f"Not tested: the paper's ten seasons together: this run has IC40 and IC79; {NEVER}"
    )


def test_an_interval_stands_only_where_there_is_more_than_nothing():
    told = one(0.0712, 0.0008, best={"unified_low": 1.2, "p_value": 0.0021})
    assert told.sentences[1] == LIMIT


def test_without_acceptance_there_is_no_flux():
    told = one(0.6318, 0.0015, best={"flux_limit": float("nan")})
    assert told.sentences[1] == (
        "At 90 % confidence, TXS-like give at most 24.3 signal events, sensitivity 20.6; without "
        "acceptance there is no limit on their flux."
    )


def test_many_groups_are_counted_in_the_headline():
    rows = [row(name) for name in "abcd"]
    told = answer(results(sample(rows, 0.5)))
    assert told.headline == "Nothing is found around 4 groups of sources (real data)"


POSITIVE = st.floats(1e-3, 1e3)
COUNTS = st.integers(0, 10**6)
P_VALUES = st.floats(1e-12, 1.0)
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
PAIR = re.compile(r"\((\d[\d.]*) ± (\d[\d.]*)\) × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


def numbers_in(text: str) -> list[tuple[float, float]]:
    """Numbers of a text, each with half a unit of its last digit."""
    found = []
    for mantissa, error, power in PAIR.findall(text):
        found += [scaled(mantissa, power), scaled(error, power)]
    text = PAIR.sub(" ", text)
    return found + [scaled(mantissa, power or "⁰") for mantissa, power in NUMBER.findall(text)]


def scaled(mantissa: str, power: str) -> tuple[float, float]:
    plain, scale = mantissa.replace(",", ""), 10.0 ** int(power.translate(PLAIN))
    decimals = len(plain.partition(".")[2])
    # number() drops zeros at the end: at most six digits are shown.
    unit = 10.0**-decimals
    return float(plain) * scale, 0.5 * unit * scale


def test_numbers_of_a_text():
    found = numbers_in("1,234 and (8.70 ± 0.93) × 10⁻⁴, 2.5 × 10⁻³; 7")
    assert [value for value, _ in found] == pytest.approx([8.7e-4, 9.3e-5, 1234, 2.5e-3, 7])


@st.composite
def rows_of(draw):
    """Rows of a group at two thresholds with any values."""
    return [
        row(
            threshold=threshold,
            **{name: draw(COUNTS) for name in ("n_observed", "n_sources", "n_selected")},
            **{
                name: draw(POSITIVE)
                for name in ("n_expected", "sigma", "unified_low", "unified_high", "sensitivity")
            },
            **{name: draw(st.floats(0, 1e3)) for name in ("upper_limit",)},
            **{
                name: draw(st.floats(1e-20, 1e-14))
                for name in ("flux_limit", "flux_unified", "flux_sensitivity")
            },
            p_value=draw(P_VALUES),
            p_value_error=draw(st.sampled_from([0.0, 1e-6, 1e-3])),
        )
        for threshold in (4.8, 5.3)
    ]


@given(rows_of(), P_VALUES, st.sampled_from([0.0, 1e-6, 1e-3]))
def test_every_number_is_in_the_tables_and_the_verb_follows_from_p(rows, p_global, error):
    given_results = results(sample(rows, p_global, error, label="L"))
    told = answer(given_results)
    text = " ".join([told.headline, *told.sentences])
    for spoken in (*LABELS.values(), "log10(E/GeV)", "100 TeV", "E⁻²"):
        text = text.replace(spoken, " ")
    tables = given_results.samples[0].tables.values()
    known = [
        float(value)
        for table in tables
        for value in table.select_dtypes("number").to_numpy().ravel()
    ]
    known += [100 * 0.9, 2.0, 1.0]  # confidence in per cent, numbers of thresholds and groups
    for value, half_unit in numbers_in(text):
        assert any(abs(value - one) <= half_unit * 1.001 for one in known), (value, text)

    verdict = verdict_of(p_global)
    assert told.headline.startswith(verdict.opening)
    assert told.sentences[0].startswith(verdict.opening)
    others = {one.opening for one in VERDICTS} - {verdict.opening}
    assert not [one for one in others if one in text]
