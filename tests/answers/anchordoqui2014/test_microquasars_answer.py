"""What is said of microquasars: whole sentences from made-up tables."""

from __future__ import annotations

import pandas as pd

from nusources.answers.anchordoqui2014.microquasars import answer
from nusources.answers.house.answer import Results

LIMITS = pd.DataFrame(
    {
        "source_name": ["Cygnus X-1", "LS 5039"],
        "experiment": ["IceCube", "ANTARES"],
        "flux_limit": [2.3e-9, 1.96e-8],
        "flux_fiducial": [3.6e-9, 1.9e-9],
        "luminosity_limit": [4.5e33, 7.3e34],
        "distance": [2.1, 2.9],
    }
)
ENERGETICS = pd.DataFrame({"id": ["other", "target_flux"], "value": [1.0, 1.5e-8]})


def integrals(voids=(1.0, 5.0)) -> pd.DataFrame:
    rows = [(void, n * void) for void in voids for n in (432.4, 526.5, 560.8)]
    table = pd.DataFrame(rows, columns=["void", "n_needed"])
    return table.assign(luminosity=7.04e33, total_power=table["n_needed"] * 7.04e33)


def told(table: pd.DataFrame, limits: pd.DataFrame = LIMITS):
    tables = {"integrals": table, "limits": limits, "energetics": ENERGETICS}
    return answer(Results([], tables, {}))


def test_numbers_of_sources_and_limits():
    found = told(integrals())
    assert found.headline == (
        "432 to 561 sources like LS 5039 would make the diffuse flux, if none is nearer than 1 kpc "
        "(no data, no p-value)"
    )
    assert found.sentences == (
        "A flux E²Φ of 1.5 × 10⁻⁸ GeV cm⁻² s⁻¹ sr⁻¹ per flavour takes 432 to 561 sources of 7.04 × "
        "10³³ erg/s in neutrinos (per decade of energy), depending on how they are spread over the "
        "disk, if none is nearer than 1 kpc (in all 3.04 × 10³⁶ to 3.95 × 10³⁶ erg/s), and 2162 to "
        "2804 if none is nearer than 5 kpc.",
        "Single sources: of 2 published limits at 90 % confidence, 1 lies below such a source; the "
        "lowest, on Cygnus X-1 (IceCube), allows at most 4.5 × 10³³ erg/s at 2.1 kpc.",
    )
    assert found.p_global is None
    assert "so there is no p-value" in found.untested


def test_one_void_and_one_distribution():
    found = told(integrals(voids=(2.0,)).iloc[:1], LIMITS.iloc[1:])
    assert found.sentences == (
        "A flux E²Φ of 1.5 × 10⁻⁸ GeV cm⁻² s⁻¹ sr⁻¹ per flavour takes 865 sources of 7.04 × 10³³ "
        "erg/s in neutrinos (per decade of energy), depending on how they are spread over the "
        "disk, if none is nearer than 2 kpc (in all 6.09 × 10³⁶ erg/s).",
        "Single sources: of 1 published limit at 90 % confidence, 0 lie below such a source; the "
        "lowest, on LS 5039 (ANTARES), allows at most 7.3 × 10³⁴ erg/s at 2.9 kpc.",
    )
