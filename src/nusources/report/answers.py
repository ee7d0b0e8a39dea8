"""Answers of the studies as the page and the terminal show them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from nusources.answers.house.answer import Answer, parse_answer
from nusources.errors import InputDataError

LINE = 100
"""Characters of a line in a terminal."""


@dataclass(frozen=True)
class StudyAnswer:
    """The answer of a study."""

    study: str
    answer: Answer


def read_answer(text: str, path: str, study: str) -> StudyAnswer:
    """Answer of a study from the text of its file.

    Raises
    ------
    InputDataError
        If it is none, named with the file.
    """
    try:
        return StudyAnswer(study, parse_answer(text))
    except ValueError as error:
        raise InputDataError(
            f"not an answer ({error})", path=path, expected="JSON of an answer"
        ) from None


def answers_text(run: str, answers: Iterable[StudyAnswer]) -> str:
    """Answers for a terminal and for report/answer.txt.

    Parameters
    ----------
    run : str
        Name of the run.
    answers : iterable of StudyAnswer
        In the order in which they are shown.
    """
    blocks = [_block(one) for one in answers] or ["No study of this run has an answer."]
    return "\n\n".join([f"Run {run}", *blocks]) + "\n"


def _block(one: StudyAnswer) -> str:
    answer = one.answer
    told = (f"{answer.headline}.", *answer.sentences, answer.untested)
    return "\n".join([f"{one.study}: {answer.question}", *map(_wrapped, told)])


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text, LINE, initial_indent="  ", subsequent_indent="    ", break_long_words=False
    )
