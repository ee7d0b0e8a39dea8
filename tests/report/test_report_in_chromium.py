"""The page in a real browser, opened as a file, without a network."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from html_outline import Outline, read_outline
from report_run import compared, run_report, write_run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
    "--virtual-time-budget=20000",
)
WIDTHS = (360, 768, 1280)
SECONDS = 120
SCREEN_HEIGHT = 800

MEASURE = """
<script>
addEventListener("load", async () => {
  const images = [...document.images];
  for (const one of images) {
    one.loading = "eager";
    await one.decode().catch(() => null);
  }
  const band = document.querySelector(".band");
  const covered = [];
  for (const part of [0, 0.5, 1]) {
    scrollTo(0, part * document.documentElement.scrollHeight);
    const above = document.elementFromPoint(innerWidth / 2, 8);
    covered.push(Boolean(band && above && band.contains(above)));
  }
  scrollTo(0, 0);
  const box = (one) => one.getBoundingClientRect();
  const drawn = (one) => {
    const style = getComputedStyle(one);
    const edges = (a, b) => ["padding", "border"].reduce((sum, kind) => sum
      + parseFloat(style[kind + a + (kind == "border" ? "Width" : "")])
      + parseFloat(style[kind + b + (kind == "border" ? "Width" : "")]), 0);
    return (box(one).width - edges("Left", "Right")) / (box(one).height - edges("Top", "Bottom"));
  };
  parent.postMessage(JSON.stringify({
    width: innerWidth,
    scroll_width: document.documentElement.scrollWidth,
    scroll_height: document.documentElement.scrollHeight,
    band: covered,
    answered: box(document.querySelector(".answer")).bottom,
    clipped: [...document.querySelectorAll(".board .status")].filter((one) =>
      box(one).right > box(one.closest(".scroll")).right).length,
    images: images.map((one) => ({
      natural: one.naturalWidth,
      shape: drawn(one) / (one.naturalWidth / one.naturalHeight),
      inside: box(one).left >= box(one.closest("article")).left
        && box(one).right <= box(one.closest("article")).right,
    })),
  }), "*");
});
</script>
"""

FRAMES = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><pre></pre><script>
const found = [];
addEventListener("message", (event) => {
  found.push(JSON.parse(event.data));
  document.querySelector("pre").textContent = JSON.stringify(found);
});
</script>%s</body></html>"""


@pytest.fixture(scope="module")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("NUSOURCES_REQUIRE_OUTSIDE") == "1":
        pytest.fail("no Chromium, and NUSOURCES_REQUIRE_OUTSIDE=1 asks for it")
    if found is None:
        pytest.skip(f"no Chromium (none of {', '.join(NAMES)} is on the PATH)")
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """Folder of the report, moved after it was made, as somebody who mails it does."""
    folder = tmp_path_factory.mktemp("made")
    run_report(folder, write_run(folder))
    moved = tmp_path_factory.mktemp("moved") / "my report, µ é"
    shutil.copytree(folder / "report", moved)
    return moved


def browse(chromium: str, page: Path, profile: Path) -> tuple[str, list[str]]:
    """DOM of a page after it has loaded, and what the browser's console says."""
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def measure(chromium: str, folder: Path, page: str, profile: Path) -> list[dict]:
    """Measure a copy of a page, with a script and without its policy, at all widths."""
    policy = r'<meta http-equiv="Content-Security-Policy"[^>]*>'
    assert len(re.findall(policy, page)) == 1
    probed = re.sub(policy, "", page).replace("</body>", MEASURE + "</body>")
    (folder / "probed.html").write_text(probed, encoding="utf-8")
    frames = [f'<iframe src="probed.html" width="{one}" height="800"' for one in WIDTHS]
    frames = [f'{frame} style="border:0"></iframe>' for frame in frames]
    (folder / "frames.html").write_text(FRAMES % "".join(frames), encoding="utf-8")
    dom, _ = browse(chromium, folder / "frames.html", profile)
    found = json.loads(html.unescape(re.search(r"<pre>(.*?)</pre>", dom, re.DOTALL)[1]))
    return sorted(found, key=lambda one: one["width"])


def test_the_page_is_whole_without_scripts_and_network(chromium, report, tmp_path):
    dom, console = browse(chromium, report / "index.html", tmp_path)
    assert console == []
    written, shown = read_outline(report / "index.html"), Outline(dom)
    assert [tag for tag, _ in shown.elements] == [tag for tag, _ in written.elements]
    assert [one.get("id") for _, one in shown.elements] == [
        one.get("id") for _, one in written.elements
    ]


def test_the_policy_stops_scripts_and_the_network(chromium, report, tmp_path):
    page = (report / "index.html").read_text(encoding="utf-8")
    bad = '<script>document.title = "taken"</script><img src="https://example.org/a.png" alt="">'
    (report / "bad.html").write_text(page.replace("</body>", bad + "</body>"), encoding="utf-8")
    dom, console = browse(chromium, report / "bad.html", tmp_path)
    assert "<title>taken</title>" not in dom
    assert len([line for line in console if "Content Security Policy" in line]) == 2


def test_nothing_overflows_and_every_image_loads(chromium, report, tmp_path):
    page = (report / "index.html").read_text(encoding="utf-8")
    found = measure(chromium, report, page, tmp_path)
    # A classic scroll bar takes a part of the frame.
    lost = [width - one["width"] for one, width in zip(found, WIDTHS, strict=True)]
    assert all(0 <= one <= 20 for one in lost), lost
    for one in found:
        assert one["scroll_width"] <= one["width"]
        assert one["scroll_height"] > 2000
        assert one["band"] == [True, True, True]
        assert one["width"] < 700 or one["clipped"] == 0
        # The first screen has the answer: what was found, with which p, which limit, on which data.
        assert one["width"] < 1200 or one["answered"] <= SCREEN_HEIGHT
        assert len(one["images"]) == 2
        for image in one["images"]:
            assert image["natural"] > 0
            assert image["inside"]
            # width and height are whole pixels: half a pixel of the smallest figure, 200 pixels
            assert image["shape"] == pytest.approx(1, abs=0.01)


FILTER = """
<script>
addEventListener("load", () => {
  const shown = () => [...document.querySelectorAll(".board tbody tr")]
    .filter((one) => one.offsetParent !== null).length;
  const counts = [];
  for (const id of ["status-is-any", "status-is-differs", "status-is-any", "study-is-1"]) {
    document.getElementById(id).click();
    counts.push(shown());
  }
  document.title = counts.join(" ");
});
</script>
"""


def test_filters_leave_what_was_asked_for(chromium, tmp_path):
    rows = [compared("differs")] + [compared("reproduced", id=f"row.{n}") for n in range(3)]
    rows.append(compared("reproduced", id="other", study="anchordoqui2014"))
    run_report(tmp_path, write_run(tmp_path, rows=rows))
    page = (tmp_path / "report/index.html").read_text(encoding="utf-8")
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    (tmp_path / "probed.html").write_text(page.replace("</body>", FILTER + "</body>"))
    dom, _ = browse(chromium, tmp_path / "probed.html", tmp_path / "profile")
    # The first study of the page is the first of the alphabet here: anchordoqui2014.
    assert re.search(r"<title>(.*?)</title>", dom)[1] == "5 1 5 1"


def test_the_report_in_one_file_shows_its_pictures(chromium, tmp_path):
    run_report(tmp_path, write_run(tmp_path))
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    page = (tmp_path / "nusources-report.html").read_text(encoding="utf-8")
    for one in measure(chromium, alone, page, tmp_path / "profile"):
        assert [image["natural"] > 0 for image in one["images"]] == [True, True]
        assert one["scroll_width"] <= one["width"]


def test_the_measure_sees_a_lost_image_and_an_overflow(chromium, report, tmp_path):
    page = (report / "index.html").read_text(encoding="utf-8")
    page = page.replace('src="figures/', 'src="lost/', 1)
    page = page.replace("</main>", '<div style="width:2000px">wide</div></main>')
    for one in measure(chromium, report, page, tmp_path):
        assert [image["natural"] > 0 for image in one["images"]] == [False, True]
        assert one["scroll_width"] > one["width"]
