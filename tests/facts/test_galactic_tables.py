"""Small tables of the microquasar study, and a user's profile."""

import pytest

from nusources.errors import InputDataError
from nusources.facts.galactic_tables import (
    read_microquasar_limits,
    read_microquasars,
    read_spectra,
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
    spectra = read_spectra(tables / "microquasar_spectra.csv")
    assert spectra["curve"].is_unique
    assert (spectra["energy_min"] < spectra["energy_max"]).all()


def test_each_diffuse_flux_has_its_own_range_and_paper(repository):
    spectra = read_spectra(repository / "data/tables/microquasar_spectra.csv").set_index("curve")
    # The cascades: 16 TeV to 2.6 PeV (abstract of arXiv:2001.09520). The HESE fit takes events with
    # 60 TeV and more of deposited energy (abstract of PRD 104 022002), and a neutrino has more.
    cascades, hese = spectra.loc["nu_cascades_2020"], spectra.loc["nu_hese_2021"]
    assert (cascades["energy_min"], cascades["energy_max"]) == (1.6e4, 2.6e6)
    assert hese["energy_min"] >= 6e4
    assert hese["status"] == "recalled"
    # 2507.22233: MESE; 2507.22234: combined fit of tracks and cascades.
    assert spectra.loc["nu_mese_2025", "source"] == "arXiv:2507.22233"


def test_a_spectrum_needs_its_numbers(tmp_path, repository):
    lines = (repository / "data/tables/microquasar_spectra.csv").read_text("utf-8").splitlines()
    path = put(tmp_path, "\n".join([lines[0], lines[1].replace("1.8e-9", "")]) + "\n")
    with pytest.raises(InputDataError, match=r"row 1, column 'norm': a spectrum needs this number"):
        read_spectra(path)
