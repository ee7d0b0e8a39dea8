"""Numbers of the maps of the Galaxy of anchordoqui2014: Figures 4 and 6, and the fit of Table V.

References
----------
anchordoqui2014, sections III and IV.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.house.inputs import Inputs, Prepared

PAPER = "anchordoqui2014"
MICROQUASAR = "microquasar"

SURVEY = {"survey_distance_35": "35", "survey_distance_355": "35.5"}
"""Rows of ``energetics`` with the reach of INTEGRAL's survey [kpc], and log10 of the luminosity
[erg/s] for which it is (Fig. 4)."""

SKETCHED_SOURCE = (9.5, 48.0)
"""Distance from the centre [kpc] and angle theta [deg] of the source S in Figure 6."""

EDGE_ANGLE = -46.0
"""Angle [deg] at which Figure 6 shows the Galaxy's radius."""

SKETCHED_BETA = 0.55
"""Angle beta of eq. (12) in Figure 6, as a share of phi."""


def value_of(energetics: pd.DataFrame, number: str) -> float:
    """Value of one row of the contract ``energetics``."""
    return float(energetics.set_index("id").at[number, "value"])


def chosen_distribution(table: pd.DataFrame) -> str:
    """The paper's microquasar distribution, or the first one if the run has none."""
    names = list(dict.fromkeys(table["distribution"]))
    return MICROQUASAR if MICROQUASAR in names else names[0]


def middle_void(integrals: pd.DataFrame) -> float:
    """Void [kpc] in the middle of those of the run: 3 kpc of 1 to 5 in the paper."""
    voids = sorted(set(integrals["void"]))
    return float(voids[len(voids) // 2])


def prepare_galaxy(inputs: Inputs) -> Prepared:
    """Figure 4: surface density, positions of sources, voids and the reach of the survey.

    Plotted: element: density, source, void or reach; x, y [kpc] from the centre (x towards the
    Sun, y towards longitude 90 deg), size [kpc]: distance from the centre or radius of a circle,
    density [kpc^-2], and for sources catalogue, name and class.
    """
    sources = inputs["sources"].dropna(subset=["x", "y"])
    integrals, energetics = inputs["integrals"], inputs["energetics"]
    observer = value_of(energetics, "observer_distance")
    density = _density_rows(inputs["profiles"], inputs["fit"])
    voids = sorted(set(integrals["void"]))
    circles = [("void", void, "") for void in voids]
    circles += [("reach", value_of(energetics, row), power) for row, power in SURVEY.items()]
    rows = pd.DataFrame(circles, columns=["element", "size", "name"]).assign(x=observer, y=0.0)
    plotted = pd.concat([density, rows, _source_rows(sources)], ignore_index=True)
    own = sources[sources["catalogue"] == PAPER]
    others = sources[sources["catalogue"] != PAPER]
    void = middle_void(integrals)
    facts = inputs.facts | {
        "observer": observer,
        "radius": float(density["size"].max()),
        "void": void,
        "n_hmxb": int((own["binary_class"] == "HMXB").sum()),
        "n_lmxb": int((own["binary_class"] == "LMXB").sum()),
        "n_other": len(others),
        "n_in_void": int((own["distance"] < void).sum()),
        "n_paper": len(own),
        "peak": float(density["density"].max()),
        "peak_radius": float(density.loc[density["density"].idxmax(), "size"]),
        "others": _others_text(others),
    }
    return plotted, facts


def _density_rows(profiles: pd.DataFrame, fit: pd.DataFrame) -> pd.DataFrame:
    """The microquasar profile, times the number of HMXBs of Table V at the paper's scale."""
    rows = profiles[profiles["distribution"] == chosen_distribution(profiles)]
    rows = rows[rows["void"] == rows["void"].min()].sort_values("radius")
    number = float(fit.set_index("fit").at["paper", "n_sources"])
    return pd.DataFrame(
        {"element": "density", "size": rows["radius"], "density": number * rows["density"]}
    )


def _source_rows(sources: pd.DataFrame) -> pd.DataFrame:
    columns = ["catalogue", "source_name", "binary_class", "x", "y", "distance"]
    names = {"source_name": "name", "distance": "size"}
    return sources[columns].rename(columns=names).assign(element="source")


def _others_text(others: pd.DataFrame) -> str:
    if others.empty:
        return "The lists of X-ray binaries are not available in this run."
    counts = others.groupby("catalogue").size()
    listed = ", ".join(f"{count} of {name}" for name, count in counts.items())
    return f"Dots: sources of other lists with a distance ({listed})."


def prepare_geometry(inputs: Inputs) -> Prepared:
    """Figure 6: the disk, the void and the two sectors, to scale.

    Plotted: element, x, y [kpc]: x from the centre away from the observer, as theta is counted.
    """
    integrals, energetics = inputs["integrals"], inputs["energetics"]
    observer = value_of(energetics, "observer_distance")
    radius = value_of(energetics, "galaxy_radius")
    void = middle_void(integrals)
    rows = integrals[integrals["void"] == void].set_index("distribution")
    row = rows.loc[chosen_distribution(integrals)]
    phi = float(row["half_opening"])
    beta = np.radians(SKETCHED_BETA * phi)
    # Eq. (12): where the ray at angle beta enters and leaves the void.
    half = np.sqrt(void**2 - (observer * np.sin(beta)) ** 2)
    cuts = observer * np.cos(beta) + np.array([-half, half])
    angle = np.pi - beta
    far, theta = SKETCHED_SOURCE[0], np.radians(SKETCHED_SOURCE[1])
    parts = {
        "galaxy": _arc(0, 0, radius, 0, 360),
        "void": _arc(-observer, 0, void, 0, 360),
        "sector": _arc(0, 0, radius, 180 - phi, 180 + phi),
        "theta": _arc(0, 0, 1.8, 0, SKETCHED_SOURCE[1]),
        "phi": _arc(0, 0, 0.45 * observer, 180, 180 + phi),
        "reach": _arc(0, 0, radius, EDGE_ANGLE, EDGE_ANGLE),
        "observer": (np.array([-observer]), np.array([0.0])),
        "source": (np.array([far * np.cos(theta)]), np.array([far * np.sin(theta)])),
        "cuts": (cuts * np.cos(angle), cuts * np.sin(angle)),
    }
    plotted = pd.concat(
        [pd.DataFrame({"element": name, "x": x, "y": y}) for name, (x, y) in parts.items()],
        ignore_index=True,
    )
    facts = inputs.facts | {
        "observer": observer,
        "radius": radius,
        "void": void,
        "phi": phi,
        "distribution": str(row.name),
        "sector": float(row["sector"]),
        "rest": float(row["rest"]),
        "total": float(row["total"]),
        "sector_share": float(row["sector"] / row["total"]),
    }
    return plotted, facts


def _arc(x: float, y: float, radius: float, begin: float, end: float) -> tuple:
    """Points of an arc between two angles [deg]."""
    angle = np.radians(np.linspace(begin, end, 2 + int(abs(end - begin))))
    return x + radius * np.cos(angle), y + radius * np.sin(angle)


def prepare_profile_fit(inputs: Inputs) -> Prepared:
    """Fit of the radial profile to Table V, and its chi-square by R0.

    Plotted: element: annulus, best, paper or scan; x: radius or R0 [kpc]; y: density [kpc^-2] or
    chi-square above its minimum; low, high: total errors or the band; stat_low, stat_high;
    x_low, x_high: edges of the annulus [kpc]; mean_best, mean_paper: of the fits there.
    """
    fit = inputs["fit"].set_index("fit")
    curves = inputs["curves"].rename(
        columns={
            "fit": "element",
            "radius": "x",
            "density": "y",
            "density_low": "low",
            "density_high": "high",
        }
    )
    scan = inputs["scan"][["scale", "chi_square"]].rename(columns={"scale": "x", "chi_square": "y"})
    scan["y"] -= fit.at["best", "chi_square"]
    plotted = pd.concat(
        [_annuli(inputs["density"]), curves, scan.assign(element="scan")], ignore_index=True
    )
    best, paper = fit.loc["best"], fit.loc["paper"]
    facts = inputs.facts | {
        "scale": float(best["scale"]),
        "scale_low": float(best["scale_low"]),
        "scale_high": float(best["scale_high"]),
        "chi_square": float(best["chi_square"]),
        "n_degrees": int(best["n_degrees"]),
        "p_value": float(best["p_value"]),
        "norm": float(best["norm"]),
        "paper_scale": float(paper["scale"]),
        "paper_chi_square": float(paper["chi_square"]),
        "paper_p_value": float(paper["p_value"]),
        "paper_norm": float(paper["norm"]),
        "difference": float(paper["chi_square"] - best["chi_square"]),
        "n_sources": float(best["n_sources"]),
        "n_annuli": len(inputs["density"]),
    }
    return plotted, facts


def _annuli(density: pd.DataFrame) -> pd.DataFrame:
    value = density["density"]
    up, down = density["stat_plus"].fillna(0), density["stat_minus"].fillna(0)
    return pd.DataFrame(
        {
            "element": "annulus",
            "x": (density["r_min"] + density["r_max"]) / 2,
            "x_low": density["r_min"],
            "x_high": density["r_max"],
            "y": value,
            "low": value - np.hypot(down, density["systematic"]),
            "high": value + np.hypot(up, density["systematic"]),
            "stat_low": value - down,
            "stat_high": value + up,
            "mean_best": density["density_best"],
            "mean_paper": density["density_paper"],
        }
    )
