"""Runs from which the stacking of sources is drawn."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from pages import Case

from nusources.contracts.stacking import (
    SOURCE_SENSITIVITIES,
    STACK_FITS,
    STACK_NULLS,
    STACK_SOURCES,
)
from nusources.tables import check_table

LABELS = {"calibration": "calibrators", "joint": "calibrators and tested blazars"}
TESTED = (SOURCE_SENSITIVITIES, STACK_FITS, STACK_NULLS, STACK_SOURCES)


def stacking_tables(samples: dict[str, str], with_curve: bool) -> dict[str, pd.DataFrame]:
    """Fits, trials, sources and sensitivities of some samples."""
    rng = np.random.default_rng(4)
    fits, nulls, sources, by_dec = [], [], [], []
    for sample, label in samples.items():
        for place, (stack, stack_label) in enumerate(LABELS.items()):
            ts, n_signal = ((0.0, 0.0), (6.5, 21.4))[place]
            fits.append(
                {
                    "sample": sample,
                    "stack": stack,
                    "sample_label": label,
                    "stack_label": stack_label,
                    "weights": "xray_flux",
                    "energy_response": "model",
                    "n_sources": 6 + 7 * place,
                    "n_events": 36_900,
                    "n_signal": n_signal,
                    "spectral_index": 2.4 if n_signal else np.nan,
                    "ts": ts,
                    "p_value": 0.03 if n_signal else 1.0,
                    "p_value_error": 0.01,
                    "n_trials": 200,
                    "injected_index": 2.0,
                    "confidence_level": 0.9,
                    "limit": 3e-17,
                    "sensitivity": 2e-17,
                    "discovery_3": 4e-17,
                    "discovery_5": np.nan,
                    "limit_events": 31.2,
                    "sensitivity_events": 20.0,
                    "tail": "fitted chi-squared",
                }
            )
            drawn = rng.chisquare(2, 200) * (rng.random(200) < 0.6)
            trials = {"trial": range(200), "n_signal": drawn, "ts": drawn, "spectral_index": 2.5}
            nulls.append(pd.DataFrame(trials).assign(sample=sample, stack=stack))
            for one in range(6 + 7 * place):
                row = {"sample": sample, "stack": stack, "source_name": f"PKS 1502+10{one}"}
                row |= {"ra": 10.0 * one, "dec": 5.0, "flux_share": 0.1, "expected_signal": 1.0}
                row |= {"signal_in_stack": 1.2, "n_signal": 2.0, "spectral_index": 3.0}
                sources.append(row | {"ts": 0.4 * one})
        for dec in (-30.0, 0.0, 30.0, 60.0):
            row = {"sample": sample, "dec": dec, "injected_index": 2.0, "median_null": 0.1}
            flux = 3e-20 * (1 + abs(dec) / 30)
            row |= {"events": 6.0, "sensitivity": flux, "discovery_5": np.nan}
            by_dec.append(row | {"published": 0.8 * flux if with_curve else np.nan})
    parts = [pd.DataFrame(by_dec), pd.DataFrame(fits), pd.concat(nulls), pd.DataFrame(sources)]
    tables = {}
    for contract, table in zip(TESTED, parts, strict=True):
        name = {"source_sensitivities": "sensitivities"}.get(
            contract.name, contract.name.removeprefix("stack_")
        )
        tables[name] = table[contract.column_names].reset_index(drop=True)
        check_table(tables[name], contract, name)
    return tables


@cache
def default() -> dict[str, pd.DataFrame]:
    """Ten simulated years, no published curve."""
    return stacking_tables({"ten_years": "IceTracks-DR1, 10 years"}, with_curve=False)


@cache
def archive() -> dict[str, pd.DataFrame]:
    """Two real samples, with the published curve."""
    labels = {"ic40": "IceTracks-DR1, IC40 only", "ic79": "PS-3years, IC79 only"}
    return stacking_tables(labels, with_curve=True)


PAGES = {
    "kun2026_stacking": {"default": Case(default), "archive": Case(archive, {"simulated": []})}
}
