"""Frames of reference that files declare, and positions in them as J2000."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

J2000 = ("", "icrs", "fk5 J2000")
"""Frames that agree to .1 arcsec; a file that declares nothing is taken as such."""

EQUINOX = re.compile(r"([BJ]?)\s*(\d{4}(?:\.\d*)?)", re.IGNORECASE)
IN_NAME = re.compile(r"(?<![a-z])fk4(?![a-z])|B(?:18|19)\d\d|(?<!\d)1950(?!\d)", re.IGNORECASE)
J2000_NAME = re.compile(r"J?(?<!\d)2000(?!\d)", re.IGNORECASE)
GALACTIC_NAME = re.compile(r"_?(glon|glat)", re.IGNORECASE)


def named_frame(system: str | None, equinox: object = None) -> str:
    """One name for a frame, however a file writes it.

    Parameters
    ----------
    system : str or None
        Such as ``eq_FK4``, ``ICRS``, ``galactic``; None if only an equinox is declared.
    equinox : object, optional
        Such as ``B1950``, 1950.0, ``J2000``.

    Returns
    -------
    str
        Empty (nothing declared), icrs, fk5 J<year>, fk4 B<year>, galactic, supergalactic, or the
        system as it stands there, which `to_j2000` refuses.

    Examples
    --------
    >>> named_frame("eq_FK4", "B1950"), named_frame("FK5", 2000.0), named_frame(None, 1950)
    ('fk4 B1950', 'fk5 J2000', 'fk4 B1950')
    """
    small = (system or "").strip().lower().removeprefix("eq_")
    found = EQUINOX.search(str(equinox)) if equinox not in (None, "") else None
    year = float(found[2]) if found else None
    if small in ("", "equatorial"):
        if year is None:
            return ""
        # FITS standard 4.0, section 8.3: FK4 before 1984, FK5 from then on.
        is_old = found[1].upper() == "B" if found and found[1] else year < 1984
        small = "fk4" if is_old else "fk5"
    if small in ("fk4", "fk5"):
        letter, usual = ("B", 1950.0) if small == "fk4" else ("J", 2000.0)
        return f"{small} {letter}{usual if year is None else year:g}"
    if small.startswith("gal"):
        return "galactic"
    if small in ("icrs", "supergalactic"):
        return small
    return (system or "").strip()


def frame_in_name(name: str) -> str:
    """Frame that the name of a column tells, as of VizieR's RAB1950 or GLON; empty if none.

    Examples
    --------
    >>> frame_in_name("RAB1950"), frame_in_name("RAJ2000"), frame_in_name("GLON")
    ('fk4 B1950', 'fk5 J2000', 'galactic')
    """
    if J2000_NAME.search(name):
        return "fk5 J2000"
    if GALACTIC_NAME.match(name):
        return "galactic"
    found = IN_NAME.search(name)
    return named_frame("fk4", found[0]) if found else ""


def to_j2000(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], frame: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Right ascension and declination [deg], J2000, of positions in a frame.

    Parameters
    ----------
    longitude, latitude : ndarray, shape (n,)
        Angles of the frame [deg].
    frame : str
        From `named_frame`.

    Returns
    -------
    tuple of ndarray, or None
        None for a frame that is not known.
    """
    if frame in J2000:
        return longitude, latitude
    from astropy import coordinates  # .5 s to import, seldom needed

    name, _, equinox = frame.partition(" ")
    systems = {
        "fk4": coordinates.FK4,
        "fk5": coordinates.FK5,
        "galactic": coordinates.Galactic,
        "supergalactic": coordinates.Supergalactic,
    }
    if name not in systems:
        return None
    extra = {"equinox": equinox} if equinox else {}
    places = coordinates.SkyCoord(longitude, latitude, unit="deg", frame=systems[name](**extra))
    return places.icrs.ra.deg, places.icrs.dec.deg
