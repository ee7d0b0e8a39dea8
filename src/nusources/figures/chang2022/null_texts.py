"""What captions and cards say about the null hypotheses of the groups of section 6.3.

References
----------
Chang et al. 2022, section 6.3; docs/method-spatial.md has the null hypotheses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from nusources.figures.house.inputs import Inputs
from nusources.significance import one_sided_sigma, significance_text
from nusources.spatial.names import CATALOGUE_ROTATION, EVENT_RA, OWN, SOURCE_BAND, SOURCE_RA
from nusources.wording import enumerated

NULL_LABELS = {
    SOURCE_RA: "each source's R.A. (the paper)",
    EVENT_RA: "each event's R.A.",
    SOURCE_BAND: "each source's R.A. and declination",
    CATALOGUE_ROTATION: "one rotation of the catalogue",
}
"""What is made random."""

NOTABLE = 0.2
"""Difference of two significances [sigma] that a card tells."""

LOWEST = -3.0
"""Significances below count as this: deficits so large are all alike."""


def nulls_of(inputs: Inputs, groups: Iterable[str]) -> dict[str, str]:
    """Null of each group as the run's configuration has it; the paper's for made-up groups."""
    known = inputs.facts.get("group_nulls", {})
    return {group: known.get(group, SOURCE_RA) for group in groups}


def null_text(
    null_of: Mapping[str, str], labels: Mapping[str, str], n_scrambles: int | None = None
) -> str:
    """Null hypotheses of groups, for a caption.

    Parameters
    ----------
    null_of : mapping
        Null of each group that is shown.
    labels : mapping
        Label of each group.
    n_scrambles : int, optional
        Told where the null is counted from scrambles.

    Returns
    -------
    str
        Such as "each source's right ascension scrambled 100,000 times".
    """
    times = f" {n_scrambles:,} times" if n_scrambles else ""
    texts = {
        SOURCE_RA: f"each source's right ascension scrambled{times}",
        EVENT_RA: "each event's right ascension scrambled (exact distribution)",
    }
    members = {
        null: [group for group, own in null_of.items() if own == null]
        for null in texts
        if null in null_of.values()
    }
    if len(members) == 1:
        return texts[next(iter(members))]
    return "; ".join(
        f"{texts[null]} for {joined_names(of, labels)}" for null, of in members.items()
    )


def joined_names(groups: Sequence[str], labels: Mapping[str, str]) -> str:
    """Labels of groups in the order of the configuration, such as "A, B and C"."""
    return enumerated([labels.get(one, one) for one in sorted(groups, key=_place_in(labels))])


def _place_in(labels: Mapping[str, str]):
    order = {group: number for number, group in enumerate(labels)}
    return lambda group: order.get(group, len(order))


def null_differences(
    nulls: pd.DataFrame | None, labels: Mapping[str, str], shown: Sequence[str] | None = None
) -> list[str]:
    """Sentences for a card: where another null gives another significance than a group's own.

    Parameters
    ----------
    nulls : DataFrame, optional
        Contract ``null_comparison``; without it nothing is said.
    labels : mapping
        Label of each group.
    shown : sequence of str, optional
        Groups that the product shows; all if not given.

    Returns
    -------
    list of str
        One sentence for each group with a difference of more than `NOTABLE` that is also twice
        its Monte-Carlo error, at the threshold and null where it is largest. Significances are the
        one-sided Gaussian equivalents of the p-values.
    """
    if nulls is None:
        return []
    pairs = _beside_own(nulls)
    pairs = pairs[pairs["difference"].abs() > np.maximum(NOTABLE, 2 * pairs["error"])]
    if shown is not None:
        pairs = pairs[pairs["group"].isin(list(shown))]
    groups = sorted(pairs["group"].unique(), key=_place_in(labels))
    return [_sentence(pairs[pairs["group"] == group], labels) for group in groups]


def _beside_own(nulls: pd.DataFrame) -> pd.DataFrame:
    """Each other null with the own one of its group and threshold, and their difference [sigma]."""
    key = ["group", "log10_energy_min"]
    z, error = significance(nulls["p_value"], nulls["n_trials"])
    rows = nulls.assign(z=z, z_error=error)
    own, others = rows[rows["role"] == OWN], rows[rows["role"] != OWN]
    pairs = others.merge(own, on=key, suffixes=("", "_own"))
    return pairs.assign(
        difference=pairs["z"] - pairs["z_own"],
        error=np.hypot(pairs["z_error"], pairs["z_error_own"]),
    )


def significance(p_value: pd.Series, n_trials: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """One-sided Gaussian equivalent of p-values [sigma], and its Monte-Carlo error.

    Parameters
    ----------
    p_value : Series
    n_trials : Series
        0 where p is exact.
    """
    p = np.asarray(p_value, dtype=float)
    z = np.maximum(one_sided_sigma(np.clip(p, 1e-300, 1.0)), LOWEST)
    trials = np.asarray(n_trials, dtype=float)
    p_error = np.where(trials > 0, np.sqrt(p * (1 - p) / np.maximum(trials, 1)), 0.0)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return z, p_error / density


def _sentence(pairs: pd.DataFrame, labels: Mapping[str, str]) -> str:
    largest = pairs.loc[pairs["difference"].abs().idxmax()]
    group = labels.get(largest["group"], largest["group"])
    cells = f"{len(pairs)} comparisons" if len(pairs) > 1 else "one comparison"
    own, other = (
        f"p = {significance_text(largest[f'p_value{end}'])} with "
        f"{largest[f'n_expected{end}']:.1f} events expected"
        for end in ("_own", "")
    )
    return (
        f"The null hypothesis matters for {group}: at log10(E/GeV) ≥ "
        f"{largest['log10_energy_min']:.1f} its own, {NULL_LABELS[largest['null_own']]}, gives "
        f"{own}; "
        f"{NULL_LABELS[largest['null']]} gives {other}. Significances more than {NOTABLE:g} apart: "
        f"{cells}."
    )
