"""Give our values of the published numbers of light curves, flares and classes."""

import pandas as pd

from nusources.contracts.blazar_photometry import ALMA_CALIBRATORS
from nusources.contracts.flares import FLARE_CLASSES, LIGHT_CURVE_LINKS, LIGHT_CURVES, MEASURES
from nusources.contracts.published import OUR_NUMBERS
from nusources.flares.curve_numbers import (
    mean_interval,
    member_numbers,
    n_of_other_band,
    txs_lag,
)
from nusources.flares.numbers import TXS_LAG, class_numbers, published_flares
from nusources.jobs.job import job
from nusources.reproduction import read_published

with job(snakemake) as j:
    classes = j.read(j.input.classes, FLARE_CLASSES)
    measures = j.read(j.input.measures, MEASURES)
    links = j.read(j.input.links, LIGHT_CURVE_LINKS)
    infrared = j.read(j.input.infrared, LIGHT_CURVES["infrared"])
    found = class_numbers(classes, measures)
    parents = [classes.attrs, measures.attrs, links.attrs, infrared.attrs]
    if found:
        found |= member_numbers(classes, pd.read_csv(j.input.listed))
        found[TXS_LAG] = txs_lag(classes, j.params.match_radius_arcsec / 3600)
        found["curves.infrared.mean_interval"] = mean_interval(infrared, j.params.break_days)
    if j.input.millimetre:
        measurements = j.read(j.input.millimetre[0], ALMA_CALIBRATORS)
        parents.append(measurements.attrs)
        found["curves.ACC_Fermi.other_band"] = n_of_other_band(links, measurements)
    j.write(
        j.output.numbers,
        published_flares(found, read_published(j.input.published), parents),
        OUR_NUMBERS,
    )
