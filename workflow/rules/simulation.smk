# Simulated archive: generators write the official files in the official formats.
# in:  data/tables (model detector, fluxes, populations; each parameter with its source)
# out: <run>/catalogs/simulated/<dataset>/ (official formats), <run>/catalogs/truth*.parquet


rule simulate_track_season:
    input:
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
        fluxes="data/tables/model_fluxes.csv",
    output:
        events="<run>/catalogs/simulated/icecube_10year_ps/events/{season}_exp.csv",
        uptime="<run>/catalogs/simulated/icecube_10year_ps/uptime/{season}_exp.csv",
        truth="<run>/catalogs/simulated/truth/{season}.parquet",
    log:
        "<logs>/simulate_track_season-{season}.log",
    benchmark:
        "<benchmarks>/simulate_track_season-{season}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        signal=SETTINGS.simulation.tracks.model_dump(),
        code=code("simulate_track_season"),
    message:
        "Simulating track events of {wildcards.season}"
    script:
        "../scripts/simulate_track_season.py"


rule simulate_track_responses:
    input:
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
    output:
        areas=expand(
            "<run>/catalogs/simulated/icecube_10year_ps/irfs/{configuration}_effectiveArea.csv",
            configuration=CONFIGURATIONS,
        ),
    log:
        "<logs>/simulate_track_responses.log",
    benchmark:
        "<benchmarks>/simulate_track_responses.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        configurations=CONFIGURATIONS,
        code=code("simulate_track_responses"),
    message:
        "Tabulating the model detector's effective areas"
    script:
        "../scripts/simulate_track_responses.py"


rule gather_truth:
    input:
        parts=expand(
            "<run>/catalogs/simulated/truth/{season}.parquet", season=SIMULATED_SEASONS
        ),
    output:
        truth="<run>/catalogs/truth.parquet",
        sources="<run>/catalogs/truth_sources.parquet",
    log:
        "<logs>/gather_truth.log",
    benchmark:
        "<benchmarks>/gather_truth.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        signal=SETTINGS.simulation.tracks.model_dump(),
        code=code("gather_truth"),
    message:
        "Gathering the truth of the simulated signal"
    script:
        "../scripts/gather_truth.py"
