# Luminosity: neutrino luminosities of AGN against their hard X-ray luminosities (kun2026).
# in:  <shared>/catalogs/: tables that luminosity.tables_used, redshifts, contours and areas name, or luminosity.file;
#      data/tables/{luminosity_sources,luminosity_ratios}.csv, on request <shared>/catalogs/lephad_blazars/;
#      <run>/stacking/null_fits.parquet
# out: <run>/luminosity/: luminosities, window, posterior, relation_fits, relation_ranks, relation_recovery, tests,
#      permutations, rejections, closure, ratios, ratio_power, ratio_bands, xray_agn, xray_agn_lines,
#      xray_agn_tests, predicted_sources, predictive, influence, chi2_histograms,
#      null_injection, selection_chance, power, readings, numbers

LUMINOSITY = SETTINGS.luminosity
LUMINOSITY_TABLES = LUMINOSITY.by_name
LUMINOSITY_AREAS = [one for one in [LUMINOSITY.areas.sample] if one in PLAN.samples]
LUMINOSITY_TESTS = SETTINGS.luminosity_tests
PREDICTIVE = SETTINGS.predictive
LUMINOSITY_INPUT = {
    "facts": "data/tables/luminosity_sources.csv",
    "tables": [PLAN.table_path(one) for one in LUMINOSITY_TABLES.values()],
    "areas": [PLAN.table_path(f"{one}/effective_area") for one in LUMINOSITY_AREAS],
}
LUMINOSITY_PARAMS = {
    "names": list(LUMINOSITY_TABLES),
    "contracts": [PLAN.contract_of(one) for one in LUMINOSITY_TABLES.values()],
    "titles": {
        name: REGISTRY[table.partition("/")[0]].short_title
        for name, table in LUMINOSITY_TABLES.items()
    },
    "told": LUMINOSITY.told,
    "reading": LUMINOSITY.reading.arguments | {"cosmology": SETTINGS.cosmology.name},
    "own": LUMINOSITY.model_dump(include={"file", "extension"})
    | {"request": LUMINOSITY.request},
    "digests": PLAN.digests([LUMINOSITY.file] if LUMINOSITY.file else []),
}
LUMINOSITY_MODULES = PLAN.contract_modules_of(LUMINOSITY_TABLES.values())


rule derive_luminosities:
    input:
        **LUMINOSITY_INPUT,
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
        **LUMINOSITY_PARAMS,
        windows={one.name: tuple(one.energy_tev) for one in LUMINOSITY.windows},
        code=code("derive_luminosities", *LUMINOSITY_MODULES),
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
        band_kev=LUMINOSITY.reading.band_kev,
        is_own=LUMINOSITY_TESTS.is_own,
        digests=PLAN.digests([LUMINOSITY_TESTS.ratio.bands]),
        seed=SETTINGS.seed,
        code=code("compare_luminosities"),
    message:
        "Testing the relation of neutrino and hard X-ray luminosities"
    script:
        "../scripts/compare_luminosities.py"


rule check_luminosity_closure:
    input:
        luminosities="<run>/luminosity/luminosities.parquet",
    output:
        rejections="<run>/luminosity/closure.parquet",
    log:
        "<logs>/check_luminosity_closure.log",
    benchmark:
        "<benchmarks>/check_luminosity_closure.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        **LUMINOSITY_TESTS.model_dump(include={"rejections", "closure"}),
        seed=SETTINGS.seed,
        code=code("check_luminosity_closure"),
    message:
        "Checking the size of the permutation tests"
    script:
        "../scripts/check_luminosity_closure.py"


rule fit_xray_agn:
    input:
        luminosities="<run>/luminosity/luminosities.parquet",
    output:
        fits="<run>/luminosity/xray_agn.parquet",
        lines="<run>/luminosity/xray_agn_lines.parquet",
        tests="<run>/luminosity/xray_agn_tests.parquet",
    log:
        "<logs>/fit_xray_agn.log",
    benchmark:
        "<benchmarks>/fit_xray_agn.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        n_permutations=LUMINOSITY_TESTS.n_permutations_agn,
        model=SETTINGS.relation.model.model_dump(),
        n_draws=SETTINGS.relation.n_draws,
        seed=SETTINGS.seed,
        code=code("fit_xray_agn"),
    message:
        "Fitting the relation of luminosities to X-ray AGN"
    script:
        "../scripts/fit_xray_agn.py"


rule predict_blazars:
    input:
        **LUMINOSITY_INPUT,
        luminosities="<run>/luminosity/luminosities.parquet",
        null_fits=(
            ["<run>/stacking/null_fits.parquet"]
            if PREDICTIVE.null_injection.track_sample in PLAN.samples
            else []
        ),
    output:
        sources="<run>/luminosity/predicted_sources.parquet",
        tests="<run>/luminosity/predictive.parquet",
        influence="<run>/luminosity/influence.parquet",
        injection="<run>/luminosity/null_injection.parquet",
        histograms="<run>/luminosity/chi2_histograms.parquet",
        chances="<run>/luminosity/selection_chance.parquet",
        power="<run>/luminosity/power.parquet",
    log:
        "<logs>/predict_blazars.log",
    benchmark:
        "<benchmarks>/predict_blazars.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **LUMINOSITY_PARAMS,
        **PREDICTIVE.model_dump(),
        model=SETTINGS.relation.model.model_dump(),
        n_draws=SETTINGS.relation.n_draws,
        seed=SETTINGS.seed,
        code=code("predict_blazars", *LUMINOSITY_MODULES),
    message:
        "Testing blazars against the relation of the calibrators"
    script:
        "../scripts/predict_blazars.py"


rule vary_readings:
    input:
        **LUMINOSITY_INPUT,
    output:
        readings="<run>/luminosity/readings.parquet",
    log:
        "<logs>/vary_readings.log",
    benchmark:
        "<benchmarks>/vary_readings.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        **LUMINOSITY_PARAMS,
        model=SETTINGS.relation.model.model_dump(),
        n_draws=SETTINGS.relation.n_draws,
        n_permutations=SETTINGS.predictive.n_permutations_readings,
        seed=SETTINGS.seed,
        code=code("vary_readings", *LUMINOSITY_MODULES),
    message:
        "Reading the relation of luminosities in other ways"
    script:
        "../scripts/vary_readings.py"


rule number_luminosities:
    input:
        luminosities="<run>/luminosity/luminosities.parquet",
        influence="<run>/luminosity/influence.parquet",
        predictive="<run>/luminosity/predictive.parquet",
        tests="<run>/luminosity/tests.parquet",
        published="data/published/kun2026.csv",
    output:
        numbers="<run>/luminosity/numbers.parquet",
    log:
        "<logs>/number_luminosities.log",
    benchmark:
        "<benchmarks>/number_luminosities.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        code=code("number_luminosities"),
    message:
        "Comparing luminosities with the numbers of the abstract"
    script:
        "../scripts/number_luminosities.py"


RELATION = SETTINGS.relation


rule fit_relation:
    input:
        luminosities="<run>/luminosity/luminosities.parquet",
    output:
        posterior="<run>/luminosity/posterior.parquet",
        fits="<run>/luminosity/relation_fits.parquet",
    log:
        "<logs>/fit_relation.log",
    benchmark:
        "<benchmarks>/fit_relation.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        **RELATION.model_dump(include={"model", "n_draws", "chains"}),
        seed=SETTINGS.seed,
        code=code("fit_relation"),
    message:
        "Fitting the relation of neutrino and hard X-ray luminosities"
    script:
        "../scripts/fit_relation.py"


rule try_relation:
    output:
        ranks="<run>/luminosity/relation_ranks.parquet",
        recovery="<run>/luminosity/relation_recovery.parquet",
    log:
        "<logs>/try_relation.log",
    benchmark:
        "<benchmarks>/try_relation.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        model=RELATION.model.model_dump(),
        mocks=RELATION.mocks.model_dump(),
        seed=SETTINGS.seed,
        code=code("try_relation"),
    message:
        "Trying the fit of luminosities on made-up samples"
    script:
        "../scripts/try_relation.py"


rule close_relation:
    output:
        ranks="<run>/luminosity/closure_ranks.parquet",
        recovery="<run>/luminosity/closure_recovery.parquet",
    log:
        "<logs>/close_relation.log",
    benchmark:
        "<benchmarks>/close_relation.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        model=RELATION.model.model_dump(),
        mocks=RELATION.closure.model_dump(),
        seed=SETTINGS.seed,
        code=code("try_relation"),
    message:
        "Trying the fit of luminosities on very many made-up samples"
    script:
        "../scripts/try_relation.py"
