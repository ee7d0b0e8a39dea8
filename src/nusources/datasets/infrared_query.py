"""WISE exposures near positions, from the TAP service of an archive.

Positions are asked for in chunks, each for both surveys; every answer is kept as a compressed CSV
file, so that an interrupted query goes on where it stopped. Columns are those of the AllWISE
Multiepoch Photometry Table and of the NEOWISE-R Single Exposure Source Table.

References
----------
Dowler et al. 2019, Table Access Protocol 1.1 (IVOA recommendation).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from nusources.errors import InputDataError

SERVICE = "https://irsa.ipac.caltech.edu/TAP"
RADIUS_ARCSEC = 3.0  # half the resolution of W2: farther detections are other sources
CHUNK = 200  # positions in a query
MOST_ROWS = 2_000_000  # of an answer; more are refused, since the answer would be cut
ATTEMPTS, WAIT_SECONDS = 4, 20.0
COLUMNS = ("name", "survey", "mjd", "w2mpro", "w2sigmpro")
# Table, columns of magnitude and error, and what single exposures must pass: recalled from the
# Explanatory Supplements of AllWISE (section III.1.a) and NEOWISE (section II.3).
TABLES = {
    "allwise": ("allwise_p3as_mep", "w2mpro_ep", "w2sigmpro_ep", "m.saa_sep > 0 AND m.qi_fact > 0"),
    "neowise": (
        "neowiser_p1bs_psd",
        "w2mpro",
        "w2sigmpro",
        "m.saa_sep > 0 AND m.qi_fact > 0 AND m.qual_frame > 0",
    ),
}


def fetch_exposures(
    positions: pd.DataFrame,
    folder: Path,
    *,
    service: str = SERVICE,
    say: Callable[[str], None] = print,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Get the exposures near all positions, and write them as one file.

    Parameters
    ----------
    positions : DataFrame
        ``name, ra, dec`` [deg], each name once.
    folder : Path
        Where ``w2_exposures.csv.gz`` goes; answers gather in its folder ``.answers``.
    service : str, optional
        Address of the TAP service.
    say, sleep : callable, optional
        Told in one line what is going on; how to wait between attempts.

    Returns
    -------
    Path
        Written last: it is whole or not there.

    Raises
    ------
    InputDataError
        If a name stands twice, or a chunk cannot be had: which, and what the service said.
    """
    twice = positions["name"][positions["name"].duplicated()]
    if len(twice):
        raise InputDataError("the same name twice", column="name", value=twice.iloc[0])
    answers = []
    for survey in TABLES:
        for first in range(0, len(positions), CHUNK):
            part = positions.iloc[first : first + CHUNK]
            path = folder / ".answers" / f"{survey}-{_digest(survey, part)}.csv.gz"
            if not path.is_file():
                say(f"{survey}: positions {first + 1} to {first + len(part)} of {len(positions)}")
                found = _persist(partial(_ask, service, survey, part), survey, first, sleep)
                _write(found, path)
            answers.append(path)
    target = folder / "w2_exposures.csv.gz"
    _write(pd.concat(map(_read, answers), ignore_index=True), target)
    return target


def positions_of(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Positions of all sources of some catalogues, each catalogue under its own names.

    Parameters
    ----------
    tables : sequence of DataFrame
        ``source_name, ra, dec`` [deg]

    Returns
    -------
    DataFrame
        ``name, ra, dec``.
    """
    columns = ["source_name", "ra", "dec"]
    joined = pd.concat([table[columns] for table in tables], ignore_index=True)
    return joined.rename(columns={"source_name": "name"})


def write_coverage(path: Path, epoch_days: float, positions: pd.DataFrame) -> Path:
    """Write the list of covered sources (``wise_coverage.csv``) that a file of exposures tells.

    Parameters
    ----------
    path : Path
        From `fetch_exposures`.
    epoch_days : float
        See `coverage`.
    positions : DataFrame
        ``name, ra, dec`` [deg]

    Returns
    -------
    Path
        In the folder of its dataset, beside that of the exposures.
    """
    target = path.parent.with_name("wise_coverage") / "wise_coverage.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    table = coverage(_read(path), positions, epoch_days)
    table.to_csv(target, index=False, lineterminator="\n")
    return target


def coverage(exposures: pd.DataFrame, positions: pd.DataFrame, epoch_days: float) -> pd.DataFrame:
    """Count the epochs with a detection of each position: the list of covered sources.

    Parameters
    ----------
    exposures : DataFrame
        COLUMNS.
    positions : DataFrame
        ``name, ra, dec`` [deg]
    epoch_days : float
        Exposures that follow each other within this are one epoch [d].

    Returns
    -------
    DataFrame
        ``name, ra, dec, epochs``, positions with an epoch only.
    """
    seen = exposures[exposures["w2sigmpro"] < 2.5 / 2.302585 / 2.0]  # signal-to-noise above 2
    seen = seen.sort_values(["name", "mjd"], kind="stable")
    gap = seen.groupby("name")["mjd"].diff()
    epochs = (gap.isna() | (gap > epoch_days)).groupby(seen["name"]).sum()
    table = positions.assign(epochs=positions["name"].map(epochs))
    return table.dropna(subset="epochs").astype({"epochs": int}).reset_index(drop=True)


def _digest(survey: str, part: pd.DataFrame) -> str:
    """Mark of a chunk: other positions or another query are another chunk."""
    text = _query(survey) + part[["name", "ra", "dec"]].to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _query(survey: str) -> str:
    table, magnitude, error, condition = TABLES[survey]
    return (
        f"SELECT p.name, m.mjd, m.{magnitude} AS w2mpro, m.{error} AS w2sigmpro "
        f"FROM {table} AS m, TAP_UPLOAD.positions AS p WHERE {condition} "
        f"AND m.{magnitude} IS NOT NULL AND CONTAINS(POINT('ICRS', m.ra, m.dec), "
        f"CIRCLE('ICRS', p.ra, p.dec, {RADIUS_ARCSEC / 3600.0:.8f})) = 1"
    )


def _ask(service: str, survey: str, part: pd.DataFrame) -> pd.DataFrame:
    """One query; an answer that the service cut is an error."""
    import pyvo  # takes a second to import, and only this job needs it
    from astropy.table import Table

    upload = Table.from_pandas(part[["name", "ra", "dec"]].astype({"name": object}))
    with warnings.catch_warnings():
        warnings.simplefilter("error", pyvo.dal.DALOverflowWarning)
        answer: Any = pyvo.dal.TAPService(service).run_sync(
            _query(survey), maxrec=MOST_ROWS, uploads={"positions": upload}
        )
    table = answer.to_table().to_pandas()
    table["name"] = [one.decode() if isinstance(one, bytes) else one for one in table["name"]]
    table = table.assign(survey=survey).astype({"mjd": float, "w2mpro": float, "w2sigmpro": float})
    return table[list(COLUMNS)].sort_values(["name", "mjd"], kind="stable", ignore_index=True)


def _persist(ask: Callable[[], pd.DataFrame], survey: str, first: int, sleep) -> pd.DataFrame:
    """Try again a few times, ever later."""
    for attempt in _attempts(sleep):
        try:
            return ask()
        except Exception as error:  # the client raises errors of several libraries
            if attempt == ATTEMPTS:
                raise InputDataError(
                    f"the service gave no answer after {ATTEMPTS} attempts "
                    f"({type(error).__name__}: {error})",
                    column=survey,
                    row=first + 1,
                    expected="a table of exposures; the next run goes on with this chunk",
                ) from error
    raise AssertionError


def _attempts(sleep: Callable[[float], None]) -> Iterator[int]:
    for attempt in range(1, ATTEMPTS + 1):
        if attempt > 1:
            sleep(WAIT_SECONDS * 2 ** (attempt - 2))
        yield attempt


def _write(table: pd.DataFrame, path: Path) -> None:
    """Write a compressed CSV file; it appears whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    text = table.to_csv(index=False, lineterminator="\n", columns=list(COLUMNS))
    temporary.write_bytes(gzip.compress(text.encode("ascii"), mtime=0))
    os.replace(temporary, path)


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"name": str, "survey": str})
