# Spatial: events near groups of sources, observed and with scrambled right ascensions.
# in:  <run>/selection/{sample}/tracks.parquet, <run>/selection/sources.parquet
# out: <run>/spatial/{sample}/: scrambles-{chunk}, event_scrambles-{chunk}, null.json, excess,
#      searches, recovered, exact_moments, pair_distribution, null_comparison, excess_limits,
#      flux_limits, sensitivity, pulls, declination_ranges, power, systematics, null_skies,
#      limit_coverage, null_width;
#      <run>/spatial/: circle_counts, numbers, flux_numbers, binomial_scan, binomial_test

NULLS = PLAN.nulls_of(GROUPS)
EVENT_GROUPS = [group for group, null in zip(GROUPS, NULLS) if null == "event_ra"]
RESPONSE = {
    "spectral_index": SETTINGS.sensitivity.spectral_index,
    "containment": SETTINGS.sensitivity.containment,
    "energy_proxy_min_tev": SETTINGS.tracks.energy_proxy_min_tev,
    "ang_err_max_deg": SETTINGS.tracks.ang_err_max_deg,
    "circle_factor": SETTINGS.spatial.circle_factor,
}

# Long jobs begin first, so that none is alone at the end of a run.
LONG = 5

SENSITIVITY_GROUPS = PLAN.chosen_groups(SETTINGS.sensitivity.groups, GROUPS)
POWER_GROUPS = PLAN.chosen_groups(SETTINGS.sensitivity.power.groups, SENSITIVITY_GROUPS)
SYSTEMATICS_GROUPS = PLAN.chosen_groups(
    SETTINGS.sensitivity.systematics.groups, SENSITIVITY_GROUPS
)
# Lists that Figure 12 shows; whole catalogues, which take longer, only where there is nothing else.
LISTED_GROUPS = [
    group
    for group in PLAN.groups_shown_by("chang2022_fig12")
    if PLAN.groups[group].file
] or GROUPS


# Trials of the groups whose null scrambles the events; a run without any needs none.
EVENT_SCRAMBLES = expand(
    "<run>/spatial/{{sample}}/event_scrambles-{chunk}.parquet",
    chunk=range(SETTINGS.spatial.n_chunks if EVENT_GROUPS else 0),
)


rule scramble_right_ascensions:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
    output:
        counts="<run>/spatial/{sample}/scrambles-{chunk}.parquet",
    log:
        "<logs>/scramble_right_ascensions-{sample}-{chunk}.log",
    benchmark:
        "<benchmarks>/scramble_right_ascensions-{sample}-{chunk}.tsv"
    priority: LONG
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=60,
    params:
        seed=SETTINGS.seed,
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=GROUPS,
        trials=lambda wildcards: PLAN.chunk_trials(int(wildcards.chunk)),
        circle_factor=SETTINGS.spatial.circle_factor,
        code=code("scramble_right_ascensions"),
    message:
        "Scrambling right ascensions for {wildcards.sample}, chunk {wildcards.chunk}"
    script:
        "../scripts/scramble_right_ascensions.py"


rule scramble_events:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
    output:
        counts="<run>/spatial/{sample}/event_scrambles-{chunk}.parquet",
    log:
        "<logs>/scramble_events-{sample}-{chunk}.log",
    benchmark:
        "<benchmarks>/scramble_events-{sample}-{chunk}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        seed=SETTINGS.seed,
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=EVENT_GROUPS,
        circle_factor=SETTINGS.spatial.circle_factor,
        trials=lambda wildcards: PLAN.chunk_trials(int(wildcards.chunk)),
        code=code("scramble_events"),
    message:
        "Scrambling the events of {wildcards.sample}, chunk {wildcards.chunk}"
    script:
        "../scripts/scramble_events.py"


rule seal_null:
    input:
        counts=expand(
            "<run>/spatial/{{sample}}/scrambles-{chunk}.parquet",
            chunk=range(SETTINGS.spatial.n_chunks),
        ),
        event_counts=EVENT_SCRAMBLES,
    output:
        seal="<run>/spatial/{sample}/null.json",
    log:
        "<logs>/seal_null-{sample}.log",
    benchmark:
        "<benchmarks>/seal_null-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=GROUPS,
        nulls=NULLS,
        code=code("seal_null"),
    message:
        "Sealing the null distribution of {wildcards.sample}"
    script:
        "../scripts/seal_null.py"


rule measure_excess:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
        counts=expand(
            "<run>/spatial/{{sample}}/scrambles-{chunk}.parquet",
            chunk=range(SETTINGS.spatial.n_chunks),
        ),
        event_counts=EVENT_SCRAMBLES,
        seal="<run>/spatial/{sample}/null.json",
    output:
        excess="<run>/spatial/{sample}/excess.parquet",
        searches="<run>/spatial/{sample}/searches.parquet",
    log:
        "<logs>/measure_excess-{sample}.log",
    benchmark:
        "<benchmarks>/measure_excess-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=GROUPS,
        nulls=NULLS,
        circle_factor=SETTINGS.spatial.circle_factor,
        code=code("measure_excess"),
    message:
        "Measuring the excess around groups of sources in {wildcards.sample}"
    script:
        "../scripts/measure_excess.py"


rule recover_signal:
    input:
        truth="<shared>/catalogs/truth.parquet",
        injected="<shared>/catalogs/truth_sources.parquet",
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
        excess="<run>/spatial/{sample}/excess.parquet",
        areas="<shared>/catalogs/{sample}/effective_area.parquet",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
    output:
        recovered="<run>/spatial/{sample}/recovered.parquet",
    log:
        "<logs>/recover_signal-{sample}.log",
    benchmark:
        "<benchmarks>/recover_signal-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        response=RESPONSE,
        code=code("recover_signal"),
    message:
        "Comparing the injected signal with the excess in {wildcards.sample}"
    script:
        "../scripts/recover_signal.py"


rule number_excess:
    input:
        published="data/published/chang2022.csv",
        excess=expand("<run>/spatial/{sample}/excess.parquet", sample=SAMPLES),
    output:
        numbers="<run>/spatial/numbers.parquet",
    log:
        "<logs>/number_excess.log",
    benchmark:
        "<benchmarks>/number_excess.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        comparable=[PLAN.is_whole(sample, TEN_YEARS.name) for sample in SAMPLES],
        own_groups=OWN_GROUPS,
        code=code("number_excess"),
    message:
        "Giving our values of Table 6"
    script:
        "../scripts/number_excess.py"


rule measure_nulls:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
        seal="<run>/spatial/{sample}/null.json",
        counts=expand(
            "<run>/spatial/{{sample}}/scrambles-{chunk}.parquet",
            chunk=range(SETTINGS.spatial.n_chunks),
        ),
    output:
        moments="<run>/spatial/{sample}/exact_moments.parquet",
        pairs="<run>/spatial/{sample}/pair_distribution.parquet",
        nulls="<run>/spatial/{sample}/null_comparison.parquet",
        limits="<run>/spatial/{sample}/excess_limits.parquet",
    log:
        "<logs>/measure_nulls-{sample}.log",
    benchmark:
        "<benchmarks>/measure_nulls-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        seed=SETTINGS.seed,
        sample="{sample}",
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=GROUPS,
        own=NULLS,
        half_width=SETTINGS.spatial.nulls.band_half_width_deg,
        n_trials=SETTINGS.spatial.nulls.n_band_trials,
        confidence_level=SETTINGS.spatial.confidence_level,
        circle_factor=SETTINGS.spatial.circle_factor,
        code=code("measure_nulls"),
    message:
        "Deriving exact nulls and limits for {wildcards.sample}"
    script:
        "../scripts/measure_nulls.py"


rule limit_flux:
    input:
        limits="<run>/spatial/{sample}/excess_limits.parquet",
        own_areas="<shared>/catalogs/{sample}/effective_area.parquet",
        areas=PLAN.table_path(SETTINGS.spatial.flux_limits.area),
        sources="<run>/selection/sources.parquet",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
        fluxes="data/tables/model_fluxes.csv",
    output:
        flux="<run>/spatial/{sample}/flux_limits.parquet",
    log:
        "<logs>/limit_flux-{sample}.log",
    benchmark:
        "<benchmarks>/limit_flux-{sample}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        seed=SETTINGS.seed,
        groups=GROUPS,
        nulls=NULLS,
        settings=SETTINGS.spatial.flux_limits.model_dump(exclude={"area"}),
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        response=RESPONSE,
        code=code("limit_flux"),
    message:
        "Deriving limits on the flux from {wildcards.sample}"
    script:
        "../scripts/limit_flux.py"


rule number_flux_limits:
    input:
        areas=PLAN.table_path(SETTINGS.spatial.flux_limits.area),
        fluxes="data/tables/model_fluxes.csv",
        seasons="data/tables/icetracks_seasons.csv",
    output:
        numbers="<run>/spatial/flux_numbers.parquet",
    log:
        "<logs>/number_flux_limits.log",
    benchmark:
        "<benchmarks>/number_flux_limits.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        settings=SETTINGS.spatial.flux_limits.model_dump(
            include={"n_events", "bands", "live_time_days", "spectral_indices"}
        ),
        code=code("number_flux_limits"),
    message:
        "Giving our values of the flux limits"
    script:
        "../scripts/number_flux_limits.py"


rule measure_catalogue:
    input:
        sources=PLAN.table_path(SETTINGS.spatial.catalogue_test.table),
    output:
        scan="<run>/spatial/binomial_scan.parquet",
        test="<run>/spatial/binomial_test.parquet",
    log:
        "<logs>/measure_catalogue.log",
    benchmark:
        "<benchmarks>/measure_catalogue.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=SETTINGS.seed,
        dec_min=SETTINGS.spatial.catalogue_test.dec_min_deg,
        largest_p=SETTINGS.spatial.catalogue_test.largest_p,
        n_trials=SETTINGS.spatial.catalogue_test.n_trials,
        code=code("measure_catalogue"),
    message:
        "Testing the list of sources"
    script:
        "../scripts/measure_catalogue.py"


rule measure_sensitivity:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        counts=expand(
            "<run>/spatial/{{sample}}/scrambles-{chunk}.parquet",
            chunk=range(SETTINGS.spatial.n_chunks),
        ),
        event_counts=EVENT_SCRAMBLES,
        sources="<run>/selection/sources.parquet",
        areas="<shared>/catalogs/{sample}/effective_area.parquet",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
    output:
        sensitivity="<run>/spatial/{sample}/sensitivity.parquet",
        pulls="<run>/spatial/{sample}/pulls.parquet",
    log:
        "<logs>/measure_sensitivity-{sample}.log",
    benchmark:
        "<benchmarks>/measure_sensitivity-{sample}.tsv"
    priority: LONG
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        seed=SETTINGS.seed,
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=SENSITIVITY_GROUPS,
        nulls=PLAN.nulls_of(SENSITIVITY_GROUPS),
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        response=RESPONSE,
        n_trials=SETTINGS.sensitivity.n_trials,
        code=code("measure_sensitivity"),
    message:
        "Injecting signal into scrambles of {wildcards.sample}"
    script:
        "../scripts/measure_sensitivity.py"


rule measure_declinations:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        counts=expand(
            "<run>/spatial/{{sample}}/scrambles-{chunk}.parquet",
            chunk=range(SETTINGS.spatial.n_chunks),
        ),
        event_counts=EVENT_SCRAMBLES,
        seal="<run>/spatial/{sample}/null.json",
        sources="<run>/selection/sources.parquet",
        areas="<shared>/catalogs/{sample}/effective_area.parquet",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
    output:
        ranges="<run>/spatial/{sample}/declination_ranges.parquet",
    log:
        "<logs>/measure_declinations-{sample}.log",
    benchmark:
        "<benchmarks>/measure_declinations-{sample}.tsv"
    priority: LONG
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        seed=SETTINGS.seed,
        ranges=[one.ends for one in SETTINGS.spatial.declination_ranges],
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=GROUPS,
        nulls=NULLS,
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        response=RESPONSE,
        confidence_level=SETTINGS.spatial.confidence_level,
        code=code("measure_declinations"),
    message:
        "Searching {wildcards.sample} in ranges of declination"
    script:
        "../scripts/measure_declinations.py"


rule measure_power:
    input:
        tracks="<shared>/catalogs/{sample}/tracks.parquet",
        sources=PLAN.sources_of(POWER_GROUPS),
        areas="<shared>/catalogs/{sample}/effective_area.parquet",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
    output:
        power="<run>/spatial/{sample}/power.parquet",
    log:
        "<logs>/measure_power-{sample}.log",
    benchmark:
        "<benchmarks>/measure_power-{sample}.tsv"
    priority: LONG
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        seed=SETTINGS.seed,
        groups=POWER_GROUPS,
        nulls=PLAN.nulls_of(POWER_GROUPS),
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        response=RESPONSE,
        varied=SETTINGS.sensitivity.power.model_dump(exclude={"groups"}),
        code=code("measure_power"),
    message:
        "Measuring the power of the search in {wildcards.sample}"
    script:
        "../scripts/measure_power.py"


rule vary_systematics:
    input:
        tracks="<shared>/catalogs/{sample}/tracks.parquet",
        sources=PLAN.sources_of(SYSTEMATICS_GROUPS),
        areas="<shared>/catalogs/{sample}/effective_area.parquet",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
    output:
        systematics="<run>/spatial/{sample}/systematics.parquet",
    log:
        "<logs>/vary_systematics-{sample}.log",
    benchmark:
        "<benchmarks>/vary_systematics-{sample}.tsv"
    priority: LONG
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        seed=SETTINGS.seed,
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=SYSTEMATICS_GROUPS,
        nulls=PLAN.nulls_of(SYSTEMATICS_GROUPS),
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        response=RESPONSE,
        systematics=SETTINGS.sensitivity.systematics.model_dump(exclude={"groups"}),
        confidence_level=SETTINGS.sensitivity.confidence_level,
        code=code("vary_systematics"),
    message:
        "Repeating the search in {wildcards.sample} with changed inputs"
    script:
        "../scripts/vary_systematics.py"


rule measure_null_width:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
    output:
        widths="<run>/spatial/{sample}/null_width.parquet",
    log:
        "<logs>/measure_null_width-{sample}.log",
    benchmark:
        "<benchmarks>/measure_null_width-{sample}.tsv"
    priority: LONG
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        seed=SETTINGS.seed,
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        seasons=lambda wildcards: PLAN.samples[wildcards.sample].seasons,
        n_seasons=SETTINGS.spatial.null_width.n_seasons,
        sources_and_draws=SETTINGS.spatial.null_width.sources_and_draws,
        circle_factor=SETTINGS.spatial.circle_factor,
        code=code("measure_null_width"),
    message:
        "Measuring the width of the null of {wildcards.sample}"
    script:
        "../scripts/measure_null_width.py"


rule count_in_circles:
    input:
        tracks=expand("<run>/selection/{sample}/tracks.parquet", sample=SAMPLES),
        sources=PLAN.sources_of(LISTED_GROUPS),
    output:
        counts="<run>/spatial/circle_counts.parquet",
    log:
        "<logs>/count_in_circles.log",
    benchmark:
        "<benchmarks>/count_in_circles.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        samples={name: PLAN.label_of(name) for name in SAMPLES},
        thresholds=SETTINGS.spatial.log10_energy_thresholds,
        groups=LISTED_GROUPS,
        circle_factors=SETTINGS.spatial.circle_factors_shown,
        code=code("count_in_circles"),
    message:
        "Counting events in smaller and larger circles"
    script:
        "../scripts/count_in_circles.py"


rule check_closure:
    input:
        tracks="<run>/selection/{sample}/tracks.parquet",
        sources="<run>/selection/sources.parquet",
    output:
        p_values="<run>/spatial/{sample}/null_skies.parquet",
        coverage="<run>/spatial/{sample}/limit_coverage.parquet",
    log:
        "<logs>/check_closure-{sample}.log",
    benchmark:
        "<benchmarks>/check_closure-{sample}.tsv"
    priority: LONG
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=20,
    params:
        seed=SETTINGS.seed,
        threshold=SETTINGS.spatial.log10_energy_thresholds[0],
        sizes=SETTINGS.spatial.closure.model_dump(),
        confidence_level=SETTINGS.spatial.confidence_level,
        circle_factor=SETTINGS.spatial.circle_factor,
        code=code("check_closure"),
    message:
        "Checking p-values and limits with skies like {wildcards.sample}"
    script:
        "../scripts/check_closure.py"
