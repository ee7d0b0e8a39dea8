# Time: flares of variable sources against the times of alerts, and simultaneity of flares.
# in:  <run>/flares/: links, light_curves_{band}, measures, classes; <run>/selection/variable_samples;
#      <run>/catalogs/alerts.parquet
# out: <run>/temporal/: alert_pairs, flare_ratios, window_scan, time_searches, time_conventions, simultaneity,
#      time_power, numbers, and on request time_null_skies

TEMPORAL = SETTINGS.temporal
TIME_SAMPLES = [
    one
    for one in TEMPORAL.samples
    if one.of in {sample.name for sample in VARIABLE_SAMPLES}
]
TIME_BANDS = sorted({one.band for one in TIME_SAMPLES})
TIME_INPUT = {
    "alerts": "<run>/catalogs/alerts.parquet",
    "sources": "<run>/selection/variable_samples.parquet",
    "links": "<run>/flares/links.parquet",
    "measures": "<run>/flares/measures.parquet",
    "curves": [f"<run>/flares/light_curves_{band}.parquet" for band in TIME_BANDS],
}
TIME_PARAMS = {
    "seed": SETTINGS.seed,
    "bands": TIME_BANDS,
    "settings": TEMPORAL.model_dump(exclude={"samples", "simultaneity"}),
    "samples": [one.model_dump() for one in TIME_SAMPLES],
    "regions": SETTINGS.alerts.model_dump(include={"shape", "ra_errors"}),
    "cuts": [
        SETTINGS.variable_samples.abs_dec_max_deg,
        SETTINGS.variable_samples.abs_glat_min_deg,
    ],
}


rule correlate_in_time:
    input:
        **TIME_INPUT,
    output:
        pairs="<run>/temporal/alert_pairs.parquet",
        ratios="<run>/temporal/flare_ratios.parquet",
        scan="<run>/temporal/window_scan.parquet",
        searches="<run>/temporal/time_searches.parquet",
        conventions="<run>/temporal/time_conventions.parquet",
    log:
        "<logs>/correlate_in_time.log",
    benchmark:
        "<benchmarks>/correlate_in_time.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        **TIME_PARAMS,
        code=code("correlate_in_time"),
    message:
        "Correlating flares with the times of alerts"
    script:
        "../scripts/correlate_in_time.py"


rule measure_time_power:
    input:
        **TIME_INPUT,
    output:
        power="<run>/temporal/time_power.parquet",
    log:
        "<logs>/measure_time_power.log",
    benchmark:
        "<benchmarks>/measure_time_power.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=20,
    params:
        **TIME_PARAMS,
        code=code("measure_time_power"),
    message:
        "Measuring the power of the correlation in time"
    script:
        "../scripts/measure_time_power.py"


rule check_time_closure:
    input:
        **TIME_INPUT,
    output:
        skies="<run>/temporal/time_null_skies.parquet",
    log:
        "<logs>/check_time_closure.log",
    benchmark:
        "<benchmarks>/check_time_closure.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        **TIME_PARAMS,
        code=code("check_time_closure"),
    message:
        "Checking p-values of the correlation in time with skies without one"
    script:
        "../scripts/check_time_closure.py"


rule compare_simultaneity:
    input:
        alerts="<run>/catalogs/alerts.parquet",
        classes="<run>/flares/classes.parquet",
    output:
        simultaneity="<run>/temporal/simultaneity.parquet",
    log:
        "<logs>/compare_simultaneity.log",
    benchmark:
        "<benchmarks>/compare_simultaneity.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=SETTINGS.seed,
        settings=TEMPORAL.simultaneity.model_dump(),
        warm_spots=[[one.ra_deg, one.dec_deg] for one in SETTINGS.flares.warm_spots],
        match_radius_arcsec=SETTINGS.blazars.match_radius_arcsec,
        code=code("compare_simultaneity"),
    message:
        "Testing whether potential neutrino sources flare in both bands at once"
    script:
        "../scripts/compare_simultaneity.py"


rule number_times:
    input:
        **TIME_INPUT,
        published="data/published/chang2022.csv",
        pairs="<run>/temporal/alert_pairs.parquet",
        ratios="<run>/temporal/flare_ratios.parquet",
        searches="<run>/temporal/time_searches.parquet",
        simultaneity="<run>/temporal/simultaneity.parquet",
    output:
        numbers="<run>/temporal/numbers.parquet",
    log:
        "<logs>/number_times.log",
    benchmark:
        "<benchmarks>/number_times.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        **TIME_PARAMS,
        incomplete={one.name: one.incomplete for one in VARIABLE_SAMPLES},
        code=code("number_times"),
    message:
        "Giving the numbers of flares in time"
    script:
        "../scripts/number_times.py"
