"""The parts of the report: numbers as text, sizes of pictures, tables, the verdict."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from report_run import compared

from nusources.contracts.published import REPRODUCTION, STATUSES
from nusources.errors import InputDataError
from nusources.report.datasets import merge_receipts
from nusources.report.host import host_facts, package_versions
from nusources.report.images import sized_image
from nusources.report.products import TableText, parse_table, plain_header, shown_table
from nusources.report.scoreboard import (
    compared_numbers,
    count_by_input,
    ordered_rows,
    repeated_texts,
    verdict,
)
from nusources.wording import as_specified, file_size, number, with_error


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (0.0, "0"),
        (243.0, "243"),
        (1134450.0, "1,134,450"),
        (9999.0, "9999"),
        (-8.0, "−8"),
        (0.127, "0.127"),
        (232.4163, "232.4"),
        (12345.678, "12346"),
        (12340.4, "12340"),  # zeros of whole numbers stay
        (-0.99996, "−1"),
        (1.459e-18, "1.459 × 10⁻¹⁸"),
        (2.5e9, "2.5 × 10⁹"),
        (9.99991e-6, "1 × 10⁻⁵"),
        (-2e9, "−2 × 10⁹"),
    ],
)
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (232.4163, 0.0487, "232.416 ± 0.049"),
        (601.25, 15.0, "601 ± 15"),
        (0.127, None, "0.127"),
        (0.127, 0.0, "0.127"),
        (None, 1.0, "–"),
        (1.46e-18, 1.2e-19, "(1.46 ± 0.12) × 10⁻¹⁸"),
        (-3.0, 0.5, "−3.00 ± 0.50"),
        (0.0, 2.0, "0.0 ± 2.0"),
        (5.0, 1234.0, "5 ± 1234"),
        (0.02244693728, 2.2e-12, "0.0224469"),  # numerical error of an integral: not shown
    ],
)
def test_with_error(value, error, text):
    assert with_error(value, error) == text


@pytest.mark.parametrize(
    ("n_bytes", "text"), [(0, "0 B"), (999, "999 B"), (1_234_567, "1.23 MB"), (5e9, "5 GB")]
)
def test_file_size(n_bytes, text):
    assert file_size(n_bytes) == text


@pytest.mark.parametrize(("unit", "pixels"), [("in", 96), ("pt", 96 / 72), ("mm", 96 / 25.4)])
def test_size_of_a_drawing(unit, pixels):
    head = f'<?xml version="1.0"?><svg height="50{unit}" id="a" width="50{unit}" viewBox="0 0 1 1">'
    image = sized_image("a.svg", head.encode())
    assert (image.width, image.height) == (round(80 * pixels), round(80 * pixels))


def test_size_of_a_png_is_that_of_its_print():
    with_resolution, without = io.BytesIO(), io.BytesIO()
    Picture.new("L", (600, 300)).save(with_resolution, format="PNG", dpi=(300, 300))
    Picture.new("L", (600, 300)).save(without, format="PNG")
    image = sized_image("a.png", with_resolution.getvalue())
    # 2 x 1 inches; PNG keeps the resolution in whole pixels per metre, 4e-5 of it here
    assert (image.width, image.height) == (307, 154)
    image = sized_image("a.png", without.getvalue())
    assert (image.width, image.height) == (960, 480)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.svg", b"<html>not found</html>"),
        ("a.svg", b'<svg width="50em" height="50em">'),
        ("a.svg", b'<svg viewBox="0 0 1 1">'),
        ("a.png", b"<html>not found</html>"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_picture_without_size_is_refused(path, content):
    with pytest.raises(InputDataError, match=re.escape(f"{path}: no size in the head")):
        sized_image(path, content)


def test_table_keeps_its_text():
    table = parse_table('# a remark\nname,"value, unit"\nTXS,4.80\n"a\nb",\n', "t.csv")
    assert table.header == ("name", "value, unit")
    assert table.rows == (("TXS", "4.80"), ("a\nb", ""))
    assert table.numeric == (False, True)
    assert parse_table("name,value\n", "t.csv").numeric == (False, False)


def test_shown_numbers_are_rounded():
    table = parse_table("name,a,b,c\nTXS,21.12711059,243,15.0\nCFS,1e-9,,nan\n", "t.csv")
    shown = shown_table(table, {"b": "d", "c": ".1f", "unknown": ".1f"}, {})
    assert shown.rows == (("TXS", "21.1271", "243", "15.0"), ("CFS", "1 × 10⁻⁹", "–", "–"))


def test_difference_has_fewer_decimals_the_larger_it_is():
    (row,) = rows_of(["differs"])
    texts = [replace(row, pull=one).difference_text for one in (-1.524, 12.34, 678.96, None)]
    assert texts == ["−1.52", "+12.3", "+679", "–"]


@pytest.mark.parametrize(
    ("ours", "published", "text"),
    [
        (1.269e-9, 1.27e-19, "9.99 × 10⁹ times"),
        (1.76e36, 2e37, "0.088 times"),
        (4.0, 1.0, "+678"),
        (-1.0, 1e-9, "+678"),  # another sign is no scale
        (0.0, 1e-9, "+678"),
    ],
)
def test_where_the_scale_is_another_a_ratio_stands(ours, published, text):
    (row,) = rows_of(["differs"])
    assert replace(row, ours=ours, published=published, pull=678.4).difference_text == text


def test_what_differs_stands_first_the_largest_difference_before_all():
    rows = rows_of(["not testable", "reproduced", "differs", "differs", "differs", "identity"])
    pulls = (None, 0.1, 2.5, -8.0, 3.0, 0.0)
    changed = [
        replace(row, id=str(n), pull=pull)
        for n, (row, pull) in enumerate(zip(rows, pulls, strict=True))
    ]
    changed[4] = replace(changed[4], ours=1e9)  # of another scale
    assert [row.id for row in ordered_rows(changed)] == ["4", "3", "2", "1", "5", "0"]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"$\log_{10}(E/\mathrm{GeV})\geq$", "log₁₀(E/GeV) ≥"),
        ("$I_1+I_2$ (kpc$^{-2}$)", "I₁+I₂ (kpc⁻²)"),
        (r"$N_\mathrm{measured}$ (events)", "N measured (events)"),
        (r"$E^2\Phi_{90}$ (GeV cm$^{-2}$ s$^{-1}$)", "E²Φ₉₀ (GeV cm⁻² s⁻¹)"),
        ("stat. $-$", "stat. −"),
        (r"$\unheard$ of", "unheard of"),
        (r"significance ($\sigma$)", "significance (σ)"),
    ],
)
def test_heads_of_columns_in_words(latex, text):
    assert plain_header(latex) == text


def test_columns_stand_in_the_order_of_their_heads_others_are_left_out():
    table = parse_table("group,label,n\nA,a,2\n", "t.csv")
    shown = shown_table(table, {"n": "d"}, {"n": "$N$ (events)", "label": "Group"})
    assert (shown.header, shown.rows) == (("N (events)", "Group"), (("2", "a"),))
    assert shown.numeric == (True, False)


def test_units_of_the_file_are_no_part_of_a_name():
    table = parse_table("name,distance [deg]\nA,0.25\n", "t.csv")
    shown = shown_table(table, {"distance": ".1f"}, {"distance": "Distance (deg)"})
    assert (shown.header, shown.rows) == (("Distance (deg)",), (("0.2",),))
    assert shown_table(table, {}, {}).header == ("name", "distance [deg]")


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (-0.0312, ".1%", "−3.1 %"),
        (1234.5, ",.0f", "1,234"),
        (2.5e-9, ".1e", "2.5 × 10⁻⁹"),
        (12.34, ".2g", "12"),
        (0.5, "g", "0.5"),
        (250821.0, "d", "250,821"),
        (float("nan"), "d", "–"),
        (None, None, "–"),
    ],
)
def test_numbers_in_the_manner_of_a_format(value, spec, text):
    assert as_specified(value, spec) == text


def test_other_formats_are_refused():
    with pytest.raises(ValueError, match=re.escape("format '>8'; expected d, .<n>f")):
        as_specified(1.0, ">8")


def test_table_with_uneven_rows_is_refused():
    message = "t.csv, row 2: row of another length than the header; found 1; expected 2 values"
    with pytest.raises(InputDataError, match=re.escape(message)):
        parse_table("a,b\n1,2\n3\n", "t.csv")
    with pytest.raises(InputDataError, match=re.escape("t.csv: the table has no header")):
        parse_table("# nothing\n", "t.csv")


def rows_of(statuses: list[str]):
    names = REPRODUCTION.column_names
    rows = tuple(tuple(str(compared(one)[name]) for name in names) for one in statuses)
    return compared_numbers(TableText(tuple(names), rows, (False,) * len(names)), "r.csv")


def test_scoreboard_refuses_other_tables_and_words_for_numbers():
    with pytest.raises(InputDataError, match=r"r\.csv: not the table of published numbers"):
        compared_numbers(TableText(("a",), (), (False,)), "r.csv")
    names = REPRODUCTION.column_names
    row = compared("differs", ours="many")
    table = TableText(tuple(names), (tuple(str(row[name]) for name in names),), (False,) * 13)
    message = "r.csv, row 1, column 'ours': not a number; found 'many'"
    with pytest.raises(InputDataError, match=re.escape(message)):
        compared_numbers(table, "r.csv")


def test_scoreboard_refuses_an_unknown_input():
    names = REPRODUCTION.column_names
    row = compared("differs", input="guessed")
    table = TableText(tuple(names), (tuple(str(row[name]) for name in names),), (False,) * 13)
    message = "column 'input': unknown input; found 'guessed'; expected one of real, simulated"
    with pytest.raises(InputDataError, match=re.escape(message)):
        compared_numbers(table, "r.csv")


def test_verdict_counts_real_data_arithmetic_and_the_rest_apart():
    real = rows_of(["reproduced"] * 3 + ["differs"])
    plain = [replace(one, input="no data") for one in rows_of(["reproduced", "differs"])]
    others = rows_of(["identity", "simulated input", "not testable", "not testable"])
    assert verdict([*real, *plain, *others]) == (
        "Tested on real data: 3 of 4 published numbers reproduced, 1 different. "
        "Tested by arithmetic without data: 1 of 2 published numbers reproduced, 1 different. "
        "Not counted: 1 follow by hand from other printed numbers; 1 compared with simulated data "
        "only (a test of the method); 2 not testable."
    )
    assert count_by_input([*real, *plain]) == {
        "real": {"reproduced": 3, "differs": 1},
        "no data": {"reproduced": 1, "differs": 1},
    }


def test_verdict_without_real_data_says_so():
    plain = [replace(one, input="no data") for one in rows_of(["reproduced"])]
    assert verdict(plain) == (
        "No published number was tested on real data. "
        "Tested by arithmetic without data: 1 of 1 published number reproduced, 0 different."
    )
    assert verdict([]) == "No published number was compared in this run."


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=30))
def test_verdict_counts_every_row_once(statuses):
    sentence = verdict(rows_of(statuses))
    claims = [int(found) for found in re.findall(r"of (\d+) published", sentence)]
    claims += [int(one) for one in re.findall(r"(?:: |; )(\d+) (?!of)", sentence)]
    assert sum(claims) == len(statuses)


def test_texts_said_once_stay_in_their_row():
    rows = rows_of(["differs", "simulated input", "reproduced", "reproduced"])
    assert repeated_texts(rows, "reason") == [rows[0].reason]
    assert repeated_texts(rows[1:], "reason") == []
    told = [replace(one, caveat="inferred") for one in rows[:2]]
    assert repeated_texts([*told, *rows[2:]], "caveat") == ["inferred"]


def receipt(*, simulated: bool, seasons: tuple[str, ...]) -> dict:
    files = [
        {
            "role": "events",
            "season": season,
            "path": f"/cache/{season}.csv",
            "size": 10,
            "sha256": "0" * 64,
            "simulated": simulated,
        }
        for season in seasons
    ]
    head = dict.fromkeys(("title", "home", "citation", "licence"), "x")
    return {"dataset": "tracks", "simulated": simulated, "files": files, **head}


def test_samples_of_one_dataset_share_its_entry():
    receipts = [
        receipt(simulated=False, seasons=("IC40", "IC59")),
        receipt(simulated=False, seasons=("IC59", "IC79")),
    ]
    (dataset,) = merge_receipts(receipts)
    assert [file.shown_path for file in dataset.files] == ["IC40.csv", "IC59.csv", "IC79.csv"]
    assert (dataset.state, dataset.size, dataset.short_title) == ("real", 30, "tracks")
    mixed = [receipts[0], receipt(simulated=True, seasons=("IC79",))]
    assert merge_receipts(mixed)[0].state == "mixed"


def test_versions_name_the_direct_dependencies():
    versions = dict(package_versions("nusources"))
    assert {"Python", "nusources", "numpy", "snakemake"} <= set(versions)
    assert "pytest" not in versions  # an extra


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_commit_and_uncommitted_changes(tmp_path):
    assert host_facts(tmp_path)["git"] == {"commit": None, "dirty": None}
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init"], [*identity, "commit", "--allow-empty", "-m", "first"]):
        subprocess.run(["git", "-C", tmp_path, *words], check=True, capture_output=True)
    clean = host_facts(tmp_path)["git"]
    assert re.fullmatch(r"[0-9a-f]{40}", clean["commit"])
    assert clean["dirty"] is False
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "new.txt").write_text("changed")
    assert host_facts(tmp_path)["git"] == clean | {"dirty": True}
    assert host_facts(tmp_path / "below")["git"] == {"commit": None, "dirty": None}
