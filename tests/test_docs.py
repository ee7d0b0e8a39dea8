"""Generated pages are fresh, and every local link leads somewhere."""

import re
import runpy

import pytest


def test_generated_pages_are_fresh(repository, monkeypatch):
    monkeypatch.chdir(repository)
    generate = runpy.run_path(str(repository / "docs" / "generate.py"))
    assert generate["main"](check=True) == 0


def test_the_lock_file_names_no_address_and_pins_every_package(repository):
    text = (repository / "envs" / "requirements-py311.txt").read_text()
    assert "http" not in text
    assert "index" not in re.sub(r"#.*", "", text)
    pins = re.findall(r"^[a-z0-9][^\s=]*==\S+", text, flags=re.MULTILINE)
    assert len(pins) > 50
    for block in re.split(r"\n(?=[a-z0-9])", text):
        if block.strip() and not block.startswith("#"):
            assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "config/README.md",
        "docs/architecture.md",
        "docs/data.md",
        "docs/lightcurve.md",
        "docs/your-files.md",
        "results/README.md",
    ],
)
def test_local_links_lead_somewhere(repository, page):
    text = (repository / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (repository / page).parent.joinpath(target).exists(), target


def test_every_rule_states_what_a_rule_must(repository):
    needed = ["log:", "benchmark:", "message:", "threads:", "resources:", "conda:", "script:"]
    for file in sorted((repository / "workflow" / "rules").glob("*.smk")):
        for rule in re.split(r"^rule ", file.read_text(), flags=re.MULTILINE)[1:]:
            # A target that only prints has no output, and a benchmark would count as one.
            due = (
                needed if "    output:" in rule else [one for one in needed if one != "benchmark:"]
            )
            missing = [directive for directive in due if f"    {directive}" not in rule]
            assert not missing, (file.name, rule.split(":")[0], missing)
