# User: what lies where of the lists that a user brings, and when a light curve flares. Only in runs with such files.
# in:  <run>/selection/: sources, blazars, {sample}/tracks; <run>/catalogs/alerts.parquet; light_curve.file
# out: <run>/user/: {sample}/sources, alerts; <run>/user_curve/: points, blocks, flares, measures, stages, correlation, lags


rule match_user_sources:
    input:
        sources="<run>/selection/sources.parquet",
        tracks="<run>/selection/{sample}/tracks.parquet",
        alerts="<run>/catalogs/alerts.parquet",
    output:
        matches="<run>/user/{sample}/sources.parquet",
    log:
        "<logs>/match_user_sources-{sample}.log",
    benchmark:
        "<benchmarks>/match_user_sources-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        groups=PLAN.own_groups,
        threshold=min(SETTINGS.spatial.log10_energy_thresholds),
        circle_factor=SETTINGS.spatial.circle_factor,
        shape=SETTINGS.alerts.shape,
        ra_errors=SETTINGS.alerts.ra_errors,
        factor=SETTINGS.alerts.factor,
        code=code("match_user_sources"),
    message:
        "Finding what is around your sources in {wildcards.sample}"
    script:
        "../scripts/match_user_sources.py"


rule match_user_alerts:
    input:
        alerts="<run>/catalogs/alerts.parquet",
        blazars="<run>/selection/blazars.parquet",
        sources="<run>/selection/sources.parquet",
    output:
        matches="<run>/user/alerts.parquet",
    log:
        "<logs>/match_user_alerts.log",
    benchmark:
        "<benchmarks>/match_user_alerts.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        shape=SETTINGS.alerts.shape,
        ra_errors=SETTINGS.alerts.ra_errors,
        factor=SETTINGS.alerts.factor,
        code=code("match_user_alerts"),
    message:
        "Finding the sources in the regions of your alerts"
    script:
        "../scripts/match_user_alerts.py"


CURVE = SETTINGS.light_curve


rule find_user_flares:
    output:
        points="<run>/user_curve/points.parquet",
        blocks="<run>/user_curve/blocks.parquet",
        flares="<run>/user_curve/flares.parquet",
        measures="<run>/user_curve/measures.parquet",
        stages="<run>/user_curve/stages.parquet",
        correlation="<run>/user_curve/correlation.parquet",
        lags="<run>/user_curve/lags.parquet",
        messages="<run>/messages/find_user_flares.json",
    log:
        "<logs>/find_user_flares.log",
    benchmark:
        "<benchmarks>/find_user_flares.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        # A dictionary: Snakemake looks for wildcards in texts, and paths may hold anything.
        own={
            "request": CURVE.request,
            "repeated_times": SETTINGS.flares.preparation.repeated_times,
        }
        | CURVE.model_dump(include={"file", "extension", "lag", "n_surrogates"}),
        digests=PLAN.digests([CURVE.file] if CURVE.file else []),
        blocks=SETTINGS.flares.blocks.model_dump(),
        stages=SETTINGS.flares.classes.model_dump(include={"unobserved", "ratio_over"}),
        lag_rule=SETTINGS.flares.lags.rule,
        interpolated=SETTINGS.flares.lags.interpolated,
        surrogate_slope=SETTINGS.flares.lags.surrogate_slope,
        code=code("find_user_flares"),
    message:
        "Cutting your light curve into blocks"
    script:
        "../scripts/find_user_flares.py"
