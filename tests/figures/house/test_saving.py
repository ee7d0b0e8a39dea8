"""Saving figures: fixed bytes, metadata, the band of simulated input; and LaTeX tables."""

from __future__ import annotations

import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from nusources.figures.house.latex import escaped, latex_table
from nusources.figures.house.saving import save_figure
from nusources.figures.house.style import (
    PNG_DPI,
    WIDTH_MM,
    colours,
    house_style,
    new_figure,
    shorten,
)

ENDINGS = ("pdf", "svg", "png")
ALT = "Events (number) against energy (TeV); 3 points rising from 1 to 3."


def drawn(size="single"):
    with house_style():
        figure = new_figure(size, 60)
        axes = figure.add_subplot()
        axes.plot([1, 2, 3], [1, 2, 3], marker="o", label="events")
        axes.set_xlabel("energy (TeV)")
        figure.legend(loc="outside upper center")
    return figure


def saved(folder, simulated=(), size="single", ending="png"):
    folder.mkdir(exist_ok=True)
    paths = [folder / f"a.{one}" for one in ENDINGS]
    save_figure(
        drawn(size),
        paths,
        product_id="chang2022_fig99",
        run="test",
        title="chang2022 Figure 99",
        alt=ALT,
        simulated=list(simulated),
    )
    return folder / f"a.{ending}"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("simulated", [(), ("icecube_10year_ps",)])
def test_same_figure_same_bytes(tmp_path, monkeypatch, ending, simulated):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = saved(tmp_path / "one", simulated, ending=ending).read_bytes()
    with mpl.rc_context({"font.size": 20, "svg.hashsalt": "other", "lines.linewidth": 9}):
        second = saved(tmp_path / "two", simulated, ending=ending).read_bytes()
    assert first == second
    assert not re.search(rb"CreationDate|<dc:date>|tIME", first)


@pytest.mark.parametrize("size", ["single", "double"])
def test_width_at_print_size(tmp_path, size):
    image = Image.open(saved(tmp_path / "one", size=size))
    assert image.width == pytest.approx(WIDTH_MM[size] / 25.4 * PNG_DPI, abs=1)
    assert image.height == pytest.approx(60 / 25.4 * PNG_DPI, abs=1)


def test_metadata_of_each_format(tmp_path):
    png = saved(tmp_path / "one", ("icetracks", "wise"))
    text = Image.open(png).text
    assert text["Description"] == ALT
    assert text["Keywords"] == "product: chang2022_fig99; run: test; simulated: icetracks, wise"
    svg = png.with_suffix(".svg").read_text()
    assert f"<dc:description>{ALT}</dc:description>" in svg
    assert "<title>chang2022 Figure 99</title>" in svg
    assert "product: chang2022_fig99; run: test; simulated: icetracks, wise" in svg
    assert "<text" not in svg, "letters are drawn as paths"
    pdf = png.with_suffix(".pdf").read_bytes()
    assert b"(product: chang2022_fig99; run: test; simulated: icetracks, wise)" in pdf


def test_band_is_added_above_and_changes_nothing_below(tmp_path):
    real = np.asarray(Image.open(saved(tmp_path / "real")).convert("L"), dtype=int)
    path = saved(tmp_path / "simulated", ("icetracks",))
    simulated = np.asarray(Image.open(path).convert("L"), dtype=int)
    extra = simulated.shape[0] - real.shape[0]
    assert extra == pytest.approx(16 / 72 * PNG_DPI, abs=1)
    assert np.ptp(simulated[: extra - 2, :100]) > 30, "hatched at its left end"
    below = simulated[extra + 2 :]
    inked = [np.flatnonzero((rows < 100).any(axis=1)) for rows in (real[2:], below)]
    # The page moves by a part of a pixel, so letters may differ by a pixel at their edges.
    assert inked[1][0] == pytest.approx(inked[0][0], abs=1), "the legend stays below the band"
    assert below.mean() == pytest.approx(real[2:].mean(), abs=0.2)


def test_many_datasets_take_more_lines_and_end_in_an_ellipsis(tmp_path):
    one = Image.open(saved(tmp_path / "one", ["a"])).height
    three = Image.open(saved(tmp_path / "three", [f"dataset_{n}" for n in range(10)])).height
    many = Image.open(saved(tmp_path / "many", [f"dataset_{n}" for n in range(90)])).height
    assert one < three < many
    assert many - one == pytest.approx(3 * 10 / 72 * PNG_DPI, abs=2), "at most four lines"


def test_dollar_signs_in_names_are_no_formula(tmp_path):
    assert saved(tmp_path / "one", ["a$b", "c$^d"]).stat().st_size > 0


def test_unknown_ending(tmp_path):
    about = {"product_id": "a", "run": "b", "title": "c", "alt": "d", "simulated": []}
    with pytest.raises(ValueError, match="pdf, svg or png; found 'gif'"):
        save_figure(drawn(), [tmp_path / "a.gif"], **about)


@pytest.mark.parametrize("count", range(1, 9))
def test_colours_are_distinct(count):
    assert len(set(colours(count))) == count


def test_shortened_labels():
    assert shorten("TXS-like", 20) == "TXS-like"
    assert shorten("one two three four", 9, lines=2) == "one two\nthree …"


def test_latex_table():
    table = pd.DataFrame(
        {"name": ["A_1 & B", "C"], "excess": [-1.25, np.nan], "n": pd.array([3, None], "Int64")}
    )
    text = latex_table(
        table,
        {"name": "Name", "excess": "Excess (events)", "n": "$N$"},
        formats={"excess": ".1f", "n": "d"},
        caption="50 % of a ≥ b",
        label="tab:a",
        remarks=["SIMULATED: x\ny"],
    )
    lines = text.splitlines()
    assert lines[0] == "% SIMULATED: x y"
    assert r"\begin{longtable}{lrr}" in lines
    assert r"\caption{50 \% of a $\geq$ b}\label{tab:a}\\" in lines
    assert r"Name & Excess (events) & $N$ \\" in lines
    assert r"A\_1 \& B & $-$1.2 & 3 \\" in lines
    assert r"C & \ldots & \ldots \\" in lines


def test_latex_table_of_unknown_columns():
    with pytest.raises(ValueError, match="no column 'b'; expected one of a"):
        latex_table(pd.DataFrame({"a": [1]}), {"b": "B"}, formats={}, caption="", label="")


def test_latex_escapes_each_character_once():
    assert escaped(r"\{a}_b") == r"\textbackslash{}\{a\}\_b"
