# User: what lies where of the lists that a user brings. Only in runs with such lists.
# in:  <run>/selection/: sources, blazars, {sample}/tracks; <run>/catalogs/alerts.parquet
# out: <run>/user/: {sample}/sources, alerts


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
