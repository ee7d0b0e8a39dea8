# Helpers of all stages: the checked configuration and the plan of the run; no rules.
import os
import sys
from pathlib import Path

from nusources.answer_plan import plan_answers
from nusources.config import validate
from nusources.datasets.absent import tell_absent
from nusources.datasets.loaders import files_of, modules_of
from nusources.datasets.places import (
    Places,
    mirror_folder,
    obtainable_files,
    present_files,
)
from nusources.datasets.registry import load_registry
from nusources.jobs.digest import code_digest, content_digest
from nusources.jobs.environment import prepare_environment
from nusources.jobs.folders import refuse_unusable_folder
from nusources.plan import Plan
from nusources.product_choice import refuse_target
from nusources.product_list import load_products
from nusources.products import input_paths, modules_of_product
from nusources.studies import load_studies

refuse_unusable_folder(Path(workflow.basedir))
REGISTRY = load_registry()
SETTINGS = validate(
    config,
    files=["config/config.yaml", *workflow.config_settings.configfiles],
    arguments=workflow.config_settings.config,
    registry=REGISTRY,
)
PLACES = Places(
    mirror_folder(SETTINGS.data.mirror),
    Path(SETTINGS.data.cache),
    SETTINGS.data.offline,
)
PLAN = Plan(
    SETTINGS,
    REGISTRY,
    load_studies(SETTINGS.studies),
    load_products("config/products"),
    obtainable=lambda dataset: obtainable_files(dataset, PLACES),
    present=lambda dataset: present_files(dataset, PLACES),
    digest_of=content_digest,
    has_mirror=PLACES.mirror is not None,
)
NEWS_OF_DATA = PLAN.samples_left_out()
NEWS_OF_DATA += tell_absent(PLAN.archive_files(with_left_out=False), REGISTRY, PLACES)
for sentence in NEWS_OF_DATA:
    print(f"nusources: {sentence}", file=sys.stderr)
RUN = PLAN.run
SAMPLES = list(PLAN.samples)
GROUPS = list(PLAN.groups)
FIGURES = PLAN.made("figure")
TABLES = PLAN.made("table")
TEN_YEARS = REGISTRY["icecube_10year_ps"]
CONFIGURATIONS = [one.season for one in TEN_YEARS.files if one.role == "effective_area"]

prepare_environment()


def overlay_files():
    """Configuration files given on the command line, seen from the run's folder.

    Absolute paths would make the report due when the folder is moved.
    """
    return [os.path.relpath(file) for file in workflow.config_settings.configfiles]


def code(script, *modules):
    """Digest of a script of workflow/scripts and of all that it reaches."""
    return code_digest(f"workflow/scripts/{script}.py", *modules)


def twin_files(template):
    """Input function: simulated files of the seasons that a real sample has."""
    return lambda wildcards: PLAN.simulated_paths(
        TEN_YEARS.name,
        [
            template.format(season=season, configuration=configuration_of(season))
            for season in PLAN.samples[wildcards.sample].seasons
        ],
    )


def configuration_of(season):
    """Detector configuration whose effective area serves a season (release's readme)."""
    return season if season in CONFIGURATIONS else "IC86_II"
