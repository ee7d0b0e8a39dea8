"""What numbers descend from: real datasets, simulated ones, files of the user, or none of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ORIGINS = ("real", "simulated", "own")
"""Kinds of ancestors that every table names. Printed numbers and facts of data/ are none."""

INPUTS = ("real", "simulated", "mixed", "no data")
"""States of the input of a number, a table or a product."""


def input_state(
    real: Iterable[str] = (), simulated: Iterable[str] = (), own: Iterable[str] = ()
) -> str:
    """One word for the input of a number, a product or a run; one of `INPUTS`.

    Parameters
    ----------
    real, simulated : iterable of str
        Real and simulated datasets.
    own : iterable of str
        Files of the user, which count as real.
    """
    is_real = any(True for _ in (*real, *own))
    if any(True for _ in simulated):
        return "mixed" if is_real else "simulated"
    return "real" if is_real else "no data"


def state_of(*parents: Mapping[str, Iterable[str]]) -> str:
    """Input state of what was made from tables.

    Parameters
    ----------
    *parents : mapping
        ``attrs`` of the tables, as `nusources.tables.read_table` sets them.
    """
    return input_state(*([name for one in parents for name in one[kind]] for kind in ORIGINS))


def own_of(*parents: Mapping[str, Iterable[str]]) -> str:
    """Files of the user behind tables, in words; empty where there are none.

    Parameters
    ----------
    *parents : mapping
        As for `state_of`.
    """
    names = sorted({name for one in parents for name in one["own"]})
    return f"your own {', '.join(names)}" if names else ""
