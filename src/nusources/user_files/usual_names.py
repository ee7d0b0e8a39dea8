"""Columns of a light curve by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nusources.errors import InputDataError
from nusources.user_files.table import MOST_NAMES, UserTable
from nusources.user_files.units import BRACKETS

FLUXES = r"flux_density|energy_flux|photon_flux|f_?nu|nu_?f_?nu|rate|count_rate"
UNIT_ENDING = re.compile(r"_(u|m)?jy$")

TIERS: dict[str, tuple[str, ...]] = {
    "mjd": (
        "mjd",
        r"time|t|obs_time|.+_mjd|mjd_(mid|obs|utc|tt|tdb)",
        r"[bh]?jd(_(utc|tt|tdb))?|.+_[bh]?jd",
        "met",
    ),
    "mjd_start": (r"mjd_?(start|min|begin)", r"(time|t|jd|met)_?(start|min|begin)", "start"),
    "mjd_stop": (r"mjd_?(stop|max|end)", r"(time|t|jd|met)_?(stop|max|end)", r"stop|end"),
    "flux": ("flux", FLUXES),
    "flux_error": (
        r"<flux>_(error|err|unc|uncertainty|sigma)|(e|err|error|sigma|d|unc)_?<flux>",
        r"flux_(error|err|unc|uncertainty|sigma)|(e|err|error|sigma|d|unc)_?flux",
        r"error|err|sigma|uncertainty|unc",
    ),
    "is_upper_limit": ("is_upper_limit", r"(is_)?(upper_?limit|limit|ul|uplim)", r"l_<flux>"),
    "band": ("band", r"filter|passband|waveband"),
    "flux_unit": ("flux_unit", "unit"),
}
"""Patterns of names in small letters; a name of an earlier pattern comes before later ones.
``<flux>`` stands for the name of the column of the flux."""

USUAL = {
    "flux": "flux, flux_density, energy_flux, rate ...",
    "flux_error": "flux_error, flux_err, e_flux, error ...",
    "mjd": "mjd, time, jd ..., or mjd_start and mjd_stop",
    "mjd_start": "mjd_start, tstart ..., beside the end of each bin",
    "mjd_stop": "mjd_stop, mjd_end, tstop ..., beside the start of each bin",
}
"""Names that errors suggest."""

MAGNITUDES = "magnitudes are no fluxes: brighter is less, and errors are not symmetric"
FLUX_OF_MAGNITUDE = "fluxes, such as 10**(-0.4 mag) times a zero point, and their errors"

ENDS = ("mjd_start", "mjd_stop")


def curve_columns(table: UserTable, told: Mapping[str, str]) -> dict[str, str]:
    """Which columns of a table are what of a light curve.

    Parameters
    ----------
    table : UserTable
    told : mapping
        Columns of the file by our names, as the configuration says; others are found by `TIERS`.

    Returns
    -------
    dict of str
        Columns of the file by our names, with flux, flux_error, and mjd or both ends of the bins.

    Raises
    ------
    InputDataError
        If a column that is told is not there, one that is needed is not found, or several could be
        meant.
    """
    table.require("the light curve", told.values())
    found = dict(told)
    for ours in TIERS:
        name = found.get(ours) or _usual(table, ours, found)
        if name:
            found[ours] = name
    for ours in ("flux", "flux_error"):
        if ours not in found:
            _refuse_missing(table, ours)
    for one, other in (ENDS, ENDS[::-1]):
        if one in found and other not in found:
            _refuse_missing(table, other)
    if not any(name in found for name in ("mjd", *ENDS)):
        _refuse_missing(table, "mjd")
    return found


def plain_column(name: str) -> str:
    """Name of a column in small letters, without a unit in brackets or at its end.

    Examples
    --------
    >>> plain_column("Flux [mJy]"), plain_column("FLUX_mJy"), plain_column("t.mjd")
    ('flux', 'flux', 't_mjd')
    """
    small = re.sub(r"[^a-z0-9]+", "_", BRACKETS.sub("", name).lower()).strip("_")
    return UNIT_ENDING.sub("", small)


def _usual(table: UserTable, ours: str, found: Mapping[str, str]) -> str | None:
    """Column with a usual name; None if there is none."""
    flux = plain_column(found.get("flux", "flux"))
    free = [name for name in table.names if name not in found.values()]
    for tier in TIERS[ours]:
        pattern = re.compile(tier.replace("<flux>", re.escape(flux)))
        names = [name for name in free if pattern.fullmatch(plain_column(name))]
        if len(names) > 1:
            raise InputDataError(
                f"several columns may be {ours}",
                path=table.path,
                value=names,
                expected=f"light_curve.columns: {{{ours}: <one of them>}} in the configuration",
            )
        if names:
            return names[0]
    return None


def _refuse_missing(table: UserTable, ours: str) -> None:
    magnitudes = [one for one in table.names if plain_column(one).startswith("mag")]
    if ours == "flux" and magnitudes:
        raise InputDataError(
            MAGNITUDES, path=table.path, value=magnitudes[0], expected=FLUX_OF_MAGNITUDE
        )
    raise InputDataError(
        f"the light curve needs a column {ours}",
        path=table.path,
        value=table.names[:MOST_NAMES],
        expected=f"a usual name ({USUAL[ours]}), or light_curve.columns: {{{ours}: <its name>}}",
    )
