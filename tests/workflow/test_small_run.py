"""What the finished small run says: sigma on its page, and its injected signal."""

from __future__ import annotations

import html
import json
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest
from checkouts import Checkout
from sigma_texts import mistakes

pytestmark = pytest.mark.workflow

PICTURE_BYTES, REPORT_BYTES = 250_000, 5_000_000
"""Most that one SVG or PNG, and the folder of the report without its PDFs, may weigh."""


def readable(page: str) -> str:
    """Text of a page as read, alternative texts included; each element is a paragraph."""
    page = re.sub(r"<(style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    alternatives = re.findall(r'(?:alt|aria-label|title)="([^"]*)"', page)
    # Tags within a sentence leave it whole.
    page = re.sub(r"</?(?:b|i|em|strong|a|abbr|code|span|sub|sup)\b[^>]*>", "", page)
    return html.unescape("\n\n".join([re.sub(r"<[^>]*>", "\n\n", page), *alternatives]))


def labels(svg: str) -> list[str]:
    """Texts of a figure: matplotlib writes each as a comment beside its outlines."""
    return [html.unescape(one).strip() for one in re.findall(r"<!--(.*?)-->", svg, re.DOTALL)]


def test_sigma_on_the_page_is_the_significance_of_a_p_value(finished_run: Checkout):
    report = finished_run.results / "report"
    text = readable((report / "index.html").read_text(encoding="utf-8"))
    assert re.search(r"standard deviations\s+of the\s+scrambles", text), "the caption of Figure 12"
    assert not mistakes(text)


def test_sigma_in_figures_and_tables(finished_run: Checkout):
    report = finished_run.results / "report"
    figures = list(report.rglob("*.svg"))
    found = [text for figure in figures for text in labels(figure.read_text(encoding="utf-8"))]
    assert "± standard deviation of the scrambles" in found
    # A bare level stands at a line of Figure 13, whose p-value the facts of the figure give.
    others = [text for text in found if not re.fullmatch(r"\dσ", text)]
    assert not [text for text in others if mistakes(text)]
    for table in report.rglob("*.tex"):
        assert not mistakes(table.read_text(encoding="utf-8").replace(r"$\sigma$", "σ")), table
    written = list((finished_run.results / "facts").rglob("chang2022*.json"))
    assert written
    for facts in written:
        filled = json.loads(facts.read_text(encoding="utf-8"))
        for name in ("caption", "alt"):
            assert not mistakes(filled.get(name, "")), facts


def test_a_run_without_files_of_the_user_names_none(finished_run: Checkout):
    """The paper's own list is none of the user's, whichever of its rows a group takes."""
    tables = list(finished_run.results.rglob("*.parquet"))
    assert tables
    owns = {json.loads(pq.read_schema(one).metadata[b"nusources.own"])[0:1] == [] for one in tables}
    assert owns == {True}


def test_the_report_is_small(finished_run: Checkout):
    report = finished_run.results / "report"
    sizes = {one: one.stat().st_size for one in report.rglob("*.*") if one.suffix != ".pdf"}
    pictures = {one: size for one, size in sizes.items() if one.suffix in (".svg", ".png")}
    assert pictures
    assert not {one.name: size for one, size in pictures.items() if size > PICTURE_BYTES}
    assert sum(sizes.values()) <= REPORT_BYTES


def test_the_injected_signal_is_found(finished: Checkout):
    """In IC40 alone: some 13 events of TXS-like sources, none of CFS."""
    target = "results/test/spatial/ic40/recovered.parquet"
    outcome = finished.snakemake(target)
    assert outcome.code == 0, outcome.text
    table = pd.read_parquet(finished.folder / target)
    lowest = table[table["log10_energy_min"] == 4.8].set_index("group")
    signal, none = lowest.loc["TXS_like"], lowest.loc["CFS"]
    assert signal["n_signal"] > 0
    assert abs(signal["ratio"] - 1) <= 2 * signal["ratio_error"]
    assert abs(signal["flux_fitted"] - signal["flux_injected"]) <= 2 * signal["flux_error"]
    assert none["flux_injected"] == 0
    assert abs(none["flux_fitted"]) <= 2 * none["flux_error"]
