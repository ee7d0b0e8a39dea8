"""All that the report of a run says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from nusources.errors import InputDataError
from nusources.origins import input_state
from nusources.report.answers import StudyAnswer
from nusources.report.datasets import Dataset
from nusources.report.messages import Message
from nusources.report.products import Product
from nusources.report.scoreboard import ComparedNumber
from nusources.studies import Study


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
    messages : tuple of Message
        What jobs noticed about files of the user.
    left_out : tuple of str
        One sentence for each sample that the run goes without.
    on_request : tuple of str
        Figures and tables that the run could make and did not.
    answers : tuple of StudyAnswer
        In the order in which they are shown: the first gives the page its headline.
    """

    config: Mapping[str, Any]
    configfiles: tuple[str, ...]
    products: tuple[Product, ...]
    rows: tuple[ComparedNumber, ...]
    datasets: tuple[Dataset, ...]
    studies: tuple[Study, ...]
    versions: tuple[tuple[str, str], ...]
    lock_sha256: str
    messages: tuple[Message, ...] = ()
    left_out: tuple[str, ...] = ()
    on_request: tuple[str, ...] = ()
    answers: tuple[StudyAnswer, ...] = ()

    @property
    def headline(self) -> str:
        """The first answer in one line."""
        return self.answers[0].answer.headline if self.answers else f"Run {self.run}"

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
    def results(self) -> tuple[Product, ...]:
        """Products but for those that are about the simulated archive itself."""
        apart = {one.study for one in self.studies if one.shows_simulation}
        return tuple(one for one in self.products if one.study not in apart)

    @property
    def simulated_results(self) -> tuple[Product, ...]:
        """Those of the results that descend from simulated data."""
        return tuple(one for one in self.results if one.simulated)

    @property
    def simulated(self) -> list[str]:
        """Names of all simulated datasets that were read in place of real ones."""
        of_files = {one.short_title for one in self.datasets if one.state in ("simulated", "mixed")}
        return sorted(of_files.union(*(product.simulated for product in self.results)))

    @property
    def real(self) -> list[str]:
        """Names of all real datasets and of the user's files."""
        of_files = {one.short_title for one in self.datasets if one.state in ("real", "mixed")}
        own = (f"your own {name}" for product in self.results for name in product.own)
        return sorted(of_files.union(own, *(product.real for product in self.results)))

    @property
    def state(self) -> str:
        """Input of the run as a whole, one of `nusources.origins.INPUTS`."""
        inputs = {row.input for row in self.rows}
        is_real, is_simulated = (inputs & {kind, "mixed"} for kind in ("real", "simulated"))
        return input_state([*self.real, *is_real], [*self.simulated, *is_simulated])

    @property
    def simulated_rows(self) -> tuple[ComparedNumber, ...]:
        """Compared numbers that descend from simulated data."""
        return tuple(one for one in self.rows if one.input in ("simulated", "mixed"))

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
        shown = {one.study for one in self.products} | {one.study for one in self.rows}
        missing = sorted(shown - {study.study for study in self.studies})
        if missing:
            raise InputDataError(
                f"the report has no description of {', '.join(missing)}",
                path="config/studies/",
                value=sorted(study.study for study in self.studies),
                expected="one for each study that is shown",
            )
        return [study for study in self.studies if study.study in shown]
