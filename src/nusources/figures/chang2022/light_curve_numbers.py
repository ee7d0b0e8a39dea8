"""Numbers of the figures of light curves: which sources, which bands, and what they say.

References
----------
Chang et al. 2022, Figures 1, 2 and 16.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nusources.errors import InputDataError
from nusources.figures.chang2022.flare_words import class_label
from nusources.figures.chang2022.source_curves import (
    BANDS,
    GAMMA,
    chosen_bands,
    gamma_order,
    links_of,
    neutrino_rows,
    of_curves,
    plain_name,
    source_rows,
)
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.light_curves import framed, time_axis
from nusources.wording import enumerated, number, plural

EVERY = tuple(BANDS)
OF_THE_PAPER = ("infrared", *GAMMA)
NOT_AVAILABLE = "input not available: no light curve of the source in this run"
STAGE_WORDS = {
    "low_energy": "low energy only",
    "high_energy": "high energy only",
    "simultaneous": "simultaneous",
}
ROWS = {
    "xray": "X-rays",
    "gamma_ray_likelihood": "γ rays, fit",
    "gamma_ray": "γ rays, aperture",
    "gamma_ray_weekly": "γ rays, weekly",
    "gamma_ray_two_months": "γ rays, 2 months",
    "gamma_ray_adaptive": "γ rays, adaptive",
}
"""Short names of bands."""


def prepare_light_curve(inputs: Inputs) -> Prepared:
    """Every light curve of one source, named by the run, with blocks, stages and neutrinos.

    Raises
    ------
    InputDataError
        If no source and no curve of the run has the name.
    """
    return _of_one_source(inputs, links_of(inputs["links"], inputs.facts["item"]), EVERY)


def prepare_paper_light_curve(inputs: Inputs) -> Prepared:
    """Infrared and gamma rays of one source; X-rays where there is no infrared light curve."""
    try:
        links = links_of(inputs["links"], inputs.facts["item"])
    except InputDataError:
        links = inputs["links"].iloc[:0]
    bands = OF_THE_PAPER if "infrared" in set(links["band"]) else ("xray", *OF_THE_PAPER)
    return _of_one_source(inputs, links, bands)


def _of_one_source(inputs: Inputs, links: pd.DataFrame, bands: Sequence[str]) -> Prepared:
    gamma = gamma_order(inputs["classes"], links)
    have = [band for band in BANDS if band in set(links["band"])]
    shown = have if bands == EVERY else chosen_bands(links, bands, gamma)
    parts = []
    if len(links):
        neutrinos = neutrino_rows(links.iloc[0], inputs["alerts"], _episodes(inputs, links))
        parts = [source_rows(of_curves(inputs, links), links, shown), neutrinos]
    plotted = framed(parts, links["source_name"].iloc[0] if len(links) else inputs.facts["item"])
    facts = {
        "source": _spelled(inputs.facts["item"], links),
        "panels": [{"band": one, "label": BANDS[one][0], "unit": BANDS[one][1]} for one in shown],
        "rows": {one: ROWS.get(one, one) for one in (*shown, "simultaneous")},
        "note": "" if shown else NOT_AVAILABLE,
        "points_text": _points_text(plotted, shown),
        "stages_text": stages_text(plotted, gamma),
        "class_text": _class_text(inputs["classes"], links),
        "neutrino_text": neutrino_text(plotted),
        "limits": [] if shown else [NOT_AVAILABLE],
    }
    return plotted, inputs.facts | facts | time_axis(plotted)


def _spelled(item: str, links: pd.DataFrame) -> str:
    """Name that was asked for, with the one in the sample if it is another."""
    names = links["source_name"].head(1).tolist()
    return " = ".join([*names, *([] if plain_name(item) in map(plain_name, names) else [item])])


def _episodes(inputs: Inputs, links: pd.DataFrame) -> pd.DataFrame:
    """Known neutrino episodes of a source, by its name or that of its gamma-ray curve."""
    names = [inputs.facts["item"], *links["curve_name"]]
    episodes, own = inputs["episodes"], {plain_name(one) for one in names}
    return episodes[[plain_name(one) in own for one in episodes["gamma_name"]]]


def _points_text(plotted: pd.DataFrame, bands: Sequence[str]) -> str:
    points = plotted[plotted["kind"] == "point"]
    texts = []
    for band in bands:
        own = points[points["panel"] == band]
        limits = int(own["is_upper_limit"].fillna(False).sum())
        beside = f", {plural(limits, 'limit')} among them" if limits else ""
        texts.append(f"{BANDS[band][0]}: {plural(len(own), 'point')}{beside}")
    return "; ".join(texts) or NOT_AVAILABLE


def stages_text(plotted: pd.DataFrame, gamma: Sequence[str]) -> str:
    """Days of each flaring stage, as a sentence, and the γ-ray band that they are from."""
    stages = plotted[plotted["kind"] == "stage"]
    days = (stages["mjd_stop"] - stages["mjd_start"]).groupby(stages["label"]).sum()
    told = [f"{number(days.get(one, 0.0), 3)} d {words}" for one, words in STAGE_WORDS.items()]
    return (
        f"Flaring stages ({BANDS[gamma[0]][0]}): {', '.join(told)}."
        if len(stages)
        else "No flaring stage."
    )


def _class_text(classes: pd.DataFrame, links: pd.DataFrame) -> str:
    key = links[["sample", "source_name"]].drop_duplicates()
    found = key.merge(classes, on=["sample", "source_name"])
    if found.empty:
        return "The source is not among the classified ones of this run."
    one = found.iloc[0]
    lag = "" if pd.isna(one["lag_days"]) else f", infrared lag {number(one['lag_days'], 3)} d"
    return f"Class in this run: {class_label(one['class'])}{lag}."


def neutrino_text(plotted: pd.DataFrame) -> str:
    """Names of the neutrino episodes that are drawn."""
    names = plotted.loc[plotted["kind"] == "episode", "label"].tolist()
    return enumerated(names) if names else "none"
