"""Tables of sources that a user may bring: CSV, FITS, VOTable, ECSV or Parquet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.errors import InputDataError

ASTROPY_ENDINGS = (".fits", ".fits.gz", ".vot", ".xml", ".ecsv")


def read_source_table(path: str | Path) -> pd.DataFrame:
    """Read a catalogue as it is; columns are chosen later.

    Parameters
    ----------
    path : str or Path
        The ending tells the format.

    Returns
    -------
    DataFrame
        With the units that the file declares, by column, in ``attrs["units"]``.

    Raises
    ------
    InputDataError
        If the file is absent, empty, or not of its format.
    """
    path = Path(path)
    if not path.is_file():
        raise InputDataError("there is no such file", path=path, expected="a table of sources")
    try:
        table = _read(path)
    except Exception as error:  # readers of five formats raise their own kinds
        raise InputDataError(
            f"not readable ({type(error).__name__}: {str(error).splitlines()[0]})",
            path=path,
            expected=f"a table as the ending {path.suffix!r} says",
        ) from error
    if table.empty:
        raise InputDataError(
            "the table has no rows",
            path=path,
            value=list(map(str, table.columns)),
            expected="at least one source",
        )
    return table


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.name.endswith(ASTROPY_ENDINGS):
        from astropy.table import Table

        table = Table.read(path)
        table.convert_bytestring_to_unicode()  # FITS text comes as bytes
        units = {name: str(table[name].unit) for name in table.colnames if table[name].unit}
        frame = table.to_pandas()
        frame.attrs["units"] = units
        return frame
    if path.suffix in (".csv", ".txt"):
        table = pd.read_csv(path, comment="#", skipinitialspace=True)
        if not isinstance(table.index, pd.RangeIndex):  # pandas takes them for names of rows
            raise ValueError(f"rows have more cells than the {len(table.columns)} of the header")
        return table
    raise ValueError(
        f"unknown ending {path.suffix!r}; known: .csv, .txt, .parquet, {', '.join(ASTROPY_ENDINGS)}"
    )
