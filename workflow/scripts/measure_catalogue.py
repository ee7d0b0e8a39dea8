"""Binomial test of IceCube's list of sources."""

from nusources.contracts.neutrino_searches import SOURCE_LIST
from nusources.contracts.spatial_depth import BINOMIAL_SCAN, BINOMIAL_TEST
from nusources.jobs.job import job
from nusources.spatial.catalogue_binomial import scan_table, summarise_test

with job(snakemake) as j:
    table = j.read(j.input.sources, SOURCE_LIST)
    table = table[table["dec"] > j.params.dec_min]
    p_values = 10.0 ** -table["minus_log10_p"].to_numpy()
    names = table["source_name"].to_numpy()
    sample = f"{len(table)} sources above declination {j.params.dec_min:g} deg"
    j.write(j.output.scan, scan_table(p_values, names, sample), BINOMIAL_SCAN)
    test = summarise_test(
        p_values, sample, j.params.n_trials, j.params.largest_p, rng=j.random("binomial")
    )
    j.write(j.output.test, test, BINOMIAL_TEST)
