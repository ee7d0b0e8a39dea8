# Microquasars: Galactic sources of the diffuse flux (anchordoqui2014).
# in:  data/tables/microquasars.csv, microquasar_limits.csv, microquasar_spectra.csv,
#      diffuse_spectra.csv, hmxb_surface_density.csv, data/published/anchordoqui2014.csv, the user's profiles and sources,
#      in runs with real files <shared>/catalogs/{hmxb,icecube_hese_7year,txs0506_alerts}/
# out: <run>/microquasars/: sources, paper_sources, source_limits, events, disk_integrals, source_counts,
#      target_counts, density_profiles, galactic_map, surface_density, profile_fit, profile_curves,
#      profile_scan, energetics, source_spectra, diffuse_spectra, sky_flux, population_*, numbers

MICROQUASARS = SETTINGS.microquasars.model_dump()
PROFILE_DIGESTS = PLAN.digests(one["file"] for one in MICROQUASARS["disk"]["profiles"])

REAL_DATASETS = {
    dataset for dataset in PLAN.loaded if not PLAN.comes_simulated(dataset)
}


rule gather_galactic_sources:
    input:
        microquasars="data/tables/microquasars.csv",
        limits="data/tables/microquasar_limits.csv",
        webcat=[
            f"{PLAN.shared}/catalogs/{one}/webcat.parquet"
            for one in REAL_DATASETS & {"hmxb"}
        ],
        liu=[
            f"{PLAN.shared}/catalogs/{one}/{name}.parquet"
            for one in REAL_DATASETS & {"hmxb"}
            for name in ("liu_hmxb", "liu_lmxb")
        ],
        hese=[
            f"{PLAN.shared}/catalogs/{one}/events.parquet"
            for one in REAL_DATASETS & {"icecube_hese_7year"}
        ],
        alerts=[
            f"{PLAN.shared}/catalogs/{one}/alerts.parquet"
            for one in REAL_DATASETS & {"txs0506_alerts"}
        ],
    output:
        sources="<run>/microquasars/sources.parquet",
        paper="<run>/microquasars/paper_sources.parquet",
        limits="<run>/microquasars/source_limits.parquet",
        events="<run>/microquasars/events.parquet",
        messages="<run>/messages/gather_galactic_sources.json",
    log:
        "<logs>/gather_galactic_sources.log",
    benchmark:
        "<benchmarks>/gather_galactic_sources.tsv"
    priority: 10
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        sources=MICROQUASARS["sources"],
        digests=PLAN.digests(one["file"] for one in MICROQUASARS["sources"]),
        luminosity=MICROQUASARS["fiducial_luminosity_erg_s"],
        observer=MICROQUASARS["disk"]["observer_distance_kpc"],
        code=code("gather_galactic_sources"),
    message:
        "Gathering Galactic sources"
    script:
        "../scripts/gather_galactic_sources.py"


rule integrate_galactic_disk:
    output:
        integrals="<run>/microquasars/disk_integrals.parquet",
        counts="<run>/microquasars/source_counts.parquet",
        profiles="<run>/microquasars/density_profiles.parquet",
        map="<run>/microquasars/galactic_map.parquet",
        messages="<run>/messages/integrate_galactic_disk.json",
    log:
        "<logs>/integrate_galactic_disk.log",
    benchmark:
        "<benchmarks>/integrate_galactic_disk.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        disk=MICROQUASARS["disk"],
        profiles=PROFILE_DIGESTS,
        voids=MICROQUASARS["void_radii_kpc"],
        luminosity=MICROQUASARS["fiducial_luminosity_erg_s"],
        target=MICROQUASARS["target_flux_gev_cm2_s_sr"],
        counts=MICROQUASARS["source_counts"],
        sky=MICROQUASARS["sky"],
        code=code("integrate_galactic_disk"),
    message:
        "Integrating the flux of Galactic sources"
    script:
        "../scripts/integrate_galactic_disk.py"


rule derive_energetics:
    input:
        density="data/tables/hmxb_surface_density.csv",
        spectra="data/tables/microquasar_spectra.csv",
        diffuse="data/tables/diffuse_spectra.csv",
        published="data/published/anchordoqui2014.csv",
        integrals="<run>/microquasars/disk_integrals.parquet",
        sources="<run>/microquasars/sources.parquet",
    output:
        surface="<run>/microquasars/surface_density.parquet",
        fits="<run>/microquasars/profile_fit.parquet",
        curves="<run>/microquasars/profile_curves.parquet",
        scan="<run>/microquasars/profile_scan.parquet",
        energetics="<run>/microquasars/energetics.parquet",
        own="<run>/microquasars/source_spectra.parquet",
        diffuse="<run>/microquasars/diffuse_spectra.parquet",
        targets="<run>/microquasars/target_counts.parquet",
        numbers="<run>/microquasars/numbers.parquet",
    log:
        "<logs>/derive_energetics.log",
    benchmark:
        "<benchmarks>/derive_energetics.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        settings={
            "observer": MICROQUASARS["disk"]["observer_distance_kpc"],
            "radius": MICROQUASARS["disk"]["galaxy_radius_kpc"],
            "exponential_share": MICROQUASARS["disk"]["exponential_share"],
            "scale": MICROQUASARS["disk"]["scale_kpc"],
            "luminosity": MICROQUASARS["fiducial_luminosity_erg_s"],
            "target": MICROQUASARS["target_flux_gev_cm2_s_sr"],
        },
        code=code("derive_energetics"),
    message:
        "Following jet power to the diffuse flux"
    script:
        "../scripts/derive_energetics.py"


rule simulate_populations:
    output:
        summaries="<run>/microquasars/population_summaries.parquet",
        quantiles="<run>/microquasars/population_quantiles.parquet",
        histograms="<run>/microquasars/population_histograms.parquet",
    log:
        "<logs>/simulate_populations.log",
    benchmark:
        "<benchmarks>/simulate_populations.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=SETTINGS.seed,
        disk=MICROQUASARS["disk"],
        profiles=PROFILE_DIGESTS,
        populations=MICROQUASARS["populations"],
        luminosity=MICROQUASARS["fiducial_luminosity_erg_s"],
        target=MICROQUASARS["target_flux_gev_cm2_s_sr"],
        code=code("simulate_populations"),
    message:
        "Simulating populations of Galactic sources"
    script:
        "../scripts/simulate_populations.py"


rule map_galactic_flux:
    output:
        flux="<run>/microquasars/sky_flux.parquet",
    log:
        "<logs>/map_galactic_flux.log",
    benchmark:
        "<benchmarks>/map_galactic_flux.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        disk=MICROQUASARS["disk"],
        profiles=PROFILE_DIGESTS,
        sky=MICROQUASARS["sky"],
        target=MICROQUASARS["target_flux_gev_cm2_s_sr"],
        code=code("map_galactic_flux"),
    message:
        "Mapping the expected flux of Galactic sources"
    script:
        "../scripts/map_galactic_flux.py"
