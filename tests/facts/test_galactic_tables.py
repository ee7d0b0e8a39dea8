"""Small tables of the microquasar study, and a user's profile."""

from nusources.facts.galactic_tables import (
    read_microquasar_limits,
    read_microquasars,
    read_surface_density,
)


def put(folder, text):
    path = folder / "profile.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_tables_of_the_repository(repository):
    tables = repository / "data/tables"
    sources = read_microquasars(tables / "microquasars.csv")
    assert len(sources) == 19  # Table I
    assert (sources["jet_luminosity_low"] <= sources["jet_luminosity_high"]).all()
    assert len(read_microquasar_limits(tables / "microquasar_limits.csv")) == 8  # Table II
    assert len(read_surface_density(tables / "hmxb_surface_density.csv")) == 5  # Table V
