"""How many microquasars like LS 5039 would make the diffuse flux of neutrinos?

References
----------
Anchordoqui et al. 2014, section IV (eqs. 13-15, Tables III and IV) and Table II.
"""

from __future__ import annotations

import pandas as pd

from nusources.answers.house.answer import Answer, Results
from nusources.answers.house.words import DATA_SHORT
from nusources.wording import number, plural

QUESTION = "How many microquasars like LS 5039 would it take to make the diffuse flux of neutrinos?"
UNTESTED = (
    "Not tested: whether the events come from microquasars. The 3-year events of the paper have no "
    "public list here, so there is no p-value; the cascade simulation behind the luminosity of "
    "LS 5039 is taken as printed."
)


def answer(results: Results) -> Answer:
    """Answer of a run.

    Parameters
    ----------
    results : Results
        Tables integrals, limits and energetics, of the contracts ``disk_integrals``,
        ``source_limits`` and ``energetics``.
    """
    integrals = results["integrals"]
    near, _ = _ends(integrals)
    return Answer(
        question=QUESTION,
        headline=(
            f"{_range(near['n_needed'])} sources like LS 5039 would make the diffuse flux, if none "
            f"is nearer than {_void(near)} ({DATA_SHORT[results.input]}, "
            "no p-value)"
        ),
        sentences=(_needed(integrals, results["energetics"]), _limits(results["limits"])),
        untested=UNTESTED,
        input=results.input,
    )


def _needed(integrals: pd.DataFrame, energetics: pd.DataFrame) -> str:
    near, far = _ends(integrals)
    target = energetics.set_index("id")["value"]["target_flux"]
    luminosity = number(near["luminosity"].iloc[0])
    further = ""
    if far is not near:
        further = f", and {_range(far['n_needed'])} if none is nearer than {_void(far)}"
    return (
        f"A flux E²Φ of {number(target)} GeV cm⁻² s⁻¹ sr⁻¹ per flavour takes "
        f"{_range(near['n_needed'])} sources of {luminosity} erg/s in neutrinos (per decade of "
        "energy), depending on how they are spread over the disk, if none is nearer than "
        f"{_void(near)} (in all {_range(near['total_power'], digits=3)} erg/s){further}."
    )


def _limits(limits: pd.DataFrame) -> str:
    lowest = limits.loc[limits["luminosity_limit"].idxmin()]
    n_below = int((limits["flux_limit"] < limits["flux_fiducial"]).sum())
    return (
        f"Single sources: of {plural(len(limits), 'published limit')} at 90 % confidence, "
        f"{number(n_below)} {'lies' if n_below == 1 else 'lie'} below such a source; the lowest, "
        f"on {lowest['source_name']} ({lowest['experiment']}), allows at most "
        f"{number(lowest['luminosity_limit'], 3)} erg/s at {number(lowest['distance'])} kpc."
    )


def _void(rows: pd.DataFrame) -> str:
    return f"{number(rows['void'].iloc[0])} kpc"


def _ends(integrals: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with the smallest and the largest void about the Sun."""
    voids = integrals["void"]
    near = integrals[voids == voids.min()]
    return near, near if voids.nunique() == 1 else integrals[voids == voids.max()]


def _range(values: pd.Series, digits: int | None = None) -> str:
    """Smallest and largest value, whole numbers where no digits are given."""
    low, high = (
        number(one if digits else round(one), digits or 4) for one in (values.min(), values.max())
    )
    return low if low == high else f"{low} to {high}"
