"""All that the report of a run says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from nusources.errors import InputDataError
from nusources.report.datasets import Dataset, input_state
from nusources.report.products import Product
from nusources.report.scoreboard import ComparedNumber
from nusources.report.studies import Study

SIMULATED_STATUS = "simulated input"


@dataclass(frozen=True)
class ReportContent:
    """All that the report of a run says.

    Parameters
    ----------
    config : mapping
        The merged configuration.
    configfiles : tuple of str
        Overlays given on the command line.
    products, rows, datasets : tuple
        In the order in which they are shown.
    studies : tuple of Study
        All that can be described; shown are those with a product or a row.
    versions : tuple of (str, str)
        Package and version.
    lock_sha256 : str
        Digest of the lock file of the environment.
    """

    config: Mapping[str, Any]
    configfiles: tuple[str, ...]
    products: tuple[Product, ...]
    rows: tuple[ComparedNumber, ...]
    datasets: tuple[Dataset, ...]
    studies: tuple[Study, ...]
    versions: tuple[tuple[str, str], ...]
    lock_sha256: str

    @property
    def run(self) -> str:
        """Name of the run."""
        return self.config["run"]

    @property
    def config_text(self) -> str:
        """Configuration as YAML."""
        return yaml.safe_dump(
            dict(self.config), sort_keys=False, allow_unicode=True, default_flow_style=None
        )

    @property
    def simulated(self) -> list[str]:
        """Short titles of all simulated datasets."""
        of_files = {one.short_title for one in self.datasets if one.state != "real"}
        return sorted(of_files.union(*(product.simulated for product in self.products)))

    @property
    def real(self) -> list[str]:
        """Short titles of all real datasets."""
        return sorted({one.short_title for one in self.datasets if one.state != "simulated"})

    @property
    def state(self) -> str:
        """``real``, ``simulated`` or ``mixed``, for the run as a whole."""
        marked = [row.id for row in self.rows if row.status == SIMULATED_STATUS]
        return input_state(self.real, [*self.simulated, *marked])

    def real_of(self, product: Product) -> list[str]:
        """Short titles of the real datasets of a product's sample."""
        titles = {one.dataset: one.short_title for one in self.datasets}
        used = {
            titles.get(sample["dataset"], sample["dataset"])
            for sample in self.config["tracks"]["samples"]
            if product.sample in ("", sample["name"])
        }
        return sorted(used - set(product.simulated))

    def command(self, target: str = "", cores: int = 1) -> str:
        """Command that makes a target, or everything, again."""
        # The target stands first: after --configfile it would be one more configuration file.
        words = [".venv/bin/snakemake", "--cores", str(cores)] + ([target] if target else [])
        words += ["--configfile", *self.configfiles] if self.configfiles else []
        return shlex.join(words)

    def shown_studies(self) -> list[Study]:
        """Studies with a product or a compared number.

        Raises
        ------
        InputDataError
            If one of them has no description.
        """
        shown = [one.study for one in (*self.products, *self.rows)]
        missing = sorted(set(shown) - {study.study for study in self.studies})
        if missing:
            raise InputDataError(
                f"the report has no description of {', '.join(missing)}",
                path="src/nusources/report/studies.yaml",
            )
        return [study for study in self.studies if study.study in shown]
