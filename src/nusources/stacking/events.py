"""Events of a sample as the stacking likelihood takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.detection_model import SignalModel
from nusources.errors import InputDataError
from nusources.stacking.energies import Background, proxy_cell

Array = NDArray[np.float64]
TURN = 2**32


@dataclass(frozen=True)
class StackEvents:
    """Events with what the likelihood needs of them.

    Attributes
    ----------
    ra, dec : ndarray, shape (n_events,)
        [deg]
    width : ndarray, shape (n_events,)
        Standard deviation per axis of the direction [deg].
    energy_cell, configuration : ndarray of int64, shape (n_events,)
        Cell of the energy proxy, and detector configuration.
    """

    ra: Array
    dec: Array
    width: Array
    energy_cell: NDArray[np.int64]
    configuration: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        ra: ArrayLike,
        dec: ArrayLike,
        width: ArrayLike,
        log10_energy: ArrayLike,
        configuration: ArrayLike,
    ) -> StackEvents:
        """Events from their columns; the energy proxy is log10(E/GeV).

        Raises
        ------
        InputDataError
            A width that is not positive, or anything that is no number.
        """
        columns = {"ra": ra, "dec": dec, "ang_err": width, "log10_energy": log10_energy}
        arrays = {name: np.asarray(one, dtype=np.float64) for name, one in columns.items()}
        for name, array in arrays.items():
            wrong = ~np.isfinite(array) | ((array <= 0) & (name == "ang_err"))
            if wrong.any():
                row = int(np.argmax(wrong))
                raise InputDataError(
                    "an event that no likelihood can take",
                    column=name,
                    row=row + 1,
                    value=float(array[row]),
                    expected="a number, and an angular error above 0",
                )
        energy, configuration = proxy_cell(arrays["log10_energy"]), np.asarray(configuration)
        return cls(
            arrays["ra"], arrays["dec"], arrays["ang_err"], energy, configuration.astype(np.int64)
        )

    def take(self, chosen: NDArray) -> StackEvents:
        """Some of the events."""
        return StackEvents(*(part[chosen] for part in vars(self).values()))

    def __len__(self) -> int:
        """Count the events."""
        return len(self.ra)


@dataclass(frozen=True)
class Sample:
    """Events of a sample, in the order of declination, and what the detector makes of a source.

    Attributes
    ----------
    name : str
    events : StackEvents
    background : Background
    model : SignalModel
        Its exposures are the configurations of the events.
    """

    name: str
    events: StackEvents
    background: Background
    model: SignalModel

    @classmethod
    def of(
        cls, name: str, tracks: pd.DataFrame, model: SignalModel, configurations: Mapping[str, str]
    ) -> Sample:
        """Sample of track events.

        Parameters
        ----------
        name : str
        tracks : DataFrame
            Contract ``tracks``.
        model : SignalModel
        configurations : mapping
            Detector configuration of each season.

        Raises
        ------
        InputDataError
            A season whose configuration the model lacks, or no events.
        """
        if tracks.empty:
            raise InputDataError(f"sample {name} has no events", expected="track events")
        known = [one.detector.configuration for one in model.exposures]
        place = {
            season: known.index(configurations[season])
            for season in tracks["season"].unique()
            if configurations.get(season) in known
        }
        missing = ~tracks["season"].isin(place)
        if missing.any():
            raise InputDataError(
                f"sample {name} has events of a season without a detector model",
                column="season",
                row=int(np.argmax(missing)) + 1,
                value=str(tracks["season"][missing].iloc[0]),
                expected=", ".join(place) or "a season of the sample",
            )
        ordered = tracks.iloc[np.argsort(tracks["dec"].to_numpy(), kind="stable")]
        events = StackEvents.of(
            ordered["ra"],
            ordered["dec"],
            ordered["ang_err"] * model.axis_per_ang_err,
            ordered["log10_energy"],
            ordered["season"].map(place),
        )
        split = np.sin(np.radians(model.exposures[0].detector.effective_area.horizon_dec))
        sine = np.sin(np.radians(events.dec))
        background = Background.of(
            sine, events.energy_cell, events.configuration, float(split), len(known)
        )
        return cls(name, events, background, model)

    @cached_property
    def band(self) -> tuple[Array, Array, Array]:
        """Declination [rad], its sine and its cosine."""
        dec = np.radians(self.events.dec)
        return dec, np.sin(dec), np.cos(dec)


def turns(ra: ArrayLike) -> NDArray[np.uint32]:
    """Right ascensions [deg] in units of 2**-32 turns."""
    return np.round(np.asarray(ra) / 360 * TURN).astype(np.uint64).astype(np.uint32)
