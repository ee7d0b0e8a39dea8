"""Contracts of merged catalogues, samples and sources in alert regions."""

from __future__ import annotations

from nusources.contracts.columns import DEC, RA, count, number, text
from nusources.origins import INPUTS
from nusources.tables import Column, Contract

SOURCE_NAME = text("source_name", "name in the first catalogue that has it", "meta.id;meta.main")
CATALOG = text("catalog", "catalogue, by its name in config/datasets/", "meta.dataset")
SEPARATION = {"low": 0.0, "high": 3600.0}
FACTOR = number(
    "alert_factor",
    "",
    "stat.value",
    "smallest factor on the half-axes of an alert's 90 % region at which it holds the source",
    low=0,
)

META_BLAZARS = Contract(
    "meta_blazars",
    "Merged blazar catalogues (Chang et al. 2022, sections 3.2 and 4.2.1)",
    (
        SOURCE_NAME,
        RA,
        DEC,
        CATALOG,
        count("n_catalogs", "catalogues that have the source", low=1),
        text("gamma_name", "gamma-ray counterpart", "meta.id.cross", nullable=True),
        number(
            "gamma_separation",
            "arcsec",
            "pos.angDistance",
            "between the source and the counterpart of the gamma-ray source",
            nullable=True,
            **SEPARATION,
        ),
        text(
            "infrared",
            "whether an infrared light curve exists",
            "meta.code",
            choices=("yes", "no", "unknown"),
        ),
        Column("is_fibs", "bool", "", "meta.code", "of the Fermi-Infrared Blazar Sample: has both"),
        FACTOR,
    ),
    ("source_name",),
)

META_MEMBERS = Contract(
    "meta_members",
    "Which catalogue has which source of the meta-blazar sample, under which name",
    (
        SOURCE_NAME,
        CATALOG,
        text("catalog_name", "name there", "meta.id"),
        number(
            "separation",
            "arcsec",
            "pos.angDistance",
            "from the position in the first catalogue",
            **SEPARATION,
        ),
    ),
    ("source_name", "catalog"),
)

CATALOG_MATCHING = Contract(
    "catalog_matching",
    "What happened when each catalogue was merged",
    (
        CATALOG,
        count("n_entries", "entries of the catalogue"),
        count("n_matched", "entries with a partner in the catalogues before"),
        count("n_new", "entries appended"),
        count("n_rivals", "pairs within the radius that lost against a closer one"),
        count("n_close_pairs", "pairs of the catalogue itself that are closer than the radius"),
        number("radius", "arcsec", "pos.angDistance", "largest separation of a match", low=0),
    ),
    ("catalog",),
)

VARIABLE_SAMPLES = Contract(
    "variable_samples",
    "Multi-frequency samples for the correlation with alerts (Chang et al. 2022, section 4.1)",
    (
        text("sample", "ACC, WIBRaLS, XRT or 4FGL", "meta.dataset"),
        text("source_name", "name in the catalogue of the sample", "meta.id;meta.main"),
        RA,
        DEC,
        FACTOR,
    ),
    ("sample", "source_name"),
)

SOURCE_FLOW = Contract(
    "source_flow",
    "Numbers of sources and alerts after each step of the selection",
    (
        text("id", "identifier of the number, as in data/published/"),
        text("step", "what was selected", "meta.note"),
        Column("n", "float64", "", "meta.number", "sources or alerts", low=0, nullable=True),
        text("input", "what it descends from", "meta.code", choices=INPUTS),
        text("own", "input of the user that it rests on; empty where none", "meta.note"),
        text(
            "missing", "why it cannot be compared with the published one; else empty", "meta.note"
        ),
    ),
    ("id",),
)

ALERT_COUNTS = Contract(
    "alert_counts",
    "Sources of each group inside alert regions (Chang et al. 2022, Table 2)",
    (
        text("group", "group of sources"),
        text("shape", "shape of the regions", "meta.code", choices=("ellipse", "rectangle")),
        text(
            "ra_errors",
            "meaning of the errors in R.A.",
            "meta.code",
            choices=("coordinate", "true"),
        ),
        text("alerts", "which alerts: sample, or the sample without or with a doubtful one"),
        text(
            "positions",
            "of the sources: as listed, or of the gamma-ray source's counterpart",
            "meta.code",
            choices=("listed", "counterpart"),
        ),
        number("factor", "", "arith.factor", "factor on the half-axes", low=0),
        count("n_alerts", "alerts"),
        count("n_sources", "sources of the group"),
        count("n_inside", "sources inside at least one region"),
        Column("is_chosen", "bool", "", "meta.code", "under the conventions of the run"),
    ),
    ("group", "shape", "ra_errors", "alerts", "positions", "factor"),
)
