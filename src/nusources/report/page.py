"""The page of a run: data in, HTML text out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nusources.contracts.published import STATUSES
from nusources.report.content import ReportContent
from nusources.report.scoreboard import (
    GLYPHS,
    MEANINGS,
    ORDER,
    count_statuses,
    ordered_rows,
    repeated_texts,
    verdict,
)
from nusources.wording import file_size, plural

PAGE_BYTES = 400_000
"""Most that the page may weigh (REPORT, section 5)."""

BADGE_GLYPHS = {"real": "●", "simulated": "▧", "mixed": "◧", "no data": "○"}

TABLE_ROWS = (200, 60, 20, 5)
"""Rows shown of each table: the first number that keeps the page within its weight."""


def render_page(content: ReportContent, embedded: Mapping[str, str] | None = None) -> str:
    """HTML of the report.

    Parameters
    ----------
    content : ReportContent
    embedded : mapping, optional
        Files as ``data:`` addresses, by path relative to the page: the page is then one file, and
        links to files that are not among them are left out.

    Returns
    -------
    str
        Equal contents give equal text: no clock, no machine.
    """
    template = environment().get_template("page.html")
    for max_rows in TABLE_ROWS:
        page = template.render(
            content=content,
            max_rows=max_rows,
            studies=content.shown_studies(),
            limits=collected_limits(content),
            is_one_file=embedded is not None,
            link=partial(_link, embedded),
            saved_as=partial(_saved_as, embedded),
        )
        if embedded is not None or len(page.encode()) <= PAGE_BYTES:
            break
    return page


def _link(embedded: Mapping[str, str] | None, path: str) -> str:
    """Address of a file: its path in the folder, or its content; empty where it is left out."""
    return quote(path) if embedded is None else embedded.get(path, "")


def _saved_as(embedded: Mapping[str, str] | None, path: str) -> Markup:
    """Name under which a browser saves a file that is part of the page."""
    name = PurePosixPath(path).name
    return Markup(' download="{}"').format(name) if embedded is not None else Markup("")


def collected_limits(content: ReportContent) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each limit once, with the products that it holds for.

    Parameters
    ----------
    content : ReportContent

    Returns
    -------
    list of (str, list of (str, str))
        Sentence, and (name, anchor) of studies and products, in the order of the page.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for study in content.shown_studies():
        for limit in study.limits:
            found.setdefault(limit, []).append((study.study, f"study-{study.study}"))
    for product in content.products:
        for limit in product.limits:
            found.setdefault(limit, []).append((product.heading, product.anchor))
    return list(found.items())


def slug(text: str) -> str:
    """Text as an identifier: words joined by hyphens."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", text).strip("-")


def environment() -> Environment:
    """Templates of this package with what they may use."""
    environment = Environment(
        loader=PackageLoader("nusources.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(slug=slug, file_size=file_size, plural=plural)
    environment.globals.update(
        statuses=STATUSES,
        glyphs=GLYPHS,
        badge_glyphs=BADGE_GLYPHS,
        meanings=MEANINGS,
        count_statuses=count_statuses,
        ordered_rows=ordered_rows,
        order=ORDER,
        repeated_texts=repeated_texts,
        verdict=verdict,
        rows_of=partial(_of_study, "rows"),
        products_of=partial(_of_study, "products"),
    )
    return environment


def _of_study(kind: str, content: ReportContent, study: str) -> list:
    return [one for one in getattr(content, kind) if one.study == study]
