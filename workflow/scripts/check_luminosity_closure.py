"""Check how often permutation tests of luminosities reject, with many simulated samples."""

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_tests import REJECTIONS
from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.jobs.job import job
from nusources.luminosity.pairs import pairs_of
from nusources.luminosity.rejections import Trials, batch_streams, repeated_shares

with job(snakemake) as j:
    usual, closure = j.params.rejections, j.params.closure
    pairs = pairs_of(j.read(j.input.luminosities, LUMINOSITIES), (CALIBRATION, BLAZARS))
    numbers = (closure["n_mocks"], usual["n_permutations"], usual["scatter_dex"])
    stream = batch_streams(j.params.seed)
    shares = repeated_shares(
        pairs, Trials(*numbers, closure["levels"]), closure["n_batches"], stream
    )
    j.write(j.output.rejections, shares, REJECTIONS)
