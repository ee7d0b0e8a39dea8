"""Galactic sources in the workflow: the configuration, and what a user may do wrong."""

from __future__ import annotations

import copy

import pandas as pd
import pytest
import yaml
from checkouts import Checkout
from pydantic import ValidationError

from nusources.config.microquasars import MicroquasarsConfig

SOURCES = "results/test/microquasars/sources.parquet"
INTEGRALS = "results/test/microquasars/disk_integrals.parquet"
TABLE = "Name,RA,DE,D\nmine 1,10.5,-3.0,2500\nmine 2,280.1,-4.0,\n"
COLUMNS = {"source_name": "Name", "ra": "RA", "dec": "DE", "distance": "D"}


@pytest.fixture
def section(repository, monkeypatch) -> dict:
    monkeypatch.chdir(repository)
    text = (repository / "config/config.yaml").read_text(encoding="utf-8")
    return copy.deepcopy(yaml.safe_load(text)["microquasars"])


def test_default_section_is_right(section):
    assert MicroquasarsConfig.model_validate(section).fiducial_luminosity_erg_s == 7.04e33


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("populations.n_sources", 0, "greater than or equal to 1"),
        ("populations.n_sources", -5, "greater than or equal to 1"),
        ("populations.n_realisations", 0, "greater than or equal to 1"),
        ("void_radii_kpc", [1.0, 9.0], "a void of 9 kpc reaches the Galactic centre"),
        ("sky.void_radius_kpc", 8.3, "a void of 8.3 kpc reaches the Galactic centre"),
        ("source_counts.void_radii_kpc", [0.0, 1.0], "expected 0.001 to 1000 kpc"),
        ("void_radii_kpc", [2.0, 1.0], "expected ascending numbers"),
        ("disk.exponential_share", 1.0, "less than 1"),
        ("sky.arms.contrast", 1.5, "less than or equal to 1"),
        ("fiducial_luminosity_erg_s", 7.04e19, "greater than or equal to 1"),
        ("disk.observer_distance_pc", 8300.0, "Extra inputs are not permitted"),
        ("source_counts.log10_luminosity_min", 40.0, "log10_luminosity_min below"),
    ],
)
def test_mistakes_in_the_section_are_told(section, key, value, told):
    *parents, last = key.split(".")
    place = section
    for part in parents:
        place = place[part]
    place[last] = value
    with pytest.raises(ValidationError, match=told):
        MicroquasarsConfig.model_validate(section)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"distance_unit": "Mpc"}, "'kpc' or 'pc'"),
        ({"columns": {"source_name": "Name", "ra": "RA"}}, "columns lacks dec"),
        ({"columns": {"source_name": "Name", "ra": "RA", "dec": "DE", "dist": "D"}}, "'distance'"),
        ({"name": "liu_hmxb"}, "is a list of the pipeline"),
        ({"file": "nothing.csv"}, "there is none of that name"),
    ],
)
def test_mistakes_in_a_table_of_sources_are_told(section, change, told):
    good = {"name": "mine", "file": "data/tables/microquasars.csv", "columns": COLUMNS}
    section["sources"] = [good]
    assert MicroquasarsConfig.model_validate(section).sources[0].distance_unit is None
    section["sources"] = [good | change]
    with pytest.raises(ValidationError, match=told):
        MicroquasarsConfig.model_validate(section)


def test_a_profile_needs_a_name_of_its_own(section):
    profile = {"name": "uniform", "file": "data/tables/hmxb_surface_density.csv"}
    section["disk"]["profiles"] = [profile]
    with pytest.raises(ValidationError, match="'uniform' is a distribution of the paper"):
        MicroquasarsConfig.model_validate(section)


@pytest.mark.workflow
def test_sources_and_profile_of_a_user_run_through(clean: Checkout):
    (clean.folder / "my.csv").write_text(TABLE, encoding="utf-8")
    (clean.folder / "my_profile.csv").write_text("radius_kpc,density\n0,0\n5,1\n15,0\n", "utf-8")
    overlay = clean.overlay(
        {
            "microquasars": {
                "sources": [
                    {"name": "mine", "file": "my.csv", "columns": COLUMNS, "distance_unit": "pc"}
                ],
                "disk": {"profiles": [{"name": "my_profile", "file": "my_profile.csv"}]},
            }
        }
    )
    outcome = clean.snakemake(SOURCES, INTEGRALS, overlays=(overlay,))
    assert outcome.code == 0, outcome.text
    sources = pd.read_parquet(clean.folder / SOURCES).set_index("source_name")
    assert len(sources) == 21
    assert sources.loc["mine 1", "distance"] == 2.5
    integrals = pd.read_parquet(clean.folder / INTEGRALS)
    assert (integrals["distribution"] == "my_profile").sum() == 5


@pytest.mark.workflow
@pytest.mark.parametrize(
    ("table", "told"),
    [
        (TABLE.replace(",D\n", ",Dist\n"), "needs the column(s) D (did you"),
        (
            TABLE.replace("2500", "far"),
            "row 2, column 'D': not a finite decimal number; found 'far'",
        ),
        (TABLE.replace("-3.0", "-93.0"), "row 2, column 'DE': not a position on the sky"),
    ],
)
def test_bad_tables_of_sources_stop_the_run(bad_sources: Checkout, table: str, told: str):
    (bad_sources.folder / "my.csv").write_text(table, encoding="utf-8")
    outcome = bad_sources.again("gather_galactic_sources")
    assert outcome.code != 0
    assert "gather_galactic_sources failed: my.csv" in outcome.text
    assert told in outcome.text
    assert not (bad_sources.folder / SOURCES).exists()
    assert bad_sources.temporaries() == []


@pytest.fixture(scope="module")
def bad_sources(clean_checkout: Checkout, tmp_path_factory) -> Checkout:
    """Return a checkout in which Snakemake has stopped at a bad table of sources."""
    checkout = clean_checkout.twin(tmp_path_factory.mktemp("bad") / "checkout")
    (checkout.folder / "my.csv").write_text("\n", encoding="utf-8")
    one = {"name": "mine", "file": "my.csv", "columns": COLUMNS, "distance_unit": "pc"}
    overlay = checkout.overlay({"microquasars": {"sources": [one]}})
    outcome = checkout.snakemake(SOURCES, overlays=(overlay,))
    assert "gather_galactic_sources failed: my.csv" in outcome.text
    return checkout


@pytest.mark.workflow
@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ("0,1\n5,-1\n", "row 3, column 'density': the profile cannot be used; found '-1'"),
        ("0,0\n5,0\n", "density 'my_profile' has no sources inside 15.0 kpc"),
    ],
)
def test_bad_profiles_stop_the_run(clean: Checkout, profile: str, told: str):
    (clean.folder / "my.csv").write_text("radius_kpc,density\n" + profile, encoding="utf-8")
    profiles = [{"name": "my_profile", "file": "my.csv"}]
    overlay = clean.overlay({"microquasars": {"disk": {"profiles": profiles}}})
    outcome = clean.snakemake(INTEGRALS, overlays=(overlay,))
    assert outcome.code != 0
    assert "integrate_galactic_disk failed: my.csv" in outcome.text
    assert told in outcome.text
    assert not (clean.folder / INTEGRALS).exists()
