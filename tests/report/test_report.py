"""The page as a whole, made by the script of the rule from a small run folder."""

from __future__ import annotations

import base64
import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from html_outline import Outline, read_outline
from report_run import (
    REASON,
    SIMULATED,
    compared,
    config,
    run_report,
    write_facts,
    write_receipt,
    write_run,
    write_scoreboard,
    write_table_product,
)

from nusources.contracts.published import STATUSES
from nusources.jobs.digest import REPOSITORY
from nusources.report.inputs import SVG_BYTES, load_scoreboard
from nusources.report.page import PAGE_BYTES
from nusources.report.scoreboard import count_statuses

STYLE = REPOSITORY / "src/nusources/report/templates/style.css"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mini")
    run_report(folder, write_run(folder))
    return folder


@pytest.fixture(scope="module")
def outline(folder) -> Outline:
    return read_outline(folder / "report" / "index.html")


def remade(folder, **changes) -> Outline:
    """Page of a run with other inputs; `rows` are those of the scoreboard."""
    inputs = write_run(folder, rows=changes.pop("rows", None)) | changes.pop("inputs", {})
    return read_outline(run_report(folder, inputs, **changes))


def test_nothing_comes_from_the_network_or_a_script(folder, outline):
    policy = [one["content"] for one in outline.all("meta") if "http-equiv" in one]
    expected = "default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'"
    assert policy == [expected]
    assert outline.all("script", "iframe", "object", "embed", "link") == []
    assert all("://" not in one["src"] for one in outline.all("img"))
    assert not re.search(r"@import|url\(", (folder / "report" / "index.html").read_text())


def test_every_link_leads_somewhere(folder, outline):
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [one["href"] for one in outline.all("a")]
    inside = [link[1:] for link in links if link.startswith("#")]
    assert set(inside) <= set(ids)
    away = [link for link in links if "://" in link]
    assert set(away) == {"https://doi.org/10.21234/sxvs-mt83"}
    files = [link for link in links if not link.startswith("#") and "://" not in link]
    files += [one["src"] for one in outline.all("img")]
    assert len(files) >= 2 * 4 + 2 + 2
    for name in files:
        assert (folder / "report" / unquote(name)).stat().st_size > 0
    labelled = [one["aria-labelledby"] for _, one in outline.elements if "aria-labelledby" in one]
    assert set(labelled) <= set(ids)


def test_the_page_opens_with_the_answer(folder, outline):
    assert outline.text_of("h1") == ["Nothing is found around TXS-like (SIMULATED data)"]
    (verdict,) = outline.text_of("p", class_="verdict")
    assert verdict.startswith(
        "Nothing is found in IceTracks-DR1, IC40 only (real data; 19,260 events)"
    )
    assert verdict.endswith("a flux below 5.11 × 10⁻¹⁷ GeV⁻¹ cm⁻² s⁻¹ at 100 TeV for E⁻².")
    assert "Not tested: the <time> of events." in outline.text_of("p", class_="note")
    page = (folder / "report/index.html").read_text(encoding="utf-8")
    assert page.index("</h1>") < page.index('class="answer"') < page.index("Beside the papers")
    text = (folder / "report/answer.txt").read_text(encoding="utf-8")
    assert text.startswith(
        "Run mini\n\nchang2022: Do events point at the sources?\n"
        "  Nothing is found around TXS-like (SIMULATED data).\n  Nothing is found in IceTracks-DR1"
    )
    assert max(map(len, text.splitlines())) <= 100
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["answers"]["chang2022"]["p_global"] == 0.63


def test_a_run_without_answers_is_headed_by_its_name(tmp_path):
    outline = remade(tmp_path / "run", inputs={"answers": []})
    assert outline.text_of("h1") == ["Run mini"]
    text = (tmp_path / "run/report/answer.txt").read_text(encoding="utf-8")
    assert text == "Run mini\n\nNo study of this run has an answer.\n"


def test_no_link_leads_out_of_the_folder(outline):
    links = [one["href"] for one in outline.all("a")] + [one["src"] for one in outline.all("img")]
    assert not [link for link in links if link.startswith(("..", "/"))]


def test_the_report_in_one_file_holds_what_the_folder_holds(folder, outline):
    text = (folder / "nusources-report.html").read_text(encoding="utf-8")
    alone = read_outline(folder / "nusources-report.html")
    links = [one["href"] for one in alone.all("a")] + [one["src"] for one in alone.all("img")]
    kept = {"#", "https://doi.org/10.21234/sxvs-mt83"}
    assert {link if "://" in link else link[:1] for link in links if "data:" not in link} == kept
    saved = [one["download"] for one in alone.all("a") if "download" in one]
    assert sorted(set(saved)) == [
        "chang2022_fig12-ten_years.csv",
        "chang2022_fig13-ic79.csv",
        "chang2022_table6-ten_years.csv",
        "chang2022_table6-ten_years.tex",
        "chang2022_table6-ten_years.vot",
        "record.json",
        "reproduction.csv",
    ]
    encoded = re.search(r'href="data:text/csv;base64,([^"]+)" download="reproduction.csv"', text)[1]
    assert base64.b64decode(encoded) == (folder / "reproduction.csv").read_bytes()
    drawing = (folder / "report/figures/chang2022/chang2022_fig13-ic79.svg").read_bytes()
    assert f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}" in text
    assert [one["id"] for one in alone.all("section")] == [
        one["id"] for one in outline.all("section")
    ]


def test_what_the_page_links_to_stands_beside_it(folder):
    copy = (folder / "report" / "reproduction.csv").read_bytes()
    assert copy == (folder / "reproduction.csv").read_bytes()
    short, whole = (
        json.loads((folder / name).read_text()) for name in ("report/record.json", "run.json")
    )
    assert whole.keys() - short.keys() == {"answers", "jobs", "products"}
    assert {name: whole[name] for name in short} == short


def test_headings_landmarks_and_tables_are_accessible(outline):
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert outline.all("html")[0]["lang"] == "en"
    for landmark in ("header", "nav", "main", "footer", "aside"):
        assert len(outline.all(landmark)) == 1, landmark
    assert all(one.get("scope") in ("col", "row") for one in outline.all("th"))
    boxes = [one for one in outline.all("div") if "scroll" in one.get("class", "").split()]
    assert boxes
    assert all(one["tabindex"] == "0" and one["aria-label"] for one in boxes)


def test_sections_stand_in_the_agreed_order(outline):
    sections = [one["id"] for one in outline.all("section")]
    expected = ["scoreboard", "study-chang2022", "data", "limits", "repeat", "versions"]
    assert sections == expected


def test_figures_have_alt_text_and_room(outline):
    images = outline.all("img")
    assert len(images) == 2
    for image in images:
        assert 40 <= len(image["alt"]) <= 400
        assert image["loading"] == "lazy"
    # 7.09 x 3.5 inches, 96 CSS pixels per inch, shown at 1.6 times its size in print
    assert (images[0]["width"], images[0]["height"]) == ("1089", "538")
    assert outline.text_of("h3", id="chang2022_fig12-ten_years-heading") == [
        "chang2022 · Figure 12 · IceTracks-DR1, 10 years"
    ]


def test_cards_and_band_tell_what_is_simulated(outline):
    assert outline.text_of("aside") == ["▧ SIMULATED input in 2 of 3 results"]
    simulated = [f"▧ simulated: {SIMULATED}"]
    cards = outline.text_of("article", class_="card")
    assert [simulated[0] in card for card in cards] == [True, False, True]
    assert ["● real: PS-3years" in card for card in cards] == [False, True, False]
    assert not any("no data" in card for card in cards)


def test_a_product_of_printed_numbers_claims_no_data(tmp_path):
    facts = [write_table_facts(tmp_path / "run", simulated=[])]
    outline = remade(tmp_path / "run", rows=[], inputs={"facts": facts})
    (card,) = outline.text_of("article", class_="card")
    assert "○ no data" in card
    assert "real" not in card
    assert outline.all("aside") == []


def test_files_of_the_user_stand_on_the_badge(tmp_path):
    facts = [write_table_facts(tmp_path / "run", own=["alerts (my.csv)"])]
    outline = remade(tmp_path / "run", rows=[], inputs={"facts": facts})
    badges = outline.text_of("p", class_="badges")
    assert badges[0] == f"▧ simulated: {SIMULATED} ● real: your own alerts (my.csv)"


def test_simulated_twins_raise_no_band_over_real_results(tmp_path):
    """The section about the simulated archive is simulated by its nature."""
    folder = tmp_path / "run"
    real = write_table_facts(folder, simulated=[], real=["PS-3years"])
    twin = {"id": "simulated_archive_blazars", "study": "simulated_archive", "real": ["3HSP"]}
    twins = write_table_product(folder / "report", "twin", 3, simulated=["twin of 3HSP"], **twin)
    receipt = write_receipt(
        folder / "r.json", dataset="icecube_3year_ps", short_title="PS-3years", simulated=False
    )
    inputs = {"facts": [real, str(twins)], "receipts": [str(receipt)]}
    outline = remade(folder, rows=[compared("reproduced")], inputs=inputs)
    assert outline.all("aside") == []
    banner = outline.text_of("header")[0]
    assert "● real: PS-3years" in banner
    assert "simulated: " not in banner
    cards = outline.text_of("article", class_="card")
    assert ["▧ simulated: twin of 3HSP" in card for card in cards] == [False, True]


def test_caveats_stand_in_a_column_of_their_own(tmp_path):
    rows = [
        compared("reproduced", id="row.1", caveat="members are inferred"),
        compared("reproduced", id="row.2", caveat="members are inferred"),
        compared("differs", id="row.3", caveat="of its own"),
    ]
    outline = remade(tmp_path / "run", rows=rows)
    assert "Caveat" in outline.text_of("th")
    shared = outline.text_of("li", id="caveat-chang2022-1")
    assert shared == ["Caveat 1: members are inferred"]
    assert "of its own" in outline.text_of("td", class_="wide")


def test_a_run_with_real_input_only_has_no_band(tmp_path):
    facts = [write_table_facts(tmp_path / "real", simulated=[])]
    receipt = write_receipt(
        tmp_path / "real.json", dataset="icecube_10year_ps", short_title=SIMULATED, simulated=False
    )
    rows = [compared("reproduced")]
    inputs = {"facts": facts, "receipts": [str(receipt)]}
    outline = remade(tmp_path / "real", rows=rows, inputs=inputs)
    assert outline.all("aside") == []
    assert (
        "Tested on real data: 1 of 1 published number reproduced, 0 different. "
        "No published number was tested by arithmetic without data."
    ) in outline.text_of("dd")


def test_a_simulated_row_alone_raises_the_band(tmp_path):
    rows = [compared("simulated input")]
    inputs = {"facts": [], "receipts": []}
    outline = remade(tmp_path / "run", rows=rows, inputs=inputs)
    assert outline.text_of("aside") == ["▧ SIMULATED input in 1 of 1 published number"]


def write_table_facts(folder, **facts) -> str:
    changes = {"id": "chang2022_table6", "place": "Table 6"} | facts
    return str(write_table_product(folder / "report", "other", 3, **changes))


def test_scoreboard_shows_every_row_with_its_status_in_words(tmp_path):
    rows = [compared(status, id=f"row.{place}") for place, status in enumerate(STATUSES)]
    rows.append(compared("differs", id="row.9", reason="one <reason> of its own"))
    outline = remade(tmp_path / "run", rows=rows)
    counts = count_statuses(load_scoreboard(tmp_path / "run" / "reproduction.csv"))
    page = outline.text_of("section", id="scoreboard")[0]
    for status, count in counts.items():
        assert f"{count} {status}" in page
    links = [one["href"] for one in outline.all("a") if "status" in one.get("class", "")]
    assert len(links) == len(rows)
    assert "one <reason> of its own" in page
    assert outline.text_of("li", id="reason-chang2022-1") == [f"Reason 1: {REASON}"]
    cells = outline.text_of("td", class_="n")
    assert {"595", "601.25 ± 0.31", "−1.52"} <= set(cells)


def test_the_scoreboard_is_filtered_without_a_script(tmp_path):
    rows = [compared("reproduced", id="row.1"), compared("differs", id="row.2")]
    outline = remade(tmp_path / "run", rows=rows)
    choices = {one["id"]: one for one in outline.all("input")}
    assert {one["type"] for one in choices.values()} == {"radio"}
    assert [name for name, one in choices.items() if "checked" in one] == [
        "study-is-any",
        "status-is-any",
    ]
    assert {"status-is-differs", "status-is-reproduced", "study-is-1"} <= set(choices)
    labels = {one["for"] for one in outline.all("label")}
    assert labels == set(choices)
    style = (tmp_path / "run/report/index.html").read_text()
    rule = "#status-is-differs:checked ~ .board tbody tr:not(.differs) { display: none; }"
    assert rule in style
    assert [one.get("class") for one in outline.all("tr") if one.get("class")] == [
        "differs",
        "reproduced",
    ]


def test_what_was_noticed_about_files_of_the_user_stands_on_the_page(tmp_path):
    told = [
        {"severity": "note", "file": "a<b>.csv", "message": "names decided"},
        {"severity": "warning", "file": "", "message": "two entries of one object"},
    ]
    (tmp_path / "messages").mkdir()
    for name in ("list_alerts", "select_sources"):
        text = json.dumps({"messages": told})
        (tmp_path / "messages" / f"{name}.json").write_text(text, encoding="utf-8")
    page = run_report(tmp_path, write_run(tmp_path)).read_text(encoding="utf-8")
    first = page.index("<strong>Warning</strong>: two entries of one object")
    second = page.index("<strong>Note</strong>, <code>a&lt;b&gt;.csv</code>: names decided")
    assert page.index("Noticed about your files") < first < second
    assert page.count("names decided") == 1
    (tmp_path / "messages/list_alerts.json").write_text('{"messages": []}', encoding="utf-8")
    (tmp_path / "messages/select_sources.json").write_text('{"messages": []}', encoding="utf-8")
    page = run_report(tmp_path, write_run(tmp_path)).read_text(encoding="utf-8")
    assert "Noticed about your files" not in page


def test_text_of_others_is_never_markup(tmp_path):
    bad = "<script>alert(1)</script> & \"quoted\" 'text'"
    facts = [write_table_facts(tmp_path / "run", title=bad, caption=bad, simulated=[bad])]
    outline = remade(tmp_path / "run", inputs={"facts": facts})
    assert outline.all("script") == []
    assert bad in outline.text_of("article")[0]


def test_same_inputs_give_the_same_bytes(tmp_path, folder):
    pages = [folder / "report" / "index.html"]
    for name in ("once", "a folder with blanks, µ"):
        remade(tmp_path / name)
        pages.append(tmp_path / name / "report" / "index.html")
    assert len({page.read_bytes() for page in pages}) == 1


def test_record_holds_what_the_page_leaves_out(folder):
    record = json.loads((folder / "run.json").read_text())
    page = (folder / "report" / "index.html").read_text()
    assert record["written"] not in page
    assert record["config"] == config()
    assert record["counts"]["simulated input"] == 60
    assert [one["simulated"] for one in record["products"]] == [[SIMULATED], [], [SIMULATED]]
    assert [one["real"] for one in record["products"]] == [[], ["PS-3years"], []]
    assert record["counts_by_input"] == {"simulated": {"simulated input": 60}}
    assert {one["state"] for one in record["datasets"]} == {"simulated", "real"}
    assert set(record["git"]) == {"commit", "dirty"}


def test_commands_name_the_overlays(tmp_path):
    files = ["config/archive.yaml", "my sources.yaml"]
    outline = remade(tmp_path / "run", configfiles=files)
    codes = outline.text_of("code")
    overlay = "--configfile config/archive.yaml 'my sources.yaml'"
    assert f".venv/bin/snakemake --cores 1 chang2022_fig12 {overlay}" in codes
    assert f".venv/bin/snakemake --cores 4 {overlay}" in codes


def test_long_tables_are_cut_before_the_page_gets_too_heavy(tmp_path):
    facts = []
    for place in range(40):
        product = {"id": f"chang2022_table{place}", "sample": ""}
        name = f"table{place}"
        path = write_table_product(tmp_path / "run" / "report", name, 400, **product)
        facts.append(str(path))
    outline = remade(tmp_path / "run", inputs={"facts": facts})
    page = tmp_path / "run" / "report" / "index.html"
    assert page.stat().st_size <= PAGE_BYTES
    notes = outline.text_of("p", class_="note")
    assert sum("of 400 rows; all are in the CSV" in note for note in notes) == 40


def test_a_heavy_drawing_is_shown_as_png(tmp_path):
    inputs = write_run(tmp_path)
    drawing = tmp_path / "report/figures/chang2022/chang2022_fig12-ten_years.svg"
    drawing.write_text(drawing.read_text() + f"<!--{'x' * SVG_BYTES}-->")
    images = read_outline(run_report(tmp_path, inputs)).all("img")
    assert [Path(one["src"]).suffix for one in images] == [".png", ".svg"]
    assert (images[0]["width"], images[0]["height"]) == ("1089", "538")


def test_an_unusable_input_leaves_no_page(tmp_path, capsys):
    inputs = write_run(tmp_path / "run")
    other = write_facts(tmp_path / "other.json", kind="film")
    missing = write_facts(tmp_path / "missing.json")
    partial = write_facts(tmp_path / "partial.json", caption=None)
    unknown = write_scoreboard(tmp_path / "unknown.csv", [compared("differs", study="li2030")])
    status = write_scoreboard(tmp_path / "status.csv", [compared("confirmed")])
    told = tmp_path / "told.json"
    told.write_text('{"messages": [{"severity": "fatal"}]}', encoding="utf-8")
    cases = [
        ({"messages": [str(told)]}, "row 1: not a message of a job; found {'severity': 'fatal'"),
        ({"facts": [str(other)]}, "column 'kind': unknown kind of product; found 'film'"),
        (
            {"facts": [str(missing)]},
            "figures/chang2022/missing.csv of chang2022_fig12 missing",
        ),
        ({"facts": [str(partial)]}, "column 'caption': not a complete fact file of a product"),
        ({"reproduction": str(unknown)}, "the report has no description of li2030"),
        ({"reproduction": str(status)}, "row 1, column 'status': unknown status; found 'confirmed"),
        ({"receipts": [str(other)]}, "the receipt lacks dataset, home"),
        ({"studies": [str(other)]}, "method: is missing"),
    ]
    for changes, message in cases:
        with pytest.raises(SystemExit):
            run_report(tmp_path / "run", inputs | changes)
        assert message in capsys.readouterr().err
        left = sorted(path.name for path in (tmp_path / "run" / "report").iterdir())
        assert left == ["figures", "tables"]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.1)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_contrast_in_all_schemes():
    schemes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", STYLE.read_text(), flags=re.DOTALL)
    ]
    assert len(schemes) == 3  # light, dark, print
    pairs = [
        (text, ground)
        for text in ("text", "soft", "link", "real", "sim", "good", "bad")
        for ground in ("page", "card")
    ]
    for scheme in schemes:
        for text, ground in [*pairs, ("sim", "sim-page")]:
            found = contrast(scheme[text], scheme[ground])
            assert found >= 4.5, (text, ground, found)


def test_style_is_small():
    assert STYLE.stat().st_size <= 15_000


def test_what_a_run_goes_without_stands_on_the_page(tmp_path):
    told = {"left_out": ["sample ten is left out: 9 files"], "on_request": ["a_power", "b_fig"]}
    items = remade(tmp_path, **told).text_of("li")
    assert "Sample ten is left out: 9 files." in items
    assert any("2 products can be asked for" in one and "a_power, b_fig" in one for one in items)
    page = run_report(tmp_path, write_run(tmp_path)).read_text(encoding="utf-8")
    assert "Not in this run" not in page
