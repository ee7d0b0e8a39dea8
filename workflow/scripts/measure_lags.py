"""Measure the lag between two bands of every source that has both."""

import pandas as pd

from nusources.contracts.flares import FLARE_LAGS, LIGHT_CURVE_LINKS, LIGHT_CURVES
from nusources.contracts.published import OUR_NUMBERS
from nusources.flares.lag_surrogates import Surrogates
from nusources.flares.lag_tables import (
    BandPair,
    Extras,
    lag_numbers,
    measure_lags,
    pair_links,
    series_of,
)
from nusources.flares.lags import LagRule
from nusources.jobs.job import job
from nusources.reproduction import read_published

with job(snakemake) as j:
    links = j.read(j.input.links, LIGHT_CURVE_LINKS)
    curves = {
        band: series_of(j.read(path, LIGHT_CURVES[band]))
        for band, path in zip(j.params.bands, j.input.curves, strict=True)
    }
    surrogates = None
    if j.params.n_surrogates:
        random = j.random("lags", "histories")
        surrogates = Surrogates.drawn(j.params.n_surrogates, j.params.surrogate_slope, random)
    extras = Extras(
        j.params.interpolated, surrogates, lambda name: j.random("lags", "errors", name)
    )
    parts = []
    for one in j.params.pairs:
        pair = BandPair(**one)
        lags = measure_lags(
            pair_links(links, pair),
            (curves[pair.first], curves[pair.second]),
            LagRule(**j.params.rule),
            extras,
        )
        parts.append(lags.assign(first_band=pair.first, second_band=pair.second))
    filled = [one for one in parts if len(one)] or [FLARE_LAGS.empty()]
    table = pd.concat(filled, ignore_index=True)[FLARE_LAGS.column_names]
    table.attrs = j.ancestors
    j.write(j.output.lags, table, FLARE_LAGS)
    numbers = lag_numbers(table, links, read_published(j.input.published))
    j.write(j.output.numbers, numbers, OUR_NUMBERS)
