# Forecast: when telescopes see the AGN population by the places of neutrinos (chen2025).
# in:  <shared>/catalogs/{efeds_agn,fermi_4fgl}/, data/tables/model_efeds_agn.csv (footprint),
#      data/tables/luminosity_functions.csv, data/published/chen2025.csv
# out: <run>/forecast/: rates, rates_by_declination, extrapolation, catalogue_extrapolation, bias, estimators,
#      significance, needed_years, curves, forecasts, readings, improvements, sky_forecasts, sky_declinations,
#      track_nulls, track_fits, numbers, and on request full_sky

FORECAST = SETTINGS.forecast
POPULATION = SETTINGS.forecast_population.model_dump()
SKY = SETTINGS.forecast_sky.model_dump()
AGN_INPUT = {
    "agn": PLAN.table_path(FORECAST.agn),
    "footprint": "data/tables/model_efeds_agn.csv",
}


rule measure_forecast_bias:
    input:
        **AGN_INPUT,
    output:
        bias="<run>/forecast/bias.parquet",
        estimators="<run>/forecast/estimators.parquet",
    log:
        "<logs>/measure_forecast_bias.log",
    benchmark:
        "<benchmarks>/measure_forecast_bias.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        **FORECAST.model_dump(include={"flux", "full_over_soft", "readings", "bias"}),
        fraction=[FORECAST.significance.fraction],
        seed=SETTINGS.seed,
        code=code("measure_forecast_bias"),
    message:
        "Measuring the bias of the fitted fraction of AGN neutrinos"
    script:
        "../scripts/measure_forecast_bias.py"


rule forecast_significance:
    input:
        **AGN_INPUT,
        blazars=PLAN.table_path(FORECAST.blazars),
        rates="<run>/forecast/rates.parquet",
    output:
        significance="<run>/forecast/significance.parquet",
        years="<run>/forecast/needed_years.parquet",
        curves="<run>/forecast/curves.parquet",
        blazar_curves="<run>/forecast/blazar_curves.parquet",
        forecasts="<run>/forecast/forecasts.parquet",
    log:
        "<logs>/forecast_significance.log",
    benchmark:
        "<benchmarks>/forecast_significance.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **FORECAST.model_dump(
            exclude={"agn", "blazars", "bias", "n_experiments_readings"}
        ),
        seed=SETTINGS.seed,
        code=code("forecast_significance"),
    message:
        "Forecasting the significance of the correlation with AGN"
    script:
        "../scripts/forecast_significance.py"


rule compare_forecast_readings:
    input:
        **AGN_INPUT,
        functions="data/tables/luminosity_functions.csv",
        rates="<run>/forecast/rates.parquet",
        extrapolation="<run>/forecast/extrapolation.parquet",
        catalogue="<run>/forecast/catalogue_extrapolation.parquet",
    output:
        readings="<run>/forecast/readings.parquet",
        improvements="<run>/forecast/improvements.parquet",
    log:
        "<logs>/compare_forecast_readings.log",
    benchmark:
        "<benchmarks>/compare_forecast_readings.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        **FORECAST.model_dump(
            include={
                "flux",
                "full_over_soft",
                "atmosphere",
                "threshold_of",
                "readings",
                "scenarios",
                "readings_scenario",
                "improvements",
                "n_experiments_readings",
            }
        ),
        survey_limit=POPULATION["survey_limit_erg_cm2_s"],
        seed=SETTINGS.seed,
        code=code("compare_forecast_readings"),
    message:
        "Comparing ways to read the paper on forecasts"
    script:
        "../scripts/compare_forecast_readings.py"


rule count_detector_events:
    input:
        tables=[PLAN.table_path(table) for table in SETTINGS.forecast_detectors.tables],
        models="data/tables/model_detector.csv",
        fluxes="data/tables/model_fluxes.csv",
        low="data/tables/low_atmosphere.csv",
        spectra="data/tables/diffuse_spectra.csv",
    output:
        rates="<run>/forecast/rates.parquet",
        detectors="<run>/forecast/detectors.parquet",
        curves="<run>/forecast/detector_curves.parquet",
        declinations="<run>/forecast/declination_rates.parquet",
        messages="<run>/messages/count_detector_events.json",
    log:
        "<logs>/count_detector_events.log",
    benchmark:
        "<benchmarks>/count_detector_events.tsv"
    priority: 10
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        **SETTINGS.forecast_detectors.model_dump(
            include={"thresholds_tev", "declination_threshold_tev", "spectrum"}
        ),
        detectors=SETTINGS.forecast_detectors.definitions,
        own=SETTINGS.forecast_detectors.own,
        digests=PLAN.digests(SETTINGS.forecast_detectors.files),
        tables=SETTINGS.forecast_detectors.tables,
        contracts=[
            PLAN.contract_of(table) for table in SETTINGS.forecast_detectors.tables
        ],
        code=code(
            "count_detector_events",
            *PLAN.contract_modules_of(SETTINGS.forecast_detectors.tables),
        ),
    message:
        "Counting the events of detectors"
    script:
        "../scripts/count_detector_events.py"


rule forecast_detectors:
    input:
        catalogues=[PLAN.table_path(table) for table in SETTINGS.forecast_sky.tables],
        tables=[PLAN.table_path(table) for table in SETTINGS.forecast_detectors.tables],
        models="data/tables/model_detector.csv",
        fluxes="data/tables/model_fluxes.csv",
        low="data/tables/low_atmosphere.csv",
        spectra="data/tables/diffuse_spectra.csv",
    output:
        forecasts="<run>/forecast/sky_forecasts.parquet",
        declinations="<run>/forecast/sky_declinations.parquet",
    log:
        "<logs>/forecast_detectors.log",
    benchmark:
        "<benchmarks>/forecast_detectors.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        catalogues=SKY["catalogues"],
        trials={key: SKY[key] for key in SKY if key.endswith("_trials")},
        settings=SETTINGS.forecast_sky.model_dump(
            exclude={"catalogues", "catalogue_trials", "declination_trials"}
        ),
        spectrum=SETTINGS.forecast_detectors.spectrum,
        detectors=SETTINGS.forecast_detectors.definitions,
        digests=PLAN.digests(SETTINGS.forecast_detectors.files),
        tables=SETTINGS.forecast_detectors.tables,
        contracts=[
            PLAN.contract_of(table) for table in SETTINGS.forecast_detectors.tables
        ],
        catalogue_contracts=[
            PLAN.contract_of(table) for table in SETTINGS.forecast_sky.tables
        ],
        seed=SETTINGS.seed,
        code=code(
            "forecast_detectors",
            *PLAN.contract_modules_of(
                [*SETTINGS.forecast_detectors.tables, *SETTINGS.forecast_sky.tables]
            ),
        ),
    message:
        "Forecasting what detectors would see of source lists"
    script:
        "../scripts/forecast_detectors.py"


rule forecast_full_sky:
    input:
        **AGN_INPUT,
        functions="data/tables/luminosity_functions.csv",
        forecasts="<run>/forecast/forecasts.parquet",
        tables=[PLAN.table_path(table) for table in SETTINGS.forecast_detectors.tables],
        models="data/tables/model_detector.csv",
        fluxes="data/tables/model_fluxes.csv",
        low="data/tables/low_atmosphere.csv",
    output:
        full_sky="<run>/forecast/full_sky.parquet",
    log:
        "<logs>/forecast_full_sky.log",
    benchmark:
        "<benchmarks>/forecast_full_sky.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=20,
    params:
        **FORECAST.model_dump(
            include={"flux", "full_over_soft", "atmosphere", "threshold_of"}
        ),
        settings=SETTINGS.forecast_full_sky.model_dump(),
        spectral_index=SKY["spectral_index"],
        thresholds_tev=SETTINGS.forecast_detectors.thresholds_tev,
        detectors=SETTINGS.forecast_detectors.definitions,
        digests=PLAN.digests(SETTINGS.forecast_detectors.files),
        tables=SETTINGS.forecast_detectors.tables,
        contracts=[
            PLAN.contract_of(table) for table in SETTINGS.forecast_detectors.tables
        ],
        seed=SETTINGS.seed,
        code=code(
            "forecast_full_sky",
            *PLAN.contract_modules_of(SETTINGS.forecast_detectors.tables),
        ),
    message:
        "Forecasting the significance of the correlation with AGN of the whole sky"
    script:
        "../scripts/forecast_full_sky.py"


rule extrapolate_populations:
    input:
        functions="data/tables/luminosity_functions.csv",
        catalogue=PLAN.table_path(POPULATION["catalogue"]),
        table=[
            PLAN.table_path(one) for one in [POPULATION["luminosity_function"]] if one
        ],
    output:
        shares="<run>/forecast/extrapolation.parquet",
        catalogue="<run>/forecast/catalogue_extrapolation.parquet",
    log:
        "<logs>/extrapolate_populations.log",
    benchmark:
        "<benchmarks>/extrapolate_populations.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        settings=POPULATION,
        code=code("extrapolate_populations"),
    message:
        "Extrapolating from bright sources to whole populations"
    script:
        "../scripts/extrapolate_populations.py"


rule number_forecasts:
    input:
        **AGN_INPUT,
        blazars=PLAN.table_path(FORECAST.blazars),
        published="data/published/chen2025.csv",
        rates="<run>/forecast/rates.parquet",
        detectors="<run>/forecast/detectors.parquet",
        bias="<run>/forecast/bias.parquet",
        forecasts="<run>/forecast/forecasts.parquet",
        curves="<run>/forecast/curves.parquet",
        blazar_curves="<run>/forecast/blazar_curves.parquet",
        years="<run>/forecast/needed_years.parquet",
        way="<run>/forecast/readings.parquet",
        extrapolation="<run>/forecast/extrapolation.parquet",
    output:
        numbers="<run>/forecast/numbers.parquet",
    log:
        "<logs>/number_forecasts.log",
    benchmark:
        "<benchmarks>/number_forecasts.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        **FORECAST.model_dump(
            include={
                "flux",
                "full_over_soft",
                "blazar_classes",
                "blazar_abs_glat_min_deg",
                "atmosphere",
                "threshold_of",
                "readings",
            }
        ),
        code=code("number_forecasts"),
    message:
        "Giving our values of the published numbers of forecasts"
    script:
        "../scripts/number_forecasts.py"


TRACK_FITS = SETTINGS.forecast_tracks
CATALOGUES = [one.table for one in TRACK_FITS.catalogues]
TRACK_INPUT = {
    "tracks": expand("<run>/selection/{sample}/tracks.parquet", sample=PLAN.samples),
    "areas": expand(
        "<shared>/catalogs/{sample}/effective_area.parquet", sample=PLAN.samples
    ),
    "catalogues": [PLAN.table_path(table) for table in CATALOGUES],
    "footprint": AGN_INPUT["footprint"],
    "seasons": "data/tables/icetracks_seasons.csv",
    "detector": "data/tables/model_detector.csv",
}
TRACK_PARAMS = {
    "seed": SETTINGS.seed,
    "samples": list(PLAN.samples),
    "seasons_of": {name: one.seasons for name, one in PLAN.samples.items()},
    "contracts": [PLAN.contract_of(table) for table in CATALOGUES],
    "settings": TRACK_FITS.model_dump(),
    "response": {
        "spectral_index": TRACK_FITS.spectral_index,
        "containment": SETTINGS.sensitivity.containment,
        "energy_proxy_min_tev": SETTINGS.tracks.energy_proxy_min_tev,
        "ang_err_max_deg": SETTINGS.tracks.ang_err_max_deg,
        "circle_factor": SETTINGS.spatial.circle_factor,
    },
}


rule scramble_track_fits:
    input:
        **TRACK_INPUT,
    output:
        nulls="<run>/forecast/track_nulls.parquet",
        seal="<run>/forecast/track_nulls.json",
    log:
        "<logs>/scramble_track_fits.log",
    benchmark:
        "<benchmarks>/scramble_track_fits.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        **TRACK_PARAMS,
        code=code("scramble_track_fits", *PLAN.contract_modules_of(CATALOGUES)),
    message:
        "Fitting scrambled track events to catalogues"
    script:
        "../scripts/scramble_track_fits.py"


rule fit_tracks:
    input:
        **TRACK_INPUT,
        nulls="<run>/forecast/track_nulls.parquet",
        seal="<run>/forecast/track_nulls.json",
    output:
        fits="<run>/forecast/track_fits.parquet",
    log:
        "<logs>/fit_tracks.log",
    benchmark:
        "<benchmarks>/fit_tracks.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        **TRACK_PARAMS,
        labels={name: one.label for name, one in PLAN.samples.items()},
        code=code("fit_tracks", *PLAN.contract_modules_of(CATALOGUES)),
    message:
        "Fitting the fraction of track events that follow catalogues"
    script:
        "../scripts/fit_tracks.py"
