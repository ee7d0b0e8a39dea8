"""Merge the blazar catalogues, and find gamma-ray and infrared counterparts and alert regions."""

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.listing import contract_named
from nusources.contracts.selection import CATALOG_MATCHING, META_BLAZARS, META_MEMBERS
from nusources.jobs.job import job
from nusources.selection.blazars import (
    add_alert_blazars,
    at_counterparts,
    finish_sources,
    merge_catalogs,
)

with job(snakemake) as j:
    alerts = j.read(j.input.alerts, ALERT_LIST)
    regions = regions_of(alerts[alerts["in_sample"]], j.params.ra_errors)
    tables = {
        name: j.read(path, contract_named(contract))
        for name, path, contract in zip(
            j.params.names, j.input.tables, j.params.contracts, strict=True
        )
    }
    radius = j.params.match_radius_arcsec
    sample = merge_catalogs({name: tables[name] for name in j.params.catalogs}, radius)
    if j.params.alert_catalog is not None:
        added = at_counterparts(tables[j.params.alert_catalog], j.params.alert_classes)
        sample = add_alert_blazars(sample, added, j.params.alert_catalog, regions, radius)
    sources = finish_sources(
        sample.sources,
        tables["gamma_ray"],
        tables.get("infrared"),
        regions,
        radius_arcsec=radius,
        shape=j.params.shape,
    )
    j.write(j.output.sources, sources, META_BLAZARS)
    j.write(j.output.members, sample.members, META_MEMBERS)
    j.write(j.output.matching, sample.matching, CATALOG_MATCHING)
