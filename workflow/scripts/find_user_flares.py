"""Cut a light curve of the user into blocks, and compare two of its bands."""

from nusources.contracts.user_curve import (
    USER_BLOCKS,
    USER_CORRELATION,
    USER_FLARES,
    USER_LAGS,
    USER_MEASURES,
    USER_POINTS,
    USER_STAGES,
)
from nusources.flares.lag_surrogates import Surrogates
from nusources.flares.lag_tables import Extras
from nusources.flares.lags import LagRule
from nusources.jobs.job import job
from nusources.user_curve.flares import (
    find_curve_flares,
    flare_table,
    with_each_time_once_by_band,
)
from nusources.user_curve.two_bands import StageRule, chosen_pair, compare_bands
from nusources.user_files.light_curves import LightCurveRequest, light_curve_points
from nusources.user_files.reading import read_user_table

with job(snakemake) as j:
    own = j.params.own
    request = LightCurveRequest(**own["request"], repeated_times=own["repeated_times"])
    table = read_user_table(own["file"], request.wanted, own["extension"])
    j.note_own("light curve", own["file"])
    points = with_each_time_once_by_band(light_curve_points(table, request))
    found = find_curve_flares(points, j.params.blocks, lambda band: j.random("flares", band))
    pair = chosen_pair(found.measures, own["lag"], own["file"])
    surrogates = None
    if pair and own["n_surrogates"]:
        random = j.random("lags", "histories")
        surrogates = Surrogates.drawn(own["n_surrogates"], j.params.surrogate_slope, random)
    both = compare_bands(
        points,
        found.blocks,
        pair,
        (LagRule(**j.params.lag_rule), StageRule(**j.params.stages)),
        Extras(j.params.interpolated, surrogates, lambda name: j.random("lags", "errors", name)),
    )
    j.write(j.output.points, points, USER_POINTS)
    j.write(j.output.blocks, found.blocks, USER_BLOCKS)
    j.write(j.output.flares, flare_table(found.blocks, found.measures), USER_FLARES)
    j.write(j.output.measures, found.measures, USER_MEASURES)
    j.write(j.output.stages, both.stages, USER_STAGES)
    j.write(j.output.correlation, both.correlation, USER_CORRELATION)
    j.write(j.output.lags, both.lags, USER_LAGS)
    j.write_messages(j.output.messages)
