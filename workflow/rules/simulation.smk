# Simulated archive: generators write the official files in the official formats.
# in:  data/tables (model detector, fluxes, populations; each parameter with its source)
# out: <shared>/catalogs/simulated/<dataset>/ (official formats), <shared>/catalogs/truth*.parquet


rule simulate_track_season:
    input:
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
        fluxes="data/tables/model_fluxes.csv",
    output:
        events="<shared>/catalogs/simulated/icecube_10year_ps/events/{season}_exp.csv",
        uptime="<shared>/catalogs/simulated/icecube_10year_ps/uptime/{season}_exp.csv",
        truth="<shared>/catalogs/simulated/truth/{season}.parquet",
    log:
        "<shared>/logs/simulate_track_season-{season}.log",
    benchmark:
        "<shared>/benchmarks/simulate_track_season-{season}.tsv"
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
            "<shared>/catalogs/simulated/icecube_10year_ps/irfs/{configuration}_effectiveArea.csv",
            configuration=CONFIGURATIONS,
        ),
    log:
        "<shared>/logs/simulate_track_responses.log",
    benchmark:
        "<shared>/benchmarks/simulate_track_responses.tsv"
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
            "<shared>/catalogs/simulated/truth/{season}.parquet",
            season=PLAN.simulated_seasons,
        ),
    output:
        truth="<shared>/catalogs/truth.parquet",
        sources="<shared>/catalogs/truth_sources.parquet",
    log:
        "<shared>/logs/gather_truth.log",
    benchmark:
        "<shared>/benchmarks/gather_truth.tsv"
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


rule simulate_alerts:
    input:
        model="data/tables/model_alerts.csv",
        groups="data/tables/alert_groups.csv",
        named="data/tables/named_alerts.csv",
        seasons="data/tables/icetracks_seasons.csv",
    output:
        historical="<shared>/catalogs/simulated/txs0506_alerts/catalog_of_alerts.txt",
        circulars="<shared>/catalogs/simulated/asassn_icecube_alerts/ASASSN_sample_paper_IceCube_info.csv",
        icecat1="<shared>/catalogs/simulated/icecat1/IceCube_Gold_Bronze_Tracks.csv",
        truth="<shared>/catalogs/truth_alerts.parquet",
    log:
        "<shared>/logs/simulate_alerts.log",
    benchmark:
        "<shared>/benchmarks/simulate_alerts.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        code=code("simulate_alerts"),
    message:
        "Simulating the lists of alerts"
    script:
        "../scripts/simulate_alerts.py"


rule simulate_xray_agn:
    input:
        efeds_model="data/tables/model_efeds_agn.csv",
        hard_xray_model="data/tables/model_hard_xray.csv",
        classes="data/tables/bat_classes.csv",
        named="data/tables/named_xray_agn.csv",
    output:
        efeds_agn="<shared>/catalogs/simulated/efeds_agn/eRoSITAagn.fits",
        swift_bat="<shared>/catalogs/simulated/swift_bat/BAT105.fits",
        bass_dr1_sources="<shared>/catalogs/simulated/bass_dr1_xray_ricci2017/table1.dat",
        bass_dr1_spectra="<shared>/catalogs/simulated/bass_dr1_xray_ricci2017/table5.dat",
        bass_dr1_fluxes="<shared>/catalogs/simulated/bass_dr1_xray_ricci2017/table12.dat",
        bass_dr1_luminosities="<shared>/catalogs/simulated/bass_dr1_xray_ricci2017/table13.dat",
        bass_dr1_compton_thick="<shared>/catalogs/simulated/bass_dr1_xray_ricci2017/table14.dat",
        bass_dr2_agn="<shared>/catalogs/simulated/bass_dr2_koss2022/table9.dat",
        bass_dr2_new_redshifts="<shared>/catalogs/simulated/bass_dr2_koss2022/table11.dat",
        efeds_truth="<shared>/catalogs/truth_efeds.parquet",
        hard_xray_truth="<shared>/catalogs/truth_hard_xray.parquet",
    log:
        "<shared>/logs/simulate_xray_agn.log",
    benchmark:
        "<shared>/benchmarks/simulate_xray_agn.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        clustering=SETTINGS.simulation.model_dump()["efeds_clustering"],
        code=code("simulate_xray_agn"),
    message:
        "Simulating catalogues of X-ray AGN"
    script:
        "../scripts/simulate_xray_agn.py"


rule simulate_source_list:
    input:
        model="data/tables/model_source_list.csv",
        named="data/tables/named_point_sources.csv",
    output:
        sources="<shared>/catalogs/simulated/icecube_10year_source_list/sources.txt",
        sources_ts="<shared>/catalogs/simulated/icecube_10year_source_list/sources.csv",
        truth="<shared>/catalogs/truth_source_list.parquet",
    log:
        "<shared>/logs/simulate_source_list.log",
    benchmark:
        "<shared>/benchmarks/simulate_source_list.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        code=code("simulate_source_list"),
    message:
        "Simulating the list of 110 sources"
    script:
        "../scripts/simulate_source_list.py"


rule simulate_blazar_catalogs:
    input:
        model="data/tables/model_blazars.csv",
        light_curves="data/tables/model_light_curves.csv",
        flaring="data/tables/flaring_blazars.csv",
        named="data/tables/named_blazars.csv",
        alerts=PLAN.simulated_alerts,
    output:
        hsp="<shared>/catalogs/simulated/hsp3/3HSP.fits",
        bzcat="<shared>/catalogs/simulated/bzcat5/bzcat5_aro.csv",
        bzcat_slim="<shared>/catalogs/simulated/bzcat5/5bzcat.csv",
        wibrals="<shared>/catalogs/simulated/wibrals/wibrals.csv",
        lat="<shared>/catalogs/simulated/fermi_4fgl/gll_psc_v27.fit",
        lat_dr4="<shared>/catalogs/simulated/fermi_4fgl/gll_psc_v35.fit",
        lac="<shared>/catalogs/simulated/fermi_4lac/table-4LAC-DR2-h.fits",
        xrt="<shared>/catalogs/simulated/open_universe_xray/ouspecV2.fits",
        alma="<shared>/catalogs/simulated/alma_calibrators/alma_calibrators.csv",
        wise="<shared>/catalogs/simulated/wise_coverage/wise_coverage.csv",
        truth="<shared>/catalogs/truth_blazars.parquet",
    log:
        "<shared>/logs/simulate_blazar_catalogs.log",
    benchmark:
        "<shared>/benchmarks/simulate_blazar_catalogs.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        simulated=["blazar catalogues"],
        code=code("simulate_blazar_catalogs"),
    message:
        "Simulating blazar and gamma-ray catalogues"
    script:
        "../scripts/simulate_blazar_catalogs.py"


rule simulate_light_curves:
    input:
        model="data/tables/model_blazars.csv",
        light_curves="data/tables/model_light_curves.csv",
        flaring="data/tables/flaring_blazars.csv",
        named="data/tables/named_blazars.csv",
        alerts=PLAN.simulated_alerts,
    output:
        exposures="<shared>/catalogs/simulated/wise_w2/w2_exposures.csv.gz",
        aperture="<shared>/catalogs/simulated/lat_aperture/aperture_30d.csv.gz",
        likelihood="<shared>/catalogs/simulated/lat_likelihood/likelihood_30d.tar.gz",
        weekly="<shared>/catalogs/simulated/fermi_lcr_weekly_south/weekly_lightcurves.tar.xz",
        truth="<shared>/catalogs/truth_light_curves.parquet",
        flares="<shared>/catalogs/truth_flares.parquet",
    log:
        "<shared>/logs/simulate_light_curves.log",
    benchmark:
        "<shared>/benchmarks/simulate_light_curves.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        simulated=["light curves"],
        code=code("simulate_light_curves"),
    message:
        "Simulating light curves"
    script:
        "../scripts/simulate_light_curves.py"


rule simulate_nustar:
    input:
        model="data/tables/model_nustar.csv",
        named="data/tables/named_nustar_blazars.csv",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
        sources="<shared>/catalogs/simulated/icecube_10year_source_list/sources.txt",
        blazars="<shared>/catalogs/truth_blazars.parquet",
    output:
        points="<shared>/catalogs/simulated/open_universe_xray/ounblz.fits",
        truth="<shared>/catalogs/truth_nustar.parquet",
    log:
        "<shared>/logs/simulate_nustar.log",
    benchmark:
        "<shared>/benchmarks/simulate_nustar.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        code=code("simulate_nustar"),
    message:
        "Simulating NuSTAR spectra of blazars"
    script:
        "../scripts/simulate_nustar.py"


rule simulate_neutrino_searches:
    input:
        model="data/tables/model_neutrino_searches.csv",
        named="data/tables/named_neutrino_fits.csv",
        agn="data/tables/named_xray_agn.csv",
        seasons="data/tables/icetracks_seasons.csv",
        detector="data/tables/model_detector.csv",
        sources="<shared>/catalogs/simulated/icecube_10year_source_list/sources.txt",
        bass_sources="<shared>/catalogs/simulated/bass_dr1_xray_ricci2017/table1.dat",
        bass_fluxes="<shared>/catalogs/simulated/bass_dr1_xray_ricci2017/table12.dat",
    output:
        gamma_sources="<shared>/catalogs/simulated/icecube_seyfert_tables/icecube_2510.13403_tab_gammaray_110sources.csv",
        xray_agn="<shared>/catalogs/simulated/icecube_seyfert_tables/icecube_2510.13403_tab_xray_47sources.csv",
        ngc1068="<shared>/catalogs/simulated/icecube_diffuse_flux/diffuse_neutrino_flux/ngc1068_contour68.csv",
        txs0506="<shared>/catalogs/simulated/icecube_diffuse_flux/diffuse_neutrino_flux/txs0506_contour68.csv",
        truth="<shared>/catalogs/truth_agn_searches.parquet",
    log:
        "<shared>/logs/simulate_neutrino_searches.log",
    benchmark:
        "<shared>/benchmarks/simulate_neutrino_searches.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        seed=SETTINGS.seed,
        code=code("simulate_neutrino_searches"),
    message:
        "Simulating later neutrino searches at sources"
    script:
        "../scripts/simulate_neutrino_searches.py"
