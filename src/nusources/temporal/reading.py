"""The tables of the correlation in time, as all its jobs read them."""

from __future__ import annotations

from typing import Any

from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.flares import LIGHT_CURVE_LINKS, LIGHT_CURVES, MEASURES
from nusources.contracts.selection import VARIABLE_SAMPLES
from nusources.temporal.samples import TimeTables


def time_tables(job: Any) -> TimeTables:
    """Tables of samples, alerts and curves, and the readings.

    Parameters
    ----------
    job : object
        With `read`, of a path and a contract, and the inputs and parameters `TIME_INPUT` and
        `TIME_PARAMS` of workflow/rules/temporal.smk.
    """
    curves = zip(job.params.bands, job.input.curves, strict=True)
    return TimeTables(
        job.read(job.input.alerts, ALERT_LIST),
        job.read(job.input.sources, VARIABLE_SAMPLES),
        job.read(job.input.links, LIGHT_CURVE_LINKS),
        job.read(job.input.measures, MEASURES),
        {band: job.read(path, LIGHT_CURVES[band]) for band, path in curves},
        job.params.cuts,
        job.params.regions,
        job.params.settings["readings"],
    )
