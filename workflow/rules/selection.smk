# Selection: events that pass the cuts, merged catalogues, samples, and groups of sources.
# in:  <shared>/catalogs/{sample}/tracks.parquet, <run>/catalogs/alerts.parquet,
#      <shared>/catalogs/{dataset}/{table}.parquet, tables of sources named in the configuration,
#      <run>/flares/classes.parquet where a group is a class
# out: <run>/selection/{sample}/: tracks, flow; <run>/selection/: sources, listed_sources, blazars, blazar_members,
#      blazar_matching, variable_samples, alert_counts, source_flow, numbers

ALERT_CATALOG = SETTINGS.blazars.alert_catalog
BLAZAR_TABLES = {one.name: one.table for one in SETTINGS.blazars.catalogs}
BLAZAR_TABLES |= {"gamma_ray": SETTINGS.blazars.gamma_ray}
BLAZAR_TABLES |= {ALERT_CATALOG.name: ALERT_CATALOG.table} if ALERT_CATALOG else {}
BLAZAR_TABLES |= (
    {"infrared": SETTINGS.blazars.infrared} if SETTINGS.blazars.infrared else {}
)
GROUP_TABLES = SETTINGS.group_tables
VARIABLE_SAMPLES = SETTINGS.variable_samples.samples


# Groups that are not lists of the paper, with what they rest on.
PAPER_LISTS = "data/tables/flaring_blazars.csv"
PAPER_COLUMNS = {
    "source_name": "name",
    "ra": "ra_deg",
    "dec": "dec_deg",
    "gamma_name": "name_4fgl",
}
OWN_GROUPS = {
    group.name: f"your own sources ({group.file or group.table})"
    for group in SETTINGS.groups
    if not (group.flare_class or group.is_list_of(PAPER_LISTS, PAPER_COLUMNS))
}
OWN_FILES = sorted(
    {
        group.file
        for group in SETTINGS.groups
        if group.name in OWN_GROUPS and group.file not in (None, PAPER_LISTS)
    }
)
# Real positions by name, against which those of a user are checked.
KNOWN_TABLES = [
    table
    for name, table in BLAZAR_TABLES.items()
    if OWN_FILES and name != "infrared" and SETTINGS.is_real(table)
]
KNOWN_LISTS = (
    {
        PAPER_LISTS: ["name", "ra_deg", "dec_deg"],
        "data/tables/microquasars.csv": ["name", "ra_deg", "dec_deg"],
    }
    if OWN_FILES
    else {}
)
PAPER_CATALOGUES = {"hsp3": "hsp3", "bzcat5": "bzcat5", "wibrals": "wibrals"}
PAPER_SAMPLES = {
    "ACC": "alma_calibrators",
    "WIBRaLS": "wibrals",
    "XRT": "open_universe_xray",
    "4FGL": "fermi_4fgl",
}


rule select_tracks:
    input:
        tracks="<shared>/catalogs/{sample}/tracks.parquet",
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
        tables=[PLAN.table_path(table) for table in GROUP_TABLES] + PLAN.class_tables,
        known=[PLAN.table_path(table) for table in KNOWN_TABLES],
    output:
        sources="<run>/selection/sources.parquet",
        listed="<run>/selection/listed_sources.parquet",
        messages="<run>/messages/select_sources.json",
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
        groups=[
            {
                "request": group.request
                | {"weight_column": SETTINGS.sensitivity.weight_column},
                "path": PLAN.path_of_group(group),
                "extension": group.extension,
                "suffix": group.name_suffix,
                "counterparts": PLAN.counterparts_of(group),
            }
            for group in SETTINGS.groups
        ],
        contracts=[PLAN.contract_of(table) for table in GROUP_TABLES]
        + ["flares.flare_classes"] * len(PLAN.class_tables),
        listed=[group.name for group in SETTINGS.groups if group.file],
        listed_parents=sorted(
            {
                better["path"]
                for better in map(PLAN.counterparts_of, SETTINGS.groups)
                if better is not None
            }
        ),
        # Not as lists: Snakemake looks for wildcards in them, and paths may hold anything.
        own_files=dict.fromkeys(OWN_FILES),
        known_lists=KNOWN_LISTS,
        known_contracts=[PLAN.contract_of(table) for table in KNOWN_TABLES],
        digests=PLAN.digests(
            [group.file for group in SETTINGS.groups if group.file] + list(KNOWN_LISTS)
        ),
        code=code(
            "select_sources", *PLAN.contract_modules_of(GROUP_TABLES + KNOWN_TABLES)
        ),
    message:
        "Selecting groups of sources"
    script:
        "../scripts/select_sources.py"


rule select_blazars:
    input:
        alerts="<run>/catalogs/alerts.parquet",
        tables=[PLAN.table_path(table) for table in BLAZAR_TABLES.values()],
    output:
        sources="<run>/selection/blazars.parquet",
        members="<run>/selection/blazar_members.parquet",
        matching="<run>/selection/blazar_matching.parquet",
    log:
        "<logs>/select_blazars.log",
    benchmark:
        "<benchmarks>/select_blazars.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        names=list(BLAZAR_TABLES),
        contracts=[PLAN.contract_of(table) for table in BLAZAR_TABLES.values()],
        catalogs=[one.name for one in SETTINGS.blazars.catalogs],
        alert_catalog=ALERT_CATALOG and ALERT_CATALOG.name,
        alert_classes=ALERT_CATALOG.classes if ALERT_CATALOG else [],
        match_radius_arcsec=SETTINGS.blazars.match_radius_arcsec,
        shape=SETTINGS.alerts.shape,
        ra_errors=SETTINGS.alerts.ra_errors,
        code=code("select_blazars", *PLAN.contract_modules_of(BLAZAR_TABLES.values())),
    message:
        "Merging the blazar catalogues"
    script:
        "../scripts/select_blazars.py"


rule select_variable_samples:
    input:
        alerts="<run>/catalogs/alerts.parquet",
        tables=[PLAN.table_path(one.table) for one in VARIABLE_SAMPLES],
    output:
        samples="<run>/selection/variable_samples.parquet",
    log:
        "<logs>/select_variable_samples.log",
    benchmark:
        "<benchmarks>/select_variable_samples.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        samples=[
            one.model_dump() | {"contract": PLAN.contract_of(one.table)}
            for one in VARIABLE_SAMPLES
        ],
        abs_dec_max_deg=SETTINGS.variable_samples.abs_dec_max_deg,
        abs_glat_min_deg=SETTINGS.variable_samples.abs_glat_min_deg,
        shape=SETTINGS.alerts.shape,
        ra_errors=SETTINGS.alerts.ra_errors,
        code=code(
            "select_variable_samples",
            *PLAN.contract_modules_of(one.table for one in VARIABLE_SAMPLES),
        ),
    message:
        "Selecting the multi-frequency samples"
    script:
        "../scripts/select_variable_samples.py"


rule count_in_alerts:
    input:
        alerts="<run>/catalogs/alerts.parquet",
        sources="<run>/selection/sources.parquet",
        gamma_ray=PLAN.table_path(SETTINGS.blazars.gamma_ray),
    output:
        counts="<run>/selection/alert_counts.parquet",
    log:
        "<logs>/count_in_alerts.log",
    benchmark:
        "<benchmarks>/count_in_alerts.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        conventions=SETTINGS.alerts.model_dump(include={"shape", "ra_errors", "factor"}),
        code=code("count_in_alerts"),
    message:
        "Counting sources in alert regions"
    script:
        "../scripts/count_in_alerts.py"


rule number_selection:
    input:
        published="data/published/chang2022.csv",
        alerts="<run>/catalogs/alerts.parquet",
        blazars="<run>/selection/blazars.parquet",
        members="<run>/selection/blazar_members.parquet",
        matching="<run>/selection/blazar_matching.parquet",
        samples="<run>/selection/variable_samples.parquet",
        counts="<run>/selection/alert_counts.parquet",
        tracks=[
            f"<run>/selection/{sample}/flow.parquet"
            for sample in SAMPLES
            if PLAN.is_whole(sample, TEN_YEARS.name)
        ][:1],
    output:
        flow="<run>/selection/source_flow.parquet",
        numbers="<run>/selection/numbers.parquet",
    log:
        "<logs>/number_selection.log",
    benchmark:
        "<benchmarks>/number_selection.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        catalogs={
            one.name: one.table.partition("/")[0] for one in SETTINGS.blazars.catalogs
        },
        paper_catalogs=PAPER_CATALOGUES,
        own_samples=[
            one.name
            for one in VARIABLE_SAMPLES
            if PAPER_SAMPLES.get(one.name) != one.table.partition("/")[0]
        ],
        own_groups=OWN_GROUPS,
        incomplete={one.name: one.incomplete for one in VARIABLE_SAMPLES},
        cuts=[
            SETTINGS.variable_samples.abs_dec_max_deg,
            SETTINGS.variable_samples.abs_glat_min_deg,
        ],
        alert_catalog=ALERT_CATALOG and ALERT_CATALOG.name,
        code=code("number_selection"),
    message:
        "Giving the numbers of the selection"
    script:
        "../scripts/number_selection.py"
