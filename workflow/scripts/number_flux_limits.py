"""Give our values of the flux limits of section 7.4."""

from nusources.contracts.published import OUR_NUMBERS
from nusources.contracts.tracks import EFFECTIVE_AREA
from nusources.facts.track_models import read_model_fluxes, read_seasons
from nusources.jobs.job import job
from nusources.run_numbers import our_numbers
from nusources.spatial.limits.flux_limits import limits_of_paper, published_limit_numbers

with job(snakemake) as j:
    table = j.read(j.input.areas, EFFECTIVE_AREA)
    diffuse = read_model_fluxes(j.input.fluxes).astrophysical
    paper = limits_of_paper(table, j.params.settings, diffuse)
    live_time_of_files = sum(one.livetime for one in read_seasons(j.input.seasons).values())
    live_time = j.params.settings["live_time_days"]
    numbers = published_limit_numbers(paper, live_time, live_time_of_files)
    j.write(j.output.numbers, our_numbers("chang2022", numbers, [table.attrs]), OUR_NUMBERS)
