"""Reader of the luminosity functions of source populations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from nusources.errors import InputDataError
from nusources.facts.track_models import parameter_values, read_parameter_table
from nusources.population.cosmology import Cosmology
from nusources.population.gamma_blazars import BlazarLuminosityFunction
from nusources.population.luminosity_function import Band, Limits, LuminosityFunction
from nusources.population.tabulated import TabulatedLuminosityFunction, tabulated_function
from nusources.population.xray_agn import XrayLuminosityFunction

COLUMNS = ["component", "parameter", "value", "error", "status", "source"]
COMMON = (
    *("rest_low", "rest_high", "observed_low", "observed_high"),
    *("hubble_constant", "omega_matter"),
)
LIMITS = ("log10_luminosity_min", "log10_luminosity_max", "redshift_min", "redshift_max")
Form = TypeVar("Form", bound=LuminosityFunction)
TABULATED = "xray_agn_table"


@dataclass(frozen=True)
class LuminosityFunctions:
    """The luminosity functions of ``data/tables/luminosity_functions.csv``.

    Parameters
    ----------
    xray_agn : XrayLuminosityFunction
    blazars : BlazarLuminosityFunction
    table_settings : mapping
        Cosmology, bands and photon index that go with a tabulated function of X-ray AGN.
    """

    xray_agn: XrayLuminosityFunction
    blazars: BlazarLuminosityFunction
    table_settings: Mapping[str, float]

    def tabulated(self, table: pd.DataFrame, source: str) -> TabulatedLuminosityFunction:
        """Luminosity function of X-ray AGN of a table, contract ``agn_xlf``."""
        values = self.table_settings
        return tabulated_function(
            table, _cosmology(values), _band(values), values["photon_index"], source
        )


def read_luminosity_functions(path: str | Path) -> LuminosityFunctions:
    """Read ``data/tables/luminosity_functions.csv``.

    Raises
    ------
    InputDataError
        If a parameter is missing, unknown, doubled or not a number, or an error is none.
    """
    table = read_parameter_table(path, COLUMNS)
    settings = _values(table, {*COMMON, "photon_index"}, TABULATED, path)
    return LuminosityFunctions(
        _function(table, XrayLuminosityFunction, "xray_agn", path),
        _function(table, BlazarLuminosityFunction, "blazars", path),
        settings,
    )


def _function(table: pd.DataFrame, form: type[Form], name: str, path: str | Path) -> Form:
    values = _values(table, {*form.PARAMETERS, *COMMON, *LIMITS}, name, path)
    rows = table[table["component"] == name]
    return form(
        {parameter: values[parameter] for parameter in form.PARAMETERS},
        _errors(rows, form.PARAMETERS, path),
        _cosmology(values),
        _band(values),
        Limits(
            (values["log10_luminosity_min"], values["log10_luminosity_max"]),
            (values["redshift_min"], values["redshift_max"]),
        ),
        str(rows["source"].iloc[0]),
    )


def _values(
    table: pd.DataFrame, wanted: set[str], component: str, path: str | Path
) -> dict[str, float]:
    values = parameter_values(table[table["component"] == component], path)
    wrong = wanted ^ set(values)
    if wrong:
        raise InputDataError(
            "parameters are missing or unknown",
            path=path,
            column="parameter",
            value=f"{component}: {', '.join(sorted(wrong))}",
            expected=", ".join(sorted(wanted)),
        )
    return values


def _errors(rows: pd.DataFrame, allowed: tuple[str, ...], path: str | Path) -> dict[str, float]:
    """Errors of the parameters that have one."""
    errors = {}
    for index, row in rows[rows["error"].notna()].iterrows():
        error = pd.to_numeric(row["error"], errors="coerce")
        if not error > 0 or row["parameter"] not in allowed:
            raise InputDataError(
                "an error that no parameter can have",
                path=path,
                row=int(str(index)) + 1,
                column="error",
                value=f"{row['parameter']}: {row['error']}",
                expected=f"a positive number, for one of {', '.join(allowed)}",
            )
        errors[row["parameter"]] = float(error)
    return errors


def _cosmology(values: Mapping[str, float]) -> Cosmology:
    return Cosmology(values["hubble_constant"], values["omega_matter"])


def _band(values: Mapping[str, float]) -> Band:
    rest, observed = (
        (values[f"{kind}_low"], values[f"{kind}_high"]) for kind in ("rest", "observed")
    )
    return Band(rest=rest, observed=observed)
