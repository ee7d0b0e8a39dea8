# Forecasts of the spatial correlation of neutrinos with AGN (chen2025).
# in:  data/tables/luminosity_functions.csv, <shared>/catalogs/{efeds_agn,agn_xlf}/
# out: <run>/forecast/: extrapolation, catalogue_extrapolation

POPULATION = SETTINGS.forecast_population.model_dump()


rule extrapolate_populations:
    input:
        functions="data/tables/luminosity_functions.csv",
        catalogue=PLAN.table_path(POPULATION["catalogue"]),
        table=[
            PLAN.table_path(one) for one in [POPULATION["luminosity_function"]] if one
        ],
    output:
        shares="<run>/forecast/extrapolation.parquet",
        catalogue="<run>/forecast/catalogue_extrapolation.parquet",
    log:
        "<logs>/extrapolate_populations.log",
    benchmark:
        "<benchmarks>/extrapolate_populations.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        settings=POPULATION,
        code=code("extrapolate_populations"),
    message:
        "Extrapolating from bright sources to whole populations"
    script:
        "../scripts/extrapolate_populations.py"
