"""The light curves of one source: which ones it has, with blocks, levels, stages and neutrinos.

References
----------
Chang et al. 2022, sections 4.2.2 and 4.2.5; Figures 1, 2 and 16.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from nusources.alert_regions import contains
from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.flares import SAMPLES
from nusources.errors import InputDataError, nearest
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.light_curves import framed
from nusources.sky import angular_separation

BANDS = {
    "infrared": ("infrared, 4.6 μm", "mJy", 1.0),
    "millimetre": ("millimetre", "Jy", 1.0),
    "xray": ("X-rays, 3 keV", "10⁻¹² erg cm⁻² s⁻¹", 1e12),
    "gamma_ray_likelihood": ("γ rays, likelihood fit", "10⁻¹² erg cm⁻² s⁻¹", 1e12),
    "gamma_ray": ("γ rays, aperture", "10⁻¹² erg cm⁻² s⁻¹", 1e12),
    "gamma_ray_weekly": ("γ rays, weekly", "10⁻¹² erg cm⁻² s⁻¹", 1e12),
    "gamma_ray_two_months": ("γ rays, two months", "10⁻¹² erg cm⁻² s⁻¹", 1e12),
    "gamma_ray_adaptive": ("γ rays, adaptive bins", "10⁻¹² erg cm⁻² s⁻¹", 1e12),
}
"""Label, unit of what is plotted, and the factor from the unit of the table to it."""
PER_CURVE = {*BANDS, "blocks", "measures"}
"""Tables whose source_name is the name of a curve."""
COARSE = ("gamma_ray_adaptive", "gamma_ray_two_months")
GAMMA = ("gamma_ray", "gamma_ray_likelihood", "gamma_ray_weekly", *COARSE)
FITTED_FIRST = ("gamma_ray_likelihood", "gamma_ray", "gamma_ray_weekly", *COARSE)
NEAR = 0.05
"""Largest distance from the position in a 4FGL name [deg]."""


def plain_name(name: str) -> str:
    """Name without blanks and signs of another font, in small letters: what two writings share."""
    return re.sub(r"[\s_]", "", name.lower().replace("−", "-"))


def links_of(links: pd.DataFrame, name: str) -> pd.DataFrame:
    """Links of the source with a name, of whichever sample, in the order of the samples.

    Bands that it lacks follow, of the nearest source of another sample within .05 deg.

    Parameters
    ----------
    links : DataFrame
        With the contract `light_curve_links`.
    name : str
        Of the source in a sample, or of one of its curves, such as a 4FGL name; where no name fits,
        the position in the name is taken, if it has tenths of minutes.

    Raises
    ------
    InputDataError
        If no source and no curve has the name.
    """
    wanted = plain_name(name)
    known = pd.unique(pd.concat([links["source_name"], links["curve_name"]]))
    names = {one: plain_name(one) for one in known}
    spelled = [one for one, plain in names.items() if plain == wanted]
    hits = links[links["source_name"].isin(spelled) | links["curve_name"].isin(spelled)]
    hits = hits if len(hits) else links[_is_near(links, name)]
    if hits.empty:
        raise InputDataError(
            f"no light curve of {name}{nearest(name, names).rstrip('.')}",
            column="source_name",
            value=name,
            expected="a name in flares/links.parquet, of a source or of a curve",
        )
    sources = hits[["sample", "source_name"]].drop_duplicates()
    found = links.merge(sources, on=["sample", "source_name"])
    place = found["sample"].map({one: number for number, one in enumerate(SAMPLES)})
    found = found.iloc[np.lexsort([found["separation"], place])]
    return pd.concat([found, _of_other_bands(links, found)], ignore_index=True)


def _of_other_bands(links: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Links in bands that a source has none of, from other samples: nearest to its position."""
    others = links[~links["band"].isin(found["band"])]
    distance = angular_separation(
        others["ra"], others["dec"], found["ra"].iloc[0], found["dec"].iloc[0]
    )
    near = others.assign(distance=distance)[distance < NEAR].sort_values("distance", kind="stable")
    return near.drop_duplicates("band")[list(links.columns)]


def _is_near(links: pd.DataFrame, name: str) -> pd.Series:
    """Links of sources at the position that a 4FGL name tells; none for other names."""
    found = re.search(r"J(\d\d)(\d\d\.\d)([+-])(\d\d)(\d\d)", name.replace("−", "-"))
    if found is None:
        return pd.Series(False, index=links.index)
    hours, minutes, sign, degrees, arcmin = found.groups()
    # Names are cut, so that the source is in the middle of a cell of .1 min and 1 arcmin.
    ra = 15 * (float(hours) + (float(minutes) + 0.05) / 60)
    dec = (1 if sign == "+" else -1) * (float(degrees) + (float(arcmin) + 0.5) / 60)
    return pd.Series(
        angular_separation(ra, dec, links["ra"], links["dec"]) < NEAR, index=links.index
    )


def of_curves(inputs: Inputs, links: pd.DataFrame) -> Inputs:
    """Inputs with the curves, blocks and levels of some links only, so that a search is short."""
    names = set(links["curve_name"])
    data = {
        name: table[table["source_name"].isin(names)] if name in PER_CURVE else table
        for name, table in inputs.data.items()
    }
    return Inputs(data, inputs.facts)


def gamma_order(classes: pd.DataFrame, links: pd.DataFrame) -> tuple[str, ...]:
    """Gamma-ray bands of a source, the one first that its stages are from.

    Stages are from aperture curves, those of TXS-like sources from likelihood fits (section 4.2.5).
    """
    own = classes.merge(links[["sample", "source_name"]].drop_duplicates())
    is_refined = (own["class"] == "TXS_like") & own["has_likelihood_curve"]
    return FITTED_FIRST if is_refined.any() else GAMMA


def chosen_bands(links: pd.DataFrame, bands: Sequence[str], gamma: Sequence[str]) -> list[str]:
    """Bands in which a source has a curve, in the order of `BANDS`; of gamma rays the first."""
    have = [band for band in BANDS if band in bands and band in set(links["band"])]
    best = [band for band in gamma if band in have][:1]
    return [band for band in have if band not in GAMMA or band in best]


def source_rows(inputs: Inputs, links: pd.DataFrame, bands: Sequence[str]) -> pd.DataFrame:
    """Points, blocks and levels of each band of one source, its flares and stages.

    Parameters
    ----------
    inputs : Inputs
        Tables blocks, measures and stages, and one named like each band.
    links : DataFrame
        Of the source, from `links_of`.
    bands : sequence of str

    Returns
    -------
    DataFrame
        As of `framed`; fluxes in the units of `BANDS`. Flares are flaring blocks again, in the
        panel of the stages, labelled by their band.
    """
    name = links["source_name"].iloc[0]
    curves = links.drop_duplicates("band").set_index("band")["curve_name"]
    parts = [_band_rows(inputs, band, curves[band]) for band in bands]
    flares = [
        part[(part["kind"] == "block") & part["is_flaring"]].assign(label=band)
        for band, part in zip(bands, parts, strict=True)
    ]
    stages = inputs["stages"]
    is_own = (stages["sample"] == links["sample"].iloc[0]) & (stages["source_name"] == name)
    own = stages[is_own].assign(kind="stage", label=stages["stage"])
    below = [part.assign(kind="flare", panel="stages", flux=np.nan) for part in flares]
    return framed([*parts, *below, own.assign(panel="stages")], name)


def _band_rows(inputs: Inputs, band: str, curve: str) -> pd.DataFrame:
    factor = BANDS[band][2]
    points = inputs[band]
    points = points[points["source_name"] == curve].assign(kind="point")
    blocks, measures = (_of_curve(inputs[name], band, curve) for name in ("blocks", "measures"))
    levels = pd.DataFrame({"kind": "quiescent", "flux": measures["quiescent_flux"]})
    rows = framed([points, blocks.assign(kind="block"), levels], curve)
    scaled = {name: factor * rows[name] for name in ("flux", "flux_error")}
    return rows.assign(panel=band, **scaled)


def _of_curve(table: pd.DataFrame, band: str, curve: str) -> pd.DataFrame:
    return table[(table["band"] == band) & (table["source_name"] == curve)]


def neutrino_rows(
    position: pd.Series, alerts: pd.DataFrame, episodes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Alerts whose 90 % region, taken as an ellipse, holds a source, and known episodes.

    Parameters
    ----------
    position : Series
        source_name, ra and dec [deg].
    alerts : DataFrame
        With the contract `alert_list`; those outside the sample are left out.
    episodes : DataFrame, optional
        label, mjd_start and mjd_stop; an alert among them is not told twice.
    """
    used = alerts[alerts["in_sample"]]
    inside = used[contains(regions_of(used), [position["ra"]], [position["dec"]])[:, 0]]
    found = pd.DataFrame(
        {"label": inside["alert_name"], "mjd_start": inside["mjd"], "mjd_stop": inside["mjd"]}
    )
    if episodes is not None:
        known = episodes[["label", "mjd_start", "mjd_stop"]]
        found = pd.concat([known, found[~found["label"].isin(known["label"])]])
    return framed([found.assign(panel="neutrinos", kind="episode")], position["source_name"])
