"""Parameters of the simulated blazars (data/tables/model_blazars.csv) and the named sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pandas as pd

from nusources.archive.drawing.draws import (
    FluxDistribution,
    SkyDensity,
    SteepeningFluxDistribution,
)
from nusources.errors import InputDataError
from nusources.facts.parameter_groups import read_parameter_groups
from nusources.facts.track_models import read_parameter_table

BLAZAR_CLASSES = ("fsrq", "bllac", "bllac_galaxy", "bllac_candidate", "uncertain")
REGIONS = ("H", "B", "W", "HB", "HW", "BW", "HBW", "L")
"""Lists that a source is in: H 3HSP, B 5BZCAT, W WIBRaLS; L: 4LAC only."""
PREFIX_MEMBERS = {"3HSP": "H", "5BZ": "B"}
LETTER_CLASSES = {"Q": "fsrq", "B": "bllac", "G": "bllac_galaxy", "U": "uncertain"}
SHORT_NAME = len("J0509+0541")


@dataclass(frozen=True)
class Counts:
    """Published numbers that hold exactly; see the table's column source."""

    hsp: int
    bzcat: int
    wibrals: int
    union: int
    lac_only: int
    lac_only_dropped: int
    fibs: int
    fibs_hsp: int
    fibs_bzcat: int
    fibs_wibrals: int
    fibs_in_two: int
    fibs_in_three: int
    window_alma: int
    window_wibrals: int
    window_xrt: int
    window_lat: int
    fermi_alma: int
    fermi_alma_no_band_3: int
    bzcat_fsrq: int
    bzcat_bllac: int
    bzcat_bllac_galaxy: int
    bzcat_uncertain: int
    bzcat_bllac_candidate: int
    lat: int
    lac: int
    lat_agn: int
    lat_unassociated: int
    lat_unknown: int
    lat_pulsar: int
    lat_remnant: int
    lat_other: int


@dataclass(frozen=True)
class Dr4Counts:
    """4FGL-DR4: sources by class, those of them in capitals, and what is new since DR2.

    ``new_high_share`` is that of new AGN at |b| > 10 deg. The ratios and the scatter [log10] are
    those of the significance, of the relative error of the flux, of the variability index and of
    the flux between DR4 and DR2.
    """

    sources: int
    fsrq: int
    bll: int
    bcu: int
    unknown: int
    pulsar: int
    remnant: int
    other: int
    identified_fsrq: int
    identified_bll: int
    identified_bcu: int
    new_fsrq: int
    new_bll: int
    new_high_share: float
    significance_ratio: float
    error_ratio: float
    variability_ratio: float
    flux_scatter: float


@dataclass(frozen=True)
class NewLatClass:
    """log10 of the energy flux [erg cm^-2 s^-1] of a class of new sources: mean and deviation."""

    log10_flux: float
    log10_flux_sigma: float


@dataclass(frozen=True)
class Overlaps:
    """Numbers that were chosen; pairs include the sources that are in all three lists."""

    all_three: int
    hsp_bzcat: int
    hsp_wibrals: int
    fibs_hsp_bzcat: int
    fibs_hsp_wibrals: int
    hsp_bllac: int
    hsp_bllac_galaxy: int
    hsp_bllac_candidate: int
    hsp_uncertain: int
    fermi_without_wise: int
    close_pairs: int
    alma: int
    alma_without_fermi: int
    xrt: int


@dataclass(frozen=True)
class RedshiftDistribution:
    """Log-normal redshifts: median, standard deviation of ln(z), share that is known."""

    median: float
    sigma: float
    known: float


@dataclass(frozen=True)
class LatClass:
    """Gamma-ray properties of a class.

    Parameters
    ----------
    index, index_sigma : float
        Photon index, mean and standard deviation.
    variability, variability_slope, variability_sigma : float
        log10 of the variability index at significance 1, its slope with log10(significance), and
        its standard deviation.
    """

    index: float
    index_sigma: float
    variability: float
    variability_slope: float
    variability_sigma: float


@dataclass(frozen=True)
class PositionErrors:
    """Errors of catalogue positions per axis [arcsec], and their log10 scatter by source."""

    hsp: float
    bzcat: float
    wibrals: float
    counterpart: float
    alma: float
    xrt: float
    spread: float


@dataclass(frozen=True)
class LightCurveParameters:
    """Epochs and scatter of X-ray and millimetre light curves (scatter: log10)."""

    xrt_epochs_median: float
    xrt_epochs_sigma: float
    alma_epochs_median: float
    alma_epochs_sigma: float
    xrt_scatter: float
    alma_scatter: float
    mm_over_radio: float
    mm_over_radio_sigma: float


@dataclass(frozen=True)
class BlazarModel:
    """All parameters; families of distributions by the name that stands in the table."""

    counts: Counts
    overlaps: Overlaps
    errors: PositionErrors
    light_curves: LightCurveParameters
    sky: Mapping[str, SkyDensity]
    flux: Mapping[str, FluxDistribution]
    redshift: Mapping[str, RedshiftDistribution]
    lat: Mapping[str, LatClass]
    dr4: Dr4Counts
    new_lat: Mapping[str, NewLatClass]


SINGLE = {
    "counts": Counts,
    "dr4": Dr4Counts,
    "overlaps": Overlaps,
    "errors": PositionErrors,
    "light_curves": LightCurveParameters,
}
FAMILIES = {
    "sky": (SkyDensity, ("hsp", "bzcat", "wibrals", "lat")),
    "radio": (FluxDistribution, (*BLAZAR_CLASSES, "hsp", "wibrals")),
    "xray": (FluxDistribution, ("fsrq", "bllac", "other")),
    "peak": (FluxDistribution, ("hsp",)),
    "gamma": (SteepeningFluxDistribution, ("bll", "fsrq", "bcu", "none", "galactic")),
    "redshift": (RedshiftDistribution, (*BLAZAR_CLASSES, "hsp", "wibrals")),
    "lat": (LatClass, ("bll", "fsrq", "bcu", "none", "galactic")),
    "dr4": (NewLatClass, ("bll", "fsrq", "bcu", "none", "galactic")),
}
BANDS = ("radio", "xray", "peak", "gamma")


def read_model_blazars(path: str | Path) -> BlazarModel:
    """Read the parameters of the simulated blazars.

    Parameters
    ----------
    path : str or Path
        File with columns ``component, parameter, value, status, source``.

    Returns
    -------
    BlazarModel

    Raises
    ------
    InputDataError
        If a parameter is missing, unknown, doubled or not a number, or a count is not whole.
    """
    kinds = SINGLE | {
        f"{family}_{name}": kind for family, (kind, names) in FAMILIES.items() for name in names
    }
    sets = read_parameter_groups(path, kinds)
    families = {
        family: {name: sets[f"{family}_{name}"] for name in names}
        for family, (_, names) in FAMILIES.items()
    }
    flux = {f"{band}_{name}": one for band in BANDS for name, one in families[band].items()}
    return BlazarModel(
        counts=_whole(sets["counts"], path),
        overlaps=_whole(sets["overlaps"], path),
        errors=sets["errors"],
        light_curves=sets["light_curves"],
        sky=families["sky"],
        flux=flux,
        redshift=families["redshift"],
        lat=families["lat"],
        dr4=_whole(sets["dr4"], path),
        new_lat=families["dr4"],
    )


def _whole(counts, path: str | Path):
    """The same numbers with counts as integers."""
    names = [field.name for field in fields(counts) if field.type == "int"]
    values = {name: getattr(counts, name) for name in names}
    for name, value in values.items():
        if value != int(value) or value < 0:
            raise InputDataError(
                "no count", path=path, column="value", value=f"{name} = {value}", expected=">= 0"
            )
    return replace(counts, **{name: int(value) for name, value in values.items()})


def read_named_blazars(flaring_path: str | Path, named_path: str | Path) -> pd.DataFrame:
    """Read the sources that the simulation puts at their real positions.

    Names with the prefix of a catalogue are members of it; short names (J0509+0541) are taken as
    members of 5BZCAT and WIBRaLS, long ones (J154824.38+145702.8) of WIBRaLS: chang2022 prints no
    memberships, the rule is inferred from the form of the names.

    Parameters
    ----------
    flaring_path : str or Path
        The 94 sources of chang2022, Tables 4 and 5 (``flaring_blazars.csv``).
    named_path : str or Path
        Further sources, or better positions of the same ones (``named_blazars.csv``).

    Returns
    -------
    DataFrame
        ``name``, ``other_name`` (may be empty), ``lat_name``, ``ra``, ``dec`` [deg], ``region``
        (one of REGIONS), ``blazar_class`` (empty where the name does not tell), ``flare_class``
        (TXS_like or CFS; empty for further sources).
    """
    columns = ["name", "name_4fgl", "ra_deg", "dec_deg"]
    flaring = read_parameter_table(flaring_path, [*columns, "group"])[[*columns, "group"]]
    groups = flaring.pop("group").set_axis(flaring["name_4fgl"])
    further = read_parameter_table(named_path, [*columns, "other_name", "members", "blazar_class"])
    flaring = flaring[~flaring["name_4fgl"].isin(further["name_4fgl"])]
    flaring = flaring.assign(
        name=flaring["name"].str.replace("v", "-"),  # chang2022 prints 3HSPJ064850.5v694522
        other_name="",
        members=flaring["name"].map(_members),
        blazar_class=flaring["name"].map(_class),
    )
    named = pd.concat([further[list(flaring.columns)], flaring], ignore_index=True).fillna("")
    named["flare_class"] = named["name_4fgl"].map(groups).fillna("")
    named["name_4fgl"] = named["name_4fgl"].str.replace("4FGLJ", "4FGL J")
    return named.rename(
        columns={
            "name_4fgl": "lat_name",
            "ra_deg": "ra",
            "dec_deg": "dec",
            "members": "region",
        }
    )


def _members(name: str) -> str:
    prefixed = [code for prefix, code in PREFIX_MEMBERS.items() if name.startswith(prefix)]
    if prefixed:
        return prefixed[0]
    return "BW" if len(name) == SHORT_NAME else "W"


def _class(name: str) -> str:
    return LETTER_CLASSES[name[3]] if name.startswith("5BZ") else ""
