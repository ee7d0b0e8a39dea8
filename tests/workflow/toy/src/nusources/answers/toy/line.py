"""How does a line rise?"""

from __future__ import annotations

from nusources.answers.house.answer import Answer, Results
from nusources.wording import number


def answer(results: Results) -> Answer:
    """Answer of a run: the height of the last point; table line, contract ``line``."""
    height = number(results["line"]["y"].iloc[-1])
    return Answer(
        question="How does a line rise?",
        headline=f"It rises to {height}",
        sentences=(f"The last point stands {height} high.",),
        untested="Not tested: whether it falls again.",
        input=results.input,
    )
