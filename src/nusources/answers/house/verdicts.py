"""What is said of a global p-value: one table for all answers, docs/answers.md shows it."""

from __future__ import annotations

from dataclasses import dataclass

FIVE_SIGMA, THREE_SIGMA, FIVE_PER_CENT = 2.866515718791939e-7, 1.3498980316300933e-3, 0.05
"""Right-tailed probabilities of 5 and 3 standard deviations, and the usual one in twenty."""


@dataclass(frozen=True)
class Verdict:
    """What is said of p-values up to a limit.

    Parameters
    ----------
    largest_p : float
        The verdict holds for global p-values at or below, and above the limit of the next
        stronger one.
    name : str
        Short form.
    opening : str
        Begins a sentence that goes on with where.
    """

    largest_p: float
    name: str
    opening: str


VERDICTS = (
    Verdict(FIVE_SIGMA, "detected", "An excess is detected"),
    Verdict(THREE_SIGMA, "evidence", "There is evidence for an excess"),
    Verdict(FIVE_PER_CENT, "hint", "There is no more than a hint of an excess"),
    Verdict(1.0, "nothing found", "Nothing is found"),
)
"""From the strongest to none."""

NOTHING = VERDICTS[-1]


def verdict_of(p_global: float) -> Verdict:
    """Verdict on a global p-value: nothing else decides what is said.

    Parameters
    ----------
    p_global : float
        Right-tailed, corrected for all that was searched.

    Raises
    ------
    ValueError
        If it is no probability.
    """
    if not 0 <= p_global <= 1:
        raise ValueError(f"p_global={p_global!r}: expected a probability, 0 to 1")
    return next(one for one in VERDICTS if p_global <= one.largest_p)
