"""Runs from which the light curves of chang2022 are drawn."""

from __future__ import annotations

from functools import partial

from chang2022_light_curve_tables import TIMES, TWO, light_curve_tables
from pages import Case

TXS = {"item": "4FGL J0509.4+0542"}
NARROW = {"size": "single"}


def case(facts=TXS, **changes) -> Case:
    return Case(partial(light_curve_tables, **changes), facts)


def many(number: int) -> tuple[str, ...]:
    return (TWO[0], *(f"3HSPJ{number:06d}.5-123456" for number in range(number - 1)))


ONE = {
    "two bands and two episodes": case(),
    "aperture only, one column": case(TXS | NARROW, bands=("infrared", "gamma_ray")),
    "real data: no infrared": case(bands=("xray", "gamma_ray_adaptive")),
    "no light curve": case({"item": "4FGL J0001.1+0001"}),
}
PAGES = {
    "chang2022_fig01": ONE,
    "chang2022_fig02": {"another source": case({"item": "4FGL J0739.2+0137"})},
    "chang2022_fig16": {
        "thirty": case({}, sources=many(30)),
        "full grid": case({}, sources=many(4)),
        "one": case({}, sources=TWO[:1]),
        "five, one column": case(NARROW, sources=many(5)),
        "real data: none is selected": case({}, bands=("gamma_ray_weekly",), classes="NFS"),
        "no light curve at all": case({}, sources=()),
    },
    "chang2022_lightcurve": {
        "all bands": case(bands=tuple(TIMES)),
        "one band, one column": case({"item": TWO[1]} | NARROW, bands=("xray",)),
    },
}
