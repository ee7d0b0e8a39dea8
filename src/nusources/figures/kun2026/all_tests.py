"""All tests of the luminosities, as a table."""

from __future__ import annotations

import numpy as np

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.kun2026.permutation import permutation_facts, published_p
from nusources.figures.kun2026.statistic_labels import (
    SAMPLES,
    SHUFFLED,
    STATISTICS,
    in_order,
    rejected,
)
from nusources.significance import significance_text

HEADERS = {
    "exchanged": "exchanged",
    "statistic": "statistic",
    "value": "value",
    "null_mean": "mean of null",
    "significance_text": "p-value",
    "p_value_error": "error",
    "p_value_two_sided": "two tails",
    "significance_two_sided": "two-sided significance (σ)",
    "n_permutations": "exchanges",
    "exact_text": "which",
    "size": "rejects without relation",
    "power": "with relation",
}
FORMATS = {
    "value": ".3f",
    "null_mean": ".3f",
    "p_value_error": ".1g",
    "p_value_two_sided": ".2g",
    "significance_two_sided": ".2f",
    "n_permutations": ",d",
    "size": ".3f",
    "power": ".3f",
}


def prepare_tests(inputs: Inputs) -> Prepared:
    """Every test with its p-values and, of the permutation tests, how often each rejects."""
    tests, rejections = in_order(inputs["tests"]), inputs["rejections"]
    keys = list(zip(tests["shuffled"], tests["statistic"], strict=True))
    table = tests.assign(
        exchanged=tests["shuffled"].map(SHUFFLED),
        statistic=tests["statistic"].map(STATISTICS),
        significance_text=[significance_text(one) for one in tests["p_value"]],
        exact_text=np.where(tests["is_exact"], "all", "drawn"),
        size=rejected(rejections, "no_relation").reindex(keys).to_numpy(),
        power=rejected(rejections, "relation").reindex(keys).to_numpy(),
    )
    own = permutation_facts(tests[tests["shuffled"] != SAMPLES], rejections)
    shown = {"headers": HEADERS, "formats": FORMATS, "remarks": inputs.remarks}
    facts = {"n_tests": len(tests), "published_text": published_p(inputs["published"])}
    return table[list(HEADERS)], inputs.facts | own | shown | facts
