"""The table of photomeson yields."""

import pytest

from nusources.errors import InputDataError
from nusources.facts.kelner_aharonian import SPECIES, read_photomeson_yields

TABLE = "data/tables/kelner_aharonian_yields.csv"


def test_rows_of_all_species(repository):
    yields = read_photomeson_yields(repository / TABLE)
    assert tuple(yields) == SPECIES
    rows = {species: len(table.eta_ratio) for species, table in yields.items()}
    assert rows.pop("photon") == 22
    assert rows.pop("electron") == rows.pop("electron_antineutrino") == 10
    assert set(rows.values()) == {20}
    assert {table.eta_ratio[-1] for table in yields.values()} == {100.0}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("photon,1.2,", "photon,1.05,", "rows of photon do not ascend"),
        ("photon,1.2,", "muon,1.2,", "column 'species'.*found 'muon'"),
        ("photon,1.1,0.0768,", "photon,1.1,a,", "row 1, column 's'.*found 'a'"),
        ("photon,1.1,0.0768,", "photon,1.1,,", "row 1, column 's'.*found nan"),
        ("photon,1.1,", "photon,0.9,", "row 1, column 'eta_over_eta0'.*found 0.9"),
        ("0.544,2.86e-19", "0.544,0", "row 1, column 'b_cm3_s'.*found 0.0; expected .*above 0"),
    ],
)
def test_mistakes_are_told(tmp_path, repository, old, new, message):
    text = (repository / TABLE).read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "yields.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputDataError, match=message):
        read_photomeson_yields(path)
