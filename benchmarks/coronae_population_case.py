"""One case of the diffuse flux of coronae: ours, and the plain way with scipy and numpy.

Templates are a grid of log parabolas, so that neither side has an engine to pay for.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.interpolate import RegularGridInterpolator

from benchmarks.measuring import REPOSITORY, peak_mib, report
from nusources.coronae.diffuse import mock_spectrum, single_sigma_curves
from nusources.coronae.sources import mock_sources, xray_band_factor
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.facts.stellar_masses import read_stellar_mass_function
from nusources.population.cosmology import Cosmology
from nusources.population.hosts import HostReadings, shell_edges, solve_hosts
from nusources.population.hubble import in_cosmology
from nusources.population.luminosity_function import Limits
from nusources.population.mock import MockSurvey, draw_mock
from nusources.population.nodes import population_nodes

COSMOLOGY = Cosmology(67.4, 0.315)
ENERGIES = 10.0 ** (1 + np.arange(161) / 20)
AXES = tuple(np.arange(low, high + 0.01, 0.5) for low, high in ((1, 7), (41, 48), (5.5, 10.5)))
SIGMAS = np.arange(1.0, 7.01, 0.25)
GEV_PER_ERG = 1 / 1.602176634e-3


class GriddedTemplates:
    """Linear in the logarithms between templates, by scipy."""

    energies = ENERGIES

    def __init__(self) -> None:
        sigma, luminosity, mass = np.meshgrid(*AXES, indexing="ij")
        height = np.log(0.01) + np.log(10) * (luminosity + 0.5 * (luminosity - mass - 38.1))
        distance = np.log(ENERGIES) - np.log(0.05) - np.log(10) * sigma[..., np.newaxis]
        logs = height[..., np.newaxis] - 0.5 * (distance / 2) ** 2
        self._between = RegularGridInterpolator(AXES, logs, bounds_error=False)

    def luminosity(self, log10_sigma, log10_xray_luminosity, log10_black_hole_mass):
        parameters = (log10_sigma, log10_xray_luminosity, log10_black_hole_mass)
        return np.exp(self._between(np.stack(np.broadcast_arrays(*parameters), axis=-1)))


def plain_sum(templates, sources, log10_sigma, energies, scale):
    """All spectra at once, each shifted with numpy.interp, added."""
    spectra = templates.luminosity(
        log10_sigma, sources.log10_xray_luminosity, sources.log10_black_hole_mass
    )
    at_earth, grid = np.log(energies), np.log(ENERGIES)
    total = np.zeros(len(energies))
    for spectrum, redshift, dilution in zip(
        np.log(spectra), np.log1p(sources.redshift), sources.dilution, strict=True
    ):
        total += dilution * np.exp(np.interp(at_earth + redshift, grid, spectrum))
    return total * scale


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--what", choices=("population", "mock", "curves"), required=True)
    parser.add_argument("--compared", type=int, default=0)
    arguments = parser.parse_args()
    tables = REPOSITORY / "data" / "tables"
    printed = read_luminosity_functions(tables / "luminosity_functions.csv").xray_agn
    masses = read_stellar_mass_function(tables / "stellar_mass_functions.csv")
    function = replace(in_cosmology(printed, COSMOLOGY), limits=Limits((41.0, 47.0), (0.002, 4.0)))
    started = time.process_time()
    edges = shell_edges(masses, 0.002, 4.0, 0.12)
    hosts = solve_hosts(function, masses, edges, HostReadings())
    nodes = population_nodes(function, hosts)
    found = {"ours_s": time.process_time() - started}
    if arguments.what == "mock":
        found = mock_case(function, hosts, arguments.compared)
    elif arguments.what == "curves":
        found = curves_case(nodes)
    report(**found, peak_mib=peak_mib())


def mock_case(function, hosts, n_compared):
    """Draw 10 deg2 and add its sources; the peer adds the first ones."""
    templates, survey = GriddedTemplates(), MockSurvey("high", 10.0, (0.3, 4.0), 1.0)
    started = time.process_time()
    catalogue = pd.concat(draw_mock(function, hosts, survey, 1), ignore_index=True)
    sources = mock_sources(catalogue, COSMOLOGY, 2.0)
    drawn = time.process_time()
    mock_spectrum(templates, sources, 5.0, area=10.0, redshift_max=4.0)
    times = {"draw_s": drawn - started, "ours_s": time.process_time() - drawn}
    some = sources[:n_compared]
    ours = mock_spectrum(templates, some, 5.0, area=10.0, redshift_max=4.0)
    scale = GEV_PER_ERG * np.degrees(1.0) ** 2 / 10.0
    started = time.process_time()
    peer = plain_sum(templates, some, 5.0, ours.energies, scale)
    peer_s = (time.process_time() - started) / n_compared * len(sources)
    agrees = bool(np.allclose(peer, ours.flux, rtol=1e-9))
    return times | {"peer_s": peer_s, "agrees": agrees, "n_sources": len(sources)}


def curves_case(nodes):
    """25 curves of single sigma."""
    started = time.process_time()
    single_sigma_curves(GriddedTemplates(), nodes, SIGMAS, xray_band_factor(2.0))
    return {"ours_s": time.process_time() - started}


if __name__ == "__main__":
    main()
