"""An answer: what a study found in a run, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from nusources.origins import input_state

KINDS = ("real", "simulated")
"""Ancestors that tell whether an answer is about the sky; of `nusources.origins.ORIGINS`."""


@dataclass(frozen=True)
class Answer:
    """What a study found in a run.

    Parameters
    ----------
    question : str
        What was asked.
    headline : str
        The answer in one line, with the data that it rests on.
    sentences : tuple of str
        What was found, and what limit there is; the numbers are those of the tables.
    untested : str
        What could not be tested.
    input : str
        One of `nusources.origins.INPUTS`.
    p_global : float, optional
        What the headline rests on, if there is a test.
    """

    question: str
    headline: str
    sentences: tuple[str, ...]
    untested: str
    input: str
    p_global: float | None = None


@dataclass(frozen=True)
class Sample:
    """Tables of one sample of tracks.

    Parameters
    ----------
    label : str
        What figures call it.
    tables : mapping
        By the names that the study's entry gives them.
    """

    label: str
    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Table of this name."""
        return self.tables[name]


@dataclass(frozen=True)
class Results:
    """Result tables that an answer is made from, and the labels of the run.

    Parameters
    ----------
    samples : sequence of Sample
        In the order of the configuration.
    tables : mapping
        Tables of the whole run, by name.
    group_labels : mapping
        Label of each group of sources, by its name.
    own_groups : sequence of str
        Names of the groups that are the user's own.
    spectral_index : float
        Positive; of the power law that limits on fluxes are for.
    """

    samples: Sequence[Sample]
    tables: Mapping[str, pd.DataFrame]
    group_labels: Mapping[str, str]
    own_groups: Sequence[str] = ()
    spectral_index: float = 2.0

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Table of the whole run of this name."""
        return self.tables[name]

    @property
    def all_tables(self) -> list[pd.DataFrame]:
        """Tables of the run and of all samples."""
        return [*self.tables.values(), *(one for s in self.samples for one in s.tables.values())]

    @property
    def input(self) -> str:
        """What all tables descend from, one of `nusources.origins.INPUTS`."""
        return input_of(*self.all_tables)

    def label_of(self, group: str) -> str:
        """Label of a group; its name where it has none."""
        return self.group_labels.get(group, group)


def input_of(*tables: pd.DataFrame) -> str:
    """Input of tables: of events and catalogues; a user's lists are asked about and change nothing.

    Tables that were not read from a file name no ancestors.
    """
    names = {kind: [one for table in tables for one in table.attrs.get(kind, ())] for kind in KINDS}
    return input_state(**names)


def answer_json(answer: Answer) -> str:
    """Answer as the text of a file: equal answers are equal bytes."""
    return json.dumps(asdict(answer), indent=1, ensure_ascii=False) + "\n"


def parse_answer(text: str) -> Answer:
    """Answer from the text of its file.

    Raises
    ------
    ValueError
        If it is no JSON, or keys are missing or unknown.
    """
    content = json.loads(text)
    try:
        return Answer(**(content | {"sentences": tuple(content["sentences"])}))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an answer ({error})") from None
