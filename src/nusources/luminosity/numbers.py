"""Our values of what the abstract of kun2026 prints.

The abstract names no source and the paper is not public, so no value of ours can rest on its input:
where calibrators lack hard X-rays there is none, and elsewhere the members are inferred.

References
----------
Kun et al. 2026, abstract.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm

from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.luminosity.influence import NOTHING
from nusources.origins import own_of, state_of
from nusources.run_numbers import our_numbers
from nusources.wording import enumerated, number, plural, with_error

STUDY = "kun2026"
PRINTED_CALIBRATION, PRINTED_BLAZARS = 6, 7
PRINTED_CHI2, PRINTED_P = 1.58, 6.3e-4
P_ROUNDING = 0.05e-4
OWN_VARIANCE = "own"
PERMUTATION = ("fluxes", "pearson_luminosity")
"""What is exchanged, and the statistic, of the printed permutation test: a reading."""
INFERRED = "members inferred from public tables"


def identities() -> dict[str, tuple[float, float]]:
    """Values and errors that follow from other printed numbers."""
    low, high = norm.isf([PRINTED_P + P_ROUNDING, PRINTED_P - P_ROUNDING])
    return {
        "samples.joint": (float(PRINTED_CALIBRATION + PRINTED_BLAZARS), 0.0),
        "identity.chi2_p": (float(chi2.sf(PRINTED_CHI2, PRINTED_BLAZARS)), 0.0),
        "identity.permutation_significance": (
            float(norm.isf(PRINTED_P)),
            float((high - low) / 2),
        ),
    }


def measured(
    influence: pd.DataFrame, predictive: pd.DataFrame, tests: pd.DataFrame
) -> dict[str, tuple[float, float]]:
    """Values and errors of this run.

    Parameters
    ----------
    influence, predictive, tests : DataFrame
        Contracts ``luminosity_influence``, ``luminosity_predictive_tests``, ``luminosity_tests``.
    """
    relation = influence.set_index("left_out").loc[NOTHING]
    test = predictive.set_index("variance").loc[OWN_VARIANCE]
    found = {
        "relation.slope": (relation["slope"], relation["slope_error"]),
        "relation.scatter": (relation["scatter"], relation["scatter_error"]),
        "predictive.chi2": (test["chi2"], np.nan),
        "predictive.p": (test["p"], np.nan),
    }
    permutations = tests.set_index(["shuffled", "statistic"])
    if PERMUTATION in permutations.index:
        permutation = permutations.loc[PERMUTATION]
        found["permutation.p"] = permutation["p_value"], permutation["p_value_error"]
        found["permutation.significance"] = permutation["significance"], np.nan
    return {name: (float(value), float(error)) for name, (value, error) in found.items()}


def without_xrays(luminosities: pd.DataFrame, sample: str) -> list[str]:
    """Names of the sources of a sample without a measured pair of luminosities."""
    rows = luminosities[luminosities["sample"] == sample]
    pairs = rows[["log10_neutrino_luminosity", "log10_xray_luminosity"]].notna().all(axis=1)
    is_measured = pairs & ~rows["is_neutrino_limit"] & ~rows["is_xray_limit"]
    return rows.loc[~is_measured, "source_name"].tolist()


def why_missing(luminosities: pd.DataFrame) -> str:
    """Why the run has not the samples of the abstract; empty where it has as many sources."""
    counts = luminosities["sample"].value_counts()
    absent = without_xrays(luminosities, CALIBRATION)
    n_calibration = int(counts.get(CALIBRATION, 0)) - len(absent)
    if n_calibration < PRINTED_CALIBRATION:
        names = enumerated(absent) or "the list"
        verb = "have" if len(absent) > 1 else "has"
        few = f"{names} {verb} no measured hard X-rays" if absent else "too few calibrators"
        return f"{few}: {n_calibration} of {PRINTED_CALIBRATION} calibrators are left"
    n_blazars = int(counts.get(BLAZARS, 0)) - len(without_xrays(luminosities, BLAZARS))
    if n_blazars != PRINTED_BLAZARS:
        return f"this run tests {plural(n_blazars, 'blazar')}, not {PRINTED_BLAZARS}"
    return ""


def rests_on(luminosities: pd.DataFrame) -> str:
    """What the values of this run rest on in place of the paper's input; empty if simulated."""
    own = own_of(luminosities.attrs)
    if own or state_of(luminosities.attrs) in ("simulated", "mixed"):
        return own
    rows = luminosities[luminosities["sample"].isin([CALIBRATION, BLAZARS])]
    proxies = rows.loc[rows["is_proxy"], "source_name"].tolist()
    return f"{INFERRED}, with proxies for {enumerated(proxies)}" if proxies else INFERRED


def numbers_of_run(
    luminosities: pd.DataFrame, found: Mapping[str, tuple[float, float]], published: pd.DataFrame
) -> pd.DataFrame:
    """All numbers that a run may test.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    found : mapping
        From `measured`.
    published : DataFrame
        Contract ``published``.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    missing, own = why_missing(luminosities), rests_on(luminosities)
    origin = state_of(luminosities.attrs)
    known = identities()
    rows: list[dict[str, Any]] = []
    for name in published.loc[published["untestable"] == "", "id"]:
        if name in known:
            value, error = known[name]
            rows.append({"id": name, "ours": value, "ours_error": error, "input": "no data"})
            continue
        value, error = found.get(name, (np.nan, np.nan))
        row = {"id": name, "ours": value, "ours_error": error, "input": origin}
        if not np.isfinite(value):
            row["missing"] = "the run makes no such test"
        elif missing:
            told = with_error(value, error) if error > 0 else number(value, 3)
            row["missing"] = f"{missing}, and they give {told}"
        else:
            row["own"] = own
        rows.append(row)
    table = pd.DataFrame(rows, columns=["id", "ours", "ours_error", "input", "own", "missing"])
    texts = table[["own", "missing"]].astype(object).fillna("")
    return our_numbers(STUDY, table.assign(own=texts["own"], missing=texts["missing"]))
