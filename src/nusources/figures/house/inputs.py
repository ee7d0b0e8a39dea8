"""What figures and tables are prepared from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.figures.house.texts import counted

Prepared = tuple[pd.DataFrame, dict[str, Any]]
"""Numbers that a product shows, and the facts that its drawing and its texts need."""


@dataclass(frozen=True)
class Inputs:
    """Tables and files of a product, and what it is told of the run.

    Parameters
    ----------
    data : mapping
        Tables and files by the names that they have in config/products/, read as ``inputs[name]``.
    facts : mapping
        group_labels, group_nulls and, of the groups that the product shows, shown_groups: by name
        of the group; comparable: whether published numbers are for this sample; sample_label;
        size; run; simulated: datasets that the product descends from.
    """

    data: Mapping[str, pd.DataFrame]
    facts: dict[str, Any]

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Table or file of this name."""
        return self.data[name]

    def get(self, name: str) -> pd.DataFrame | None:
        """Table or file of this name; None if the product has none."""
        return self.data.get(name)

    @property
    def comparable(self) -> bool:
        """Whether published numbers are for this sample."""
        return self.facts["comparable"]

    @property
    def remarks(self) -> list[str]:
        """What stands at the head of a table that descends from simulated data."""
        names = ", ".join(self.facts["simulated"])
        return [f"SIMULATED: {names}; tests the method, not the sky"] if names else []

    # Groups of sources

    @property
    def labels(self) -> dict[str, str]:
        """Labels of all groups of the run, in their order."""
        return self.facts["group_labels"]

    def label_of(self, group: str) -> str:
        """Label of a group; its name where it has none."""
        return self.labels.get(group, group)

    def labels_of(self, groups: Iterable[str]) -> list[str]:
        """Labels of groups, one by one."""
        return [self.label_of(group) for group in groups]

    def titles_of(self, rows: pd.DataFrame) -> dict[str, list[str]]:
        """Label and number of sources of each group in some rows, in the order of the run."""
        numbers = dict(zip(rows["group"], rows["n_sources"], strict=True))
        ordered = [group for group in dict.fromkeys([*self.labels, *numbers]) if group in numbers]
        return {
            group: [self.label_of(group), counted(numbers[group], "source")] for group in ordered
        }

    def shown_rows(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows of the groups that the product shows; all where the run does not name them.

        Raises
        ------
        InputDataError
            If none of the groups has rows.
        """
        shown = self.facts.get("shown_groups")
        if shown is None:
            return rows
        kept = rows[rows["group"].isin(list(shown))]
        if kept.empty:
            raise InputDataError(
                "no group to show",
                column="group",
                value=", ".join(rows["group"].unique()) or "none",
                expected=f"one of {', '.join(shown) or 'the groups of this figure; none is named'}",
            )
        return kept.reset_index(drop=True)

    def in_order(self, rows: pd.DataFrame, others: Iterable[str] = ()) -> pd.DataFrame:
        """Rows by group as configured, then others as they come, then by threshold."""
        known = dict.fromkeys([*self.labels, *others, *rows["group"]])
        place = rows["group"].map({group: number for number, group in enumerate(known)})
        order = np.lexsort([rows["log10_energy_min"], place])
        return rows.iloc[order].reset_index(drop=True)
