"""Numbers of the figures of flares against the times of alerts.

References
----------
Chang et al. 2022, section 5, Figures 3 to 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.significance import significance_levels, significance_text
from nusources.wording import number, with_error

MAIN = "main"
SLIDE, SCAN = "shifts_and_levels", "windows_and_factors"
CHAIN = "whole_chain"
SEARCH_LABELS = {
    SLIDE: "over all shifts and levels",
    SCAN: "over all windows and factors",
    CHAIN: "over the whole chain",
}
NO_INPUT = "input not available"
NO_CURVES = "this run has no light curves of these sources"
TWO_MONTHS = "4FGL, two months"
"""Sample of the histories of 4FGL, in runs on real data."""
SAMPLES = ("WIBRaLS", "4FGL", "ACC", "XRT")
SIGMA_LINES = (1, 2, 3)
FEWEST_DEFINED = 0.5
"""Share of the control samples that have an R: with fewer their band may leave the panel."""


def _ratios_of(inputs: Inputs, sample: str, variants: Sequence[str] = ()) -> Prepared:
    """R(t) of one sample by variant, level and shift; `variants` come first."""
    rows, searches = inputs["ratios"], inputs["searches"]
    rows = rows[rows["sample"] == sample]
    searches = searches[(searches["sample"] == sample) & (searches["search"] == SLIDE)]
    known = list(dict.fromkeys([*variants, MAIN, *rows["variant"]]))
    shown = [one for one in known if one in set(rows["variant"])]
    titles = {one: _variant_title(searches, one) for one in shown}
    facts = {
        "titles": titles or {MAIN: NO_INPUT},
        "levels": sorted(rows["level"].unique()) or [0.0],
        "variants_text": "; ".join(titles.values()) or NO_INPUT,
        "zero_text": _zero_text(rows),
        "global_text": _global_text(searches),
        "n_controls": int(rows["n_trials"].max()) if len(rows) else 0,
        "ratio_limits": _ratio_limits(rows),
        "ratio_zero": number(_main_at_zero(rows)["ratio"].min(), 3),
        "absent": "" if len(rows) else NO_CURVES,
    }
    columns = ["variant", "level", "shift_days", "ratio", "ratio_error", "trial_mean", "trial_std"]
    columns += ["p_local", "n_inside", "n_outside", "n_defined"]
    place = rows["variant"].map({one: at for at, one in enumerate(shown)})
    order = np.lexsort([rows["shift_days"], rows["level"], place])
    return rows.iloc[order][columns].reset_index(drop=True), inputs.facts | facts


def prepare_acc_ratios(inputs: Inputs) -> Prepared:
    """R(t) of the ALMA calibrators, Figure 4."""
    return _ratios_of(inputs, "ACC")


def prepare_wibrals_ratios(inputs: Inputs) -> Prepared:
    """R(t) of WIBRaLS, with and without the two known candidates, Figure 5."""
    return _ratios_of(inputs, "WIBRaLS", (MAIN,))


def prepare_xrt_ratios(inputs: Inputs) -> Prepared:
    """R(t) of the sources of Swift-XRT, Figure 6."""
    return _ratios_of(inputs, "XRT")


def prepare_fermi_ratios(inputs: Inputs) -> Prepared:
    """R(t) of 4FGL, the smaller regions first as in Figure 7; that of other curves of it last."""
    tables = {name: inputs[name] for name in ("ratios", "searches")}
    also = {name: table[table["sample"] == TWO_MONTHS] for name, table in tables.items()}
    both = {
        name: pd.concat([table, also[name].assign(sample="4FGL", variant=TWO_MONTHS)])
        for name, table in tables.items()
    }
    return _ratios_of(replace(inputs, data={**inputs.data, **both}), "4FGL", ("factor 1.1", MAIN))


def _ratio_limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Range of R that holds all data, and the trials but for shifts at which few have an R."""
    enough = rows[rows["n_defined"] > FEWEST_DEFINED * rows["n_trials"]]
    edges = [enough["trial_mean"] - enough["trial_std"], enough["trial_mean"] + enough["trial_std"]]
    values = pd.concat([rows["ratio"], *edges]).dropna()
    if values.empty:
        return 0.0, 2.0
    margin = 0.05 * (values.max() - values.min())
    return max(values.min() - margin, 0.0), values.max() + margin


def _variant_title(searches: pd.DataFrame, variant: str) -> str:
    """Such as "factor 1.1: window 22 d, regions × 1.1, 38 pairs"."""
    rows = searches[searches["variant"] == variant]
    if rows.empty:
        return variant
    row = rows.iloc[0]
    name = "all sources" if variant == MAIN else variant
    window, factor = number(row["window_days"], 3), number(row["factor"], 2)
    return f"{name}: window {window} d, regions × {factor}, {row['n_pairs']} pairs"


def _main_at_zero(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["variant"] == MAIN) & (rows["shift_days"] == 0)]


def _zero_text(rows: pd.DataFrame) -> str:
    """R(0) and its local p-value for each level."""
    at_zero = _main_at_zero(rows).sort_values("level")
    texts = [
        f"{with_error(row['ratio'], row['ratio_error'])} ({_p_text(row)}, "
        f"{level_label(row['level'])})"
        for _, row in at_zero.iterrows()
    ]
    return "; ".join(texts) or NO_INPUT


def _p_text(row: pd.Series) -> str:
    """Local p-value; where few controls have an R, which then count as lower, without its σ."""
    if row["n_defined"] >= FEWEST_DEFINED * row["n_trials"]:
        return f"p = {significance_text(row['p_local'])}"
    return f"p = {number(row['p_local'], 2)}, only {row['n_defined']:,} controls have an R"


def _global_text(searches: pd.DataFrame) -> str:
    """Largest excess of each variant with its local and the global p-value."""
    texts = [
        f"{row['variant'].replace(MAIN, 'all sources')}: at t = {number(row['shift_days'], 4)} d "
        f"(local p-value {number(row['p_local'], 2)}), "
        f"globally {significance_text(row['p_global'])}"
        for _, row in searches.iterrows()
    ]
    return "; ".join(texts) or NO_INPUT


def level_label(level: float) -> str:
    """Cut on the flare level, for titles and sentences."""
    return f"level ≥ {level:g}" if level > 0 else "no cut"


def prepare_shift_p_values(inputs: Inputs) -> Prepared:
    """Local p-values of R(t) of WIBRaLS, Figure 8; those of variants stand beside the main ones."""
    plotted, facts = _ratios_of(inputs, "WIBRaLS", (MAIN,))
    near = plotted[(plotted["variant"] == MAIN) & (plotted["shift_days"] == 0)]
    n = facts["n_controls"]
    least = significance_text(near["p_local"].min()) if len(near) else NO_INPUT
    more = {
        "p_zero": least,
        "p_floor": 1 / (n + 1) if n else 0.0,
        "sigma_lines": significance_levels(SIGMA_LINES),
    }
    columns = ["variant", "level", "shift_days", "p_local", "n_inside", "n_defined"]
    return plotted[columns], facts | more


def prepare_window_scan(inputs: Inputs) -> Prepared:
    """Local p-values of R(0) for each window and factor, Figure 3."""
    scan = inputs["scan"]
    main = inputs["searches"][inputs["searches"]["variant"] == MAIN]
    searches = main[main["search"].isin([SCAN, CHAIN])]
    named = [one for one in SAMPLES if one in set(scan["sample"])]
    samples = [*named, *sorted(set(scan["sample"]) - set(named))]
    texts = []
    for sample in samples:
        rows = scan[scan["sample"] == sample]
        best = rows.loc[rows["p_local"].idxmin()]
        own = searches[searches["sample"] == sample].set_index("search")["p_global"]
        globals_ = ", ".join(
            f"{SEARCH_LABELS[one]} {significance_text(own[one])}" for one in own.index
        )
        texts.append(
            f"{sample}: {number(best['p_local'], 2)} at {number(best['window_days'])} d and factor "
            f"{best['factor']:g}" + (f" ({globals_})" if globals_ else "")
        )
    n = int(scan["n_trials"].max()) if len(scan) else 0
    facts = {
        "absent": "" if samples else NO_CURVES,
        "samples": samples or [NO_INPUT],
        "factors": sorted(scan["factor"].unique()),
        "chosen": _chosen(main),
        "chosen_text": "; ".join(_chosen_texts(_chosen(main), samples)) or NO_INPUT,
        "best_text": "; ".join(texts) or NO_INPUT,
        "n_scrambles": n,
        "p_floor": 1 / (n + 1) if n else 0.0,
        "p_least": number(scan["p_local"].min(), 2),
        "samples_text": ", ".join(samples) or NO_INPUT,
        "sigma_lines": significance_levels(SIGMA_LINES),
    }
    place = scan["sample"].map({one: at for at, one in enumerate(samples)})
    order = np.lexsort([scan["window_days"], scan["factor"], place])
    return scan.iloc[order].reset_index(drop=True), inputs.facts | facts


def _chosen(main: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Window [d] and factor with which each sample slides."""
    rows = main[main["search"] == SLIDE]
    columns = (rows[name] for name in ("sample", "window_days", "factor"))
    return {sample: (window, factor) for sample, window, factor in zip(*columns, strict=True)}


def _chosen_texts(chosen: Mapping[str, tuple[float, float]], samples: Sequence[str]) -> list[str]:
    return [
        f"{one} {chosen[one][0]:g} d and {chosen[one][1]:g}" for one in samples if one in chosen
    ]
