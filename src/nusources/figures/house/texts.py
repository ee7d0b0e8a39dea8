"""Caption and alternative text of a product, filled with the facts of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nusources.errors import NusourcesError
from nusources.products import Product

ALT_LENGTH = (40, 400)
"""Fewest and most characters of an alternative text (REPORT, section 6, point 5)."""


def counted(number: int, noun: str) -> str:
    """A number with its noun, such as "1 source" or "1,024 sources"."""
    return f"{number:,} {noun}{'s' if number != 1 else ''}"


def fill_texts(
    product: Product, facts: Mapping[str, Any], simulated: Sequence[str] = ()
) -> dict[str, str]:
    """Fill the templates of a product with the facts of a run.

    Parameters
    ----------
    product : dict
    facts : mapping
        Named numbers and texts; ``absent``: what the run lacks, so that the product shows nothing.
    simulated : sequence of str
        Simulated datasets that the product descends from.

    Returns
    -------
    dict
        caption and alt; both say so if something is simulated, and the caption then has what the
        product says of that case.

    Raises
    ------
    NusourcesError
        If a fact is missing, or the alternative text has not 40 to 400 characters.
    """
    caption, alt = (_filled(product, key, facts) for key in ("caption", "alt"))
    if facts.get("absent"):
        caption = f"Input not available: {facts['absent']}."
        alt = f"Nothing is shown, for the input is not available: {facts['absent']}."
    if simulated:
        is_comparison = product.get("runs_on") == "archive"
        meaning = "" if is_comparison else "; this tests the method, not the sky"
        caption += f" Simulated: {', '.join(simulated)}{meaning}."
        caption += f" {product['when_simulated'].strip()}" if "when_simulated" in product else ""
        alt = f"Simulated. {alt}"
    low, high = ALT_LENGTH
    if not low <= len(alt) <= high:
        raise NusourcesError(
            f"product {product['id']}: alt has {len(alt)} characters; expected {low} to {high}"
        )
    return {"caption": caption, "alt": alt}


def _filled(product: Product, key: str, facts: Mapping[str, Any]) -> str:
    try:
        return product[key].format_map(facts).strip()
    except KeyError as error:
        raise NusourcesError(
            f"product {product['id']}: {key} names {{{error.args[0]}}}, which is no fact of "
            f"{product['module']}.prepare_{product['function']}"
        ) from None
    except (ValueError, TypeError) as error:
        raise NusourcesError(f"product {product['id']}: {key} cannot be filled ({error})") from None
