"""Our values of the printed numbers, and the chain of energetics."""

import pandas as pd
import pytest

from nusources.contracts.microquasars import ENERGETICS
from nusources.contracts.published import OUR_NUMBERS
from nusources.facts.galactic_tables import read_microquasars, read_surface_density
from nusources.microquasars import energetics
from nusources.microquasars.disk_model import DiskModel
from nusources.microquasars.disk_tables import integrate_distributions
from nusources.microquasars.energetics_table import energetics_table
from nusources.microquasars.fit_tables import fit_tables
from nusources.microquasars.numbers import PAPER_SETTINGS, collect_numbers, other_settings
from nusources.microquasars.sources import gather_sources
from nusources.reproduction import compare, read_published
from nusources.tables import check_table

KNOWN_SLIPS = {
    "equation15_factor": "a slip of 1e10 in the printed exponent",
    "fiducial_luminosity": "eq. (15) and Table IV follow from 7.04e33",
    "jet_power": "a jet as wide as long",
    "target_flux_density": "it is E^2 Phi at 100 TeV",
    "table4.uniform.2": "724 and 725 sources",
    "n_h1": "Table IV has 433 there",
    "power_h3": "follows from the 900 sources",
    "table4.exponential.2": "663.54 is cut off to 663",
}
IDENTITIES = {
    "apastron",
    "index_break",
    "cosmic_ray_break",
    "gamma_share",
    "jet_length",
    "jet_base",
    "jet_termination",
    "n_hmxb",
    "n_lmxb",
    "n_fainter",
    "nearest_distance",
    "power_range",
    "table5.peak_min",
    "table5.peak_max",
}
"""Sums, products, units and rows of printed tables: nothing that was computed tests them."""


@pytest.fixture(scope="module")
def parts(repository):
    """Everything that the numbers are taken from, with the paper's settings."""
    published = read_published(repository / "data/published/anchordoqui2014.csv")
    integrals = integrate_distributions(
        DiskModel(8.3, 15.0, 1.0, 0.1, 4.0), [1.0, 2.0, 3.0, 4.0, 5.0], 7.04e33, 1.5e-8
    )
    table = read_microquasars(repository / "data/tables/microquasars.csv")
    sources = gather_sources([table.assign(catalogue="anchordoqui2014")], 8.3)
    chain = energetics_table(PAPER_SETTINGS, integrals, sources)
    annuli = read_surface_density(repository / "data/tables/hmxb_surface_density.csv")
    surface, fits, _, _ = fit_tables(annuli, 4.0, 15.0)
    sources.attrs = {"real": [], "simulated": [], "own": []}
    return published, chain, integrals, fits, surface, sources


def test_every_printed_number_is_answered(parts):
    numbers = collect_numbers(*parts)
    check_table(parts[1], ENERGETICS)
    check_table(numbers, OUR_NUMBERS)
    published = parts[0]
    assert set(numbers["id"]) == set(published.loc[published["untestable"] == "", "id"])
    # A value or a reason, never both.
    assert (numbers["ours"].notna() == (numbers["missing"] == "")).all()


def test_what_differs_are_the_known_slips_with_their_reasons(parts):
    verdicts = compare(parts[0], collect_numbers(*parts), "anchordoqui2014").set_index("id")
    differs = verdicts[verdicts["status"] == "differs"]
    assert set(differs.index) == set(KNOWN_SLIPS)
    for name, words in KNOWN_SLIPS.items():
        assert words in differs.loc[name, "reason"]
    reproduced = verdicts.index[verdicts["status"] == "reproduced"]
    assert sum(name.startswith("table3.") for name in reproduced) == 15
    assert sum(name.startswith("table4.") for name in reproduced) == 13
    assert {"table5.scale", "luminosity_low"} <= set(reproduced)
    assert set(verdicts.index[verdicts["status"] == "identity"]) == IDENTITIES


def test_the_scale_of_the_paper_is_told_as_no_minimum(parts, repository):
    numbers = collect_numbers(*parts).set_index("id")
    told = numbers.loc["table5.scale", "caveat"]
    assert told.startswith("acceptable, not the minimum: chi2 of 4 kpc is 2.0 above")
    annuli = read_surface_density(repository / "data/tables/hmxb_surface_density.csv")
    _, other, _, _ = fit_tables(annuli, 2.0, 15.0)
    numbers = collect_numbers(*parts[:3], other, *parts[4:]).set_index("id")
    assert numbers.loc["table5.scale", "caveat"] == ""  # this run has another scale


def test_other_settings_are_not_compared(parts):
    other = other_settings(PAPER_SETTINGS | {"observer": 8.0})
    assert other == ["observer"]
    assert other_settings(PAPER_SETTINGS) == []
    numbers = collect_numbers(*parts, other).set_index("id")
    assert "other settings than the paper: observer" in numbers.loc["table3.uniform.1", "missing"]
    assert numbers.loc["hillas_energy", "missing"] == ""


def test_real_lists_are_counted_where_they_are(parts):
    row = parts[5].iloc[[0]].assign(catalogue="liu_hmxb")
    more = pd.concat([parts[5], *[row.assign(source_name=str(i)) for i in range(114)]])
    more.attrs = {"real": ["HMXB lists"], "simulated": [], "own": []}
    numbers = collect_numbers(*parts[:5], more).set_index("id")
    assert numbers.loc["catalogue.n_liu_hmxb", "input"] == "real"
    assert numbers.loc["n_hmxb", "input"] == "no data"  # counted in the printed table
    assert numbers.loc["catalogue.n_liu_hmxb", "ours"] == 114
    assert "archive" in numbers.loc["catalogue.n_liu_lmxb", "missing"]


def test_limit_of_feldman_and_cousins():
    # Feldman & Cousins 1998, Tables II, IV and VI for n = 0, b = 0
    assert energetics.feldman_cousins_limit(0.6827) == pytest.approx(1.29, abs=0.005)
    assert energetics.feldman_cousins_limit(0.90) == pytest.approx(2.44, abs=0.005)
    assert energetics.feldman_cousins_limit(0.95) == pytest.approx(3.09, abs=0.015)


def test_jet_power_makes_its_gamma_rays():
    # L_gamma grows with the square of the power: eqs. (3) and (4).
    one, four = (energetics.jet_power(value, 3e7, 0.1) for value in (1e34, 4e34))
    assert four == pytest.approx(2 * one)
    wide = energetics.jet_power(1e34, 3e7, 1.0)
    assert wide == pytest.approx(1.7e37, rel=0.02)  # printed as 2e37 in eq. (5)
    assert wide == pytest.approx(10 * one)


def test_survey_distance_is_the_inverse_square():
    near, far = energetics.survey_distance([1e35, 4e35], 1e-11)
    assert far == pytest.approx(2 * near)
    assert near == pytest.approx(9.1, abs=0.1)  # section III: within about 9 kpc
