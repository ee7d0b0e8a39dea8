"""A seal on the null distribution: written before the observed counts are, checked when they are.

Whoever looks at the observed sky first can choose the null that pleases. The digest of the null is
an input of every step that counts the observed sky, so it is older than any observed number; if the
null is changed afterwards, the seal does not fit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError


def seal_of(
    scrambled: NDArray, groups: Sequence[str], thresholds: Sequence[float]
) -> dict[str, Any]:
    """Digest and size of the scrambles; chunks play no part.

    Parameters
    ----------
    scrambled : ndarray of int, shape (n_scrambles, n_groups, n_thresholds)
    groups, thresholds : sequences

    Returns
    -------
    dict
        sha256, n_scrambles, groups, thresholds.
    """
    digest = hashlib.sha256(np.ascontiguousarray(scrambled, dtype="<i4").tobytes())
    return {
        "sha256": digest.hexdigest(),
        "n_scrambles": int(scrambled.shape[0]),
        "groups": list(groups),
        "thresholds": [float(one) for one in thresholds],
    }


def check_seal(seal: Mapping[str, Any], found: Mapping[str, Any], path: str) -> None:
    """Refuse a null distribution that is not the sealed one.

    Parameters
    ----------
    seal, found : mapping
        From `seal_of`: what was sealed, and what is there now.
    path : str
        File of the seal, named in the error.

    Raises
    ------
    InputDataError
    """
    for name, value in found.items():
        if seal.get(name) != value:
            raise InputDataError(
                "the null distribution is not the one that was sealed",
                path=path,
                column=name,
                value=value,
                expected=str(seal.get(name)),
            )
