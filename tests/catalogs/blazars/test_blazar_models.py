"""Leptohadronic models of blazars."""

import numpy as np
from electromagnetic_samples import LEPHAD
from icetracks_samples import put, refused

from nusources.catalogs.blazars.blazar_models import read_lephad_models
from nusources.contracts.blazar_models import LEPHAD_MODELS
from nusources.tables import check_table


def test_the_models_of_the_release(mirror):
    table = read_lephad_models(mirror / "lephad_blazars" / "model_parameters.csv")
    check_table(table, LEPHAD_MODELS)
    assert table["source_class"].value_counts().to_dict() == {
        "FSRQ": 241,
        "LBL": 38,
        "IBL": 22,
        "HBL": 17,
        "BCU": 3,
        "NLS1": 3,
    }
    assert (table["redshift"].min(), table["redshift"].max()) == (0.02, 3.41)
    assert table["is_wrong_position"].sum() == 5
    assert (table["muon_neutrino_flux_low"] <= table["muon_neutrino_flux"]).all()
    assert (table["muon_neutrino_flux"] <= table["muon_neutrino_flux_high"]).all()


def test_positions_that_contradict_the_name(tmp_path):
    table = read_lephad_models(put(tmp_path, LEPHAD))
    assert list(table["is_wrong_position"]) == [False, True, True]
    np.testing.assert_array_equal(table["ra"], [67.55, np.nan, 309.1])
    assert list(table["icecube_rate"]) == [0.25] * 3


def test_damaged_models(tmp_path):
    def damaged(old, new, *parts):
        assert old in LEPHAD
        refused(read_lephad_models, put(tmp_path, LEPHAD.replace(old, new, 1)), *parts)

    damaged(b"CGRABS J0430", b"CGRABS J0470", "row 2, column 'CGRABS Name'", "JHHMM+DDMM")
    damaged(b"FSRQ", b"FSR", "column 'source_class'", "found 'FSR'", "one of FSRQ")
    damaged(b"67.55", b"", "row 2, column 'RA'", "found ''")
    damaged(b",RA,", b",ra,", "row 1: unknown header line")
