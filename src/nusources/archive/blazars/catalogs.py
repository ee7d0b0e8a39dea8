"""Tables of 3HSP, 5BZCAT and WIBRaLS as the simulated population appears in them.

Each has its own positional errors, names made of its own positions, and its own rounding.

References
----------
Chang et al. 2019, A&A 632, A77 (3HSP); Massaro et al. 2015, Ap&SS 357, 75 (5BZCAT); D'Abrusco et
al. 2019, ApJS 242, 4 (WIBRaLS).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.blazars.fluxes import is_in
from nusources.archive.blazars.parameters import BlazarModel, PositionErrors
from nusources.archive.drawing.draws import displace
from nusources.archive.drawing.names import distinct, lettered, minute_names, second_names

FIGURE_OF_MERIT = 2.5e-12  # erg cm^-2 s^-1, peak flux of FOM 1 (Chang et al. 2019)
BZCAT_LETTERS = {
    "fsrq": "Q",
    "bllac": "B",
    "bllac_candidate": "B",
    "bllac_galaxy": "G",
    "uncertain": "U",
}
R_MAGNITUDE = {"fsrq": (18.7, 1.4), "bllac_galaxy": (16.3, 2.4)}  # mean and deviation in 5BZCAT
OTHER_R_MAGNITUDE = (18.1, 1.5)
R_ZERO, LOG10_R_OVER_RADIO = 3064.0, 4.97  # Jy (Bessell 1979); log10 of 468 THz over 5 GHz
PLANCK_LIMIT, PLANCK_SOFTNESS = 500.0, 0.3  # mJy, dex: about as many as 5BZCAT has at 143 GHz
ROSAT_SHARE = 0.63  # of 5BZCAT with an X-ray flux
THIRD_CATALOGUE = 3.6e-10  # cm^-2 s^-1, 1-100 GeV: gamma-ray fluxes of 5BZCAT are older and bright
WHSP_SHARE = 0.8  # of 3HSP that is in 2WHSP
# WISE colours of the locus of gamma-ray blazars: mean [3.4]-[4.6], [4.6]-[12], [12]-[22], all with
# .15 mag (D'Abrusco et al. 2014, figure 1, read off).
COLOURS = {"BZB": (0.8, 2.3, 2.1), "BZQ": (1.1, 3.0, 2.5), "MIXED": (0.95, 2.65, 2.3)}
COLOUR_SIGMA = 0.15
WIBRALS_CLASSES = {"fsrq": "BZQ", "uncertain": "MIXED"}  # all others: BZB


def catalog_positions(
    sources: pd.DataFrame, sigma: float, errors: PositionErrors, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Positions with errors that scatter log-normally from source to source.

    Parameters
    ----------
    sources : DataFrame
        ``ra, dec`` [deg].
    sigma : float
        Typical error per axis [arcsec].
    errors : PositionErrors
        Gives the scatter.
    rng : Generator

    Returns
    -------
    tuple of ndarray
        [deg]
    """
    scatter = 10.0 ** rng.normal(0.0, errors.spread, len(sources))
    return displace(sources["ra"], sources["dec"], sigma * scatter, rng=rng)


def bzcat_table(
    sources: pd.DataFrame, lat: pd.DataFrame, model: BlazarModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw 5BZCAT.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``.
    lat : DataFrame
        From ``simulate_lat_sources``: gamma-ray fluxes.
    model : BlazarModel
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the contract ``bzcat`` and ``member``; in order of right ascension.
    """
    chosen = sources[is_in(sources, "B")]
    n_sources, classes = len(chosen), chosen["blazar_class"].to_numpy()
    ra, dec = catalog_positions(chosen, model.errors.bzcat, model.errors, rng=rng)
    shape = np.array([R_MAGNITUDE.get(one, OTHER_R_MAGNITUDE) for one in classes])
    r_mag = np.clip(rng.normal(shape[:, 0], shape[:, 1]), 8.0, 24.0).round(1)
    radio = np.maximum(chosen["radio_flux"].round(0), 1.0)
    optical = R_ZERO * 10.0 ** (-0.4 * r_mag)
    mm = chosen["mm_flux"].round(0)
    by_planck = mm * 10.0 ** rng.normal(0.0, PLANCK_SOFTNESS, n_sources) > PLANCK_LIMIT
    seen = rng.random(n_sources) < ROSAT_SHARE
    gamma = lat[lat["member"] >= 0].set_index("member")["Flux1000"].reindex(chosen.index)
    table = pd.DataFrame(
        {
            "member": chosen.index,
            "source_name": _bzcat_names(chosen, ra, dec),
            "other_name": chosen["other_name"].where(
                chosen["other_name"] != "", minute_names(ra, dec, "SIM J")
            ),
            "source_class": classes,
            "ra": ra,
            "dec": dec,
            "redshift": chosen["redshift"].round(3),
            "redshift_is_uncertain": chosen["redshift"].notna() & (rng.random(n_sources) < 0.05),
            "r_mag": r_mag,
            "flux_density_1ghz": radio,
            "flux_density_143ghz": mm.where(by_planck),
            "flux_xray": chosen["xray_flux"].where(seen),
            "photon_flux": gamma.where(gamma > THIRD_CATALOGUE),
            "alpha_radio_optical": np.log10(radio / (1e3 * optical)) / LOG10_R_OVER_RADIO,
        }
    )
    table = table.sort_values("ra", kind="stable", ignore_index=True)
    return table.assign(source_name=lettered(table["source_name"].tolist()))


def _bzcat_names(chosen: pd.DataFrame, ra: np.ndarray, dec: np.ndarray) -> list[str]:
    """5BZ, letter of the class, position; published names are kept."""
    letters = chosen["blazar_class"].map(BZCAT_LETTERS)
    drawn = [
        f"5BZ{letter}{name}" for letter, name in zip(letters, minute_names(ra, dec), strict=True)
    ]
    published = chosen["source_name"].to_numpy(object)
    short = np.array([name.startswith("J") for name in published])
    published = np.where(short, "5BZ" + letters.to_numpy(object) + published, published)
    kept = short | np.array([name.startswith("5BZ") for name in published])
    return np.where(kept, published, drawn).tolist()


def hsp_table(
    sources: pd.DataFrame,
    lat: pd.DataFrame,
    bzcat: pd.DataFrame,
    model: BlazarModel,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw 3HSP.

    Parameters
    ----------
    sources, lat, bzcat : DataFrame
        Population, gamma-ray sources, 5BZCAT: names of counterparts.
    model : BlazarModel
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the file, texts where the file has texts, and ``member``; in order of right
        ascension.
    """
    chosen = sources[is_in(sources, "H")]
    n_sources = len(chosen)
    ra, dec = (
        values.round(5)
        for values in catalog_positions(chosen, model.errors.hsp, model.errors, rng=rng)
    )
    drawn = second_names(ra, dec, "3HSPJ", 1)
    published = chosen["source_name"].where(chosen["source_name"].str.startswith("3HSP"), "")
    peak = np.log10(chosen["peak_flux"]).clip(-14.0, -9.5).round(1)
    is_known = chosen["redshift"].notna()
    redshift = chosen["redshift"].clip(upper=1.5).round(2)
    in_whsp = rng.random(n_sources) < WHSP_SHARE
    table = pd.DataFrame(
        {
            "member": chosen.index,
            "Name": distinct(published.where(published != "", drawn).tolist()),
            "ra": ra,
            "dec": dec,
            "sflag": rng.choice([0, 1, 2], n_sources, p=[0.78, 0.18, 0.04]),
            "BZCat": _names_of(bzcat, "source_name", chosen.index),
            "nu": chosen["log10_nu_peak"].round(1),
            "nufnu": peak,
            "nuflag": rng.choice([1, 2, 3], n_sources, p=[0.87, 0.1, 0.03]),
            "z": [
                f"{z:.2f}" if known else "--" for z, known in zip(redshift, is_known, strict=True)
            ],
            "zflag": np.where(is_known, rng.choice(["1", "4", "5"], n_sources), "--"),
            "Gamma": _names_of(lat, "Source_Name", chosen.index),
            "FOM": (10.0**peak / FIGURE_OF_MERIT).round(2),
            "WHSP": np.where(in_whsp, second_names(ra, dec, "2WHSPJ", 1), "--"),
        }
    )
    return table.sort_values("ra", kind="stable", ignore_index=True)


def _names_of(table: pd.DataFrame, column: str, members: pd.Index) -> np.ndarray:
    """Names in another table by row of the population; -- where there is none."""
    known = table[table["member"] >= 0].set_index("member")[column]
    return known.reindex(members).fillna("--").to_numpy(object)


def wibrals_table(
    sources: pd.DataFrame, model: BlazarModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw WIBRaLS.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``.
    model : BlazarModel
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the file (``wibrals.LABELS``) and ``member``; in order of right ascension.
    """
    chosen = sources[is_in(sources, "W")]
    n_sources = len(chosen)
    ra, dec = catalog_positions(chosen, model.errors.wibrals, model.errors, rng=rng)
    classes = chosen["blazar_class"].map(WIBRALS_CLASSES).fillna("BZB")
    colours = np.array([COLOURS[one] for one in classes])
    colours = (colours + rng.normal(0.0, COLOUR_SIGMA, colours.shape)).round(3)
    # NVSS ends at -40 deg; FIRST covers a quarter of the sky.
    north = np.where(rng.random(n_sources) < 0.25, "FIRST", "NVSS")
    published = chosen["source_name"].where(chosen["source_name"].str.match(r"J\d{6}"), "")
    table = pd.DataFrame(
        {
            "member": chosen.index,
            "WISE": published.where(published != "", second_names(ra, dec, "J", 2)),
            "RAJ2000": ra.round(6),
            "DEJ2000": dec.round(6),
            "W1-W2": colours[:, 0],
            "W2-W3": colours[:, 1],
            "W3-W4": colours[:, 2],
            "Class": classes,
            "q22": rng.normal(-1.0, 0.4, n_sources).round(2),  # radio loud: chosen
            "Survey": np.where(dec < -40.0, "SUMSS", north),
            "S1.4": chosen["radio_flux"].round(1),
        }
    )
    table["WISE"] = distinct(table["WISE"].tolist())
    return table.sort_values("RAJ2000", kind="stable", ignore_index=True)
