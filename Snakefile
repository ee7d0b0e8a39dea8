# Which sources make the high-energy cosmic neutrinos: the whole workflow, one rule file per stage.
# Data flow one way: catalogs -> stages -> products -> report; docs/architecture.md.
from snakemake.utils import min_version

min_version("9.6")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"


pathvars:
    run=f"results/{SETTINGS.run}",
    shared=PLAN.shared,
    logs=f"results/{SETTINGS.run}/logs",
    benchmarks=f"results/{SETTINGS.run}/benchmarks",


wildcard_constraints:
    sample="|".join(SAMPLES),
    season="[A-Za-z0-9_]+",
    dataset="|".join(PLAN.loaded) or "none",
    chunk="[0-9]+",


# The page then says what failed, in place of the old answers.
onerror:
    from nusources.report.failure import tell_failure

    tell_failure(RUN, log, PLAN.shared)


localrules:
    all,


rule all:
    default_target: True
    input:
        "<run>/report/index.html",
        "<run>/run.json",
        "<run>/nusources-report.html",
        "<run>/reproduction.csv",
        lambda wildcards: PLAN.product_files()
        + PLAN.truth_tables()
        + PLAN.dataset_tables(),
    message:
        "All results are there"


include: "workflow/rules/data.smk"
include: "workflow/rules/simulation.smk"
include: "workflow/rules/catalogs.smk"
include: "workflow/rules/selection.smk"
include: "workflow/rules/flares.smk"
include: "workflow/rules/temporal.smk"
include: "workflow/rules/spatial.smk"
include: "workflow/rules/microquasars.smk"
include: "workflow/rules/forecast.smk"
include: "workflow/rules/stacking.smk"
include: "workflow/rules/luminosity.smk"
include: "workflow/rules/user.smk"
include: "workflow/rules/products.smk"
include: "workflow/rules/report.smk"


# A mistyped name of a target ends here.
rule no_such_target:
    input:
        lambda wildcards: refuse_target(
            wildcards.target,
            [one.name for one in workflow.rules],
            PLAN.products_on_request,
        ),
    output:
        "{target}",
    wildcard_constraints:
        target="[A-Za-z][A-Za-z0-9_]*",
