"""A small run folder as the workflow leaves it, for the tests of the report."""

from __future__ import annotations

import csv
import hashlib
import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from nusources.contracts.published import REPRODUCTION
from nusources.jobs.digest import REPOSITORY
from nusources.jobs.rerun import RecordedJob

SIMULATED = "IceTracks-DR1"
REASON = "made from simulated tracks"


def config(run: str = "mini") -> dict[str, Any]:
    samples = [
        {"name": "ten_years", "label": "IceTracks-DR1, 10 years", "dataset": "icecube_10year_ps"},
        {"name": "ic79", "label": "PS-3years, IC79 only", "dataset": "icecube_3year_ps"},
    ]
    return {"run": run, "seed": 11, "tracks": {"samples": samples}, "groups": ["µ <b>"]}


def compared(status: str, *, study: str = "chang2022", **changes: Any) -> dict[str, Any]:
    row = {
        "study": study,
        "id": f"table6.CFS.4.8.{status}",
        "quantity": "N_measured, CFS, log10(E/GeV) >= 4.8",
        "where": "Table 6",
        "published": 595,
        "published_error": "",
        "ours": 601.25,
        "ours_error": 0.31,
        "pull": -1.52,
        "status": status,
        "reason": "" if status == "reproduced" else REASON,
        "caveat": "",
        "input": "simulated" if status == "simulated input" else "real",
    }
    return row | changes


def write_scoreboard(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, REPRODUCTION.column_names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_figure(report: Path, name: str, *, inches: tuple[float, float], **facts: Any) -> Path:
    folder = report / "figures" / "chang2022"
    folder.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=inches, layout="constrained")
    axes = figure.subplots()
    values = np.linspace(4.8, 6.0, 13)
    axes.plot(values, 10 * np.cos(values), marker="o")
    axes.set(xlabel="threshold, log10(E/GeV)", ylabel="excess [events]")
    for ending in ("svg", "png", "pdf"):
        figure.savefig(folder / f"{name}.{ending}", dpi=300)
    (folder / f"{name}.csv").write_text("log10_energy_min,excess\n4.8,11\n")
    return write_facts(folder / f"{name}.json", kind="figure", **facts)


def write_table_product(report: Path, name: str, n_rows: int, **facts: Any) -> Path:
    folder = report / "tables" / facts.get("study", "chang2022")
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{4.8 + place / 10:.1f},TXS-like,{243 - place},232.41" for place in range(n_rows)]
    header = "log10_energy_min,group,n_observed,n_expected"
    (folder / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n")
    (folder / f"{name}.tex").write_text("\\begin{table}\n")
    (folder / f"{name}.vot").write_text("<VOTABLE/>\n")
    return write_facts(folder / f"{name}.json", kind="table", **facts)


def write_facts(
    path: Path,
    *,
    sample: str = "ten_years",
    sample_label: str = "IceTracks-DR1, 10 years",
    **changes: Any,
) -> Path:
    facts = {
        "id": "chang2022_fig12",
        "study": "chang2022",
        "place": "Figure 12",
        "kind": "figure",
        "title": "Excess of neutrino events around groups of blazars",
        "question": "Do more track events point at the sources of a group than by chance?",
        "caption": "Excess at or above each threshold; largest: +11 events at 4.8 (E > 63 TeV).",
        "alt": "Excess number of events against the threshold, log10(E/GeV) from 4.8 to 6.0.",
        "real": [],
        "simulated": [SIMULATED],
        "own": [],
        "limits": ["The paper's groups NFS and ACC have no public list of sources."],
        "facts": {"sample": sample, "sample_label": sample_label, "formats": {"n_expected": ".1f"}},
    }
    path.write_text(json.dumps(facts | changes), encoding="utf-8")
    return path


def write_receipt(path: Path, *, dataset: str, short_title: str, simulated: bool) -> Path:
    files = [
        {
            "role": "events",
            "season": season,
            "path": f"results/shared/0123456789ab/catalogs/{dataset}/events/{season}_exp.csv",
            "size": 1_234_567,
            "sha256": hashlib.sha256(season.encode()).hexdigest(),
            "simulated": simulated,
        }
        for season in ("IC40", "IC79")
    ]
    receipt = {
        "dataset": dataset,
        "title": f"All-sky point-source data, {short_title}",
        "short_title": short_title,
        "home": "https://doi.org/10.21234/sxvs-mt83",
        "citation": "IceCube Collaboration 2021",
        "licence": "not stated",
        "simulated": simulated,
        "files": files,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(receipt), encoding="utf-8")
    return path


ANSWER = {
    "question": "Do events point at the sources?",
    "headline": "Nothing is found around TXS-like (SIMULATED data)",
    "sentences": [
        "Nothing is found in IceTracks-DR1, IC40 only (real data; 19,260 events): 12 events with "
        "log10(E/GeV) ≥ 5.9 around the 62 sources of CFS, where 6.7 ± 2.6 are expected; local "
        "p-value 0.04136 ± 0.00063, global p-value 0.6318 ± 0.0015, over 13 thresholds and 8 "
        "groups; so small a local one is expected from so many trials.",
        "At 90 % confidence, CFS give at most 11.1 signal events, sensitivity 5.15: summed over "
        "the sources, a flux below 5.11 × 10⁻¹⁷ GeV⁻¹ cm⁻² s⁻¹ at 100 TeV for E⁻².",
    ],
    "untested": "Not tested: the <time> of events.",
    "input": "simulated",
    "p_global": 0.63,
}


def write_answer(path: Path, **changes: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(ANSWER | changes), encoding="utf-8")
    return path


def write_run(folder: Path, *, rows: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Write a run with two figures, one table, two datasets; give the inputs of the rule."""
    report = folder / "report"
    report.mkdir(parents=True, exist_ok=True)
    third = {
        "sample": "ic79",
        "sample_label": "PS-3years, IC79 only",
        "real": ["PS-3years"],
        "simulated": [],
        "id": "chang2022_fig13",
        "place": "Figure 13",
    }
    table = {"id": "chang2022_table6", "place": "Table 6", "title": "Measured and expected counts"}
    facts = [
        write_figure(report, "chang2022_fig12-ten_years", inches=(7.09, 3.5)),
        write_figure(report, "chang2022_fig13-ic79", inches=(3.46, 3.0), **third),
        write_table_product(report, "chang2022_table6-ten_years", 40, **table),
    ]
    if rows is None:
        rows = [compared("simulated input", id=f"table6.CFS.{place}") for place in range(60)]
    messages = sorted(folder.glob("messages/*.json"))
    receipts = [
        write_receipt(
            folder / "catalogs" / name / "receipt.json",
            dataset=dataset,
            short_title=title,
            simulated=title == SIMULATED,
        )
        for name, dataset, title in (
            ("ten_years", "icecube_10year_ps", SIMULATED),
            ("ic79", "icecube_3year_ps", "PS-3years"),
        )
    ]
    return {
        "answers": [str(write_answer(folder / "answers" / "chang2022.json"))],
        "facts": [str(path) for path in facts],
        "reproduction": str(write_scoreboard(folder / "reproduction.csv", rows)),
        "receipts": [str(path) for path in receipts],
        "studies": sorted(map(str, (REPOSITORY / "config/studies").glob("*.yaml"))),
        "messages": [str(path) for path in messages],
        "lock": str(REPOSITORY / "envs/requirements-py311.txt"),
    }


def run_report(folder: Path, inputs: dict[str, Any], **params: Any) -> Path:
    """Run the script of the rule on a run folder; give the page."""
    index = folder / "report" / "index.html"
    record = {
        "rule": "report",
        "script": "workflow/scripts/report.py",
        "input": [[name, value] for name, value in inputs.items()],
        "output": [
            ["page", str(index)],
            ["text", str(folder / "report" / "answer.txt")],
            ["run_record", str(folder / "run.json")],
            ["short_record", str(folder / "report" / "record.json")],
            ["reproduction_copy", str(folder / "report" / "reproduction.csv")],
            ["one_file", str(folder / "nusources-report.html")],
        ],
        "params": [
            ["config", params.pop("config", config())],
            ["configfiles", []],
            ["left_out", params.pop("left_out", [])],
            ["on_request", params.pop("on_request", [])],
            [
                "records",
                [str(folder / "provenance"), str(folder.parent / "shared" / "provenance")],
            ],
        ],
        "wildcards": [],
        "threads": 1,
        "log": str(folder / "logs" / "report.log"),
    }
    record["params"] += [[name, value] for name, value in params.items()]
    script = REPOSITORY / "workflow" / "scripts" / "report.py"
    runpy.run_path(str(script), init_globals={"snakemake": RecordedJob(record)})
    return index
