"""Fixtures of the tests of figures."""

from __future__ import annotations

from functools import cache

import pytest
from all_pages import PAGES
from pages import Page

from nusources.product_list import load_products
from nusources.reproduction import read_published


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
