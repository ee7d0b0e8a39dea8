"""Derive what share of the flux of AGN and blazars the sources above a flux give."""

from nusources.contracts.forecast_population import EXTRAPOLATION
from nusources.contracts.xray_agn import AGN_XLF, EFEDS_AGN
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.jobs.job import job
from nusources.population.extrapolation import (
    catalogue_shares,
    flux_grid,
    gathered,
    shares_of_function,
)

with job(snakemake) as j:
    settings, n_draws = j.params.settings, j.params.settings["n_draws"]
    functions = read_luminosity_functions(j.input.functions)
    limit = settings["survey_limit_erg_cm2_s"]
    agn, blazars = functions.xray_agn, functions.blazars
    agn_fluxes = flux_grid(settings["agn"], limit)
    blazar_fluxes = flux_grid(settings["blazars"])
    drawn = agn.draw_parameters(j.random("forecast", "population", "agn"), n_draws)
    drawn_blazars = blazars.draw_parameters(j.random("forecast", "population", "blazars"), n_draws)
    parts = [
        shares_of_function(("agn", "luminosity_function"), agn, agn_fluxes, drawn),
        shares_of_function(("agn", "as_printed"), agn, agn_fluxes, drawn, "luminosity"),
        shares_of_function(
            ("blazars", "luminosity_function"), blazars, blazar_fluxes, drawn_blazars
        ),
    ]
    for path in j.input.table:
        other = functions.tabulated(j.read(path, AGN_XLF), settings["luminosity_function"])
        parts.append(shares_of_function(("agn", "tabulated"), other, agn_fluxes))
    j.write(j.output.shares, gathered(parts, limit), EXTRAPOLATION)
    catalogue = j.read(j.input.catalogue, EFEDS_AGN, ["flux_soft"])
    resampled = catalogue_shares(
        catalogue["flux_soft"].to_numpy(),
        agn_fluxes,
        settings["n_resamplings"],
        rng=j.random("forecast", "population", "catalogue"),
    )
    # Luminosity functions descend from no catalogue: numbers of a simulated one stand apart.
    resampled = gathered([resampled], limit)
    j.write(j.output.catalogue, resampled, EXTRAPOLATION, parents=[catalogue.attrs])
