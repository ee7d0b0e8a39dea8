"""Simulate the X-ray catalogues eFEDS, Swift-BAT and BASS, and the truth behind them."""

from nusources.archive.xray import files as xray_files
from nusources.archive.xray.clustering import Clustering
from nusources.archive.xray.efeds import simulate_efeds_agn
from nusources.archive.xray.hard_tables import simulate_hard_xray_tables
from nusources.contracts.simulated_xray_agn import (
    SIMULATED_EFEDS_TRUTH,
    SIMULATED_HARD_XRAY_TRUTH,
)
from nusources.facts.xray_agn_models import (
    read_bat_classes,
    read_efeds_model,
    read_hard_xray_model,
    read_named_agn,
)
from nusources.jobs.job import job

with job(snakemake) as j:
    wanted = j.params.clustering
    efeds, efeds_truth = simulate_efeds_agn(
        read_efeds_model(j.input.efeds_model),
        clustering=wanted and Clustering(wanted["theta_0_arcsec"], wanted["slope"]),
        rng=j.random("x-ray AGN", "eFEDS"),
    )
    tables = simulate_hard_xray_tables(
        read_hard_xray_model(j.input.hard_xray_model),
        read_bat_classes(j.input.classes),
        read_named_agn(j.input.named),
        rng=j.random("x-ray AGN", "hard X-rays"),
    )
    j.simulated |= {"eFEDS AGN", "Swift-BAT 105", "BASS DR1", "BASS DR2"}
    xray_files.write_efeds_agn(j.temporary(j.output.efeds_agn), efeds)
    for name, write in xray_files.HARD_XRAY_WRITERS.items():
        write(j.temporary(j.output[name]), tables[name])
    j.write(j.output.efeds_truth, efeds_truth, SIMULATED_EFEDS_TRUTH)
    j.write(j.output.hard_xray_truth, tables["truth"], SIMULATED_HARD_XRAY_TRUTH)
