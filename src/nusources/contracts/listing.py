"""Find contracts: all of them, or one by its name."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import nusources.contracts
from nusources.tables import Contract


def all_contracts() -> tuple[Contract, ...]:
    """Every contract, by module, in the order in which they are written down."""
    modules = sorted(one.name for one in pkgutil.iter_modules(nusources.contracts.__path__))
    return tuple(contract for module in modules for contract in contracts_of(module))


def contracts_of(module: str) -> tuple[Contract, ...]:
    """Contracts of one module of this package."""
    names = vars(import_module(f"nusources.contracts.{module}"))
    return tuple(value for value in names.values() if isinstance(value, Contract))


def contract_named(place: str) -> Contract:
    """Contract by module and name, as config/products/ gives it.

    Parameters
    ----------
    place : str
        For example ``spatial.spatial_excess``.

    Raises
    ------
    KeyError
        If there is none.
    """
    module, _, name = place.partition(".")
    return {contract.name: contract for contract in contracts_of(module)}[name]
