"""What a run needs and makes: datasets, tables, products, from configuration, registry and lists.

Pure: it reads no files and knows no Snakemake. `workflow/rules/common.smk` makes the plan of a run;
the rules ask it for paths and parameters. Stages that belong to studies keep their own words in
their rule files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nusources.datasets.absent import size_in_words
from nusources.datasets.loaders import FileLoader, files_of, tables_of
from nusources.datasets.registry import files_of_seasons
from nusources.product_choice import (
    chosen_products,
    compares_numbers,
    one_by_one,
    possible_products,
    refuse_unknown_products,
    with_checks,
)
from nusources.products import SHARED, Product, groups_shown, is_comparable, is_made, output_paths

if TYPE_CHECKING:
    from nusources.config import RunConfig
    from nusources.config.groups import GroupConfig
    from nusources.config.tracks import SampleConfig
    from nusources.datasets.registry import Dataset, DatasetFile
    from nusources.studies import Study

TRACKS = "tracks"
"""The need of a study that reads track samples."""


@dataclass(frozen=True)
class Plan:
    """The plan of a run.

    Parameters
    ----------
    settings : RunConfig
        The checked configuration.
    registry : dict
        Known datasets by name.
    studies : sequence of Study
        Those that the run chose, in its order.
    listed_products : sequence of Product
        All figures and tables of config/products/.
    obtainable : callable
        Paths of the official files of a dataset that can be had here.
    present : callable
        Those of them that are here already, in the mirror or the cache.
    digest_of : callable
        Digest of what a file of the user holds.
    has_mirror : bool
        Whether a mirror of the archives is at hand.
    """

    settings: RunConfig
    registry: dict[str, Dataset]
    studies: Sequence[Study]
    listed_products: Sequence[Product]
    obtainable: Callable[[Dataset], set[str]]
    present: Callable[[Dataset], set[str]]
    digest_of: Callable[[str], str]
    has_mirror: bool = False

    @property
    def run(self) -> str:
        """Folder of the run."""
        return f"results/{self.settings.run}"

    @cached_property
    def shared(self) -> str:
        """Folder of what every run with the same data and the same simulation has in common."""
        settings = self.settings
        common = {
            "seed": settings.seed,
            "data": settings.data.model_dump(include={"source", "sources", "mirror", "cache"}),
            "simulation": settings.simulation.model_dump(),
            "samples": [one.model_dump(exclude={"label"}) for one in settings.tracks.samples],
        }
        text = json.dumps(common, sort_keys=True)
        return f"results/{SHARED}/{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @cached_property
    def needs(self) -> set[str]:
        """Sections of the configuration that the studies of the report read."""
        return {need for study in self.studies_shown for need in study.needs}

    # Where data come from

    def comes_simulated(self, dataset: str) -> bool:
        """Whether a dataset is simulated in this run."""
        return self.settings.data.source_of(dataset) == "simulated"

    def mirror_for(self, dataset: str) -> str | None:
        """Folder of the mirror, for datasets that may come from it."""
        return None if self.comes_simulated(dataset) else self.settings.data.mirror

    def simulated_paths(self, dataset: str, files: Iterable[str]) -> list[str]:
        """Simulated files that stand in for official ones."""
        entry = self.registry[dataset]
        folder = f"{self.shared}/catalogs/simulated/{entry.folder}"
        return [f"{folder}/{entry.generated_files.get(path, path)}" for path in files]

    def archive_files(self, *, with_left_out: bool = True) -> list[list[Any]]:
        """Official files that this run reads, and those of data.fetch: [dataset, paths] each.

        With those of samples that it leaves out for want of them, unless told otherwise.
        """
        wanted = {
            name: {one.path for one in self.registry[name].files}
            for name in self.settings.data.fetch
        }
        for sample in self.settings.tracks.samples:
            is_read = with_left_out or sample.name in self.samples
            if is_read and not self.comes_simulated(sample.dataset):
                paths = {one.path for one in self._files_of_seasons(sample)}
                wanted.setdefault(sample.dataset, set()).update(paths)
        for dataset in self.loaded:
            if not self.comes_simulated(dataset):
                wanted.setdefault(dataset, set()).update(self.files_to_load(dataset))
        return [[name, sorted(wanted[name])] for name in sorted(wanted)]

    # Track samples

    @cached_property
    def samples(self) -> dict[str, SampleConfig]:
        """Samples of track events by name, without those that are left out."""
        samples = self.settings.tracks.samples
        return {one.name: one for one in samples if not self._absent_files(one)}

    def _absent_files(self, sample: SampleConfig) -> list[DatasetFile]:
        """Files that are not here of a sample that is made only if they are."""
        dataset = self.registry[sample.dataset]
        if not sample.if_present or self.comes_simulated(sample.dataset):
            return []
        here = self.present(dataset)
        return [one for one in self._files_of_seasons(sample) if one.path not in here]

    def samples_left_out(self) -> list[str]:
        """One sentence for each sample that is left out: what to fetch, and its size."""
        found = [(one, self._absent_files(one)) for one in self.settings.tracks.samples]
        return [
            f"sample {sample.name} ({sample.label}) is left out: {len(absent)} of "
            f"{len(self._files_of_seasons(sample))} files of {sample.dataset} "
            f"({size_in_words(absent)}) are neither in the mirror nor in the cache; `snakemake "
            "data_fetch` with the same configuration files brings them"
            for sample, absent in found
            if absent
        ]

    def is_simulated(self, sample: str) -> bool:
        """Whether the dataset of a track sample is simulated in this run."""
        return self.comes_simulated(self.samples[sample].dataset)

    def dataset_of(self, sample: str) -> Dataset:
        """Registry entry of a track sample's dataset."""
        return self.registry[self.samples[sample].dataset]

    def files_of_sample(self, sample: str) -> list[str]:
        """Official files that a track sample consists of."""
        return [one.path for one in self._files_of_seasons(self.samples[sample])]

    def _files_of_seasons(self, sample: SampleConfig) -> list[DatasetFile]:
        return files_of_seasons(self.registry[sample.dataset], sample.seasons)

    def simulated_files_of_sample(self, sample: str) -> list[str]:
        """Simulated files that stand in for the official ones of a sample."""
        if not self.is_simulated(sample):
            return []
        return self.simulated_paths(self.samples[sample].dataset, self.files_of_sample(sample))

    @cached_property
    def simulated_seasons(self) -> list[str]:
        """Seasons of the samples that are simulated."""
        names = filter(self.is_simulated, self.samples)
        return sorted({season for name in names for season in self.samples[name].seasons})

    def is_whole(self, sample: str, dataset: str) -> bool:
        """Whether a sample has all seasons of a dataset."""
        chosen = self.samples[sample]
        seasons = [one.season for one in self.registry[dataset].files if one.role == "events"]
        return chosen.dataset == dataset and sorted(chosen.seasons) == sorted(map(str, seasons))

    def label_of(self, sample: str | None) -> str:
        """What figures call a sample; empty for products of the whole run."""
        return self.samples[sample].label if sample else ""

    def truth_tables(self) -> list[str]:
        """Tables of what was injected, in runs that simulate tracks."""
        wanted = self.simulated_seasons and TRACKS in self.needs and self.compares
        names = ("truth.parquet", "truth_sources.parquet")
        return [f"{self.shared}/catalogs/{name}" for name in names] if wanted else []

    # Tables of datasets

    @cached_property
    def loaders(self) -> dict[str, tuple[FileLoader, ...]]:
        """Loaders of every dataset that has some."""
        found = {
            name: tuple(
                FileLoader(one.path, loader) for one in data.files for loader in one.loaders
            )
            for name, data in self.registry.items()
        }
        return {name: loaders for name, loaders in found.items() if loaders}

    @cached_property
    def loaded(self) -> dict[str, tuple[FileLoader, ...]]:
        """Loaders with a file in this run, of each dataset of which it can make tables."""
        if self.settings.data.load_all:
            found = {name: self._loaders_in_use(name) for name in self.loaders}
            return {name: loaders for name, loaders in found.items() if loaders}
        needed = {*self.settings.datasets, *self._simulation_reads()}
        return {name: self._loaders_in_use(name) for name in self.loaders if name in needed}

    def _loaders_in_use(self, dataset: str) -> tuple[FileLoader, ...]:
        """Of datasets that no section names, real files that cannot be had are left out."""
        entry = self.registry[dataset]
        if self.comes_simulated(dataset):
            having = set(entry.generated_files)
        elif dataset in self.settings.datasets:
            having = {one.path for one in entry.files}
        else:
            having = self.obtainable(entry)
        return tuple(one for one in self.loaders[dataset] if one.file in having)

    def _simulation_reads(self) -> list[str]:
        """Datasets that other simulated datasets are made from, where they are simulated."""
        datasets = [table.partition("/")[0] for table in self.settings.simulation.reads]
        return [dataset for dataset in datasets if self.comes_simulated(dataset)]

    @property
    def simulated_alerts(self) -> str:
        """List of alerts that the simulation places sources in, whatever alerts a user brings."""
        return f"{self.shared}/catalogs/simulated_alerts.parquet"

    @cached_property
    def twins(self) -> dict[str, tuple[FileLoader, ...]]:
        """Loaders of the simulated twins of real datasets."""
        found = {
            name: tuple(one for one in loaders if one.file in self.registry[name].generated_files)
            for name, loaders in self.loaders.items()
            if not self.comes_simulated(name)
        }
        return {name: loaders for name, loaders in found.items() if loaders}

    def files_to_load(self, dataset: str) -> list[str]:
        """Official files of a dataset that become tables."""
        return files_of(self.loaded[dataset])

    def simulated_files_of_dataset(self, dataset: str) -> list[str]:
        """Simulated files that stand in for the official ones of a dataset."""
        if not self.comes_simulated(dataset):
            return []
        return self.simulated_paths(dataset, self.files_to_load(dataset))

    def tables_of(self, dataset: str) -> list[str]:
        """Files of the tables that a dataset becomes."""
        return [self.table_path(f"{dataset}/{name}") for name in tables_of(self.loaded[dataset])]

    def twin_tables(self, dataset: str) -> list[str]:
        """Files of the tables of the simulated twin of a real dataset."""
        folder = f"{self.shared}/catalogs/twins/{dataset}"
        return [f"{folder}/{name}.parquet" for name in tables_of(self.twins[dataset])]

    def table_path(self, table: str) -> str:
        """File of a table <dataset>/<table> in this run."""
        return f"{self.shared}/catalogs/{table}.parquet"

    def simulated_table_path(self, table: str) -> str:
        """File of a simulated table <dataset>/<table>, whether the run has the real one or not."""
        dataset = table.partition("/")[0]
        folder = "catalogs" if self.comes_simulated(dataset) else "catalogs/twins"
        return f"{self.shared}/{folder}/{table}.parquet"

    def contract_of(self, table: str) -> str:
        """Contract of a table <dataset>/<table>, as <module>.<name>."""
        dataset, _, name = table.partition("/")
        return self.registry[dataset].tables[name]

    def contract_modules_of(self, tables: Iterable[str]) -> list[str]:
        """Modules with the contracts of tables."""
        modules = {self.contract_of(table).partition(".")[0] for table in tables}
        return [f"nusources.contracts.{module}" for module in sorted(modules)]

    def dataset_tables(self) -> list[str]:
        """Tables of all datasets, if they are asked for whether a study needs them or not."""
        asked = self.loaded if self.settings.data.load_all else ()
        return [table for dataset in asked for table in self.tables_of(dataset)]

    def receipts(self) -> list[str]:
        """Receipts of the datasets that the studies of the run use."""
        names = [f"{sample}/receipt" for sample in self.samples if TRACKS in self.needs]
        used = self.settings.datasets_of(self.needs)
        names += [
            f"receipts/{dataset}"
            for dataset in self.loaded
            if dataset in used or self.settings.data.load_all
        ]
        return [f"{self.shared}/catalogs/{name}.json" for name in names]

    # Files of the user

    def digests(self, files: Iterable[str]) -> dict[str, str]:
        """Digests of what files hold: parameters that make jobs due, whatever the time."""
        return {file: self.digest_of(file) for file in sorted(set(files))}

    def message_files(self) -> list[str]:
        """What jobs noticed about files of the user."""
        jobs = self.settings.user_jobs_of(self.needs)
        return [f"{self.run}/messages/{job}.json" for job in jobs]

    # Groups of sources

    @cached_property
    def groups(self) -> dict[str, GroupConfig]:
        """Groups of sources by name."""
        return {group.name: group for group in self.settings.groups}

    def nulls_of(self, groups: Iterable[str]) -> list[str]:
        """Null hypothesis of each of some groups."""
        return [self.groups[group].null for group in groups]

    def groups_of(self, product: Product) -> dict[str, dict[str, str]]:
        """Labels and nulls of all groups, and labels of those that a product shows.

        Products that show no groups are told of none: a label then makes none of them due.
        """
        if "groups" not in product:
            return {"group_labels": {}, "group_nulls": {}, "shown_groups": {}}
        labels = {name: group.label for name, group in self.groups.items()}
        shown = groups_shown(product, labels, self.all_products)
        return {
            "group_labels": labels,
            "group_nulls": {name: group.null for name, group in self.groups.items()},
            "shown_groups": {name: labels[name] for name in shown},
        }

    @property
    def own_groups(self) -> list[str]:
        """Groups that the user brings."""
        return [name for name, group in self.groups.items() if group.is_own]

    def groups_shown_by(self, product_id: str) -> list[str]:
        """Groups that a product shows, whether the run makes it or not."""
        (product,) = [one for one in self.all_products if one["id"] == product_id]
        return groups_shown(product, self.groups, self.all_products)

    def chosen_groups(self, names: Sequence[str] | None, groups: Iterable[str]) -> list[str]:
        """Those of some groups that a list of the configuration names; all without a list."""
        return [group for group in groups if names is None or group in names]

    @cached_property
    def class_tables(self) -> list[str]:
        """Table of the classes of blazars, if a group is one of them."""
        is_needed = any(group.flare_class for group in self.settings.groups)
        return [f"{self.run}/flares/classes.parquet"] if is_needed else []

    def path_of_group(self, group: GroupConfig) -> str:
        """File or table that the sources of a group are taken from."""
        if group.flare_class is not None:
            return self.class_tables[0]
        return group.file or self.table_path(group.table or "")

    def sources_of(self, groups: Iterable[str]) -> str:
        """Table of the sources of some groups: without whole catalogues if all are lists."""
        are_lists = all(self.groups[group].file for group in groups)
        return f"{self.run}/selection/{'listed_sources' if are_lists else 'sources'}.parquet"

    def counterparts_of(self, group: GroupConfig) -> dict[str, Any] | None:
        """Table and columns of the counterparts' positions, where they are not invented."""
        if group.counterparts is None or not self.settings.is_real(group.counterparts.table):
            return None
        path = self.table_path(group.counterparts.table)
        return {"path": path, "columns": group.counterparts.columns}

    def chunk_trials(self, chunk: int) -> tuple[int, int]:
        """Trials of one chunk of the scrambles: [first, last)."""
        total, count = self.settings.spatial.n_scrambles, self.settings.spatial.n_chunks
        return total * chunk // count, total * (chunk + 1) // count

    # Products

    @cached_property
    def own_input(self) -> set[str]:
        """What the user brings, of `nusources.products.OwnInput`."""
        return self.settings.own_sections | ({"groups"} if self.own_groups else set())

    @cached_property
    def all_products(self) -> list[Product]:
        """All figures and tables, those for each item of a list of the configuration one by one."""
        return one_by_one(self.listed_products, self.settings)

    @cached_property
    def products(self) -> list[Product]:
        """Figures and tables of the run."""
        refuse_unknown_products(self.settings.products, self.all_products)
        return chosen_products(self._possible_products, self.settings.products, self.own_input)

    @cached_property
    def targets(self) -> list[Product]:
        """Figures and tables that can be asked for by name: those of the run, and long checks."""
        return with_checks(self.products, self._possible_products)

    @cached_property
    def products_on_request(self) -> list[str]:
        """Figures and tables that the run could make and does not, by id."""
        return [one["id"] for one in self._possible_products if one not in self.targets]

    @property
    def compares(self) -> bool:
        """Whether the run puts published numbers beside its own."""
        return compares_numbers(self.settings.products, self.own_input)

    @cached_property
    def _possible_products(self) -> list[Product]:
        studies = [study.study for study in self.studies]
        return possible_products(self.all_products, studies, self.groups, self.own_input)

    def stems_of(self, product: Product) -> dict[str, str | None]:
        """Names of a product's files without ending, with the sample that each is for."""
        if not product["per_sample"]:
            source = self.settings.data.source
            made = is_made(product, source, has_mirror=self.has_mirror)
            return {product["id"]: None} if made else {}
        source_of = {True: "simulated", False: "archive"}
        return {
            f"{product['id']}-{sample}": sample
            for sample in self.samples
            if is_made(product, source_of[self.is_simulated(sample)], has_mirror=self.has_mirror)
        }

    def made(self, kind: str) -> dict[str, tuple[Product, str | None]]:
        """Targets of a kind, figure or table, with their sample, by the stem of their files."""
        return {
            stem: (product, sample)
            for product in self.targets
            if product["kind"] == kind
            for stem, sample in self.stems_of(product).items()
        }

    def files_of(self, product: Product) -> list[str]:
        """All files of a product in this run."""
        return [
            path
            for sample in self.stems_of(product).values()
            for path in output_paths(product, self.run, sample).values()
        ]

    def product_files(self) -> list[str]:
        """All files of all products: named as targets, so that a deleted one is made again."""
        return [path for product in self.products for path in self.files_of(product)]

    def facts_of(self, product: Product, sample: str | None) -> dict[str, Any]:
        """What a product is told of the run beside its tables."""
        chosen = self.samples[sample] if sample else None
        return {
            "sample": sample or "",
            "item": product.get("item", ""),
            "sample_label": self.label_of(sample),
            "comparable": chosen is None or is_comparable(product, chosen.dataset, chosen.seasons),
            **self.groups_of(product),
        }

    def published_files(self) -> list[str]:
        """Published numbers of the studies that have values of them."""
        shown = self.studies_shown if self.compares else ()
        return [f"data/published/{one.study}.csv" for one in shown if one.numbers]

    def number_tables(self) -> list[str]:
        """Our values of published numbers."""
        names = [name for one in self.studies if self.compares for name in one.numbers]
        return [f"{self.run}/{name}.parquet" for name in names]

    def study_files(self) -> list[str]:
        """Files that say what the report tells about each study."""
        return [f"config/studies/{one.study}.yaml" for one in self.studies_shown]

    @property
    def studies_shown(self) -> list[Study]:
        """Studies of the report; beside files of a user, those that show them."""
        shown = {one["study"] for one in self.products}
        return [one for one in self.studies if self.compares or one.study in shown]
