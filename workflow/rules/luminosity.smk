# Luminosity: neutrino luminosities of AGN against their hard X-ray luminosities.
# in:  <shared>/catalogs/: tables that luminosity.tables_used, redshifts, contours and areas name, or luminosity.file,
#      on request lephad_blazars/; data/tables/{luminosity_sources,luminosity_ratios}.csv
# out: <run>/luminosity/: luminosities, window, tests, permutations, rejections, ratios, ratio_power, ratio_bands

LUMINOSITY = SETTINGS.luminosity
LUMINOSITY_TABLES = LUMINOSITY.by_name
LUMINOSITY_AREAS = [one for one in [LUMINOSITY.areas.sample] if one in PLAN.samples]
LUMINOSITY_TESTS = SETTINGS.luminosity_tests


rule derive_luminosities:
    input:
        facts="data/tables/luminosity_sources.csv",
        tables=[PLAN.table_path(one) for one in LUMINOSITY_TABLES.values()],
        areas=[PLAN.table_path(f"{one}/effective_area") for one in LUMINOSITY_AREAS],
    output:
        luminosities="<run>/luminosity/luminosities.parquet",
        windows="<run>/luminosity/window.parquet",
        messages="<run>/messages/derive_luminosities.json",
    log:
        "<logs>/derive_luminosities.log",
    benchmark:
        "<benchmarks>/derive_luminosities.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        names=list(LUMINOSITY_TABLES),
        contracts=[PLAN.contract_of(one) for one in LUMINOSITY_TABLES.values()],
        titles={
            name: REGISTRY[table.partition("/")[0]].short_title
            for name, table in LUMINOSITY_TABLES.items()
        },
        told=LUMINOSITY.told,
        reading=LUMINOSITY.reading.arguments | {"cosmology": SETTINGS.cosmology.name},
        windows={one.name: tuple(one.energy_tev) for one in LUMINOSITY.windows},
        own=LUMINOSITY.model_dump(include={"file", "extension"}),
        request=LUMINOSITY.request,
        digests=PLAN.digests([LUMINOSITY.file] if LUMINOSITY.file else []),
        code=code(
            "derive_luminosities",
            *PLAN.contract_modules_of(LUMINOSITY_TABLES.values()),
        ),
    message:
        "Deriving neutrino and hard X-ray luminosities"
    script:
        "../scripts/derive_luminosities.py"


rule compare_luminosities:
    input:
        **{
            name: PLAN.table_path(table)
            for name, table in LUMINOSITY_TESTS.model_tables.items()
        },
        luminosities="<run>/luminosity/luminosities.parquet",
    output:
        tests="<run>/luminosity/tests.parquet",
        permutations="<run>/luminosity/permutations.parquet",
        rejections="<run>/luminosity/rejections.parquet",
        ratios="<run>/luminosity/ratios.parquet",
        power="<run>/luminosity/ratio_power.parquet",
        bands="<run>/luminosity/ratio_bands.parquet",
    log:
        "<logs>/compare_luminosities.log",
    benchmark:
        "<benchmarks>/compare_luminosities.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        **LUMINOSITY_TESTS.model_dump(),
        band_kev=SETTINGS.luminosity.band_kev,
        is_own=LUMINOSITY_TESTS.is_own,
        digests=PLAN.digests([LUMINOSITY_TESTS.ratio.bands]),
        seed=SETTINGS.seed,
        code=code("compare_luminosities"),
    message:
        "Testing the relation of neutrino and hard X-ray luminosities"
    script:
        "../scripts/compare_luminosities.py"
