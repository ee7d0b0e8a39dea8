"""Figure 4 of chen2025 and the left panel of Figure 7: from bright sources to whole populations.

References
----------
Chen et al. 2025, section V and Figure 4; section VI.3 and Figure 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from nusources.figures.chen2025.published import published_value
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number

MAIN = "luminosity_function"
METHODS = {
    MAIN: ("luminosity function, mean", PETROFF6[0], "-"),
    "as_printed": ("eq. 6 as printed", PETROFF6[3], "-."),
    "catalogue_bootstrap": ("catalogue, resampled", PETROFF6[1], "--"),
    "tabulated": ("another luminosity function", PETROFF6[2], ":"),
}
"""Label, colour and line of each method."""
LEVELS = {"997": ("99.7 %", 0.12), "95": ("95 %", 0.2), "68": ("68 %", 0.3)}
"""Label and opacity of each band, the widest first."""
PRINTED = {
    1e-14: "extrapolation.1e-14",
    4e-14: "extrapolation.4e-14",
    2.4e-13: "extrapolation.2.4e-13",
}
"""Fluxes at which the paper prints a relative error."""
ADVISED = "extrapolation.advised_limit"
BLAZAR_LIMIT = 2e-12
"""Mean limit of Fermi-LAT that the paper takes [erg cm^-2 s^-1]."""
BLAZAR_SHARE = "blazars.share"
FLUX_LABEL = "least flux, 0.5–2 keV (erg cm⁻² s⁻¹)"
BLAZAR_FLUX_LABEL = "least flux, 0.1–100 GeV (erg cm⁻² s⁻¹)"
COLUMNS = [
    *("method", "flux_min", "factor_mean", "factor_median", "share", "relative_error"),
    *(f"factor_{side}_{level}" for level in ("68", "95", "997") for side in ("low", "high")),
]


def prepare_extrapolation(inputs: Inputs) -> Prepared:
    """Factor from bright AGN to all by method and least flux, and the published relative errors."""
    tables = [inputs["extrapolation"], inputs["catalogue"]]
    rows = pd.concat(tables, ignore_index=True)
    rows = rows[rows["population"] == "agn"]
    main = rows[rows["method"] == MAIN]
    limit = main[main["is_survey_limit"]].iloc[0]
    published = inputs["published"]
    known = [flux for flux in PRINTED if (main["flux_min"] == flux).any()]
    points = [_point(rows, flux, published_value(published, PRINTED[flux])) for flux in known]
    brightest = max(known, default=float(main["flux_min"].max()))
    facts = {
        "points": points,
        "methods": [name for name in METHODS if (rows["method"] == name).any()],
        "n_draws": int(main["n_draws"].iloc[0]),
        "survey_limit": float(limit["flux_min"]),
        "faint_text": _percent(
            1 - limit["share_mean"], limit["share_mean"] * limit["relative_error"]
        ),
        "advised": published_value(published, ADVISED),
        "errors_text": "; ".join(map(_error_text, points)),
        "others_text": _others_text(rows, brightest),
        "brightest_text": number(brightest, 2),
        "factor_text": number(_at(main, brightest)["factor_mean"], 3),
        "flux_low": float(main["flux_min"].min()),
        "flux_high": float(main["flux_min"].max()),
    }
    return rows[COLUMNS].reset_index(drop=True), inputs.facts | facts


def _point(rows: pd.DataFrame, flux: float, published: float) -> dict[str, Any]:
    """Relative errors of all methods at a flux, beside the published one."""
    here = rows[(rows["flux_min"] == flux) & rows["relative_error"].notna()]
    main = _at(here[here["method"] == MAIN], flux)
    errors = zip(here["method"], here["relative_error"], strict=True)
    return {
        "flux_min": flux,
        "published": published,
        "ours": {str(method): float(error) for method, error in errors},
        "widest": float(main["factor_high_997"] / main["factor_mean"] - 1),
    }


def _at(rows: pd.DataFrame, flux: float) -> pd.Series:
    return rows[rows["flux_min"] == flux].iloc[0]


def _percent(share: float, error: float) -> str:
    return f"{number(100 * share, 2)} ± {number(100 * error, 1)} %"


def _error_text(point: Mapping[str, Any]) -> str:
    ours = point["ours"]
    catalogue = ours.get("catalogue_bootstrap", np.nan)
    beside = f", catalogue {number(100 * catalogue, 2)} %" if np.isfinite(catalogue) else ""
    return (
        f"above {number(point['flux_min'], 2)} {100 * ours[MAIN]:.0f} % (upper 99.7 % "
        f"{100 * point['widest']:.0f} %{beside}; published {number(100 * point['published'], 2)} %)"
    )


def _others_text(rows: pd.DataFrame, flux: float) -> str:
    """Factors of the other methods at a flux."""
    found = []
    for method, (label, _, _) in METHODS.items():
        own = rows[(rows["method"] == method) & (rows["flux_min"] == flux)]
        if method != MAIN and len(own):
            found.append(f"{label} {number(own['factor_mean'].iloc[0], 3)}")
    return "; ".join(found)


@styled
def draw_extrapolation(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 4: the factor, and its uncertainty relative to the mean.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_extrapolation`.
    """
    figure = new_figure(facts["size"], 88)
    factor, spread = figure.subplots(1, 2)
    main = plotted[plotted["method"] == MAIN]
    for axes, scale in ((factor, 1.0), (spread, main["factor_mean"])):
        _draw_bands(axes, main, "factor", scale)
        axes.axvline(facts["advised"], color=NEUTRAL, linewidth=0.6, linestyle=":")
        axes.set(xscale="log", xlim=(facts["flux_low"], facts["flux_high"]))
        axes.set_xlabel(FLUX_LABEL)
    for method in facts["methods"]:
        _, colour, line = METHODS[method]
        rows = plotted[plotted["method"] == method]
        factor.plot(rows["flux_min"], rows["factor_mean"], color=colour, linestyle=line)
        if method == "catalogue_bootstrap":
            _draw_bands(factor, rows, "factor", levels=("95",))
        if method != MAIN:
            for sign in (-1, 1):
                spread.plot(
                    rows["flux_min"],
                    1 + sign * rows["relative_error"],
                    color=colour,
                    linestyle=line,
                )
    spread.axhline(1, color=METHODS[MAIN][1])
    for point in facts["points"]:
        look = PUBLISHED_LOOK | {"marker": "o"}
        spread.errorbar(
            point["flux_min"], 1, yerr=point["published"], ecolor=NEUTRAL, capsize=2, **look
        )
    factor.axvline(facts["survey_limit"], color=NEUTRAL, linewidth=0.6, linestyle="--")
    factor.set_yscale("log")
    factor.set_ylabel("flux of all AGN over that of the bright ones")
    spread.set_ylabel("factor over its mean")
    legend_rows(figure, _entries(facts), 4 if facts["size"] == "double" else 2)
    return figure


def _entries(facts: Mapping[str, Any]) -> list[Artist]:
    lines: list[Artist] = [
        legend_line(METHODS[one][0], color=METHODS[one][1], linestyle=METHODS[one][2])
        for one in facts["methods"]
    ]
    lines += band_entries(METHODS[MAIN][1])
    return [
        *lines,
        legend_line("published", marker="o", **PUBLISHED_LOOK),
        legend_line("survey limit", color=NEUTRAL, linestyle="--"),
        legend_line("published advice", color=NEUTRAL, linestyle=":"),
    ]


def band_entries(colour: str, levels: tuple[str, ...] = ("68", "95", "997")) -> list[Artist]:
    """Entries of a legend for bands, the innermost first."""
    opacity, found = 0.0, {}
    for level in [one for one in LEVELS if one in levels]:
        opacity = 1 - (1 - opacity) * (1 - LEVELS[level][1])  # bands lie on each other
        found[level] = Patch(color=colour, alpha=opacity, linewidth=0, label=LEVELS[level][0])
    return [found[level] for level in levels]


def _draw_bands(
    axes: Axes,
    rows: pd.DataFrame,
    quantity: str,
    scale: float | pd.Series = 1.0,
    levels: tuple[str, ...] = ("997", "95", "68"),
) -> None:
    colour = METHODS[rows["method"].iloc[0]][1]
    for level in levels:
        low, high = (rows[f"{quantity}_{side}_{level}"] / scale for side in ("low", "high"))
        look = {"color": colour, "alpha": LEVELS[level][1], "linewidth": 0}
        axes.fill_between(rows["flux_min"], low, high, **look)


def blazar_shares(extrapolation: pd.DataFrame, published: pd.DataFrame) -> Prepared:
    """Numbers and facts of the left panel of Figure 7: share of the blazars' flux above a flux.

    Parameters
    ----------
    extrapolation : DataFrame
        Contract ``forecast_population.extrapolation``.
    published : DataFrame
        data/published/chen2025.csv.
    """
    rows = extrapolation[
        (extrapolation["population"] == "blazars") & (extrapolation["method"] == MAIN)
    ]
    columns = [f"share_{side}_{level}" for level in ("68", "95") for side in ("low", "high")]
    at = rows.iloc[np.abs(np.log(rows["flux_min"] / BLAZAR_LIMIT)).argmin()]
    own = published[published["id"] == BLAZAR_SHARE]
    share, error = (
        float(own[name].iloc[0]) if len(own) else np.nan
        for name in ("published", "published_error")
    )
    facts = {
        "blazar_flux": float(at["flux_min"]),
        "blazar_share": [share, error],
        "blazar_text": (
            f"{number(100 * at['share_median'], 3)} % ({number(100 * at['share_low_68'], 2)} to "
            f"{number(100 * at['share_high_68'], 2)} %)"
        ),
        "blazar_published_text": _percent(share, error),
    }
    return rows[["method", "flux_min", "share_median", *columns]].reset_index(drop=True), facts


def draw_blazar_shares(axes: Axes, rows: pd.DataFrame, facts: Mapping[str, Any]) -> list[Artist]:
    """Left panel of Figure 7; gives the entries of its legend.

    Parameters
    ----------
    axes : Axes
    rows : DataFrame
    facts : mapping
        Both from `blazar_shares`.
    """
    colour = METHODS[MAIN][1]
    _draw_bands(axes, rows, "share", levels=("95", "68"))
    axes.plot(rows["flux_min"], rows["share_median"], color=colour)
    share, error = facts["blazar_share"]
    look = PUBLISHED_LOOK | {"marker": "o"}
    axes.errorbar(BLAZAR_LIMIT, share, yerr=error, ecolor=NEUTRAL, capsize=2, **look)
    axes.set(xscale="log", ylim=(0, 1), xlim=(rows["flux_min"].min(), rows["flux_min"].max()))
    axes.set_xlabel(BLAZAR_FLUX_LABEL)
    axes.set_ylabel("share of the flux of all blazars")
    return [
        legend_line("median", color=colour),
        *band_entries(colour, ("68", "95")),
        legend_line("published", marker="o", **PUBLISHED_LOOK),
    ]
