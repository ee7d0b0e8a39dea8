"""Tables of tests of luminosities, from few exchanges of made-up sources."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from luminosity_tables import made_up_luminosities

from nusources.contracts import luminosity_tests as contracts
from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION, XRAY_AGN
from nusources.facts.luminosity_ratios import read_ratio_bands
from nusources.luminosity.pairs import pairs_of
from nusources.luminosity.permutation import exchange_streams, permutation_tests
from nusources.luminosity.ratio import PowerGrid, TwoSamples, ratios
from nusources.luminosity.rejections import Trials, batch_streams, rejection_shares, repeated_shares
from nusources.luminosity.samples import X
from nusources.luminosity.xray_agn import agn_tests, fit_rows, line_rows
from nusources.regression.posterior import Diagnostics, Posterior
from nusources.tables import check_table

SAMPLES = (CALIBRATION, BLAZARS)


def checked(table: pd.DataFrame, contract) -> pd.DataFrame:
    table = table[contract.column_names].sort_values(list(contract.key), ignore_index=True)
    check_table(table, contract)
    return table


@cache
def relation_tables(n_calibration: int = 6, n_blazars: int = 7) -> dict[str, pd.DataFrame]:
    """All tables that the figures of the tests read."""
    rng = np.random.default_rng(5)
    luminosities = made_up_luminosities(n_calibration, n_blazars, seed=4)
    pairs = pairs_of(luminosities, SAMPLES)
    found, histograms = permutation_tests(pairs, 3000, 10**6, exchange_streams(1))
    shares = rejection_shares(pairs, Trials(100, 99, 0.6, (0.01, 0.05)), rng)
    rows = ratios(luminosities, SAMPLES)
    parts = [rows.loc[rows["sample"] == one, "log10_ratio"].to_numpy() for one in SAMPLES]
    both = TwoSamples.of(*parts, 10**5, rng)
    two = pd.DataFrame(both.tests()).assign(shuffled="samples")
    tests = pd.concat([found, two], ignore_index=True).assign(n_sources=len(pairs), n_left_out=1)
    power = both.power(PowerGrid((0.0, 0.5, 1.0, 1.5, 2.0), 200, 0.05), rng)
    return {
        "tests": checked(tests, contracts.TESTS),
        "histograms": checked(histograms, contracts.NULL_HISTOGRAMS),
        "rejections": checked(shares, contracts.REJECTIONS),
        "ratios": checked(rows, contracts.RATIOS),
        "power": checked(power, contracts.RATIO_POWER),
        "bands": checked(bands(), contracts.RATIO_BANDS),
    } | agn_tables(luminosities)


@cache
def closure_tables() -> dict[str, pd.DataFrame]:
    """Many levels, from few samples."""
    pairs = pairs_of(made_up_luminosities(seed=4), SAMPLES)
    trials = Trials(100, 99, 0.6, (0.01, 0.05, 0.1, 0.3))
    table = repeated_shares(pairs, trials, 3, batch_streams(1))
    return {"rejections": checked(table, contracts.REJECTIONS)}


def bands() -> pd.DataFrame:
    """Those of the project."""
    return read_ratio_bands("data/tables/luminosity_ratios.csv")


def with_photohadronic_band(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of a run that has leptohadronic models."""
    row = {"name": "photohadronic", "label": "leptohadronic models", "n_models": 105}
    row |= {"low": -0.45, "median": 0.37, "high": 2.26, "status": "derived", "source": "models"}
    both = pd.concat([tables["bands"], pd.DataFrame([row])], ignore_index=True)
    return tables | {"bands": checked(both, contracts.RATIO_BANDS)}


def agn_tables(luminosities: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Of the larger sample, with posteriors that are drawn from normals."""
    rng = np.random.default_rng(6)
    agn = luminosities[luminosities["sample"] == XRAY_AGN]
    fits = {
        limits: Posterior(
            rng.normal(slope, 0.15, 500),
            rng.normal(43.0, 0.1, 500),
            rng.uniform(0.4, 0.7, 500),
            float(agn[X].mean()),
            np.nan,
            "emcee",
            Diagnostics(500.0),
        )
        for limits, slope in (("censored", 0.9), ("left_out", 1.1))
    }
    return {
        "luminosities": luminosities,
        "agn_tests": checked(agn_tests(luminosities, XRAY_AGN, 500, rng), contracts.XRAY_AGN_TESTS),
        "fits": checked(fit_rows(fits), contracts.XRAY_AGN_FITS),
        "lines": checked(line_rows(fits, agn[X].to_numpy()), contracts.XRAY_AGN_LINES),
    }
