"""A run without sources of a sample."""

import pandas as pd

from nusources.contracts.flares import FLARE_CLASSES, LIGHT_CURVE_LINKS, MEASURES, STAGE_INTERVALS
from nusources.flares.classes import ClassRule, GammaStates, classify
from nusources.tables import check_table


def test_no_source_has_no_class():
    classes, stages = classify(
        pd.DataFrame(columns=["sample", "source_name"]),
        LIGHT_CURVE_LINKS.empty(),
        {},
        GammaStates({}, {}, {}),
        MEASURES.empty(),
        low_band="infrared",
        rule=ClassRule(),
    )
    check_table(classes, FLARE_CLASSES)
    check_table(stages, STAGE_INTERVALS)
    assert classes.empty
    assert stages.empty
