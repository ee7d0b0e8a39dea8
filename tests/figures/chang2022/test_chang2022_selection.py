"""Tables of the selection of chang2022."""

import numpy as np
import pandas as pd

from nusources.figures.chang2022.selection import prepare_flow, prepare_table2
from nusources.figures.house.inputs import Inputs


def flow(kind="real", own=""):
    return pd.DataFrame(
        {
            "id": ["selection.meta", "selection.extra", "selection.fibs"],
            "step": ["merged", "extra", "both"],
            "n": [5.0, 2.0, np.nan],
            "input": kind,
            "own": own,
            "missing": ["", "", "no light curves"],
        }
    )


PUBLISHED = pd.DataFrame(
    {
        "id": ["selection.fibs", "selection.meta", "table2.A.n_inside"],
        "quantity": ["FIBS", "meta-blazar sample", "inside"],
        "where": ["section 4", "section 3", "Table 2"],
        "published": [7.0, 5.0, 4.0],
        "by_construction": ["", "the draw", ""],
    }
)


def test_published_steps_come_first_in_the_order_of_the_paper():
    table, facts = prepare_flow(Inputs({"flow": flow(), "published": PUBLISHED}, {"simulated": []}))
    assert table["step"].tolist() == ["FIBS", "meta-blazar sample", "extra"]
    assert table["remark"].tolist() == ["no light curves", "", "the paper gives no number"]
    assert (facts["n_steps"], facts["n_equal_real"], facts["n_absent"]) == (3, 1, 1)


def test_simulated_numbers_never_count_as_equal():
    table, facts = prepare_flow(
        Inputs({"flow": flow("simulated"), "published": PUBLISHED}, {"simulated": ["3HSP"]})
    )
    assert facts["n_equal_real"] == 0
    remark = ["simulated input", "simulated input, by construction: the draw", "simulated input"]
    assert table["remark"].tolist() == remark


def test_steps_of_the_user_say_so_and_never_count_as_equal():
    own = flow(own="your own alerts (a.csv)")
    table, facts = prepare_flow(Inputs({"flow": own} | {"published": PUBLISHED}, {"simulated": []}))
    assert facts["n_equal_real"] == 0
    assert set(table["remark"]) == {"rests on your own alerts (a.csv)"}


def counts():
    shared = {"group": "A", "ra_errors": "coordinate", "factor": 1.0, "n_sources": 8, "n_alerts": 9}
    rows = [
        {"shape": "ellipse", "alerts": "sample", "positions": "listed", "n_inside": 3},
        {"shape": "ellipse", "alerts": "sample", "positions": "counterpart", "n_inside": 2},
        {"shape": "rectangle", "alerts": "sample", "positions": "counterpart", "n_inside": 5},
        {"shape": "ellipse", "alerts": "without IC1", "positions": "counterpart", "n_inside": 1},
    ]
    table = pd.DataFrame([shared | row for row in rows])
    table["is_chosen"] = [False, True, False, False]
    return table


def test_table_2_shows_how_conventions_and_doubtful_alerts_matter():
    facts_in = {"group_labels": {"A": "group A"}, "simulated": []}
    table, facts = prepare_table2(Inputs({"counts": counts()} | {"published": PUBLISHED}, facts_in))
    row = table.iloc[0]
    assert (row["group"], row["n_inside"], row["published"]) == ("group A", 2, 4.0)
    assert row["fraction"] == 0.25
    assert row["conventions"] == "1 to 5"
    assert row["doubtful"] == "without IC1: 1"
    assert facts["n_alerts"] == 9
    assert "counterparts" in facts["positions"]
