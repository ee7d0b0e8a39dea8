"""Numbers of the sky maps of anchordoqui2014: Figures 1 and 5, and the expected flux.

References
----------
anchordoqui2014, sections I and III.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nusources.figures.anchordoqui2014.galaxy_numbers import (
    PAPER,
    chosen_distribution,
    value_of,
)
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.sky_axes import small_circle
from nusources.sky import angular_separation

FIDUCIAL = "LS 5039"
RINGS = (15.0, 25.0)
"""Radii about LS 5039 [deg]: a typical and a large angular error of a shower."""

BAND_HALF_WIDTH = 7.5
"""Galactic latitude [deg]: the width that fits IceCube's events best (section I)."""

NO_DIRECTIONS = "Event directions are not available in this run."
GALACTIC_STEPS = np.arange(0.0, 361.0, 2.5)
EVENT_COLUMNS = ["catalogue", "event", "topology", "energy", "ra", "dec", "ang_err"]
PATTERN_LABELS = {"none": "smooth disk", "arms": "with spiral arms", "bar": "with a bar"}


def galactic_parallel(latitude: float) -> pd.DataFrame:
    """Points ra, dec [deg] of a line of equal Galactic latitude [deg]."""
    from astropy import units
    from astropy.coordinates import SkyCoord  # as slow to import as all that draws

    latitudes = np.full(GALACTIC_STEPS.shape, latitude)
    points = SkyCoord(GALACTIC_STEPS, latitudes, unit=units.deg, frame="galactic").icrs
    return pd.DataFrame({"ra": points.ra.deg, "dec": points.dec.deg})


def prepare_events(inputs: Inputs) -> Prepared:
    """Figure 1: events, LS 5039 and rings about it.

    Plotted: element: event, source, ring or plane; ra, dec, ang_err [deg], energy [GeV], topology;
    events without a right ascension are kept. `separation` [deg] is the angle to LS 5039.
    """
    own = inputs["sources"][inputs["sources"]["catalogue"] == PAPER]
    star = own.set_index("source_name").loc[FIDUCIAL]
    events = inputs["events"][EVENT_COLUMNS].assign(element="event")
    events["separation"] = angular_separation(star["ra"], star["dec"], events["ra"], events["dec"])
    source = pd.DataFrame([{"element": "source", "ra": star["ra"], "dec": star["dec"]}])
    rings = [
        small_circle(star["ra"], star["dec"], radius).assign(element="ring", ang_err=radius)
        for radius in RINGS
    ]
    plane = galactic_parallel(0.0).assign(element="plane")
    parts = [events, source, *rings, plane]
    facts = inputs.facts | event_facts(inputs["events"])
    inside = [int((events["separation"] <= radius).sum()) for radius in RINGS]
    facts["in_rings"] = (
        f"Within {RINGS[0]:g}° and {RINGS[1]:g}° of LS 5039: {inside[0]} and {inside[1]} of the "
        f"{facts['n_directions']} events with a direction."
        if facts["n_directions"]
        else ""
    )
    facts |= {"n_inside": inside, "star_ra": float(star["ra"]), "star_dec": float(star["dec"])}
    return stacked(parts), facts


def stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Rows of all parts; a part without rows adds its columns only."""
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    full = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return full.reindex(columns=columns)


def event_facts(events: pd.DataFrame) -> dict[str, Any]:
    """Counts of events, and what to say where there are none."""
    known = events["ra"].notna()
    counts = events.loc[known, "topology"].value_counts().sort_index()
    shapes = ", ".join(f"{count} {name}{'s' * (count != 1)}" for name, count in counts.items())
    bare = int((~known).sum())
    text = f"Events with a direction: {shapes}." if shapes else NO_DIRECTIONS
    if bare:
        text += f" {bare} events have a declination only."
    return {
        "n_directions": int(known.sum()),
        "n_declinations": bare,
        "events_text": text,
        "note": "" if known.any() else NO_DIRECTIONS,
        "limits": [] if known.any() else [f"{NO_DIRECTIONS} The map shows none."],
    }


def prepare_sources(inputs: Inputs) -> Prepared:
    """Figure 5: events and microquasars.

    Plotted: element: event, source, lower, upper (edges of the Galactic plane's band) or plane;
    ra, dec, ang_err [deg]; catalogue, name, class of sources; topology of events.
    """
    sources = inputs["sources"]
    known = inputs["events"].dropna(subset=["ra"])[EVENT_COLUMNS].assign(element="event")
    columns = ["catalogue", "source_name", "binary_class", "ra", "dec"]
    edges = {"lower": -BAND_HALF_WIDTH, "upper": BAND_HALF_WIDTH, "plane": 0.0}
    parts = [known, sources[columns].assign(element="source")]
    parts += [galactic_parallel(latitude).assign(element=name) for name, latitude in edges.items()]
    own = sources[sources["catalogue"] == PAPER]
    others = sources[sources["catalogue"] != PAPER]
    off_plane = own.loc[own["latitude"].abs().idxmax()]
    listed = ", ".join(f"{count} of {name}" for name, count in _sizes(others).items())
    facts = inputs.facts | event_facts(inputs["events"])
    facts |= {
        "n_hmxb": int((own["binary_class"] == "HMXB").sum()),
        "n_lmxb": int((own["binary_class"] == "LMXB").sum()),
        "n_other": len(others),
        "n_in_band": int((own["latitude"].abs() <= BAND_HALF_WIDTH).sum()),
        "n_paper": len(own),
        "band": BAND_HALF_WIDTH,
        "farthest_name": str(off_plane["source_name"]),
        "farthest_latitude": float(off_plane["latitude"]),
        "others": f"Dots: sources of other lists ({listed})."
        if listed
        else "The lists of X-ray binaries are not available in this run.",
    }
    return stacked(parts), facts


def _sizes(sources: pd.DataFrame) -> dict[str, int]:
    return sources.groupby("catalogue").size().to_dict()


def prepare_sky_flux(inputs: Inputs) -> Prepared:
    """Expected flux per direction: maps of one distribution and profiles in longitude of all.

    Plotted: element: map or profile; distribution, pattern, longitude, latitude [deg]; flux
    [GeV cm^-2 s^-1 sr^-1], for profiles its mean over the band of the disk's latitudes.
    """
    sky = inputs["sky"]
    height = float(sky.loc[sky["flux"] > 0, "latitude"].abs().max())
    sky = sky[sky["latitude"].abs() <= height]
    chosen = sky[sky["distribution"] == chosen_distribution(sky)].assign(element="map")
    key = ["distribution", "pattern", "longitude"]
    weighted = sky.assign(product=sky["flux"] * sky["solid_angle"])
    sums = weighted.groupby(key, as_index=False)[["product", "solid_angle"]].sum()
    profile = sums[key].assign(element="profile", flux=sums["product"] / sums["solid_angle"])
    order = profile["pattern"].map({name: place for place, name in enumerate(PATTERN_LABELS)})
    profile = profile.iloc[np.lexsort([profile["longitude"], profile["distribution"], order])]
    columns = ["element", *key, "latitude", "flux"]
    plotted = pd.concat([chosen[columns], profile], ignore_index=True)
    inner = sums["longitude"].abs() <= 30
    shares = sums[inner].groupby(key[:2])["product"].sum() / sums.groupby(key[:2])["product"].sum()
    named = {" ".join(name): float(share) for name, share in shares.items()}
    facts = inputs.facts | {
        "distribution": str(chosen["distribution"].iloc[0]),
        "patterns": [name for name in PATTERN_LABELS if name in set(chosen["pattern"])],
        "void": float(chosen["void"].iloc[0]),
        "height": height,
        "target": value_of(inputs["energetics"], "target_flux"),
        "shares": named,
        "inner_share": ", ".join(
            f"{share:.2f} ({PATTERN_LABELS.get(pattern, pattern)})"
            for (distribution, pattern), share in shares.items()
            if distribution == chosen["distribution"].iloc[0]
        ),
        "largest": float(chosen["flux"].max()),
    }
    return plotted, facts
