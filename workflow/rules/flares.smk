# Flares: light curves, their blocks, flaring stages, and classes of sources.
# in:  <run>/selection/: blazars, variable_samples; <shared>/catalogs/{dataset}/{table}.parquet of the light curves
# out: <run>/flares/: links, preparation, light_curves_{band}, blocks, measures, stages, classes, conventions, numbers

FLARES = SETTINGS.flares
LIGHT_CURVES = FLARES.light_curves.by_band
COVERAGE = [SETTINGS.blazars.infrared] if SETTINGS.blazars.infrared else []
SURVEY_BREAK = FLARES.preparation.survey_break
BANDS = list(type(FLARES.light_curves).model_fields)


rule prepare_light_curves:
    input:
        blazars="<run>/selection/blazars.parquet",
        samples="<run>/selection/variable_samples.parquet",
        coverage=[PLAN.table_path(table) for table in COVERAGE],
        gamma_ray=PLAN.table_path(SETTINGS.blazars.gamma_ray),
        tables=[PLAN.table_path(table) for table in LIGHT_CURVES.values()],
    output:
        links="<run>/flares/links.parquet",
        preparation="<run>/flares/preparation.parquet",
        curves=expand("<run>/flares/light_curves_{band}.parquet", band=BANDS),
    log:
        "<logs>/prepare_light_curves.log",
    benchmark:
        "<benchmarks>/prepare_light_curves.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=5,
    params:
        bands=BANDS,
        names=list(LIGHT_CURVES),
        contracts=[PLAN.contract_of(table) for table in LIGHT_CURVES.values()],
        preparation=FLARES.preparation.model_dump(),
        match_radius_arcsec=SETTINGS.blazars.match_radius_arcsec,
        code=code(
            "prepare_light_curves", *PLAN.contract_modules_of(LIGHT_CURVES.values())
        ),
    message:
        "Preparing light curves"
    script:
        "../scripts/prepare_light_curves.py"


rule find_flares:
    input:
        curves=expand("<run>/flares/light_curves_{band}.parquet", band=BANDS),
    output:
        blocks="<run>/flares/blocks.parquet",
        measures="<run>/flares/measures.parquet",
    log:
        "<logs>/find_flares.log",
    benchmark:
        "<benchmarks>/find_flares.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        bands=BANDS,
        blocks=FLARES.blocks.model_dump(),
        artificial_points=FLARES.preparation.artificial_points,
        code=code("find_flares"),
    message:
        "Cutting light curves into blocks"
    script:
        "../scripts/find_flares.py"


rule classify_blazars:
    input:
        blazars="<run>/selection/blazars.parquet",
        gamma_ray=PLAN.table_path(SETTINGS.blazars.gamma_ray),
        links="<run>/flares/links.parquet",
        blocks="<run>/flares/blocks.parquet",
        measures="<run>/flares/measures.parquet",
        likelihood="<run>/flares/light_curves_gamma_ray_likelihood.parquet",
    output:
        classes="<run>/flares/classes.parquet",
        stages="<run>/flares/stages.parquet",
    log:
        "<logs>/classify_blazars.log",
    benchmark:
        "<benchmarks>/classify_blazars.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        blocks=FLARES.blocks.model_dump(),
        classes=FLARES.classes.model_dump(),
        second_limit=FLARES.preparation.likelihood_second_limit_erg_cm2_s,
        limit_error=FLARES.preparation.limit_error,
        warm_spots=[[one.ra_deg, one.dec_deg] for one in FLARES.warm_spots],
        match_radius_arcsec=SETTINGS.blazars.match_radius_arcsec,
        code=code("classify_blazars"),
    message:
        "Sorting blazars by their flares"
    script:
        "../scripts/classify_blazars.py"


CLASS_BANDS = ["infrared", "gamma_ray", "gamma_ray_likelihood"]
EXPOSURES = [LIGHT_CURVES["infrared"]] if "infrared" in LIGHT_CURVES else []


rule compare_flare_conventions:
    input:
        blazars="<run>/selection/blazars.parquet",
        gamma_ray=PLAN.table_path(SETTINGS.blazars.gamma_ray),
        links="<run>/flares/links.parquet",
        exposures=[PLAN.table_path(table) for table in EXPOSURES],
        curves=expand("<run>/flares/light_curves_{band}.parquet", band=CLASS_BANDS),
    output:
        conventions="<run>/flares/conventions.parquet",
    log:
        "<logs>/compare_flare_conventions.log",
    benchmark:
        "<benchmarks>/compare_flare_conventions.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        bands=CLASS_BANDS,
        settings={
            "preparation": FLARES.preparation.model_dump(),
            "blocks": FLARES.blocks.model_dump(),
            "classes": FLARES.classes.model_dump(),
        },
        warm_spots=[[one.ra_deg, one.dec_deg] for one in FLARES.warm_spots],
        match_radius_arcsec=SETTINGS.blazars.match_radius_arcsec,
        code=code("compare_flare_conventions"),
    message:
        "Classifying blazars under other readings of the paper"
    script:
        "../scripts/compare_flare_conventions.py"


rule number_flares:
    input:
        published="data/published/chang2022.csv",
        classes="<run>/flares/classes.parquet",
        measures="<run>/flares/measures.parquet",
        links="<run>/flares/links.parquet",
        infrared="<run>/flares/light_curves_infrared.parquet",
        millimetre=[
            PLAN.table_path(table)
            for band, table in LIGHT_CURVES.items()
            if band == "millimetre"
        ],
        listed="data/tables/flaring_blazars.csv",
    output:
        numbers="<run>/flares/numbers.parquet",
    log:
        "<logs>/number_flares.log",
    benchmark:
        "<benchmarks>/number_flares.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        break_days=(
            SURVEY_BREAK.mjd_stop - SURVEY_BREAK.mjd_start if SURVEY_BREAK else 900
        ),
        match_radius_arcsec=SETTINGS.blazars.match_radius_arcsec,
        code=code("number_flares"),
    message:
        "Giving the numbers of the flares"
    script:
        "../scripts/number_flares.py"


LAG_BANDS = sorted(
    {band for one in FLARES.lags.pairs for band in (one.first, one.second)}
)


rule measure_lags:
    input:
        published="data/published/chang2022.csv",
        links="<run>/flares/links.parquet",
        curves=expand("<run>/flares/light_curves_{band}.parquet", band=LAG_BANDS),
    output:
        lags="<run>/flares/lags.parquet",
        numbers="<run>/flares/lag_numbers.parquet",
    log:
        "<logs>/measure_lags.log",
    benchmark:
        "<benchmarks>/measure_lags.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        seed=SETTINGS.seed,
        bands=LAG_BANDS,
        pairs=[one.model_dump() for one in FLARES.lags.pairs],
        rule=FLARES.lags.rule,
        interpolated=FLARES.lags.interpolated,
        n_surrogates=FLARES.lags.n_surrogates,
        surrogate_slope=FLARES.lags.surrogate_slope,
        code=code("measure_lags"),
    message:
        "Measuring lags between bands"
    script:
        "../scripts/measure_lags.py"
