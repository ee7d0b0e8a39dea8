"""Get WISE exposures near the sources of the blazar catalogues into the cache."""

from pathlib import Path

from nusources.contracts.listing import contract_named
from nusources.datasets.infrared_query import fetch_exposures, positions_of, write_coverage
from nusources.datasets.places import tell
from nusources.errors import ConfigError
from nusources.jobs.job import job

EPOCH_DAYS = 15.0  # chang2022, section 3.3

with job(snakemake) as j:
    if j.params.offline:
        raise ConfigError(["data.offline: found true; expected false: exposures are downloaded"])
    tables = [
        j.read(path, contract_named(contract))
        for path, contract in zip(j.input.tables, j.params.contracts, strict=True)
    ]
    positions = positions_of(tables)
    path = fetch_exposures(positions, Path(j.params.cache) / "wise_w2", say=tell)
    tell(f"wrote {path} and {write_coverage(path, EPOCH_DAYS, positions)}")
