"""Cut the light curves of all bands into blocks, and find those that flare."""

import pandas as pd

from nusources.contracts.flares import BLOCKS, LIGHT_CURVES, MEASURES
from nusources.flares.all_bands import flares_of_band
from nusources.jobs.job import job

with job(snakemake) as j:
    found = []
    for band, path in zip(j.params.bands, j.input.curves, strict=True):
        table = j.read(path, LIGHT_CURVES[band])
        if j.params.artificial_points == "everywhere":
            table = table.assign(is_artificial=False)
        found.append(flares_of_band(table, band, j.params.blocks, j.random("flares", band)))
    blocks = [one.blocks for one in found if len(one.blocks)] or [BLOCKS.empty()]
    measures = [one.measures for one in found if len(one.measures)] or [MEASURES.empty()]
    j.write(j.output.blocks, pd.concat(blocks, ignore_index=True), BLOCKS)
    j.write(j.output.measures, pd.concat(measures, ignore_index=True), MEASURES)
