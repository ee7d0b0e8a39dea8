# Luminosity: neutrino luminosities of sources against their hard X-ray luminosities.
# in:  <run>/luminosity/luminosities.parquet, data/tables/luminosity_ratios.csv, on request
#      <shared>/catalogs/lephad_blazars/
# out: <run>/luminosity/: tests, permutations, rejections, ratios, ratio_power, ratio_bands

LUMINOSITY_TESTS = SETTINGS.luminosity_tests


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
