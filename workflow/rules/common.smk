# Helpers of all stages: the checked configuration and the plan of the run; no rules.
import os
import sys
from pathlib import Path

from nusources.answer_plan import plan_answers
from nusources.datasets.loaders import files_of, modules_of
from nusources.jobs.digest import code_digest
from nusources.jobs.environment import prepare_environment
from nusources.jobs.folders import refuse_unusable_folder
from nusources.product_choice import refuse_target
from nusources.products import input_paths, modules_of_product
from nusources.run_plan import plan_run

refuse_unusable_folder(Path(workflow.basedir))
PLANNED = plan_run(
    config,
    files=["config/config.yaml", *workflow.config_settings.configfiles],
    arguments=workflow.config_settings.config,
)
SETTINGS, REGISTRY, PLAN = PLANNED.settings, PLANNED.registry, PLANNED.plan
for sentence in PLANNED.news:
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
