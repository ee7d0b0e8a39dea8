"""Numbers of the flux figures of anchordoqui2014: Figures 3 and 7, source counts, populations.

References
----------
anchordoqui2014, sections II to V.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.anchordoqui2014.galaxy_numbers import chosen_distribution, value_of
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.wording import number

DISTRIBUTIONS = ("uniform", "exponential", "microquasar")
"""Order of the columns of Tables III and IV; others follow."""

CURVE_COLUMNS = ["curve", "label", "kind", "form", "era", "status", "energy", "flux"]
CURVE_COLUMNS += ["flux_low", "flux_high"]
FIDUCIAL = "LS 5039"
MODEL_ENERGIES = (1e5, 1e6)
"""Range of eq. (14) [GeV]."""
N_CATALOGUED = 100
"""Microquasars in the Galaxy, upper limit from catalogues (section III)."""
QUANTILES = (0.16, 0.5, 0.84)


def ordered(names) -> list[str]:
    """Distributions in the order of the paper, then others as they come."""
    found = list(dict.fromkeys(names))
    return [name for name in dict.fromkeys([*DISTRIBUTIONS, *found]) if name in found]


def prepare_source_flux(inputs: Inputs) -> Prepared:
    """Figure 3: neutrino flux of LS 5039 between its bounds, and the limits of Table II.

    Plotted: element: curve (columns of ``source_spectra``) or limit (name, experiment, flux,
    fiducial); fluxes are E^2 phi [GeV cm^-2 s^-1], energies [GeV].
    """
    curves = inputs["source_spectra"][CURVE_COLUMNS].assign(element="curve")
    limits = (
        inputs["limits"]
        .sort_values("flux_limit")
        .rename(columns={"source_name": "name", "flux_limit": "flux", "flux_fiducial": "fiducial"})
    )
    limits = limits[["name", "experiment", "flux", "fiducial", "distance"]]
    lowest = limits.iloc[0]
    ratio = limits["flux"] / limits["fiducial"]
    closest = limits.loc[ratio.idxmin()]
    model = curves[(curves["kind"] == "neutrino") & curves["form"].isin(("line", "band"))]
    edges = model[["flux", "flux_low", "flux_high"]]
    facts = inputs.facts | {
        "n_limits": len(limits),
        "n_named": int(limits["name"].nunique()),
        "lowest_name": lowest["name"],
        "lowest_flux": float(lowest["flux"]),
        "closest_name": closest["name"],
        "closest_ratio": float(ratio.min()),
        "flux_low": float(edges.min(axis=None)),
        "flux_high": float(edges.max(axis=None)),
        "has_gamma": bool((curves["kind"] == "gamma").any()),
        "own_limits": [
            f"{row.experiment}: {number(row.flux, 2)}"
            for row in limits[limits["name"] == FIDUCIAL].itertuples()
        ],
    }
    return pd.concat([curves, limits.assign(element="limit")], ignore_index=True), facts


def prepare_diffuse(inputs: Inputs) -> Prepared:
    """Figure 7: diffuse spectra of 2014 and of today.

    Columns of ``diffuse_spectra``: E^2 Phi [GeV cm^-2 s^-1 sr^-1], per flavour; and the model
    as rows of status model.
    """
    spectra = inputs["diffuse_spectra"]
    needed = _needed(inputs["integrals"])
    model = _model_rows(needed, value_of(inputs["energetics"], "target_flux"))
    columns = [*CURVE_COLUMNS, "is_extrapolated"]
    plotted = pd.concat([spectra[columns], model[columns]], ignore_index=True)
    neutrinos = plotted[plotted["kind"] == "neutrino"]
    present = neutrinos[neutrinos["era"] == "present"]
    facts = inputs.facts | {
        "energy_low": float(plotted["energy"].min()),
        "energy_high": float(plotted["energy"].max()),
        "n_present": int(present["curve"].nunique()),
        "n_gamma": int(plotted.loc[plotted["kind"] == "gamma", "curve"].nunique()),
        "n_curves": int(plotted["curve"].nunique()),
        "flux_low": float(neutrinos["flux"].min()),
        "flux_high": float(neutrinos["flux"].max()),
        "n_needed": float(needed["n_needed"]),
        "n_needed_void": float(needed["void"]),
        "n_needed_of": str(needed["distribution"]),
        "n_catalogued": N_CATALOGUED,
        "catalogued_share": N_CATALOGUED / float(needed["n_needed"]),
        "statuses": sorted(set(plotted["status"])),
    }
    return plotted, facts


def _needed(integrals: pd.DataFrame) -> pd.Series:
    """The row that the paper ends with: microquasars and the smallest void."""
    rows = integrals[integrals["distribution"] == chosen_distribution(integrals)]
    return rows.loc[rows["void"].idxmin()]


def _model_rows(needed: pd.Series, target: float) -> pd.DataFrame:
    """E^-2 spectra of as many sources as are needed, and of as many as catalogues allow."""
    parts = []
    for name, count in (("needed", float(needed["n_needed"])), ("catalogued", N_CATALOGUED)):
        flux = target * count / float(needed["n_needed"])
        label = f"{count:.0f} sources, void of {needed['void']:g} kpc"
        words = {"curve": f"model_{name}", "label": label, "kind": "neutrino", "form": "line"}
        words |= {"era": "2014", "status": "model"}
        part = pd.DataFrame({"energy": MODEL_ENERGIES, "flux": flux, "is_extrapolated": False})
        parts.append(part.assign(flux_low=np.nan, flux_high=np.nan, **words))
    return pd.concat(parts, ignore_index=True)


def published_counts(published: pd.DataFrame) -> pd.DataFrame:
    """Table IV as published: distribution, void [kpc], n_published.

    Parameters
    ----------
    published : DataFrame
        data/published/anchordoqui2014.csv; ids are table4.<distribution>.<void>.
    """
    parts = published["id"].str.extract(
        r"^table4\.(?P<distribution>[a-z_]+)\.(?P<void>\d+(?:\.\d+)?)"
    )
    rows = parts.assign(n_published=published["published"]).dropna()
    return rows.astype({"void": float}).reset_index(drop=True)


def prepare_source_counts(inputs: Inputs) -> Prepared:
    """Number of sources by luminosity and void, with the points of Table IV.

    Plotted: element: grid or table4; distribution, void [kpc], luminosity [erg/s], n_needed,
    n_published.
    """
    columns = ["distribution", "void", "luminosity", "n_needed"]
    points = inputs["integrals"][columns].merge(
        published_counts(inputs["published"]), on=["distribution", "void"], how="left"
    )
    grid = inputs["counts"][columns].assign(element="grid")
    plotted = pd.concat([grid, points.assign(element="table4")], ignore_index=True)
    off = (points["n_needed"] - points["n_published"]).abs()
    known = off.dropna()
    luminosity = value_of(inputs["energetics"], "fiducial_luminosity")
    facts = inputs.facts | {
        "distributions": ordered(grid["distribution"]),
        "luminosity": luminosity,
        "target": value_of(inputs["energetics"], "target_flux"),
        "luminosity_low": float(grid["luminosity"].min()),
        "luminosity_high": float(grid["luminosity"].max()),
        "n_low": float(points["n_needed"].min()),
        "n_high": float(points["n_needed"].max()),
        "n_compared": len(known),
        "comparison": f"Open grey markers: the {len(known)} published numbers of Table IV; ours "
        f"are within {known.max():.0f} of them ({_largest_share(points):.1%} at most)."
        if len(known)
        else "Table IV has no numbers for these distributions and voids.",
    }
    return plotted, facts


def _largest_share(points: pd.DataFrame) -> float:
    return float((points["n_needed"] / points["n_published"] - 1).abs().max())


def prepare_populations(inputs: Inputs) -> Prepared:
    """Flux of discrete populations beside the smooth integral.

    Plotted: element: bin (low, high, share per bin) or quantile (probability, value); distribution,
    void [kpc], quantity. At most two voids are shown: the smallest and the largest.
    """
    summaries = inputs["summaries"]
    voids = sorted(set(summaries["void"]))
    shown = list(dict.fromkeys([voids[0], voids[-1]]))
    bins, quantiles = (
        table[table["void"].isin(shown)] for table in (inputs["histograms"], inputs["quantiles"])
    )
    total = bins.groupby(["distribution", "void", "quantity"])["n_realisations"].transform("sum")
    bins = bins.assign(share=bins["n_realisations"] / total, element="bin")
    nearest = [(quantiles["probability"] - one).abs().min() < 1e-9 for one in QUANTILES]
    kept = [one for one, there in zip(QUANTILES, nearest, strict=True) if there]
    chosen = quantiles[np.isclose(quantiles["probability"].to_numpy()[:, None], kept).any(axis=1)]
    plotted = pd.concat([bins, chosen.assign(element="quantile")], ignore_index=True)
    chosen_summaries = summaries[summaries["void"].isin(shown)]
    extreme = chosen_summaries.loc[chosen_summaries["brightest_share_median"].idxmax()]
    deviation = (summaries["mean"] - summaries["mean_exact"]) / summaries["mean_error"]
    spread = summaries["std_exact"] / summaries["mean_exact"]
    facts = inputs.facts | {
        "distributions": ordered(chosen_summaries["distribution"]),
        "voids": shown,
        "ranges": {
            f"{quantity} {void:g}": _range(rows)
            for (quantity, void), rows in bins.groupby(["quantity", "void"])
        },
        "log_axes": [name for name, rows in bins.groupby("quantity") if _is_geometric(rows)],
        "numbers_text": "; ".join(
            f"void of {void:g} kpc: {_numbers_text(chosen_summaries, void)}" for void in shown
        ),
        "n_realisations": int(summaries["n_realisations"].max()),
        "largest_share": float(extreme["brightest_share_median"]),
        "largest_share_of": f"{extreme['distribution']}, void {extreme['void']:g} kpc",
        "largest_deviation": float(deviation.abs().max()),
        "spread_low": float(spread.min()),
        "spread_high": float(spread.max()),
    }
    return plotted, facts


def _range(bins: pd.DataFrame) -> list[float]:
    """Edges [low, high] of the bins that hold realisations."""
    filled = bins[bins["n_realisations"] > 0]
    return [float(filled["low"].min()), float(filled["high"].max())]


def _is_geometric(bins: pd.DataFrame) -> bool:
    """Whether bins widen with their value."""
    width = bins["high"] - bins["low"]
    return bool((bins["low"] > 0).all() and width.max() > 2 * width.min())


def _numbers_text(summaries: pd.DataFrame, void: float) -> str:
    rows = summaries[summaries["void"] == void].set_index("distribution")
    numbers = {name: int(rows.at[name, "n_sources"]) for name in ordered(rows.index)}
    return ", ".join(f"{number} {name}" for name, number in numbers.items())
