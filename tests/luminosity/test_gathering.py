"""Inputs of luminosities from the tables of a run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_up_inputs import areas, facts, nustar, source_list

from nusources.errors import InputDataError
from nusources.luminosity.gathering import Gathering, gather
from nusources.luminosity.reading import Reading
from nusources.luminosity.readings import derive

TOLD = Gathering(
    titles={"source_list": "the list", "nustar": "NuSTAR", "first": "4LAC", "bass_sources": "BASS"},
    live_time_days={"IC40": 50.0, "IC79": 300.0, "IC86_II": 1000.0},
    live_time_latest_days=4000.0,
    redshifts=["first", "absent"],
    contours={"A": ("contour", 1e5), "B": ("absent", 1e3)},
)


def tables(**more):
    both = areas()
    return {"source_list": source_list(), "area_ic86_ii": both[both["season"] == "IC86_II"]} | more


def test_absent_tables_are_none():
    inputs = gather(tables(), facts(), TOLD)
    assert [inputs.bass, inputs.nustar, inputs.xrt, inputs.xray_agn] == [None] * 4
    assert inputs.redshifts == []
    assert inputs.contours == {}
    with pytest.raises(InputDataError, match="area_ic86_ii"):
        gather({"source_list": source_list()}, facts(), TOLD)
    own = gather({"area_ic86_ii": areas()}, facts(), TOLD)
    with pytest.raises(InputDataError, match="list of 110"):
        derive(own, Reading())


def test_seasons_without_an_area_have_that_of_ic86_ii():
    assert gather(tables(), facts(), TOLD).live_times == {"IC86_II": 1350.0}
    own = areas()[areas()["season"] == "IC79"]
    inputs = gather(tables(areas_0=own), facts(), TOLD)
    assert inputs.live_times == {"IC79": 300.0, "IC86_II": 1050.0}
    assert not inputs.areas.duplicated(["season", "log10_energy_min", "dec_min"]).any()


def test_simulated_tables_are_called_so():
    simulated = nustar()
    simulated.attrs["simulated"] = ["NuSTAR"]
    inputs = gather(tables(nustar=simulated), facts(), TOLD)
    assert (inputs.source_list.status, inputs.nustar.status) == ("published", "simulated")
    assert inputs.nustar.source == "NuSTAR"


def test_the_transcription_with_more_digits_gives_the_numbers():
    finer = pd.DataFrame(
        {"source_name": ["Blazar B", "Blazar A"], "n_signal": [30.1, 12.04], "spectral_index": 2.08}
    )
    rows = gather(tables(source_list_ts=finer), facts(), TOLD).source_list.rows
    assert rows["n_signal"].tolist()[:3] == [12.04, 30.1, 8.0]
    assert rows["flux_limit"].tolist() == source_list()["flux_limit"].tolist()


def test_positions_are_those_of_counterparts_and_contours_stand_at_1_tev():
    lac = pd.DataFrame(
        {
            **{"ra": [1.0, 2.0], "dec": [0.0, 0.0], "redshift": [0.1, 0.2]},
            **{"counterpart_ra": [1.1, np.nan], "counterpart_dec": [0.1, np.nan]},
        }
    )
    contour = pd.DataFrame({"spectral_index": [2.0], "norm_source": [1e-20]})
    inputs = gather(tables(first=lac, contour=contour), facts(), TOLD)
    assert inputs.redshifts[0].rows[["ra", "dec"]].to_numpy().tolist() == [[1.1, 0.1]]
    assert inputs.contours["A"]["log_flux"].iloc[0] == pytest.approx(np.log(1e-16))
