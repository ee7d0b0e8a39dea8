"""Fixtures of the tests of figures."""

from __future__ import annotations

from functools import cache

import pytest
from anchordoqui2014_pages import PAGES as ANCHORDOQUI2014
from chang2022_pages import PAGES as CHANG2022
from pages import Page
from simulated_archive_pages import PAGES as SIMULATED_ARCHIVE

from nusources.product_list import load_products
from nusources.reproduction import read_published

PAGES = ANCHORDOQUI2014 | CHANG2022 | SIMULATED_ARCHIVE
"""Cases of each figure of config/products/."""


@pytest.fixture(scope="session")
def products(repository):
    """Products by id."""
    return {one["id"]: one for one in load_products(repository / "config" / "products")}


@pytest.fixture(scope="session")
def page(products):
    """Function that gives the page of a product and a case; its numbers are made once."""

    @cache
    def page_of(product_id: str, case: str) -> Page:
        return Page(products[product_id], PAGES[product_id][case])

    return page_of


@pytest.fixture(scope="session")
def published(repository):
    """Published numbers of a study, as products get them."""
    return lambda study: read_published(repository / "data" / "published" / f"{study}.csv")
