"""Readers of the tables behind the simulated tracks: seasons, model detector, model fluxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from nusources.detectors import (
    AngularErrorParameters,
    DetectorModel,
    EffectiveAreaParameters,
    EnergyProxyParameters,
    MuonBundleParameters,
    SelectionParameters,
)
from nusources.errors import InputDataError
from nusources.fluxes import ConventionalFlux, Fluxes, PowerLawFlux

Parameters = TypeVar("Parameters")
RESPONSES = {
    "selection": SelectionParameters,
    "effective_area": EffectiveAreaParameters,
    "energy_proxy": EnergyProxyParameters,
    "angular_error_up": AngularErrorParameters,
    "angular_error_down": AngularErrorParameters,
    "muon_bundles": MuonBundleParameters,
}
COMPONENTS = {
    "conventional": ConventionalFlux,
    "prompt": PowerLawFlux,
    "astrophysical": PowerLawFlux,
}


@dataclass(frozen=True)
class Season:
    """One season of data taking.

    Parameters
    ----------
    name : str
        IC40, IC59, IC79, IC86_I ... IC86_VII.
    configuration : str
        Detector configuration whose responses apply.
    n_events : int
        Published number of events.
    livetime : float
        Published livetime [d].
    mjd_start, mjd_stop : float
        Days of the first and of the last good run [MJD].
    n_runs : int
        Published number of good runs.
    """

    name: str
    configuration: str
    n_events: int
    livetime: float
    mjd_start: float
    mjd_stop: float
    n_runs: int


def read_seasons(path: str | Path) -> dict[str, Season]:
    """Read the seasons (``data/tables/icetracks_seasons.csv``).

    Parameters
    ----------
    path : str or Path
        File.

    Returns
    -------
    dict of str to Season
        In the order of the file.

    Raises
    ------
    InputDataError
        If a column is missing.
    """
    numbers = ["n_events", "livetime_days", "mjd_start", "mjd_stop", "n_runs"]
    table = read_parameter_table(path, ["season", "configuration", *numbers])
    return {
        row.season: Season(
            name=row.season,
            configuration=row.configuration,
            n_events=int(row.n_events),
            livetime=float(row.livetime_days),
            mjd_start=float(row.mjd_start),
            mjd_stop=float(row.mjd_stop),
            n_runs=int(row.n_runs),
        )
        for row in table.itertuples()
    }


def live_times_by_configuration(path: str | Path, seasons: Iterable[str]) -> dict[str, float]:
    """Live time that each detector configuration's effective area serves.

    Parameters
    ----------
    path : str or Path
        data/tables/icetracks_seasons.csv.
    seasons : iterable of str

    Returns
    -------
    dict
        Sum of the published live times [day] by configuration.
    """
    known = read_seasons(path)
    totals: dict[str, float] = {}
    for name in seasons:
        season = known[name]
        totals[season.configuration] = totals.get(season.configuration, 0.0) + season.livetime
    return totals


def read_model_detector(path: str | Path) -> dict[str, DetectorModel]:
    """Read the model detector (``data/tables/model_detector.csv``).

    Parameters
    ----------
    path : str or Path
        File with columns ``configuration, parameter, value``; a parameter is called
        ``response.name``, and rows of the configuration ``all`` hold for every configuration.

    Returns
    -------
    dict of str to DetectorModel
        One per configuration, in the order of the file.

    Raises
    ------
    InputDataError
        If a parameter is missing, unknown, doubled or not a number.
    """
    table = read_parameter_table(path, ["configuration", "parameter", "value"])
    shared = parameter_values(table[table["configuration"] == "all"], path)
    models = {}
    for name in table.loc[table["configuration"] != "all", "configuration"].unique():
        values = shared | parameter_values(table[table["configuration"] == name], path)
        where = f"configuration {name}"
        responses: dict[str, Any] = {
            key: take(kind, key, values, where, path) for key, kind in RESPONSES.items()
        }

        refuse_unknown(values, RESPONSES, where, path)
        models[name] = DetectorModel(configuration=name, **responses)
    return models


def read_model_fluxes(path: str | Path) -> Fluxes:
    """Read the model fluxes (``data/tables/model_fluxes.csv``).

    Parameters
    ----------
    path : str or Path
        File with columns ``component, parameter, value``.

    Returns
    -------
    Fluxes

    Raises
    ------
    InputDataError
        If a parameter is missing, unknown, doubled or not a number.
    """
    values = _values_of_components(path)
    parts: dict[str, Any] = {
        key: take(kind, key, values, "fluxes", path) for key, kind in COMPONENTS.items()
    }

    refuse_unknown(values, COMPONENTS, "fluxes", path)
    return Fluxes(**parts)


def read_isotropic_atmosphere(path: str | Path) -> tuple[PowerLawFlux, PowerLawFlux]:
    """Read an atmosphere of isotropic power laws (``data/tables/low_atmosphere.csv``).

    Parameters
    ----------
    path : str or Path
        File with columns ``component, parameter, value``.

    Returns
    -------
    conventional, prompt : PowerLawFlux

    Raises
    ------
    InputDataError
        If a parameter is missing, unknown, doubled or not a number.
    """
    values = _values_of_components(path)
    names = ("conventional", "prompt")
    refuse_unknown(values, dict.fromkeys(names, PowerLawFlux), "atmosphere", path)
    conventional, prompt = (take(PowerLawFlux, key, values, "atmosphere", path) for key in names)
    return conventional, prompt


def read_parameter_table(path: str | Path, columns: list[str]) -> pd.DataFrame:
    """Read a table with comment lines and require columns."""
    table = pd.read_csv(path, comment="#", skipinitialspace=True)
    require_columns(table, columns, path)
    return table


def require_columns(table: pd.DataFrame, columns: list[str], path: str | Path) -> None:
    """Raise for the first column that a table lacks."""
    for column in columns:
        if column not in table.columns:
            raise InputDataError(
                "a column is missing",
                path=path,
                column=column,
                value=list(table.columns),
                expected=", ".join(columns),
            )


def parameter_values(table: pd.DataFrame, path: str | Path) -> dict[str, float]:
    """Values by parameter name; doubled names and values that are no numbers are refused."""
    values: dict[str, float] = {}
    numbers = pd.to_numeric(table["value"], errors="coerce")
    for index, name, number in zip(table.index, table["parameter"], numbers, strict=True):
        if name in values or not pd.notna(number):
            problem = "the parameter is given twice" if name in values else "no number"
            raise InputDataError(
                problem,
                path=path,
                row=int(index) + 1,
                column="value",
                value=f"{name} = {table.at[index, 'value']}",
                expected="one finite number per parameter",
            )
        values[name] = float(number)
    return values


def take(
    kind: type[Parameters], group: str, values: dict[str, float], where: str, path: str | Path
) -> Parameters:
    """Build one parameter set from the values whose names begin with its group."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    missing = [f"{group}.{name}" for name in names if f"{group}.{name}" not in values]
    if missing:
        raise InputDataError(
            f"{where} lacks parameters",
            path=path,
            column="parameter",
            value=sorted(name for name in values if name.startswith(f"{group}.")),
            expected=", ".join(missing),
        )
    return kind(**{name: values[f"{group}.{name}"] for name in names})


def refuse_unknown(
    values: dict[str, float], groups: dict[str, type], where: str, path: str | Path
) -> None:
    """Raise for parameters that no parameter set has."""
    known = {f"{group}.{field.name}" for group, kind in groups.items() for field in fields(kind)}
    for name in values:
        if name not in known:
            raise InputDataError(
                f"{where} has an unknown parameter",
                path=path,
                column="parameter",
                value=name,
                expected=", ".join(sorted(known)),
            )


def _values_of_components(path: str | Path) -> dict[str, float]:
    """Values by component and parameter, ``component.parameter``."""
    table = read_parameter_table(path, ["component", "parameter", "value"])
    return parameter_values(
        table.assign(parameter=table["component"] + "." + table["parameter"]), path
    )
