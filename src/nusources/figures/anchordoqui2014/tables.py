"""Tables I to V of anchordoqui2014, ours beside the published numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nusources.figures.house.inputs import Inputs, Prepared

PAPER = ("uniform", "exponential", "microquasar")
SOURCE_HEADERS = {
    "binary_class": "Class",
    "source_name": "Name",
    "ra": "R.A. (deg)",
    "dec": "Dec. (deg)",
    "longitude": "$l$ (deg)",
    "latitude": "$b$ (deg)",
    "distance": "Distance (kpc)",
    "centre_distance": "From the centre (kpc)",
    "jet_power": r"$L_\mathrm{jet}$ (erg/s)",
}
LIMIT_HEADERS = {
    "source_name": "Name",
    "experiment": "Experiment",
    "flux_limit": r"$E^2\Phi_{90}$ (GeV cm$^{-2}$ s$^{-1}$)",
    "distance": "Distance (kpc)",
    "luminosity_limit": r"$L_{90}$ (erg/s)",
    "flux_fiducial": r"$E^2\Phi$, fiducial (GeV cm$^{-2}$ s$^{-1}$)",
    "ratio": "fiducial / limit",
}
INTEGRAL_HEADERS = {
    "distribution": "Distribution",
    "void": "$h$ (kpc)",
    "scale": "Scale (kpc)",
    "sector": r"$I_1$ (kpc$^{-2}$)",
    "rest": r"$I_2$ (kpc$^{-2}$)",
    "total": r"$I_1+I_2$ (kpc$^{-2}$)",
    "published": "published",
}
COUNT_HEADERS = {
    "distribution": "Distribution",
    "void": "$h$ (kpc)",
    "n_needed": "$N$",
    "n_needed_as_printed": "$N$ from Table III",
    "published": "published",
    "note": "Note",
}
DENSITY_HEADERS = {
    "r_min": "From (kpc)",
    "r_max": "To (kpc)",
    "density": r"Density (kpc$^{-2}$)",
    "stat_plus": "stat. $+$",
    "stat_minus": "stat. $-$",
    "systematic": "syst.",
    "density_best": "best fit",
    "density_paper": "fit of the paper",
}


def prepare_table1(inputs: Inputs) -> Prepared:
    """Microquasars of the paper with Galactic coordinates; `sources`: ``galactic_sources``."""
    sources = inputs["sources"]
    table = sources[sources["catalogue"] == "anchordoqui2014"].copy()
    table["centre_distance"] = np.hypot(table["x"], table["y"])
    ranges = zip(table["jet_luminosity_low"], table["jet_luminosity_high"], strict=True)
    table["jet_power"] = [
        f"{low:.2e}" if low == high else f"{low:.0e} to {high:.0e}" for low, high in ranges
    ]
    formats = dict.fromkeys(("ra", "dec"), ".4f") | dict.fromkeys(("longitude", "latitude"), ".2f")
    formats |= {"distance": ".1f", "centre_distance": ".1f"}
    nearest = table.loc[table["distance"].idxmin()]
    facts = _facts(inputs, SOURCE_HEADERS, formats) | {
        "n_sources": len(table),
        "n_hmxb": int((table["binary_class"] == "HMXB").sum()),
        "n_lmxb": int((table["binary_class"] == "LMXB").sum()),
        "nearest": nearest["source_name"],
        "nearest_distance": float(nearest["distance"]),
        "largest_latitude": float(table["latitude"].abs().max()),
    }
    return table.sort_values("ra", ignore_index=True)[list(SOURCE_HEADERS)], facts


def prepare_table2(inputs: Inputs) -> Prepared:
    """Upper limits beside the fiducial source; `limits`: ``source_limits``."""
    table = inputs["limits"].assign(
        ratio=lambda one: one["flux_fiducial"] / one["flux_limit"],
    )
    formats = dict.fromkeys(("flux_limit", "luminosity_limit", "flux_fiducial"), ".2e")
    formats |= {"distance": ".1f", "ratio": ".2f"}
    excluded = table.loc[table["ratio"] > 1, "source_name"].tolist()
    facts = _facts(inputs, LIMIT_HEADERS, formats) | {
        "n_limits": len(table),
        "excluded": ", ".join(excluded) or "none",
        "largest_ratio": float(table["ratio"].max()),
    }
    return table[list(LIMIT_HEADERS)], facts


def prepare_table3(inputs: Inputs) -> Prepared:
    """Integrals beside the published ones; `integrals`: ``disk_integrals``."""
    table = _with_published(inputs["integrals"], inputs["published"], "table3")
    formats = {"void": ".1f", "scale": ".3f", "sector": ".5f", "rest": ".5f", "total": ".5f"}
    formats["published"] = ".4f"
    difference = (table["total"] - table["published"]).abs()
    facts = _facts(inputs, INTEGRAL_HEADERS, formats) | {
        "n_cells": len(table),
        "n_compared": int(table["published"].notna().sum()),
        "n_equal": int((difference <= 0.5e-4 * (1 + 1e-9)).sum()),  # half a printed unit
        "largest": float(table["total"].max()),
    }
    return table[list(INTEGRAL_HEADERS)], facts


def prepare_table4(inputs: Inputs) -> Prepared:
    """Numbers of sources beside the published ones; `integrals`: ``disk_integrals``."""
    table = _with_published(inputs["integrals"], inputs["published"], "table4")
    off = (table["n_needed_as_printed"] - table["published"]).abs()
    rounded = np.round(table["n_needed_as_printed"]) == table["published"]
    known = table["note"].where(table["note"] != "", "differs by more than rounding")
    table["note"] = np.select([table["published"].isna(), rounded], ["not published", ""], known)
    formats = {"void": ".1f", "n_needed": ".1f", "n_needed_as_printed": ".1f", "published": ".0f"}
    facts = _facts(inputs, COUNT_HEADERS, formats) | {
        "n_cells": len(table),
        "n_compared": int(table["published"].notna().sum()),
        "n_equal": int(rounded.sum()),
        "largest_step": float(off.max()) if off.notna().any() else 0.0,
        "fewest": float(table["n_needed"].min()),
        "most": float(table["n_needed"].max()),
    }
    return table[list(COUNT_HEADERS)], facts


def prepare_table5(inputs: Inputs) -> Prepared:
    """Density of HMXBs with fits; `density`: ``surface_density``, `fit`: ``profile_fit``."""
    table, fits = inputs["density"], inputs["fit"].set_index("fit")
    best, paper = fits.loc["best"], fits.loc["paper"]
    formats = {"r_min": ".0f", "r_max": ".0f"}
    formats |= dict.fromkeys(list(DENSITY_HEADERS)[2:], ".4f")
    facts = _facts(inputs, DENSITY_HEADERS, formats) | {
        "scale": float(best["scale"]),
        "scale_plus": float(best["scale_high"] - best["scale"]),
        "scale_minus": float(best["scale"] - best["scale_low"]),
        "chi_square": float(best["chi_square"]),
        "n_degrees": int(best["n_degrees"]),
        "paper_scale": float(paper["scale"]),
        "paper_chi_square": float(paper["chi_square"]),
        "n_annuli": len(table),
    }
    return table[list(DENSITY_HEADERS)], facts


def _facts(inputs: Inputs, headers: dict, formats: dict) -> dict[str, Any]:
    return inputs.facts | {"headers": headers, "formats": formats, "remarks": inputs.remarks}


def _with_published(integrals: pd.DataFrame, published: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows in the order of the paper, with its number where it has one."""
    printed = published.set_index("id")[["published", "note"]]
    cells = [
        f"{name}.{distribution}.{void:g}"
        for distribution, void in zip(integrals["distribution"], integrals["void"], strict=True)
    ]
    order = {key: place for place, key in enumerate(PAPER)}
    table = integrals.assign(
        published=printed["published"].reindex(cells).to_numpy(),
        note=printed["note"].reindex(cells).fillna("").to_numpy(),
        place=[order.get(one, len(order)) for one in integrals["distribution"]],
    )
    return table.sort_values(["place", "distribution", "void"], ignore_index=True)
