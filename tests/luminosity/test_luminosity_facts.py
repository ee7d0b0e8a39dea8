"""The facts about sources: every row has a status, and readings replace the default."""

from __future__ import annotations

import pandas as pd
import pytest

from nusources.contracts.luminosity import STATUSES
from nusources.errors import InputDataError
from nusources.facts.luminosity_sources import read_luminosity_sources
from nusources.luminosity.reading import Reading

FILE = "data/tables/luminosity_sources.csv"


def test_the_file_tells_how_each_number_is_known(repository):
    facts = read_luminosity_sources(repository / FILE)
    assert facts.rows["status"].isin(STATUSES).all()
    assert facts.rows["source"].notna().all()
    assert {"gb6_nearby", "literature_spectra", "seyfert_search"} <= {*facts.readings}
    # Each calibrator has an index here or in the list of 110, where blazars are.
    seyferts = {*facts.of("spectral_index").index}
    assert seyferts == {one for one in Reading().calibrators if one.startswith(("NGC", "CGCG"))}


def test_readings_replace_the_default_in_their_order(repository):
    facts = read_luminosity_sources(repository / FILE)
    name = "GB6 J1542+6129"
    assert facts.of("redshift").loc[name, "value"] == 0.507
    assert facts.of("redshift", ["gb6_nearby"]).loc[name, "value"] == 0.117
    assert facts.of("redshift", ["gb6_nearby"]).loc["TXS 0506+056", "value"] == 0.3365
    other = facts.of("flux_1tev", ["literature_spectra", "seyfert_search"])
    assert other.loc["NGC 1068", ["value", "error_low"]].tolist() == [4.02e-11, 1.52e-11]


def test_a_fact_that_stands_there_twice_is_refused(repository, tmp_path):
    rows = pd.read_csv(repository / FILE, comment="#")
    pd.concat([rows, rows.iloc[:1]]).to_csv(tmp_path / "twice.csv", index=False)
    with pytest.raises(InputDataError, match=r"twice\.csv.*the same fact twice.*NGC 1068"):
        read_luminosity_sources(tmp_path / "twice.csv")
