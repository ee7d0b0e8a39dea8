"""Give our values of the flux limits of section 7.4."""

from nusources.catalogs.model_parameters import read_model_fluxes
from nusources.contracts.published import OUR_NUMBERS
from nusources.contracts.tracks import EFFECTIVE_AREA
from nusources.spatial.flux_limits import (
    mean_area,
    published_limit_numbers,
    summarise_flux_limits,
)
from nusources.workflow.job import job

with job(snakemake) as j:
    table = j.read(j.input.areas, EFFECTIVE_AREA)
    paper = summarise_flux_limits(
        "paper",
        [j.params.n_events] * len(j.params.bands),
        [tuple(band) for band in j.params.bands],
        mean_area(table),
        j.params.live_time_days,
        j.params.spectral_indices,
        read_model_fluxes(j.input.fluxes).astrophysical,
    )
    numbers = published_limit_numbers(paper, j.params.live_time_days)
    numbers["simulated"] = bool(table.attrs["simulated"])
    j.write(j.output.numbers, numbers, OUR_NUMBERS)
