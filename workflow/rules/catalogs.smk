# Catalogs: datasets become contracted tables.
# in:  official files in the mirror, the cache or at their homes, or simulated ones (simulation.smk)
# out: <shared>/catalogs/{sample}/: receipt.json, tracks, effective_area, uptime; the simulated twin of
#      a real sample; <shared>/catalogs/receipts/{dataset}.json, <shared>/catalogs/{dataset}/{table}.parquet;
#      <shared>/catalogs/twins/{dataset}/{table}.parquet; <shared>/catalogs/simulated_alerts.parquet;
#      <run>/catalogs/alerts.parquet, which may be a list of the user


localrules:
    locate_tracks,
    locate_dataset,


rule locate_tracks:
    input:
        registry=lambda wildcards: PLAN.dataset_of(wildcards.sample).defined_in,
        simulated=lambda wildcards: PLAN.simulated_files_of_sample(wildcards.sample),
    output:
        receipt="<shared>/catalogs/{sample}/receipt.json",
    log:
        "<shared>/logs/locate_tracks-{sample}.log",
    benchmark:
        "<shared>/benchmarks/locate_tracks-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        dataset=lambda wildcards: PLAN.samples[wildcards.sample].dataset,
        files=lambda wildcards: PLAN.files_of_sample(wildcards.sample),
        simulated=lambda wildcards: PLAN.is_simulated(wildcards.sample),
        mirror=lambda wildcards: PLAN.mirror_for(PLAN.samples[wildcards.sample].dataset),
        cache=lambda wildcards: SETTINGS.data.cache,
        offline=SETTINGS.data.offline,
        simulated_folder=f"{PLAN.shared}/catalogs/simulated",
        code=code("locate_files"),
    message:
        "Locating the files of {wildcards.sample}"
    script:
        "../scripts/locate_files.py"


rule load_tracks:
    input:
        receipt="<shared>/catalogs/{sample}/receipt.json",
    output:
        tracks="<shared>/catalogs/{sample}/tracks.parquet",
        effective_area="<shared>/catalogs/{sample}/effective_area.parquet",
        uptime="<shared>/catalogs/{sample}/uptime.parquet",
    log:
        "<shared>/logs/load_tracks-{sample}.log",
    benchmark:
        "<shared>/benchmarks/load_tracks-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        code=code("load_tracks"),
    message:
        "Loading the track events of {wildcards.sample}"
    script:
        "../scripts/load_tracks.py"


rule load_simulated_twin:
    input:
        events=twin_files("events/{season}_exp.csv"),
        areas=twin_files("irfs/{configuration}_effectiveArea.csv"),
    output:
        tracks="<shared>/catalogs/{sample}/twin_tracks.parquet",
        effective_area="<shared>/catalogs/{sample}/twin_effective_area.parquet",
    log:
        "<shared>/logs/load_simulated_twin-{sample}.log",
    benchmark:
        "<shared>/benchmarks/load_simulated_twin-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        simulated=f"twin of {REGISTRY['icecube_10year_ps'].short_title}",
        code=code("load_simulated_twin"),
    message:
        "Loading the simulated twin of {wildcards.sample}"
    script:
        "../scripts/load_simulated_twin.py"


rule locate_dataset:
    input:
        registry=lambda wildcards: REGISTRY[wildcards.dataset].defined_in,
        simulated=lambda wildcards: PLAN.simulated_files_of_dataset(wildcards.dataset),
    output:
        receipt="<shared>/catalogs/receipts/{dataset}.json",
    log:
        "<shared>/logs/locate_dataset-{dataset}.log",
    benchmark:
        "<shared>/benchmarks/locate_dataset-{dataset}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        dataset="{dataset}",
        files=lambda wildcards: PLAN.files_to_load(wildcards.dataset),
        simulated=lambda wildcards: PLAN.comes_simulated(wildcards.dataset),
        mirror=lambda wildcards: PLAN.mirror_for(wildcards.dataset),
        cache=lambda wildcards: SETTINGS.data.cache,
        offline=SETTINGS.data.offline,
        simulated_folder=f"{PLAN.shared}/catalogs/simulated",
        code=code("locate_files"),
    message:
        "Locating the files of {wildcards.dataset}"
    script:
        "../scripts/locate_files.py"


for dataset, loaders in PLAN.loaded.items():

    rule:
        name:
            f"load_{dataset}"
        input:
            receipt=f"<shared>/catalogs/receipts/{dataset}.json",
        output:
            PLAN.tables_of(dataset),
        log:
            f"<shared>/logs/load_{dataset}.log",
        benchmark:
            f"<shared>/benchmarks/load_{dataset}.tsv"
        conda:
            "../../envs/environment.yaml"
        threads: 1
        resources:
            mem_mb=1000,
            runtime=5,
        params:
            loaders=[one.as_params() for one in loaders],
            code=code("load_dataset", *modules_of(loaders)),
        message:
            f"Loading {dataset}"
        script:
            "../scripts/load_dataset.py"


for dataset, loaders in PLAN.twins.items():

    rule:
        name:
            f"load_twin_{dataset}"
        input:
            files=PLAN.simulated_paths(dataset, files_of(loaders)),
        output:
            PLAN.twin_tables(dataset),
        log:
            f"<shared>/logs/load_twin_{dataset}.log",
        benchmark:
            f"<shared>/benchmarks/load_twin_{dataset}.tsv"
        conda:
            "../../envs/environment.yaml"
        threads: 1
        resources:
            mem_mb=1000,
            runtime=5,
        params:
            files=files_of(loaders),
            loaders=[one.as_params() for one in loaders],
            simulated=f"twin of {REGISTRY[dataset].short_title}",
            code=code("load_twin", *modules_of(loaders)),
        message:
            f"Loading the simulated twin of {dataset}"
        script:
            "../scripts/load_twin.py"


rule list_alerts:
    input:
        lists=[PLAN.table_path(table) for table in SETTINGS.alerts.tables],
    output:
        alerts="<run>/catalogs/alerts.parquet",
        messages="<run>/messages/list_alerts.json",
    log:
        "<logs>/list_alerts.log",
    benchmark:
        "<benchmarks>/list_alerts.tsv"
    priority: 10  # mistakes in a user's list are told before the long work
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        # A dictionary: Snakemake looks for wildcards in texts, and paths may hold anything.
        own=(
            SETTINGS.alerts.model_dump(exclude={"factor"})
            if SETTINGS.alerts.file
            else {}
        ),
        digests=PLAN.digests([SETTINGS.alerts.file] if SETTINGS.alerts.file else []),
        code=code("list_alerts"),
    message:
        "Listing the alerts"
    script:
        "../scripts/list_alerts.py"


# The simulation places sources in the regions of the paper's alerts, whatever alerts a user brings.
rule list_simulated_alerts:
    input:
        lists=[PLAN.simulated_table_path(table) for table in SETTINGS.simulation.reads],
    output:
        alerts="<shared>/catalogs/simulated_alerts.parquet",
        messages="<shared>/messages/list_simulated_alerts.json",
    log:
        "<shared>/logs/list_simulated_alerts.log",
    benchmark:
        "<shared>/benchmarks/list_simulated_alerts.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        own={},
        code=code("list_alerts"),
    message:
        "Listing the simulated alerts"
    script:
        "../scripts/list_alerts.py"
