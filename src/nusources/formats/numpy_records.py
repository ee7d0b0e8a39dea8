"""Records in numpy files, read without unpickling and without trusting their sizes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from nusources.errors import InputDataError
from nusources.formats.raw import read_raw


def read_numpy_records(path: str | Path, dtype: np.dtype) -> np.ndarray:
    """Read a list of records.

    Parameters
    ----------
    path : str or Path
    dtype : numpy.dtype
        Which the records must have.

    Returns
    -------
    numpy.ndarray, shape (n_records,)

    Raises
    ------
    InputDataError
        For a file that is missing, empty, a web page, no numpy file, cut off, too long, or of
        other records.
    """
    data = read_raw(path)
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, _, found = read_header(stream)
    except Exception as error:  # the parser of the header raises many kinds
        raise InputDataError(
            f"not a numpy file ({error})", path=path, value=data[:16], expected="npy data"
        ) from error
    body = data[stream.tell() :]
    wanted = f"records of {dtype.names}, {dtype.itemsize} bytes each"
    if found != dtype or len(shape) != 1:
        raise InputDataError(
            "wrong array", path=path, value=f"{found}, shape {shape}", expected=wanted
        )
    if len(body) != shape[0] * dtype.itemsize:
        raise InputDataError(
            "array is cut off or too long",
            path=path,
            value=f"{len(body)} bytes",
            expected=f"{shape[0]} {wanted}",
        )
    return np.frombuffer(body, dtype=dtype)
