"""Made-up classes, injected flares and counts under the contracts, for the figures of chang2022."""

from __future__ import annotations

import numpy as np
import pandas as pd
from chang2022_light_curve_tables import filled

from nusources.contracts.flares import CONVENTIONS, FLARE_CLASSES, MEASURES
from nusources.contracts.simulated_light_curves import SIMULATED_FLARES, SIMULATED_LIGHT_CURVES
from nusources.figures.chang2022.flare_words import CLASS_LABELS
from nusources.flares.conventions import DEFAULT, READINGS

CLASSES = [*CLASS_LABELS, "non_variable"]


def class_tables(n_sources: int = 400, seed: int = 8) -> dict[str, pd.DataFrame]:
    """Sources with flares at random, and classes that know nothing of them."""
    rng = np.random.default_rng(seed)
    names = [f"s{number}" for number in range(n_sources)]
    truth = [
        {"source_name": one, "lat_name": f"4FGL {one}", "infrared_name": one, "flare_class": ""}
        for one in names
    ]
    truth[0]["flare_class"] = "TXS_like"
    start = rng.uniform(55000, 59000, (n_sources, 2))
    flares = [
        {
            "source_name": name,
            "band": band,
            "flare": 1,
            "mjd_start": start[number, place],
            "mjd_stop": start[number, place] + 100 * (1 + place),
        }
        for number, name in enumerate(names)
        for place, band in enumerate(("gamma_ray", "infrared"))
        if rng.random() < 0.6
    ]
    classes = [
        {
            "sample": "FIBS",
            "source_name": f"5BZB {one}",
            "gamma_name": f"4FGL {one}",
            "class": one_class,
            "aperture_class": one_class,
            "has_infrared_flare": True,
            "has_gamma_flare": True,
        }
        for one, one_class in zip(names, rng.choice(CLASSES, n_sources), strict=True)
    ]
    return {
        "truth": filled(SIMULATED_LIGHT_CURVES, truth),
        "flares": filled(SIMULATED_FLARES, flares),
        "classes": filled(FLARE_CLASSES, classes),
        "measures": filled(MEASURES, [{"source_name": "4FGL s0", "band": "gamma_ray"}]),
    }


def reading_tables(n_rows: int | None = None) -> dict[str, pd.DataFrame]:
    """Numbers of sources under all readings, the second least but for one."""
    shown = [DEFAULT, *(one[3:] for one in READINGS)][:n_rows]
    rows = [
        {"reading": reading, "choice": choice, "both_flare": 2239 - at, "removed": 886}
        | {"TXS_like": 32 + at, "CFS": 62, "NFS": 409 - 7 * (at == 1), "changed": at * 3}
        for at, (reading, choice) in enumerate(shown)
    ]
    return {"conventions": filled(CONVENTIONS, rows)}


def without_curves() -> dict[str, pd.DataFrame]:
    """Classes of a run without infrared light curves."""
    row = {"sample": "FIBS", "source_name": "a", "class": "no_curve", "aperture_class": "no_curve"}
    return {"classes": filled(FLARE_CLASSES, [row]), "measures": MEASURES.empty()}
