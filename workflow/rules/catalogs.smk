# Catalogs: datasets become contracted tables.
# in:  official files in the mirror, the cache or at their homes, or data/tables (model detector and fluxes)
# out: <run>/catalogs/simulated/icecube_10year_ps/ (official formats), <run>/catalogs/truth.parquet,
#      <run>/catalogs/{sample}/receipt.json, <run>/catalogs/{sample}/tracks.parquet


localrules:
    locate_tracks,


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


rule locate_tracks:
    input:
        registry=lambda wildcards: dataset_of(wildcards.sample).defined_in,
        simulated=simulated_files_of_sample,
    output:
        receipt="<run>/catalogs/{sample}/receipt.json",
    log:
        "<logs>/locate_tracks-{sample}.log",
    benchmark:
        "<benchmarks>/locate_tracks-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        dataset=lambda wildcards: SAMPLES[wildcards.sample].dataset,
        seasons=lambda wildcards: SAMPLES[wildcards.sample].seasons,
        simulated=lambda wildcards: is_simulated(wildcards.sample),
        mirror=SETTINGS.data.mirror,
        cache=SETTINGS.data.cache,
        offline=SETTINGS.data.offline,
        simulated_folder=f"results/{SETTINGS.run}/catalogs/simulated",
        code=code("locate_tracks"),
    message:
        "Locating the files of {wildcards.sample}"
    script:
        "../scripts/locate_tracks.py"


rule load_tracks:
    input:
        receipt="<run>/catalogs/{sample}/receipt.json",
    output:
        tracks="<run>/catalogs/{sample}/tracks.parquet",
        effective_area="<run>/catalogs/{sample}/effective_area.parquet",
        uptime="<run>/catalogs/{sample}/uptime.parquet",
    log:
        "<logs>/load_tracks-{sample}.log",
    benchmark:
        "<benchmarks>/load_tracks-{sample}.tsv"
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
        tracks="<run>/catalogs/{sample}/twin_tracks.parquet",
        effective_area="<run>/catalogs/{sample}/twin_effective_area.parquet",
    log:
        "<logs>/load_simulated_twin-{sample}.log",
    benchmark:
        "<benchmarks>/load_simulated_twin-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        seasons=lambda wildcards: SAMPLES[wildcards.sample].seasons,
        simulated=f"twin of {REGISTRY['icecube_10year_ps'].short_title}",
        code=code("load_simulated_twin"),
    message:
        "Loading the simulated twin of {wildcards.sample}"
    script:
        "../scripts/load_simulated_twin.py"
