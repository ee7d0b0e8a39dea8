"""Cases of each figure of config/products/: those of every `*_pages.py` beside this file.

A new figure brings a file of its own, with ``PAGES``: cases by product and name.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from pages import Case

FILES = sorted(Path(__file__).parent.glob("*_pages.py"))

PAGES: dict[str, dict[str, Case]] = {}
for file in FILES:
    if file != Path(__file__):
        PAGES |= import_module(file.stem).PAGES
