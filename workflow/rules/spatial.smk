# Spatial: events near groups of sources, observed and with scrambled right ascensions.
# in:  <run>/selection/{sample}/tracks.parquet, <run>/selection/sources.parquet
# out: <run>/spatial/{sample}/scrambles-{chunk}.parquet, <run>/spatial/{sample}/excess.parquet,
#      <run>/spatial/{sample}/searches.parquet, <run>/spatial/{sample}/recovered.parquet,
#      <run>/spatial/numbers.parquet


rule scramble_right_ascensions:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
    output:
        counts="<run>/spatial/{sample}/scrambles-{chunk}.parquet",
    log:
        "<logs>/scramble_right_ascensions-{sample}-{chunk}.log",
    benchmark:
        "<benchmarks>/scramble_right_ascensions-{sample}-{chunk}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 2
    resources:
        mem_mb=1000,
        runtime=60,
    params:
        seed=SETTINGS.seed,
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=[group.name for group in SETTINGS.groups],
        trials=lambda wildcards: chunk_trials(int(wildcards.chunk)),
        code=code("scramble_right_ascensions"),
    message:
        "Scrambling right ascensions for {wildcards.sample}, chunk {wildcards.chunk}"
    script:
        "../scripts/scramble_right_ascensions.py"


rule measure_excess:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
        counts=expand(
            "<run>/spatial/{{sample}}/scrambles-{chunk}.parquet",
            chunk=range(SETTINGS.spatial.n_chunks),
        ),
    output:
        excess="<run>/spatial/{sample}/excess.parquet",
        searches="<run>/spatial/{sample}/searches.parquet",
    log:
        "<logs>/measure_excess-{sample}.log",
    benchmark:
        "<benchmarks>/measure_excess-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=[group.name for group in SETTINGS.groups],
        code=code("measure_excess"),
    message:
        "Measuring the excess around groups of sources in {wildcards.sample}"
    script:
        "../scripts/measure_excess.py"


rule recover_signal:
    input:
        truth="<run>/catalogs/truth.parquet",
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
        excess="<run>/spatial/{sample}/excess.parquet",
    output:
        recovered="<run>/spatial/{sample}/recovered.parquet",
    log:
        "<logs>/recover_signal-{sample}.log",
    benchmark:
        "<benchmarks>/recover_signal-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("recover_signal"),
    message:
        "Comparing the injected signal with the excess in {wildcards.sample}"
    script:
        "../scripts/recover_signal.py"


rule number_excess:
    input:
        published="data/published/chang2022.csv",
        excess=expand("<run>/spatial/{sample}/excess.parquet", sample=SAMPLES),
    output:
        numbers="<run>/spatial/numbers.parquet",
    log:
        "<logs>/number_excess.log",
    benchmark:
        "<benchmarks>/number_excess.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        comparable=[is_ten_year_sample(sample) for sample in SAMPLES],
        code=code("number_excess"),
    message:
        "Giving our values of Table 6"
    script:
        "../scripts/number_excess.py"
