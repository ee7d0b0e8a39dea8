"""What a user brings: never scored against the paper, and never seen by the simulation."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest
from checkouts import Checkout

pytestmark = pytest.mark.workflow

ALERTS = "Event,Time,RA,DE,R90\nIC1,58000,77.4,5.7,2.0\nIC2,58100,200.0,10.0,1.0\n"
SOURCES = "name,ra,dec,flux\nS1,77.4,5.7,3\nS2,121.5,-20.0,1\n"
OVERLAY = {
    "studies": ["user", "chang2022"],
    "products": ["chang2022_fig12", "chang2022_table2", "user_sources", "user_alerts", "numbers"],
    "alerts": {
        "file": "my alerts.csv",
        "columns": {"alert_name": "Event", "mjd": "Time", "ra": "RA", "dec": "DE"}
        | {"error_radius": "R90"},
    },
    "sensitivity": {"weight_column": "flux"},
    "groups": [
        {
            "name": "CFS",
            "label": "mine, under a name of the paper's",
            "file": "my_sources.csv",
            "columns": {"source_name": "name", "ra": "ra", "dec": "dec"},
        },
        {
            "name": "TXS_like",
            "label": "TXS-like",
            "file": "data/tables/flaring_blazars.csv",
            "columns": {"source_name": "name", "ra": "ra_deg", "dec": "dec_deg"},
            "where": {"group": "TXS_like"},
        },
    ],
}


@pytest.fixture
def own_run(finished: Checkout) -> Checkout:
    """Return a finished small run after the user's alerts and sources came in."""
    (finished.folder / "my alerts.csv").write_text(ALERTS, encoding="utf-8")
    (finished.folder / "my_sources.csv").write_text(SOURCES, encoding="utf-8")
    outcome = finished.snakemake(overlays=(finished.overlay(OVERLAY),))
    assert outcome.code == 0, outcome.text
    return finished


def simulated_files(checkout: Checkout) -> dict[str, str]:
    """Digests of the simulated archive."""
    folder = checkout.shared / "catalogs/simulated"
    kept = {".csv", ".fit", ".fits", ".txt", ".dat"}
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in kept]
    digests = {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files
    }
    assert len(digests) > 5
    return digests


def test_own_input_is_not_scored_and_not_simulated_into(finished_run, own_run):
    assert simulated_files(own_run) == simulated_files(finished_run)
    truth = [one.shared / "catalogs/truth_blazars.parquet" for one in (finished_run, own_run)]
    pd.testing.assert_frame_equal(*map(pd.read_parquet, truth))

    rows = pd.read_csv(own_run.results / "reproduction.csv").set_index("id")
    for name in ("selection.alerts.all", "selection.meta", "table2.TXS_like.n_inside"):
        assert rows.loc[name, "status"] == "not testable", name
        assert "your own alerts (my alerts.csv)" in rows.loc[name, "reason"]
    assert rows.loc["table2.CFS.n_inside", "status"] == "not testable"
    assert rows.loc["selection.catalog.hsp3", "status"] == "simulated input"
    before = pd.read_csv(finished_run.results / "reproduction.csv").set_index("id")
    assert before.loc["selection.alerts.all", "status"] == "simulated input"

    badges = {
        name: json.loads(next(own_run.results.glob(f"facts/*/{name}.json")).read_text())
        for name in ("chang2022_fig12-ic40", "chang2022_table2")
    }
    assert badges["chang2022_fig12-ic40"]["own"] == ["sources (my_sources.csv)"]
    assert badges["chang2022_table2"]["own"] == [
        "alerts (my alerts.csv)",
        "sources (my_sources.csv)",
    ]
    assert "IceTracks-DR1" in badges["chang2022_fig12-ic40"]["simulated"]

    # The first answer is about the user's lists.
    headline = (own_run.results / "report/answer.txt").read_text(encoding="utf-8").splitlines()[3]
    assert "around mine, under a name of the paper's" in headline
    sources = own_run.results / "report/tables/user/user_sources-ic40.csv"
    assert "distance [deg]" in sources.read_text(encoding="utf-8").splitlines()[0]
    table = pd.read_csv(sources)
    assert set(table["source_name"]) == {"S1", "S2"}
    in_alert = table[table["kind"] == "alert"]
    assert in_alert[["source_name", "event"]].to_numpy().tolist() == [["S1", "IC1"]]
    alerts = pd.read_csv(own_run.results / "report/tables/user/user_alerts.csv")
    mine = alerts[alerts["label"] == "mine, under a name of the paper's"]
    assert mine.set_index("alert_name")["n_inside"].to_dict() == {"IC1": 1, "IC2": 0}
