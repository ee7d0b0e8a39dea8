"""Write the page that a user opens first, and the record of the run."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from nusources.jobs.job import job
from nusources.jobs.provenance import gather_provenance
from nusources.report.answers import answers_text
from nusources.report.content import ReportContent
from nusources.report.host import host_facts, package_versions
from nusources.report.inputs import (
    data_address,
    load_answers,
    load_datasets,
    load_embedded,
    load_messages,
    load_products,
    load_scoreboard,
)
from nusources.report.page import render_page
from nusources.report.record import run_record
from nusources.studies import load_study

APART = ("answers", "jobs", "products")
"""What only run.json has: the page shows it, or it is of use to those who have the tables."""

with job(snakemake) as j:
    products = load_products(j.input.facts, Path(j.output.page).parent)
    content = ReportContent(
        config=j.params.config,
        configfiles=tuple(j.params.configfiles),
        products=tuple(products),
        rows=tuple(load_scoreboard(j.input.reproduction)),
        datasets=tuple(load_datasets(j.input.receipts)),
        studies=tuple(load_study(path) for path in j.input.studies),
        versions=tuple(package_versions("nusources")),
        left_out=tuple(j.params.left_out),
        on_request=tuple(j.params.on_request),
        lock_sha256=hashlib.sha256(Path(j.input.lock).read_bytes()).hexdigest(),
        messages=tuple(load_messages(j.input.messages)),
        answers=tuple(load_answers(j.input.answers)),
    )
    j.simulated |= set(content.simulated)
    j.temporary(j.output.page).write_text(render_page(content), encoding="utf-8")
    text = answers_text(content.run, content.answers)
    j.temporary(j.output.text).write_text(text, encoding="utf-8")
    written = datetime.now(UTC).isoformat(timespec="seconds")
    jobs = gather_provenance(j.params.records, j.input)
    record = run_record(content, written=written, host=host_facts(), jobs=jobs)
    j.temporary(j.output.run_record).write_text(json.dumps(record, indent=1) + "\n")
    # Beside the page: all that it links to is in its folder. Jobs fill four fifths of the record.
    short = {name: record[name] for name in record if name not in APART}
    copies = {
        "record.json": (json.dumps(short, indent=1) + "\n").encode(),
        "reproduction.csv": Path(j.input.reproduction).read_bytes(),
    }
    j.temporary(j.output.short_record).write_bytes(copies["record.json"])
    j.temporary(j.output.reproduction_copy).write_bytes(copies["reproduction.csv"])
    embedded = load_embedded(products, Path(j.output.page).parent)
    embedded |= {name: data_address(name, copy) for name, copy in copies.items()}
    j.temporary(j.output.one_file).write_text(render_page(content, embedded), encoding="utf-8")
