"""Tables of published spectra."""

import pytest

from nusources.errors import InputDataError
from nusources.facts.spectra import diffuse_flux, read_spectra
from nusources.fluxes import BrokenPowerLawFlux, LogParabolaFlux, PowerLawFlux


@pytest.fixture(scope="module")
def diffuse(repository):
    return read_spectra(repository / "data/tables/diffuse_spectra.csv")


@pytest.mark.parametrize("name", ["diffuse_spectra", "microquasar_spectra"])
def test_tables_of_the_repository(repository, name):
    spectra = read_spectra(repository / f"data/tables/{name}.csv")
    assert spectra["curve"].is_unique
    assert (spectra["energy_min"] < spectra["energy_max"]).all()
    assert not (spectra["is_target"] & spectra["is_alternative"]).any()


def test_each_diffuse_flux_has_its_own_range_and_paper(diffuse):
    spectra = diffuse.set_index("curve")
    # The cascades: 16 TeV to 2.6 PeV (abstract of arXiv:2001.09520). The HESE fit takes events with
    # 60 TeV and more of deposited energy (abstract of PRD 104 022002), and a neutrino has more.
    cascades, hese = spectra.loc["nu_cascades_2020"], spectra.loc["nu_hese_2021"]
    assert (cascades["energy_min"], cascades["energy_max"]) == (1.6e4, 2.6e6)
    assert hese["energy_min"] >= 6e4
    assert hese["status"] == "recalled"
    # 2507.22233: MESE; 2507.22234: combined fit of tracks and cascades.
    assert spectra.loc["nu_mese_2025", "source"].startswith("arXiv:2507.22233:")
    assert spectra.loc["nu_joint_2025", "source"].startswith("arXiv:2507.22234:")
    assert spectra.loc["nu_mese_2025", "log10_break_error"] == 0.095


def test_shapes_of_fluxes(diffuse):
    assert diffuse_flux(diffuse, "nu_tracks_2022") == PowerLawFlux(1.44e-18, 2.37)
    broken = BrokenPowerLawFlux(1.77e-18, 1.31, 2.74, 2.455e4)
    assert diffuse_flux(diffuse, "nu_joint_2023") == broken
    parabola = LogParabolaFlux(2.13e-18, 2.57, 0.23)
    assert diffuse_flux(diffuse, "nu_joint_2023_log_parabola") == parabola
    with pytest.raises(InputDataError, match=r"igrb_model_a.*nu_tracks_2022"):
        diffuse_flux(diffuse, "igrb_model_a")  # gamma rays


def test_a_spectrum_needs_its_numbers(tmp_path, repository):
    lines = (repository / "data/tables/microquasar_spectra.csv").read_text("utf-8").splitlines()
    path = tmp_path / "spectra.csv"
    path.write_text("\n".join([lines[0], lines[1].replace("1.8e-9", "")]) + "\n", encoding="utf-8")
    with pytest.raises(InputDataError, match=r"row 1, column 'norm': a spectrum needs this number"):
        read_spectra(path)
