"""A population of blazars and blazar candidates with the catalogue memberships of chang2022.

By construction: sizes of 3HSP, 5BZCAT and WIBRaLS, of their union, of the Fermi-Infrared Blazar
Sample and of its overlaps, classes of 5BZCAT, sources with Fermi and ALMA light curves, and the
WIBRaLS sources in the window of section 4.1 that reach 100 mJy.

References
----------
Chang et al. 2022, sections 3.2, 3.3, 4.1 and 4.2.1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions, areas, contains
from nusources.archive.blazars.fluxes import add_fluxes, is_in
from nusources.archive.blazars.parameters import BLAZAR_CLASSES, REGIONS, BlazarModel
from nusources.archive.drawing.draws import (
    ARCSEC,
    PLANE,
    choose_weighted,
    draw_positions,
    galactic,
    offset,
)

NAMED_BRIGHTNESS = 1.5  # standard deviations by which named sources are brighter: chosen
PAIR_SEPARATION = (15.0, 60.0)  # arcsec, of the close pairs: chosen
FERMI_WEIGHTS = {
    # Chance of a gamma-ray counterpart relative to other classes; order of the shares in 5BZCAT.
    "fsrq": 0.33,
    "bllac": 0.72,
    "bllac_galaxy": 0.30,
    "bllac_candidate": 0.53,
    "uncertain": 0.45,
}
WIBRALS_SHARES = {"bllac": 0.25, "fsrq": 0.35, "uncertain": 0.40}  # BZB, BZQ, MIXED: chosen
ALMA_DEC_MAX = 47.0  # deg: 20 deg above the horizon at the site's latitude of -23 deg
WISE_SHARE = (
    0.97  # of the sources outside WIBRaLS and the FIBS that have a WISE light curve: chosen
)
N_TRIES = 1000  # positions per round
REGION_MARGIN = 0.9
"""4LAC-only sources lie inside regions shrunk by this, so that the 0.05 deg or so between a source
and its LAT position do not carry them out."""


def region_sizes(model: BlazarModel) -> pd.DataFrame:
    """Numbers of sources by the lists they are in, and of those in the FIBS.

    Parameters
    ----------
    model : BlazarModel

    Returns
    -------
    DataFrame
        Index: REGIONS; columns ``n`` and ``n_fibs``. Inclusion and exclusion leave no freedom
        beyond the numbers of `Overlaps`: singles and pairs follow from sums and union.
    """
    counts, overlaps = model.counts, model.overlaps
    union = counts.union - counts.lac_only
    in_two = counts.hsp + counts.bzcat + counts.wibrals - union - overlaps.all_three
    sizes = _regions(
        (counts.hsp, counts.bzcat, counts.wibrals),
        (overlaps.hsp_bzcat, overlaps.hsp_wibrals),
        in_two,
        overlaps.all_three,
    )
    fibs = _regions(
        (counts.fibs_hsp, counts.fibs_bzcat, counts.fibs_wibrals),
        (overlaps.fibs_hsp_bzcat, overlaps.fibs_hsp_wibrals),
        counts.fibs_in_two,
        counts.fibs_in_three,
    )
    table = pd.DataFrame({"n": sizes, "n_fibs": fibs}, index=list(REGIONS[:-1]))
    table.loc["L"] = (counts.lac_only, counts.lac_only - counts.lac_only_dropped)
    return table


def _regions(totals, with_hsp, in_two: int, in_three: int) -> list[int]:
    """H, B, W, HB, HW, BW, HBW from list sizes, pairs with H, and sources in >= 2 and in 3."""
    hb, hw = (pair - in_three for pair in with_hsp)
    bw = in_two - in_three - hb - hw
    h, b, w = (
        total - one - other - in_three
        for total, one, other in zip(totals, (hb, hb, hw), (hw, bw, bw), strict=True)
    )
    return [h, b, w, hb, hw, bw, in_three]


def simulate_blazars(
    model: BlazarModel,
    named: pd.DataFrame,
    *,
    rng: np.random.Generator,
    regions: AlertRegions | None = None,
) -> pd.DataFrame:
    """Draw the population.

    Parameters
    ----------
    model : BlazarModel
    named : DataFrame
        Sources at real positions, from ``read_named_blazars``; all are in the FIBS.
    rng : Generator
    regions : AlertRegions, optional
        90% regions of the alerts; the sources that only 4LAC has are put inside them, and those of
        them that are kept in the FIBS into the smaller ones. Without: anywhere at |b| > 10 deg.

    Returns
    -------
    DataFrame
        One row per source: ``source_name, other_name, lat_name, flare_class`` (empty but for named
        sources),
        ``ra, dec`` [deg], ``region``, ``is_named``, ``blazar_class``, ``brightness`` (standard
        normal, shared by all bands), ``redshift`` (NaN where unknown), ``radio_flux`` (1.4 GHz)
        and ``mm_flux`` (143 GHz) [mJy], ``xray_flux`` (0.1-2.4 keV) and ``peak_flux`` (nu F_nu)
        [erg cm^-2 s^-1], ``log10_nu_peak``, ``has_fermi``, ``has_wise``, ``has_xrt``,
        ``has_alma``.
    """
    sizes = region_sizes(model)
    sources = _skeleton(sizes, named)
    _place(sources, model, regions, rng)
    _classify(sources, model, rng)
    sources["brightness"] = rng.normal(size=len(sources)) + NAMED_BRIGHTNESS * sources["is_named"]
    sources = add_fluxes(sources, model, rng=rng)
    _observe(sources, sizes, model, rng)
    _monitor(sources, model, rng)
    return sources


def _skeleton(sizes: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of REGIONS, named sources first in each."""
    parts = []
    for region, n_sources in sizes["n"].items():
        known = named[named["region"] == region].drop(columns="region")
        part = known.reset_index(drop=True).reindex(range(n_sources))
        part.insert(0, "region", region)
        parts.append(part.assign(is_named=part["name"].notna()))
    sources = pd.concat(parts, ignore_index=True).rename(columns={"name": "source_name"})
    texts = ["source_name", "other_name", "lat_name", "blazar_class", "flare_class"]
    return sources.assign(**{name: sources[name].fillna("").astype(object) for name in texts})


def _place(sources: pd.DataFrame, model: BlazarModel, regions, rng: np.random.Generator) -> None:
    """Positions by the density of the first list, close pairs, and 4LAC-only sources."""
    first = sources["region"].str[0].map({"H": "hsp", "B": "bzcat", "W": "wibrals", "L": "lat"})
    for name, density in model.sky.items():
        free = np.flatnonzero((first == name) & ~sources["is_named"])
        if name == "lat":
            ra, dec = _lac_positions(free.size, density, regions, rng)
        else:
            ra, dec = draw_positions(free.size, density, rng=rng)
        sources.loc[free, "ra"], sources.loc[free, "dec"] = ra, dec
    _pair(sources, model.overlaps.close_pairs, rng)


def _is_high(ra, dec) -> np.ndarray:
    return np.abs(galactic(ra, dec)[1]) > PLANE


def _lac_positions(n_sources: int, density, regions: AlertRegions | None, rng):
    """Positions at |b| > 10 deg, inside alerts where there are such, small alerts first."""
    alerts = np.empty(0) if regions is None else np.flatnonzero(_is_high(regions.ra, regions.dec))
    if regions is None or alerts.size == 0:
        return draw_positions(n_sources, density, rng=rng, accept=_is_high)
    found = np.empty((2, 0))
    while found.shape[1] < n_sources:
        # A region holds its centre and is a good part of its box: some draws always succeed.
        ra, dec = _in_boxes(regions, alerts, N_TRIES, rng)
        inside = contains(regions.scaled(REGION_MARGIN), ra, dec).any(axis=0) & _is_high(ra, dec)
        found = np.append(found, np.stack([ra, dec])[:, inside], axis=1)
    ra, dec = found[:, :n_sources]
    order = np.argsort(_smallest_region(ra, dec, regions), kind="stable")
    return ra[order], dec[order]


def _in_boxes(regions: AlertRegions, alerts: np.ndarray, n_tries: int, rng):
    """Positions in the boxes around regions, which are chosen by their area."""
    area = areas(regions)[alerts]
    chosen = rng.choice(alerts, n_tries, p=area / area.sum())
    x, y = rng.uniform(-1.0, 1.0, (2, n_tries))
    east = x * np.where(x > 0, regions.ra_plus[chosen], regions.ra_minus[chosen])
    north = y * np.where(y > 0, regions.dec_plus[chosen], regions.dec_minus[chosen])
    ra, dec = regions.ra[chosen], regions.dec[chosen]
    on_sky = offset(ra, dec, east, north)
    if regions.ra_errors == "true":
        return on_sky
    in_coordinates = ((ra + east) % 360.0, np.clip(dec + north, -90.0, 90.0))
    is_circle = regions.circular[chosen]
    return tuple(np.where(is_circle, *pair) for pair in zip(on_sky, in_coordinates, strict=True))


def _smallest_region(ra, dec, regions: AlertRegions) -> np.ndarray:
    """Area [deg^2] of the smallest region around each position."""
    inside = contains(regions, ra, dec)
    return np.where(inside, areas(regions)[:, None], np.inf).min(axis=0)


def _pair(sources: pd.DataFrame, n_pairs: int, rng: np.random.Generator) -> None:
    """Move WIBRaLS sources next to 5BZCAT sources that are other objects."""
    free = ~sources["is_named"]
    bright = rng.choice(np.flatnonzero(free & (sources["region"] == "B")), n_pairs, replace=False)
    moved = rng.choice(np.flatnonzero(free & (sources["region"] == "W")), n_pairs, replace=False)
    angle = 2.0 * np.pi * rng.random(n_pairs)
    distance = rng.uniform(*PAIR_SEPARATION, size=n_pairs) * ARCSEC
    ra, dec = (sources.loc[bright, name].to_numpy() for name in ("ra", "dec"))
    ra, dec = offset(ra, dec, distance * np.sin(angle), distance * np.cos(angle))
    sources.loc[moved, "ra"], sources.loc[moved, "dec"] = ra, dec


def _classify(sources: pd.DataFrame, model: BlazarModel, rng: np.random.Generator) -> None:
    """Classes of 5BZCAT with their published numbers; the others by chosen shares."""
    counts, overlaps = model.counts, model.overlaps
    is_hsp, is_bzcat = is_in(sources, "H"), is_in(sources, "B")
    hsp = {name: getattr(overlaps, f"hsp_{name}", 0) for name in BLAZAR_CLASSES}
    rest = {name: getattr(counts, f"bzcat_{name}") - hsp[name] for name in BLAZAR_CLASSES}
    for members, wanted in ((is_hsp & is_bzcat, hsp), (is_bzcat & ~is_hsp, rest)):
        _fill_classes(sources, members, wanted, rng)
    sources.loc[is_hsp & ~is_bzcat, "blazar_class"] = "bllac"
    others = np.flatnonzero(sources["blazar_class"] == "")
    names, shares = list(WIBRALS_SHARES), list(WIBRALS_SHARES.values())
    sources.loc[others, "blazar_class"] = rng.choice(names, size=others.size, p=shares)


def _fill_classes(sources: pd.DataFrame, members, wanted: dict, rng: np.random.Generator) -> None:
    """Give out what the named sources leave of the numbers of each class."""
    known = sources.loc[members, "blazar_class"].value_counts()
    labels = np.repeat(list(wanted), [n - known.get(name, 0) for name, n in wanted.items()])
    free = np.flatnonzero(members & (sources["blazar_class"] == "").to_numpy())
    sources.loc[free, "blazar_class"] = rng.permutation(labels)


def _observe(
    sources: pd.DataFrame, sizes: pd.DataFrame, model: BlazarModel, rng: np.random.Generator
) -> None:
    """Gamma-ray counterparts and WISE light curves: the FIBS has both."""
    weights = sources["blazar_class"].map(FERMI_WEIGHTS) * np.exp(0.8 * sources["brightness"])
    weights = weights.mask(sources["is_named"], np.inf).to_numpy()
    fibs = np.zeros(len(sources), dtype=bool)
    for region, n_fibs in sizes["n_fibs"].items():
        rows = np.flatnonzero(sources["region"] == region)
        # The 4LAC-only rows stand in the order of their regions: the first ones are kept.
        chosen = (
            np.arange(n_fibs) if region == "L" else choose_weighted(n_fibs, weights[rows], rng=rng)
        )
        fibs[rows[chosen]] = True
    only_lac = is_in(sources, "L")
    spare = np.flatnonzero(~fibs & ~only_lac & ~is_in(sources, "W"))
    blind = spare[choose_weighted(model.overlaps.fermi_without_wise, weights[spare], rng=rng)]
    sources["has_fermi"] = fibs | only_lac
    sources.loc[blind, "has_fermi"] = True
    seen = rng.random(len(sources)) < WISE_SHARE
    sources["has_wise"] = fibs | (~sources["has_fermi"] & (is_in(sources, "W") | seen))


def _monitor(sources: pd.DataFrame, model: BlazarModel, rng: np.random.Generator) -> None:
    """Sources that Swift-XRT and ALMA have observed."""
    n_sources, has_fermi = len(sources), sources["has_fermi"].to_numpy()
    bright = np.exp(sources["brightness"].to_numpy())
    # Swift points at known blazars, mostly gamma-ray sources and HSPs: weights chosen.
    factor = np.where(has_fermi, 6.0, 1.0) * np.where(is_in(sources, "H"), 3.0, 1.0)
    factor *= np.where(sources["region"] == "W", 0.2, 1.0)
    xrt = choose_weighted(model.overlaps.xrt, factor * bright, rng=rng)
    sources["has_xrt"] = np.isin(np.arange(n_sources), xrt)
    # ALMA calibrators are bright at 100 GHz and transit high enough over the site.
    weights = np.where(sources["dec"] < ALMA_DEC_MAX, sources["mm_flux"] ** 1.5, 0.0)
    weights = weights * np.where(sources["is_named"], 10.0, 1.0)
    fermi = choose_weighted(model.counts.fermi_alma, np.where(has_fermi, weights, 0.0), rng=rng)
    others = choose_weighted(
        model.overlaps.alma_without_fermi, np.where(has_fermi, 0.0, weights), rng=rng
    )
    sources["has_alma"] = np.isin(np.arange(n_sources), np.concatenate([fermi, others]))
