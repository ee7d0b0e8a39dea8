"""The search in ranges of declination; numbers from `chang2022_declinations_numbers`.

References
----------
Chang et al. 2022, section 6.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.chang2022.declinations_numbers import (
    prepare_declination_p_values,
    prepare_declinations,
)
from nusources.figures.house.panels import (
    draw_significance_levels,
    finish_energy_axes,
    legend_line,
    legend_of_panels,
    panel_grid,
)
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, styled

__all__ = ["draw_declination_p_values", "prepare_declination_p_values", "prepare_declinations"]

LINES = ("-", "--", "-.", ":")
LOWEST_P = 5e-4


@styled
def draw_declination_p_values(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Local p-values against threshold, one panel per group, one line per range.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_declination_p_values`.
    """
    figure, panels = panel_grid(facts, (), row_mm=50)
    looks = {
        name: {
            "color": ("black", *PETROFF6)[number % (1 + len(PETROFF6))],
            "marker": MARKERS[number % len(MARKERS)],
            "linestyle": LINES[number % len(LINES)],
            "markersize": 4,
        }
        for number, name in enumerate(facts["range_labels"])
    }
    p = plotted["p_value"]
    low = min(LOWEST_P, p[p > 0].min() / 2)
    for panel in panels:
        panel.main.set_yscale("log", nonpositive="clip")
        panel.main.set_ylim(low, 1.5)
        draw_significance_levels(panel.main, facts["sigma_lines"], facts["p_floor"])
        for name, look in looks.items():
            rows = plotted[(plotted["group"] == panel.group) & (plotted["range"] == name)]
            panel.main.errorbar(
                rows["log10_energy_min"],
                rows["p_value"],
                yerr=rows["p_value_error"],
                elinewidth=0.6,
                **look,
            )
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].unique())
    figure.supylabel("local p-value, right-tailed", fontsize=8)
    entries = [legend_line(facts["range_labels"][name], **look) for name, look in looks.items()]
    entries.append(legend_line("smallest possible, 1/(N+1)", color=NEUTRAL, linestyle=":"))
    columns = 4 if facts["size"] == "double" else 1
    legend_of_panels(figure, [one.main for one in panels], entries, columns)
    return figure
