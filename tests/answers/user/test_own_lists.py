"""What is said of a user's groups and alerts: whole sentences from made-up tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from search_tables import REAL, row, sample

from nusources.answers.house.answer import Results
from nusources.answers.user.own_lists import answer

LABELS = {"mine": "my sources", "CFS": "CFS"}
UNTESTED = (
    "Not tested: how your sources were chosen; times of events; the p-values of single sources and "
    "alerts are not corrected for their number."
)


def single() -> pd.DataFrame:
    rows = [
        ("mine", "TXS 0506+056", 1, 3, 0.83, 0.0512),
        ("mine", "TXS 0506+056", 2, 3, 0.83, 0.0512),
        ("mine", "NGC 1068", 0, 0, 0.61, 1.0),
    ]
    names = ["group", "source_name", "match", "n_tracks", "n_expected", "p_value"]
    return pd.DataFrame(rows, columns=names)


def own_sample(p_global: float, **changes):
    rows = [row("mine", 5.0, n_sources=4), row("mine", 4.8), row("CFS", 4.8)]
    made = sample(rows, p_global, **changes)
    return replace(made, tables=made.tables | {"sources": single()})


def alerts(*regions: tuple) -> pd.DataFrame:
    """Rows of (alert, list, source, n_inside, n_expected, p_value)."""
    names = ["alert_name", "sources", "source_name", "n_inside", "n_expected", "p_value"]
    table = pd.DataFrame(list(regions), columns=names)
    table.attrs |= REAL
    return table


def test_a_group_is_searched_by_itself():
    told = answer(Results([own_sample(0.6318)], {}, LABELS, ["mine"]))
    assert told.question == "Do events point at your sources more often than by chance?"
    assert told.headline == "Nothing is found around my sources (real data)"
    assert told.sentences == (
        "Nothing is found in IceTracks-DR1, 10 years (real data; 245,308 events): 240 events with "
        "log10(E/GeV) ≥ 5.0 around the 4 sources of my sources, where 236 ± 16 are expected; local "
        "p-value 0.4120 ± 0.0016, global p-value 0.6318 ± 0.0015, over 2 thresholds.",
        "At 90 % confidence, my sources give at most 24.3 signal events, sensitivity 20.6: summed "
        "over the sources, a flux below 5.3 × 10⁻¹⁸ GeV⁻¹ cm⁻² s⁻¹ at 100 TeV for E⁻², sensitivity "
        "4.51 × 10⁻¹⁸.",
        "IceTracks-DR1, 10 years: 1 of your 2 sources lies in the circle of an event; the smallest "
        "exact p-value of a source alone is 0.0512 (TXS 0506+056: 3 events, 0.83 expected).",
    )
    assert told.untested == UNTESTED
    assert told.p_global == 0.6318


def test_each_of_several_groups_has_its_own_verdict():
    told = answer(Results([own_sample(0.02)], {}, LABELS, ["mine", "CFS"]))
    hint = "There is no more than a hint of an excess around"
    assert told.headline == f"{hint} my sources (real data); {hint} CFS (real data)"
    assert told.p_global is None


def test_alerts_tell_which_blazar_lies_where():
    table = alerts(
        ("IC1", "blazars", "A", 2, 0.52, 0.091),
        ("IC1", "blazars", "B", 2, 0.52, 0.091),
        ("IC1", "mine", "A", 1, 0.01, 0.01),
        ("IC2", "blazars", None, 0, 1.5, 1.0),
    )
    told = answer(Results([], {"alerts": table}, LABELS))
    assert told.question == "Which blazars lie in the regions of your alerts?"
    assert told.headline == ("2 blazars in the regions of your 2 alerts, 2.02 expected (real data)")
    assert told.sentences == (
        "Regions with blazars: IC1 A and B (0.52 expected, p-value 0.091).",
        "Sources of groups in regions: A (my sources) in IC1.",
    )
    assert told.p_global is None


def test_sources_and_alerts_together():
    table = alerts(("IC1", "blazars", None, 0, 0.52, 1.0))
    told = answer(Results([own_sample(0.0007)], {"alerts": table}, LABELS, ["mine"]))
    assert told.question == (
        "Do events point at your sources more often than by chance? Which blazars lie in the "
        "regions of your alerts?"
    )
    assert told.headline == (
        "There is evidence for an excess around my sources (real data); 0 blazars in the regions "
        "of your 1 alert, 0.52 expected (real data)"
    )
    assert told.sentences[-1] == "No region holds a blazar of the merged catalogues."


def test_many_blazars_and_regions_are_counted():
    full = [("IC0", "blazars", f"B{n}", 7, 0.5, 0.1) for n in range(7)]
    others = [(f"IC{n}", "blazars", "C", 1, 0.5, 0.4) for n in range(1, 7)]
    told = answer(Results([], {"alerts": alerts(*full, *others)}, LABELS))
    assert told.sentences[0].startswith(
        "Regions with blazars: IC0 B0, B1, B2, B3, B4 and 2 more (0.5 expected, p-value 0.1); IC1 C"
    )
    assert told.sentences[0].endswith("; 2 more regions.")


def test_many_sources_of_groups_are_counted():
    rows = [("IC1", "CFS", f"C{n}", 7, 0.5, 0.1) for n in range(7)]
    blazars = ("IC1", "blazars", None, 0, 0.5, 1.0)
    told = answer(Results([], {"alerts": alerts(blazars, *rows)}, LABELS))
    assert told.sentences[-1] == (
        "Sources of groups in regions: C0 (CFS) in IC1, C1 (CFS) in IC1, C2 (CFS) in IC1, C3 (CFS) "
        "in IC1, C4 (CFS) in IC1 and 2 more sources."
    )
