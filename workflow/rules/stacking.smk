# Stacking: the summed signal of source lists in all track events, without a cut on energy.
# in:  <shared>/catalogs/<sample>/{tracks,effective_area}, <run>/luminosity/luminosities.parquet,
#      <shared>/catalogs/: the table of stacking.single_sources, data/tables/
# out: <run>/stacking/: null_fits, sensitivities, stack_nulls, stack_injections, stack_fits, stack_sources

STACKING = SETTINGS.stacking
SINGLE_SOURCES = STACKING.single_sources
SOURCE_CURVES = [one for one in [SINGLE_SOURCES.published] if one]
STACKING_INPUT = {
    "tracks": expand("<shared>/catalogs/{sample}/tracks.parquet", sample=PLAN.samples),
    "areas": expand(
        "<shared>/catalogs/{sample}/effective_area.parquet", sample=PLAN.samples
    ),
    "seasons": "data/tables/icetracks_seasons.csv",
    "detector": "data/tables/model_detector.csv",
}
STACKING_PARAMS = {
    "seed": SETTINGS.seed,
    "samples": list(PLAN.samples),
    "seasons_of": {name: one.seasons for name, one in PLAN.samples.items()},
    "containment": STACKING.containment,
}
STACK_PARAMS = {
    "stacks": [
        one.model_dump(include={"name", "file", "samples", "weights", "extension"})
        | {"request": one.request}
        for one in STACKING.stacks
    ],
    "digests": PLAN.digests(STACKING.files),
}


rule fit_null_sources:
    input:
        **STACKING_INPUT,
        table=PLAN.table_path(SINGLE_SOURCES.table),
        published=[PLAN.table_path(one) for one in SOURCE_CURVES],
    output:
        fits="<run>/stacking/null_fits.parquet",
        sensitivities="<run>/stacking/sensitivities.parquet",
    log:
        "<logs>/fit_null_sources.log",
    benchmark:
        "<benchmarks>/fit_null_sources.tsv"
    priority: 10
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        **STACKING_PARAMS,
        settings=SINGLE_SOURCES.model_dump(exclude={"table", "published"}),
        contract=PLAN.contract_of(SINGLE_SOURCES.table),
        curve_contracts=[PLAN.contract_of(one) for one in SOURCE_CURVES],
        code=code(
            "fit_null_sources",
            *PLAN.contract_modules_of([SINGLE_SOURCES.table, *SOURCE_CURVES]),
        ),
    message:
        "Fitting single sources in scrambled skies"
    script:
        "../scripts/fit_null_sources.py"


rule scramble_stacks:
    input:
        **STACKING_INPUT,
        luminosities="<run>/luminosity/luminosities.parquet",
    output:
        nulls="<run>/stacking/stack_nulls.parquet",
        injections="<run>/stacking/stack_injections.parquet",
        seal="<run>/stacking/stack_nulls.json",
    log:
        "<logs>/scramble_stacks.log",
    benchmark:
        "<benchmarks>/scramble_stacks.tsv"
    priority: 10
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        **STACKING_PARAMS,
        **STACK_PARAMS,
        **STACKING.model_dump(include={"spectral_index", "n_trials", "n_injected"}),
        code=code("scramble_stacks"),
    message:
        "Stacking sources in scrambled skies"
    script:
        "../scripts/scramble_stacks.py"


rule fit_stacks:
    input:
        **STACKING_INPUT,
        luminosities="<run>/luminosity/luminosities.parquet",
        nulls="<run>/stacking/stack_nulls.parquet",
        injections="<run>/stacking/stack_injections.parquet",
        seal="<run>/stacking/stack_nulls.json",
    output:
        fits="<run>/stacking/stack_fits.parquet",
        sources="<run>/stacking/stack_sources.parquet",
    log:
        "<logs>/fit_stacks.log",
    benchmark:
        "<benchmarks>/fit_stacks.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **STACKING_PARAMS,
        **STACK_PARAMS,
        confidence_level=STACKING.confidence_level,
        labels={
            "sample_label": {name: one.label for name, one in PLAN.samples.items()},
            "stack_label": {one.name: one.label for one in STACKING.stacks},
            "weights": {one.name: one.weights for one in STACKING.stacks},
        },
        code=code("fit_stacks"),
    message:
        "Stacking sources in the observed sky"
    script:
        "../scripts/fit_stacks.py"
