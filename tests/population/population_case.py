"""The population of AGN that tests share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.facts.stellar_masses import read_stellar_mass_function
from nusources.population.cosmology import Cosmology
from nusources.population.hosts import HostReadings, Hosts, shell_edges, solve_hosts
from nusources.population.hubble import in_cosmology
from nusources.population.luminosity_function import Limits, LuminosityFunction
from nusources.population.stellar_masses import StellarMassFunction

TABLES = Path(__file__).resolve().parents[2] / "data" / "tables"
COSMOLOGY = Cosmology(67.4, 0.315)


@cache
def printed_function() -> LuminosityFunction:
    function = read_luminosity_functions(TABLES / "luminosity_functions.csv").xray_agn
    return replace(function, limits=Limits((41.0, 47.0), (0.002, 4.0)))


@cache
def converted_function() -> LuminosityFunction:
    return in_cosmology(printed_function(), COSMOLOGY)


@cache
def stellar_masses() -> StellarMassFunction:
    return read_stellar_mass_function(TABLES / "stellar_mass_functions.csv")


@cache
def hosts() -> Hosts:
    edges = shell_edges(stellar_masses(), 0.002, 4.0, 0.12)
    return solve_hosts(converted_function(), stellar_masses(), edges, HostReadings())
