"""Numbers of limits on signal events, and of Figure 15 of chang2022.

References
----------
Chang et al. 2022, section 7.4.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.chang2022.event_count_numbers import (
    KEY,
    NOT_COMPARABLE,
    rounded_key,
    shared_facts,
)
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.fluxes import REFERENCE_ENERGY
from nusources.microquasars.spectra import spectral_curves
from nusources.spatial.limits.flux_limits import ACCEPTANCE_RECIPE, PAPER_RECIPE
from nusources.spatial.names import WHOLE_SKY
from nusources.wording import enumerated

RECIPE_TEXTS = {
    ACCEPTANCE_RECIPE: "through the acceptance of this search (energy proxy, cuts, share of the "
    "events inside their circles)",
    PAPER_RECIPE: "by the paper's recipe (the threshold taken for one of neutrino energy, every "
    "event inside its circle)",
}
"""How the limits of the groups are made."""
PAPER_INDEX = 2.0
"""Spectral index of the printed limits (section 7.4)."""
TRACKS_CURVE = "nu_tracks_2022"
"""The diffuse flux that the paper compares with, in data/tables/diffuse_spectra.csv."""
GALACTIC_CURVE = "nu_galactic_plane_2023"
"""Not from blazars."""
FLUX_COLUMNS = [
    "element",
    "recipe",
    "group",
    "label",
    "curve",
    "form",
    "spectral_index",
    "log10_energy_min",
]
FLUX_COLUMNS += ["log10_energy_max", "n_events", "n_unified", "n_sensitivity", "energy"]
FLUX_COLUMNS += ["flux", "flux_low", "flux_high", "flux_unified", "share"]


def prepare_event_limits(inputs: Inputs) -> Prepared:
    """Limits on the mean number of signal events, and the observed excess.

    One row per group and threshold, numbers of events.
    """
    rows = rounded_key(inputs["limits"])
    rows = rows.assign(
        excess=rows["n_observed"] - rows["n_expected"], label=inputs.labels_of(rows["group"])
    )
    plotted = inputs.in_order(rows)
    lowest = plotted.loc[plotted.groupby("group", sort=False)["log10_energy_min"].idxmin()]
    width = (plotted["upper_limit"] - plotted["upper_limit_poisson"]).abs().max()
    signal = plotted[plotted["unified_low"] > 0]
    facts = shared_facts(inputs["excess"], inputs) | {
        "note": "",
        "level_percent": 100 * float(plotted["confidence_level"].iloc[0]),
        "lowest_limits": "; ".join(
            f"{row.label}: {event_limit_text(row)}" for row in lowest.itertuples()
        ),
        "first_label": lowest["label"].iloc[0],
        "first_limit_text": event_limit_text(lowest.iloc[0]),
        "first_threshold": float(lowest["log10_energy_min"].iloc[0]),
        "width_matters": float(width),
        "n_cells": len(plotted),
        "n_two_sided": len(signal),
        "zero_text": zero_text(int((plotted["upper_limit"] == 0).sum()), len(plotted)),
    }
    columns = [*KEY, "label", "n_observed", "n_expected", "sigma", "excess", "upper_limit"]
    columns += ["upper_limit_poisson", "unified_low", "unified_high", "sensitivity"]
    return plotted[columns], facts


def zero_text(n_zero: int, n_cells: int) -> str:
    """What is to be said of classical limits of 0; nothing where there are none."""
    if n_zero == 0:
        return ""
    return (
        f"In {n_zero} of {n_cells} cases the classical limit is 0, as so few events are improbable "
        "even without signal: it is no measure of a signal there, and the Feldman-Cousins interval "
        "and the sensitivity tell what the search can see."
    )


def event_limit_text(row) -> str:
    """Classical limit on events with what it must not be read without.

    Parameters
    ----------
    row : Series or namedtuple
        Of ``excess_limits``.
    """
    return (
        f"{row.upper_limit:.1f} (Feldman-Cousins {row.unified_low:.1f} to {row.unified_high:.1f}, "
        f"sensitivity {row.sensitivity:.1f})"
    )


def prepare_flux_limits(inputs: Inputs) -> Prepared:
    """Figure 15: limits on the flux of groups beside measured diffuse fluxes.

    Plotted: element: diffuse (curves), events (lines over the bands of the paper, by recipe),
    published, group (at 100 TeV).
    `flux` is E^2 phi, that of sources divided by 4 pi [GeV cm^-2 s^-1 sr^-1]; `share` is the
    ratio to the 9.5-year diffuse flux at 100 TeV.
    """
    limits = rounded_key(inputs["flux_limits"])
    limits["label"] = inputs.labels_of(limits["group"])
    diffuse = _diffuse_curves(inputs["spectra"])
    is_given = limits["n_unified"].isna()
    of_paper = limits[is_given & (limits["recipe"] == PAPER_RECIPE)]
    accepted = limits[is_given & (limits["recipe"] == ACCEPTANCE_RECIPE)]
    of_groups = inputs.in_order(limits[~is_given])
    norm = _tracks(inputs["spectra"])["norm"]
    of_groups["diffuse_per_flux"] = 1 / (4 * np.pi * norm)
    published = _published_limits(inputs["published"], of_paper, norm)
    if not inputs.comparable:
        published = published.iloc[:0]
    parts = [diffuse, _over_bands(of_paper), _over_bands(accepted), published]
    parts.append(_at_reference(of_groups))
    plotted = pd.concat([part for part in parts if len(part)], ignore_index=True)
    printed = of_paper[of_paper["spectral_index"] == PAPER_INDEX]
    cells = [of_groups[name] for name in KEY]
    facts = shared_facts(inputs["excess"], inputs) | {
        "tracks_label": str(_tracks(inputs["spectra"])["label"]),
        "tracks_flux": norm * REFERENCE_ENERGY**2,
        "paper_events": float(of_paper["n_events"].iloc[0]),
        "paper_fluxes": _joined(printed["flux"] * 1e18, ".3f"),
        "paper_shares": _joined(100 * printed["diffuse_share"], ".1f"),
        "first_share": 100 * float(of_paper["diffuse_share"].iloc[0]),
        "accepted_text": _accepted_text(accepted, printed),
        "recipe": str(of_groups["recipe"].iloc[0]),
        "recipe_text": RECIPE_TEXTS[of_groups["recipe"].iloc[0]],
        "published_text": _published_text(published, inputs.comparable),
        "indices": sorted(float(one) for one in limits["spectral_index"].unique()),
        "group_shares": _group_shares(of_groups, float(_tracks(inputs["spectra"])["index"])),
        "n_below": int(
            (of_groups["n_events"] < of_groups["n_sensitivity"]).groupby(cells).any().sum()
        ),
        "n_cells": of_groups.groupby(KEY).ngroups,
        "zero_text": zero_text(
            int((of_groups["n_events"] == 0).groupby(cells).any().sum()),
            of_groups.groupby(KEY).ngroups,
        ),
    }
    return plotted.reindex(columns=FLUX_COLUMNS), facts


def _tracks(spectra: pd.DataFrame) -> pd.Series:
    return spectra.set_index("curve").loc[TRACKS_CURVE]


def _diffuse_curves(spectra: pd.DataFrame) -> pd.DataFrame:
    """Present measurements of the diffuse flux; only the paper's keeps its band of errors."""
    chosen = ~spectra["is_alternative"] & (spectra["kind"] == "neutrino")
    chosen &= (spectra["era"] == "present") & (spectra["curve"] != GALACTIC_CURVE)
    rows = spectral_curves(spectra[chosen])
    other = rows["curve"] != TRACKS_CURVE
    rows.loc[other, ["flux_low", "flux_high"]] = np.nan
    return rows.assign(element="diffuse", spectral_index=np.nan).sort_values(
        "curve", key=lambda names: names != TRACKS_CURVE, kind="stable"
    )


def _over_bands(limits: pd.DataFrame) -> pd.DataFrame:
    """Both ends and the middle of each band, on the power law that just gives the events."""
    low, high = limits["log10_energy_min"], limits["log10_energy_max"]
    parts = [
        limits.assign(energy=10**at, element="events", form="limit")
        for at in (low, (low + high) / 2, high)
    ]
    rows = pd.concat(parts, ignore_index=True)
    shape = (rows["energy"] / REFERENCE_ENERGY) ** -rows["spectral_index"]
    rows["flux"] = rows["flux"] * shape * rows["energy"] ** 2 / (4 * np.pi)
    return rows.rename(columns={"diffuse_share": "share"}).sort_values(
        ["spectral_index", "energy"], kind="stable"
    )


def _at_reference(limits: pd.DataFrame) -> pd.DataFrame:
    """Limits at 100 TeV; an event limit of 0 gives none."""
    unit = REFERENCE_ENERGY**2 / (4 * np.pi)
    rows = limits.assign(
        element="group",
        form="limit",
        energy=REFERENCE_ENERGY,
        flux=limits["flux"].where(limits["n_events"] > 0) * unit,
        flux_unified=limits["flux_unified"] * unit,
    )
    return rows.rename(columns={"diffuse_share": "share"})


def _published_limits(published: pd.DataFrame, bands: pd.DataFrame, norm: float) -> pd.DataFrame:
    """The printed limits on E^-2 in the middle of their bands."""
    low = published["id"].str.extract(r"^flux_limit\.(\d+\.\d+)$")[0].astype(float)
    rows = pd.DataFrame({"log10_energy_min": low, "printed": published["published"]}).dropna()
    ends = bands.drop_duplicates("log10_energy_min")[["log10_energy_min", "log10_energy_max"]]
    rows = rounded_key(rows).merge(ends, on="log10_energy_min")
    middle = (rows["log10_energy_min"] + rows["log10_energy_max"]) / 2
    return rows.assign(
        element="published",
        spectral_index=PAPER_INDEX,
        energy=10**middle,
        flux=rows["printed"] * REFERENCE_ENERGY**2 / (4 * np.pi),
        share=rows["printed"] / (4 * np.pi * norm),
    )


def _published_text(published: pd.DataFrame, comparable: bool) -> str:
    if not comparable:
        return NOT_COMPARABLE
    if published.empty:
        return "The paper has no numbers for these bands."
    return (
        f"Open grey markers: the printed limits, {_joined(published['printed'] * 1e18, '.3f')} in "
        f"the same unit, {_joined(100 * published['share'], '.1f')} % of the diffuse flux."
    )


def _accepted_text(accepted: pd.DataFrame, paper: pd.DataFrame) -> str:
    """What the paper's number of events means with the acceptance, beside its recipe."""
    rows = accepted[accepted["spectral_index"] == PAPER_INDEX]
    if rows.empty or rows["flux"].isna().any():
        return ""
    whose = rows["label"].iloc[0] + " sources"
    if rows["group"].iloc[0] == WHOLE_SKY:
        whose = "sources all over the sky"
    times = rows["flux"].to_numpy() / paper["flux"].to_numpy()
    return (
        f"Thick lines: {rows['n_events'].iloc[0]:g} events with their energy proxy in these bands, "
        f"by the acceptance of this search for {whose}: {_joined(rows['flux'] * 1e18, '.3g')} in "
        f"the same unit, {_joined(100 * rows['diffuse_share'], '.0f')} % of the diffuse flux, "
        f"{_joined(pd.Series(times), '.1f')} times the paper's recipe."
    )


def _group_shares(limits: pd.DataFrame, index: float) -> str:
    """Share of the diffuse flux at the lowest threshold, at the index of the diffuse flux."""
    near = (limits["spectral_index"] - index).abs()
    rows = limits[near == near.min()]
    rows = rows.loc[rows.groupby("group", sort=False)["log10_energy_min"].idxmin()]
    return "; ".join(f"{_share_text(row)} ({row.label})" for row in rows.itertuples())


def _share_text(row) -> str:
    """A classical limit of 0 is told with the Feldman-Cousins end and the sensitivity."""
    text = f"{100 * row.diffuse_share:.1f} %"
    if row.n_events > 0 or not row.n_unified > 0:
        return text
    per_event = row.flux_unified / row.n_unified * row.diffuse_per_flux
    return (
        f"{text}; Feldman-Cousins {100 * row.n_unified * per_event:.1f} %, sensitivity "
        f"{100 * row.n_sensitivity * per_event:.1f} %"
    )


def _joined(values: pd.Series, number_format: str) -> str:
    return enumerated([f"{value:{number_format}}" for value in values])
