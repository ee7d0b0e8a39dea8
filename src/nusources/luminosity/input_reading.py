"""The tables that luminosities are derived from, as the jobs that need them read them."""

from __future__ import annotations

from typing import Any

from nusources.contracts.listing import contract_named
from nusources.contracts.tracks import EFFECTIVE_AREA
from nusources.facts.luminosity_sources import read_luminosity_sources
from nusources.luminosity.gathering import Gathering, gather
from nusources.luminosity.reading import Inputs


def read_inputs(job: Any) -> Inputs:
    """Inputs of the run.

    Parameters
    ----------
    job : object
        With `read`, of a path and a contract, and the inputs and parameters `LUMINOSITY_INPUT` and
        `LUMINOSITY_PARAMS` of workflow/rules/luminosity.smk.
    """
    params, paths = job.params, job.input
    tables = {
        name: job.read(path, contract_named(contract))
        for name, path, contract in zip(params.names, paths.tables, params.contracts, strict=True)
    }
    tables |= {f"areas of {path}": job.read(path, EFFECTIVE_AREA) for path in paths.areas}
    told = Gathering(titles=params.titles, **params.told)
    return gather(tables, read_luminosity_sources(paths.facts), told)
