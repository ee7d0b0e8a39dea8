# Data: the official files themselves, apart from any analysis. These targets have no
# output, and no benchmark, which would count as one: so they run whenever they are named.
# in:  config/datasets/, the local mirror, the user's cache (data.mirror, data.cache)
# out: a table on the terminal; data_fetch: files in the cache


localrules:
    data_status,
    data_registry,
    data_verify,
    data_fetch,
    data_fetch_infrared,


rule data_status:
    input:
        registry=sorted({one.defined_in for one in REGISTRY.values()}),
    log:
        "<logs>/data_status.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        wanted=PLAN.archive_files(),
        mirror=lambda wildcards: SETTINGS.data.mirror,
        cache=lambda wildcards: SETTINGS.data.cache,
        code=code("data_status"),
    message:
        "Looking for the official files that this run needs"
    script:
        "../scripts/data_status.py"


rule data_registry:
    input:
        registry=sorted({one.defined_in for one in REGISTRY.values()}),
    log:
        "<logs>/data_registry.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        wanted=[
            [one.name, [file.path for file in one.files]] for one in REGISTRY.values()
        ],
        mirror=lambda wildcards: SETTINGS.data.mirror,
        cache=lambda wildcards: SETTINGS.data.cache,
        code=code("data_status"),
    message:
        "Looking for every registered file"
    script:
        "../scripts/data_status.py"


rule data_verify:
    input:
        registry=sorted({one.defined_in for one in REGISTRY.values()}),
    log:
        "<logs>/data_verify.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        mirror=lambda wildcards: SETTINGS.data.mirror,
        cache=lambda wildcards: SETTINGS.data.cache,
        code=code("data_verify"),
    message:
        "Comparing the bytes of every file with the registry"
    script:
        "../scripts/data_verify.py"


rule data_fetch:
    input:
        registry=sorted({one.defined_in for one in REGISTRY.values()}),
    log:
        "<logs>/data_fetch.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=240,
    params:
        wanted=PLAN.archive_files(),
        mirror=lambda wildcards: SETTINGS.data.mirror,
        cache=lambda wildcards: SETTINGS.data.cache,
        offline=SETTINGS.data.offline,
        code=code("data_fetch"),
    message:
        "Getting the official files that this run needs"
    script:
        "../scripts/data_fetch.py"


# Positions are those of the catalogues' own files, before they are merged.
rule data_fetch_infrared:
    input:
        tables=[PLAN.table_path(one.table) for one in SETTINGS.blazars.catalogs],
    log:
        "<logs>/data_fetch_infrared.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=1440,
    params:
        contracts=[PLAN.contract_of(one.table) for one in SETTINGS.blazars.catalogs],
        cache=lambda wildcards: SETTINGS.data.cache,
        offline=SETTINGS.data.offline,
        code=code(
            "data_fetch_infrared",
            *PLAN.contract_modules_of(one.table for one in SETTINGS.blazars.catalogs),
        ),
    message:
        "Asking for infrared exposures near all blazars"
    script:
        "../scripts/data_fetch_infrared.py"
