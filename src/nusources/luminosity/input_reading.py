"""The tables that luminosities are derived from, as the jobs that need them read them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.contracts.tracks import EFFECTIVE_AREA
from nusources.facts.luminosity_sources import read_luminosity_sources
from nusources.luminosity.gathering import Gathering, gather
from nusources.luminosity.reading import Inputs
from nusources.user_files.luminosities import LuminosityRequest, luminosity_rows
from nusources.user_files.reading import read_user_table


def read_inputs(job: Any) -> Inputs:
    """Inputs of the run.

    Parameters
    ----------
    job : object
        With `read`, of a path and a contract, `note_own`, and the inputs and parameters
        `LUMINOSITY_INPUT` and `LUMINOSITY_PARAMS` of workflow/rules/luminosity.smk.
    """
    params, paths = job.params, job.input
    tables = {
        name: job.read(path, contract_named(contract))
        for name, path, contract in zip(params.names, paths.tables, params.contracts, strict=True)
    }
    tables |= {f"areas of {path}": job.read(path, EFFECTIVE_AREA) for path in paths.areas}
    told = Gathering(titles=params.titles, **params.told)
    inputs = gather(tables, read_luminosity_sources(paths.facts), told)
    return inputs if params.own["file"] is None else replace(inputs, own=_own_rows(job))


def _own_rows(job: Any) -> pd.DataFrame:
    """Sources of the user's file."""
    own = job.params.own
    request = LuminosityRequest(**own["request"])
    table = read_user_table(own["file"], request.wanted, own["extension"])
    job.note_own("luminosities", own["file"])
    return luminosity_rows(table, request)
