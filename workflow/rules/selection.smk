# Selection: events that pass the cuts, and groups of sources.
# in:  <run>/catalogs/{sample}/tracks.parquet, tables of sources named in the configuration
# out: <run>/selection/{sample}/tracks.parquet, <run>/selection/{sample}/flow.parquet,
#      <run>/selection/sources.parquet


rule select_tracks:
    input:
        tracks="<run>/catalogs/{sample}/tracks.parquet",
    output:
        tracks="<run>/selection/{sample}/tracks.parquet",
        flow="<run>/selection/{sample}/flow.parquet",
    log:
        "<logs>/select_tracks-{sample}.log",
    benchmark:
        "<benchmarks>/select_tracks-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        energy_proxy_min_tev=SETTINGS.tracks.energy_proxy_min_tev,
        ang_err_max_deg=SETTINGS.tracks.ang_err_max_deg,
        code=code("select_tracks"),
    message:
        "Selecting events of {wildcards.sample}"
    script:
        "../scripts/select_tracks.py"


# Soon: mistakes in a user's catalogue are told before the long work.
rule select_sources:
    input:
        tables=sorted({group.file for group in SETTINGS.groups}),
    output:
        sources="<run>/selection/sources.parquet",
    log:
        "<logs>/select_sources.log",
    benchmark:
        "<benchmarks>/select_sources.tsv"
    priority: 10
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        groups=[group.model_dump(exclude={"label"}) for group in SETTINGS.groups],
        code=code("select_sources"),
    message:
        "Selecting groups of sources"
    script:
        "../scripts/select_sources.py"
