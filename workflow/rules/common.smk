# Helpers of all stages: the checked configuration, target lists, code digests.
import os
from dataclasses import asdict
from pathlib import Path

from nusources.products import (
    contract_modules,
    input_paths,
    is_comparable,
    is_made,
    load_products,
    output_paths,
)
from nusources.workflow.config import validate
from nusources.workflow.config.alerts import PUBLIC_LISTS
from nusources.workflow.datasets import Places, mirror_folder, obtainable_files
from nusources.workflow.digest import code_digest
from nusources.workflow.environment import prepare_environment
from nusources.workflow.loaders import LOADERS, load_loaders
from nusources.workflow.registry import files_of_seasons, load_registry

SETTINGS = validate(
    config,
    files=["config/config.yaml", *workflow.config_settings.configfiles],
    arguments=workflow.config_settings.config,
)
RUN = f"results/{SETTINGS.run}"
REGISTRY = load_registry()
REGISTRY_FILES = sorted({dataset.defined_in for dataset in REGISTRY.values()})
FIGURE_OF_GROUPS = {
    "chang2022_fig12": "fig12",
    "chang2022_fig13": "fig12",
    "chang2022_table6": "fig12",
    "chang2022_fig14": "fig14",
}
SHOWN_FIGURES = {one.shown_in for one in SETTINGS.groups}
PRODUCTS = [
    one
    for one in load_products("config/products")
    if one["study"] in SETTINGS.studies
    and (one["id"] in SETTINGS.products or not SETTINGS.products)
    # Products of groups that a run has none of are left out.
    and FIGURE_OF_GROUPS.get(one["id"], "all") in {"all", *SHOWN_FIGURES}
]
SAMPLES = {sample.name: sample for sample in SETTINGS.tracks.samples}
GROUPS = [group.name for group in SETTINGS.groups]
NULLS = [group.null for group in SETTINGS.groups]
EVENT_GROUPS = [group.name for group in SETTINGS.groups if group.null == "event_ra"]

prepare_environment()


def overlay_files():
    """Configuration files given on the command line, seen from the run's folder.

    Absolute paths would make the report due when the folder is moved.
    """
    return [os.path.relpath(file) for file in workflow.config_settings.configfiles]


def code(script, *modules):
    """Digest of a script of workflow/scripts and of all that it reaches."""
    return code_digest(f"workflow/scripts/{script}.py", *modules)


def product_code(script, product):
    """Digest of a product: its script, its module and the contracts of its tables."""
    return code(script, product["module"], *contract_modules(product))


def dataset_of(sample):
    """Registry entry of a track sample's dataset."""
    return REGISTRY[SAMPLES[sample].dataset]


def archive_files():
    """Official files that this run reads, and those of data.fetch: [dataset, paths] each."""
    wanted = {name: REGISTRY[name].files for name in SETTINGS.data.fetch}
    wanted = {name: {one.path for one in files} for name, files in wanted.items()}
    for name, sample in SAMPLES.items():
        if not is_simulated(name):
            wanted.setdefault(sample.dataset, set()).update(files_of_sample(name))
    for dataset in LOADED:
        if not comes_simulated(dataset):
            wanted.setdefault(dataset, set()).update(files_to_load(dataset))
    return [[name, sorted(wanted[name])] for name in sorted(wanted)]


def comes_simulated(dataset):
    """Whether a dataset is simulated in this run."""
    return SETTINGS.data.sources.get(dataset, SETTINGS.data.source) == "simulated"


def is_simulated(sample):
    """Whether the dataset of a track sample is simulated in this run."""
    return comes_simulated(SAMPLES[sample].dataset)


def mirror_for(dataset):
    """Folder of the mirror, for datasets that may come from it."""
    return None if comes_simulated(dataset) else SETTINGS.data.mirror


def files_of_sample(sample):
    """Official files that a track sample consists of."""
    files = files_of_seasons(dataset_of(sample), SAMPLES[sample].seasons)
    return [one.path for one in files]


def loaders_of(dataset):
    """Loaders of a dataset that have a file in this run.

    Of datasets that no study needs, real files that cannot be had are left out.
    """
    if comes_simulated(dataset):
        having = set(REGISTRY[dataset].generated)
    elif dataset in SETTINGS.datasets:
        having = {one.path for one in REGISTRY[dataset].files}
    else:
        having = obtainable_files(REGISTRY[dataset], PLACES)
    return tuple(loader for loader in ALL_LOADERS[dataset] if loader.file in having)


def files_to_load(dataset):
    """Official files of a dataset that become tables."""
    return files_of_loaders(LOADED[dataset])


def files_of_loaders(loaders):
    """Official files that some loaders read."""
    return sorted({loader.file for loader in loaders})


def simulated_paths(dataset, files):
    """Simulated files that stand in for official ones."""
    folder = f"{RUN}/catalogs/simulated/{REGISTRY[dataset].folder}"
    return [f"{folder}/{path}" for path in files]


def twin_tables(dataset):
    """Tables of the simulated twin of a real dataset."""
    names = [name for loader in TWINS[dataset] for name in loader.tables]
    return [f"{RUN}/catalogs/twins/{dataset}/{name}.parquet" for name in names]


def tables_of(dataset):
    """Tables that a dataset becomes."""
    names = [name for loader in LOADED[dataset] for name in loader.tables]
    return [f"{RUN}/catalogs/{dataset}/{name}.parquet" for name in names]


def dataset_tables():
    """Tables of all datasets, if they are asked for whether a study needs them or not."""
    asked = LOADED if SETTINGS.data.load_all else ()
    return [table for dataset in asked for table in tables_of(dataset)]


def used_receipts():
    """Receipts of the datasets that the run's studies use."""
    has_tracks = set(SETTINGS.studies) != {"anchordoqui2014"}
    names = [f"{sample}/receipt" for sample in SAMPLES if has_tracks]
    names += [
        f"receipts/{one}" for one in LOADED if has_tracks or SETTINGS.data.load_all
    ]
    return [f"{RUN}/catalogs/{name}.json" for name in names]


def simulated_files_of_dataset(wildcards):
    """Simulated files that stand in for the official ones of a dataset."""
    if not comes_simulated(wildcards.dataset):
        return []
    return simulated_paths(wildcards.dataset, files_to_load(wildcards.dataset))


def wanted_datasets():
    """Datasets, besides track samples, of which this run makes tables."""
    if SETTINGS.data.load_all:
        return [name for name in ALL_LOADERS if loaders_of(name)]
    lists = [table.partition("/")[0] for table in PUBLIC_LISTS]
    needed = {*SETTINGS.datasets, *filter(comes_simulated, lists)}
    return [name for name in ALL_LOADERS if name in needed]


def chunk_trials(chunk):
    """Trials of one chunk of the scrambles: [first, last)."""
    total, count = SETTINGS.spatial.n_scrambles, SETTINGS.spatial.n_chunks
    return total * chunk // count, total * (chunk + 1) // count


PLACES = Places(
    mirror_folder(SETTINGS.data.mirror),
    Path(SETTINGS.data.cache),
    SETTINGS.data.offline,
)
ALL_LOADERS = load_loaders(
    LOADERS, {name: {one.path for one in data.files} for name, data in REGISTRY.items()}
)
LOADED = {dataset: loaders_of(dataset) for dataset in wanted_datasets()}
TWINS = {
    dataset: tuple(
        loader for loader in loaders if loader.file in REGISTRY[dataset].generated
    )
    for dataset, loaders in ALL_LOADERS.items()
    if REGISTRY[dataset].generated and not comes_simulated(dataset)
}


ALERT_CATALOG = SETTINGS.blazars.alert_catalog
BLAZAR_TABLES = {one.name: one.table for one in SETTINGS.blazars.catalogs}
BLAZAR_TABLES |= {"gamma_ray": SETTINGS.blazars.gamma_ray}
BLAZAR_TABLES |= {ALERT_CATALOG.name: ALERT_CATALOG.table} if ALERT_CATALOG else {}
BLAZAR_TABLES |= (
    {"infrared": SETTINGS.blazars.infrared} if SETTINGS.blazars.infrared else {}
)
GROUP_TABLES = SETTINGS.group_tables
RESPONSE = {
    "spectral_index": SETTINGS.sensitivity.spectral_index,
    "containment": SETTINGS.sensitivity.containment,
    "energy_proxy_min_tev": SETTINGS.tracks.energy_proxy_min_tev,
    "ang_err_max_deg": SETTINGS.tracks.ang_err_max_deg,
    "circle_factor": SETTINGS.spatial.circle_factor,
}


def chosen_groups(names, groups):
    """Those of some groups that a list of the configuration names; all without a list."""
    return [group for group in groups if names is None or group in names]


SENSITIVITY_GROUPS = chosen_groups(SETTINGS.sensitivity.groups, GROUPS)
POWER_GROUPS = chosen_groups(SETTINGS.sensitivity.power.groups, SENSITIVITY_GROUPS)
SYSTEMATICS_GROUPS = chosen_groups(
    SETTINGS.sensitivity.systematics.groups, SENSITIVITY_GROUPS
)
GROUP_LABELS = {group.name: group.label for group in SETTINGS.groups}
# Lists of Figure 12; whole catalogues, which take longer, only where there is nothing else.
LISTED_GROUPS = [
    one.name for one in SETTINGS.groups if one.file and one.shown_in == "fig12"
] or list(GROUP_LABELS)
VARIABLE_SAMPLES = SETTINGS.variable_samples.samples


def sources_of(groups):
    """Sources of some groups: without whole catalogues if all of the groups are lists."""
    listed = [group.name for group in SETTINGS.groups if group.file]
    name = "listed_sources" if set(groups) <= set(listed) else "sources"
    return f"{RUN}/selection/{name}.parquet"


def nulls_of(groups):
    """Null hypothesis of each of some groups."""
    return [NULLS[GROUPS.index(group)] for group in groups]


def simulated_table_path(table):
    """File of the simulated table <dataset>/<table>, whether the run has the real one or not."""
    dataset = table.partition("/")[0]
    folder = "catalogs" if comes_simulated(dataset) else "catalogs/twins"
    return f"{RUN}/{folder}/{table}.parquet"


def table_path(table):
    """File of a table <dataset>/<table> in this run."""
    return f"{RUN}/catalogs/{table}.parquet"


def contract_of(table):
    """Contract of a table <dataset>/<table>, as <module>.<name>."""
    dataset, _, name = table.partition("/")
    contracts = [
        loader.tables[name] for loader in LOADED[dataset] if name in loader.tables
    ]
    return contracts[0]


def counterparts_of(group):
    """Table and columns of the counterparts' positions, where they are not invented."""
    if group.counterparts is None or not SETTINGS.is_real(group.counterparts.table):
        return None
    path = table_path(group.counterparts.table)
    return {"path": path, "columns": group.counterparts.columns}


def contract_modules_of(tables):
    """Modules with the contracts of tables."""
    modules = {contract_of(table).partition(".")[0] for table in tables}
    return [f"nusources.contracts.{module}" for module in sorted(modules)]


def truth_tables():
    """Tables of what was injected, in runs that simulate tracks."""
    names = ("truth.parquet", "truth_sources.parquet")
    wanted = SIMULATED_SEASONS and set(SETTINGS.studies) != {"anchordoqui2014"}
    return [f"{RUN}/catalogs/{name}" for name in names if wanted]


def simulated_alerts():
    """List of the paper's alerts that the simulation places sources in: no file of the user."""
    is_the_run_s = SETTINGS.alerts.file is None
    is_simulated_list = all(
        comes_simulated(one.partition("/")[0]) for one in PUBLIC_LISTS
    )
    name = "alerts" if is_the_run_s and is_simulated_list else "simulated_alerts"
    return f"{RUN}/catalogs/{name}.parquet"


SIMULATED_SEASONS = sorted(
    {
        season
        for name, sample in SAMPLES.items()
        if is_simulated(name)
        for season in sample.seasons
    }
)
CONFIGURATIONS = [
    one.season
    for one in REGISTRY["icecube_10year_ps"].files
    if one.role == "effective_area"
]


def simulated_files_of_sample(wildcards):
    """Simulated files that stand in for the official ones of a sample."""
    if not is_simulated(wildcards.sample):
        return []
    dataset = SAMPLES[wildcards.sample].dataset
    return simulated_paths(dataset, files_of_sample(wildcards.sample))


def stems_of(product):
    """Names of a product's files without ending, with the sample that each is for."""
    has_mirror = PLACES.mirror is not None
    if not product["per_sample"]:
        made = is_made(product, SETTINGS.data.source, has_mirror=has_mirror)
        return {product["id"]: None} if made else {}
    return {
        f"{product['id']}-{sample}": sample
        for sample in SAMPLES
        if is_made(product, source_of(sample), has_mirror=has_mirror)
    }


def source_of(sample):
    """Where the dataset of a sample comes from: simulated or archive."""
    return "simulated" if is_simulated(sample) else "archive"


def files_of(product):
    """All files of a product in this run."""
    return [
        path
        for sample in stems_of(product).values()
        for path in output_paths(product, RUN, sample).values()
    ]


def product_files():
    """All files of all products: named as targets, so that a deleted one is made again."""
    return [path for product in PRODUCTS for path in files_of(product)]


FIGURES = {
    stem: (product, sample)
    for product in PRODUCTS
    if product["kind"] == "figure"
    for stem, sample in stems_of(product).items()
}
TABLES = {
    stem: (product, sample)
    for product in PRODUCTS
    if product["kind"] == "table"
    for stem, sample in stems_of(product).items()
}


def label_of(sample):
    """What figures call a sample; empty for products of the whole run."""
    return SAMPLES[sample].label if sample else ""


def fits_published(product, sample):
    """Whether the published numbers of a product are for this sample."""
    if sample is None:
        return True
    return is_comparable(product, SAMPLES[sample].dataset, SAMPLES[sample].seasons)


def groups_shown(product):
    """Labels of the groups of sources that a product shows."""
    figure = FIGURE_OF_GROUPS.get(product["id"], "fig12")
    return {one.name: one.label for one in SETTINGS.groups if one.shown_in == figure}


def is_ten_year_sample(sample):
    """Whether the numbers of chang2022, Table 6, are for this sample."""
    chosen = SAMPLES[sample]
    dataset = REGISTRY["icecube_10year_ps"]
    seasons = [one.season for one in dataset.files if one.role == "events"]
    return chosen.dataset == dataset.name and sorted(chosen.seasons) == sorted(seasons)


def twin_files(template):
    """Input function: simulated files of the seasons that a real sample has."""
    folder = f"{RUN}/catalogs/simulated/icecube_10year_ps"
    return lambda wildcards: [
        f"{folder}/{template}".format(
            season=season, configuration=configuration_of(season)
        )
        for season in SAMPLES[wildcards.sample].seasons
    ]


def configuration_of(season):
    """Detector configuration whose effective area serves a season (release's readme)."""
    return season if season in CONFIGURATIONS else "IC86_II"


NUMBERS_OF = {
    "chang2022": ["selection/numbers", "spatial/numbers", "spatial/flux_numbers"],
    "anchordoqui2014": ["microquasars/numbers"],
}
PUBLISHED_FILES = [
    f"data/published/{study}.csv" for study in SETTINGS.studies if study in NUMBERS_OF
]
NUMBER_TABLES = [
    f"{RUN}/{table}.parquet"
    for study in SETTINGS.studies
    for table in NUMBERS_OF.get(study, ())
]
REPORT_TEMPLATES = sorted(map(str, Path("src/nusources/report/templates").iterdir()))
