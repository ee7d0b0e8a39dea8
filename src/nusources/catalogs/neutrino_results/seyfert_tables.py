r"""Tables of IceCube's searches for Seyfert galaxies, transcribed from the papers' LaTeX.

References
----------
arXiv:2510.13403 (summary), arXiv:2602.10208 (southern sky).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.seyfert_tables import (
    SEARCH_SUMMARY,
    SOUTHERN_CANDIDATES,
    SOUTHERN_SEARCHES,
    SOUTHERN_SUMMARY,
)
from nusources.errors import InputDataError
from nusources.formats.records import Field, Records, convert, to_table
from nusources.formats.text import read_delimited

MISSING = ("", "-")
NORM_UNIT = 1e-11  # TeV^-1 cm^-2 s^-1: label; unit from the limits of the other table
SUMMARY = {
    "ra": "ra_deg",
    "dec": "dec_deg",
    "n_s": "ns_hat",
    "gamma": "gamma_hat",
    "neg_log10_p_local": "neglog10_p_local",
    "sigma_local": "neglog10_p_local_sigma",
    "neg_log10_p_global": "neglog10_p_global",
    "sigma_global": "neglog10_p_global_sigma",
}
CANDIDATES = {
    "source_name": "source",
    "dec": "dec_deg",
    "ra": "ra_deg",
    "log10_luminosity": "log10_L_2-10keV_intr",
    "n_expected": "n_exp",
}
SEARCHES = {
    "source_name": "source",
    "corona_n_expected": "dc_n_exp",
    "corona_n_s": "dc_ns_hat",
    "corona_neg_log10_p": "dc_neglog10_p",
    "corona_n_s_limit": "dc_n_UL",
    "power_law_n_s": "pl_ns_hat",
    "power_law_gamma": "pl_gamma_hat",
    "power_law_neg_log10_p": "pl_neglog10_p",
    "power_law_limit_e2": "pl_phi90_E-2_1e-11",
    "power_law_limit_e3": "pl_phi90_E-3_1e-11",
}
SOUTH = {
    "n_expected": "n_exp",
    "ts": "TS",
    "n_s": "ns_hat",
    "gamma": "gamma_hat",
    "p_local": "p_pre",
    "sigma_local": "p_pre_sigma",
    "p_global": "p_post",
    "sigma_global": "p_post_sigma",
}
SEARCH_FIELDS = SEARCHES | {
    name: Field(SEARCHES[name], NORM_UNIT) for name in ("power_law_limit_e2", "power_law_limit_e3")
}
NAMES = ("block", "test_type", "object")
LIMIT = "UL_90pct"
LIMIT_KINDS = {"n_s": "n_s_limit", "(TeV^-1 cm^-2 s^-1 at 1\\ TeV)": "norm_limit"}


def read_search_summary(path: str | Path) -> pd.DataFrame:
    """Read the results test by test (icecube_2510.13403_tab_summary_of_results.csv).

    The name of a block stands in a line of its own, or in the line of its only result; tests are
    named in their first line only. Here every row has both. A star behind a name becomes a flag.
    Rows are counted without the lines of names.
    """
    records = read_delimited(path, (*NAMES, *SUMMARY.values()), line_end="\r\n")
    blocks, tests, kept = [], [], []
    cells = zip(*(records.cells[label] for label in NAMES), strict=True)
    block = test = ""
    for row, (new_block, new_test, name) in enumerate(cells):
        block, test = (new_block, new_test) if new_block else (block, new_test or test)
        if name:
            blocks.append(block)
            tests.append(test or None)
            kept.append(row)
    columns = _take(convert(_filled(records, kept, NAMES), SEARCH_SUMMARY, SUMMARY, MISSING), kept)
    names = [records.cells["object"][row] for row in kept]
    columns["block"] = pd.Series(blocks, dtype="string").replace("", pd.NA)
    columns["test"] = pd.Series(tests, dtype="string")
    columns["object"] = pd.Series([name.removesuffix("*") for name in names], dtype="string")
    columns["is_starred"] = np.array([name.endswith("*") for name in names], dtype=bool)
    return pd.DataFrame(columns | _rows(len(kept)))


def read_southern_candidates(path: str | Path) -> pd.DataFrame:
    """Read the 14 candidates (icecube_2602.10208_tab_candidate_sources_14.csv)."""
    records = read_delimited(path, tuple(CANDIDATES.values()), line_end="\r\n")
    return to_table(records, SOUTHERN_CANDIDATES, CANDIDATES)


def read_southern_searches(path: str | Path) -> pd.DataFrame:
    """Read the results at the 14 candidates (icecube_2602.10208_tab_individual_results_14.csv).

    Limits of fluxes are printed in 1e-11 (label); that the unit is TeV^-1 cm^-2 s^-1 at 1 TeV
    follows from the other table of the paper.
    """
    records = read_delimited(path, tuple(SEARCHES.values()), line_end="\r\n")
    table = to_table(records, SOUTHERN_SEARCHES, SEARCH_FIELDS)
    return table.assign(has_no_signal=table["power_law_n_s"] == 0)


def read_southern_summary(path: str | Path) -> pd.DataFrame:
    """Read stack and brightest sources (icecube_2602.10208_tab_stacking_and_brightest.csv).

    The line of a block tells whether its limits are events or fluxes; fluxes are printed with a
    blank before the exponent (``6.38 e-10``).
    Rows are counted without the lines of blocks.
    """
    records = read_delimited(path, ("row", *SOUTH.values(), LIMIT), line_end="\r\n")
    is_block = [ts == "" for ts in records.cells["TS"]]
    blocks, kinds, kept = [], [], []
    block = kind = ""
    for row, starts in enumerate(is_block):
        if starts:
            block, kind = records.cells["row"][row], LIMIT_KINDS.get(records.cells[LIMIT][row], "")
            continue
        blocks.append(block)
        kinds.append(kind)
        kept.append(row)
    if "" in kinds or not kept:
        raise InputDataError(
            "results without a block that tells the kind of its limits",
            path=path,
            column=LIMIT,
            value=sorted(set(records.cells[LIMIT]))[:5],
            expected=" or ".join(LIMIT_KINDS),
        )
    filled = _filled(records, kept, ("row", LIMIT))
    columns = _take(convert(filled, SOUTHERN_SUMMARY, SOUTH, MISSING), kept)
    names = [records.cells["row"][row] for row in kept]
    columns["block"] = pd.Series(blocks, dtype="string").replace("", pd.NA)
    columns["object"] = pd.Series(names, dtype="string")
    limits = _limits(filled)[kept]
    for column in LIMIT_KINDS.values():
        columns[column] = np.where(np.array(kinds) == column, limits, np.nan)
    return pd.DataFrame(columns | _rows(len(kept)))


def _filled(records: Records, kept: list[int], names: tuple[str, ...]) -> Records:
    """Put 0 into lines of names, so that columns can be converted; they are dropped later."""
    dropped = set(range(len(records))) - set(kept)
    for label, cells in records.cells.items():
        wrong = np.array([row in dropped and bool(cell) for row, cell in enumerate(cells)])
        if label not in names:
            records.refuse_rows(wrong, label, "an empty cell", "a value in a line of names")
    filled = {
        label: ["0" if row in dropped else cell for row, cell in enumerate(cells)]
        for label, cells in records.cells.items()
    }
    return records.changed(filled)


def _limits(records: Records) -> np.ndarray:
    """Limits, without the blank before an exponent."""
    cells = [cell.replace(" e", "e") for cell in records.cells[LIMIT]]
    return records.changed({LIMIT: cells}).numbers(LIMIT)


def _take(columns: dict, kept: list[int]) -> dict:
    return {name: np.asarray(column)[kept] for name, column in columns.items()}


def _rows(length: int) -> dict[str, np.ndarray]:
    return {"row": np.arange(1, length + 1, dtype=np.int64)}
