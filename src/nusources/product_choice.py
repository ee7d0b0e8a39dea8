"""Which products a run makes: by its studies, its groups, and what the user brings."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from typing import Any

from nusources.errors import ConfigError, NusourcesError, nearest
from nusources.products import Product, groups_shown, of_each_item

DEFAULT, NUMBERS, ALL = "default", "numbers", "all"
"""Words of the setting ``products`` beside ids: what a run makes without it, the comparison with
published numbers, everything."""


def one_by_one(products: Iterable[Product], settings: Any) -> list[Product]:
    """Products, those for each item of a list of the configuration one by one.

    Parameters
    ----------
    products : iterable of dict
    settings : RunConfig
        The configuration, with sections and keys as attributes.

    Raises
    ------
    ConfigError
        If a product names no key of the configuration.
    """
    found = []
    for product in products:
        try:
            keys = product["for_each"].split(".") if "for_each" in product else []
            items = reduce(getattr, keys, settings)
        except AttributeError:
            raise ConfigError(
                [f"product {product['id']}: for_each names no key: {product['for_each']!r}"]
            ) from None
        found += of_each_item(product, items) if keys else [product]
    return found


def possible_products(
    products: Sequence[Product],
    studies: Collection[str],
    groups: Iterable[str],
    own_input: Collection[str],
) -> list[Product]:
    """Products of the studies of a run.

    Those of groups that it has none of are left out, and those about files of a user (`own_only`)
    where it has none that they show.
    """
    names = list(groups)
    return [
        one
        for one in products
        if one["study"] in studies
        and ("groups" not in one or groups_shown(one, names, products))
        and not (one.get("own_only") and set(own_input).isdisjoint(one["shows"]))
    ]


def chosen_products(
    possible: Iterable[Product], asked: Collection[str], own_input: Collection[str]
) -> list[Product]:
    """Products that a run makes.

    Parameters
    ----------
    possible : iterable of dict
    asked : collection of str
        Ids and words; empty: what is made by default.
    own_input : collection of str
        What the user brings, of `nusources.products.OwnInput`: by default only products that show
        it are made.
    """
    wanted = set(asked) or {DEFAULT}
    return [
        one
        for one in possible
        if one["id"] in wanted
        or (not one.get("on_request") and _is_chosen_by_word(one, wanted, own_input))
    ]


def _is_chosen_by_word(
    product: Product, wanted: Collection[str], own_input: Collection[str]
) -> bool:
    shows = set(product.get("shows", ()))
    return ALL in wanted or (DEFAULT in wanted and (not own_input or bool(set(own_input) & shows)))


def with_checks(chosen: Sequence[Product], possible: Iterable[Product]) -> list[Product]:
    """Products of a run, and those that are made by their name alone (`on_request`)."""
    return [*chosen, *(one for one in possible if one.get("on_request") and one not in chosen)]


def compares_numbers(asked: Collection[str], own_input: Collection[str]) -> bool:
    """Whether a run puts published numbers beside its own: beside files of a user, if asked."""
    return not own_input or bool({NUMBERS, ALL} & set(asked))


def refuse_target(name: str, targets: Iterable[str], on_request: Collection[str]) -> None:
    """Tell that there is no target of a name, and which look like it.

    Raises
    ------
    NusourcesError
        Always.
    """
    if name in on_request:
        raise NusourcesError(
            f"{name} is not made in this run; ask for it with products: [{DEFAULT}, {name}]"
        )
    near = difflib.get_close_matches(name, list(targets), n=3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise NusourcesError(
        f"there is no target {name}; {hint}Targets are studies, figures and tables by id, all, "
        "data_status, data_fetch and others; `snakemake --list-target-rules` lists them"
    )


def refuse_unknown_products(asked: Iterable[str], products: Iterable[Product]) -> None:
    """Refuse names that are no product.

    Raises
    ------
    ConfigError
        With every such name, and the one that looks most like it.
    """
    known = [one["id"] for one in products]
    problems = [
        f"products: {name!r} is no figure or table{nearest(name, known)} Expected ids of "
        f"config/products/, {DEFAULT}, {NUMBERS} or {ALL}"
        for name in asked
        if name not in {*known, DEFAULT, NUMBERS, ALL}
    ]
    if problems:
        raise ConfigError(problems)
