"""Other readings: one thing is changed at a time, and what cannot be had says why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from luminosity_tables import made_up_luminosities
from made_up_inputs import CALIBRATORS, made_up_inputs
from relations import certain

from nusources.contracts.luminosity_predictive import READINGS
from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.luminosity.distances import Catalogue
from nusources.luminosity.fitting import Fitter
from nusources.luminosity.influence import relation_numbers
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.readings import derive
from nusources.luminosity.relation import all_fits, fit_rows
from nusources.luminosity.samples import points_of, sample_rows
from nusources.luminosity.systematics import all_readings, debeamed, numbers_of, variants
from nusources.random_streams import named_generator
from nusources.regression.model import Model
from nusources.tables import check_table

READING = Reading(calibrators=CALIBRATORS)


@dataclass
class Remembered:
    """A fit that is always the same, of points that are kept."""

    model: Model = field(default_factory=Model)
    points: list = field(default_factory=list)
    models: list = field(default_factory=list)

    def __call__(self, points, model=None):
        self.points.append(points)
        self.models.append(model)
        return certain()


@pytest.fixture
def fit() -> Remembered:
    return Remembered()


def inputs() -> Inputs:
    """Made-up inputs in which each blazar has a distance of its own."""
    rows = made_up_inputs().source_list.rows[["ra", "dec"]]
    rows = rows.assign(redshift=0.1 * np.arange(1, 10))
    return made_up_inputs(redshifts=[Catalogue(rows, "a catalogue", "published")])


def chosen(subject: str, choice: str):
    """A reading by its words."""
    (one,) = (one for one in variants(READING) if (one.subject, one.choice) == (subject, choice))
    return one


def test_every_reading_changes_something_and_has_words_of_its_own():
    first, *others = variants(Reading())
    words = [(one.subject, one.choice) for one in (first, *others)]
    assert words[0] == ("default", "")
    assert len({*words}) == len(words)
    for one in others:
        changed = replace(Reading(), **one.reading) != Reading()
        changed |= replace(Model(), **one.model) != Model()
        assert changed or one.limits == "censored" or one.without or one.doppler_factor != 1, one


def test_the_same_fits_give_the_same_numbers_by_all_routes():
    """Readings, the relation under each prior, and the numbers of the run's model."""
    own = Fitter(Model(), 300, lambda *names: named_generator(7, *names))
    table = derive(inputs(), READING, [CALIBRATION, BLAZARS])
    calibration, tested = (points_of(sample_rows(table, one)) for one in (CALIBRATION, BLAZARS))
    readings = all_readings(inputs(), READING, own, lambda rows: 0.5)
    fits = fit_rows(all_fits(table, own, []), own.random)
    default = readings[readings["subject"] == "default"].iloc[0]
    numbers = relation_numbers(own(calibration), tested, calibration.pivot)
    for name in ("slope", "slope_error", "scatter", "scatter_error", "chi2", "p"):
        assert default[name] == numbers[name], name
    for subject, choice, prior in (
        ("slope_prior", "uniform", {"slope_prior": "uniform"}),
        ("scatter_prior", "log-uniform", {"scatter_prior": "log_uniform"}),
        ("abscissa", "two normals", {"abscissa": "two_normals"}),
    ):
        one = readings[(readings["subject"] == subject) & (readings["choice"] == choice)].iloc[0]
        (key,) = prior
        fit_row = fits[fits[key] == prior[key]].iloc[0]
        assert one["slope"] == fit_row["slope_mean"]
        assert one["scatter"] == fit_row["scatter_mean"]


def test_luminosities_of_blazars_fall_with_the_fourth_power_of_the_doppler_factor():
    table = sample_rows(made_up_luminosities(), "blazars")
    table["source_class"] = ["BLL", "FSRQ"] + ["Seyfert 2"] * (len(table) - 2)
    found = debeamed(table, 10.0)
    for axis in ("neutrino", "xray"):
        change = found[f"log10_{axis}_luminosity"] - table[f"log10_{axis}_luminosity"]
        np.testing.assert_allclose(change, [-4.0, -4.0] + [0.0] * (len(table) - 2))


def test_limits_count_in_the_fit_alone(fit):
    taken = []

    def permute(rows):
        taken.append(rows["source_name"].tolist())
        return 0.25

    default, censored = (
        numbers_of(one, inputs(), READING, fit, permute)
        for one in (chosen("default", ""), chosen("limits", "in the likelihood"))
    )
    assert (default["n_calibration"], censored["n_calibration"]) == (3, 4)
    assert default["n_sources"] == censored["n_sources"] == 3
    points = fit.points[1]
    limits = [name for name, one in zip(points.names, points.is_x_limit, strict=True) if one]
    assert limits == [CALIBRATORS[-1]]
    # The permutation test has no place for a limit.
    measured = ["Blazar A", "NGC 1068", "NGC 3079", "Blazar C", "Blazar D", "Blazar E"]
    assert taken == [measured, measured]
    assert default["p_permutation"] == 0.25


def test_two_normals_are_fitted_to_the_points_of_the_default(fit):
    for words in (("abscissa", "two normals"), ("default", "")):
        numbers_of(chosen(*words), inputs(), READING, fit, lambda rows: 0.5)
    assert fit.models == [Model("two_normals"), Model()]
    other, own = fit.points
    assert not other.is_gaussian
    assert np.array_equal(other.y_error_low, own.y_error_low)
    assert np.array_equal(other.y_error_high, own.y_error_high)


def test_readings_without_numbers_say_why(fit):
    table = all_readings(inputs(), READING, fit, lambda rows: 0.5)
    check_table(table, READINGS)
    rows = table.set_index(["subject", "choice"])
    assert np.isfinite(rows.loc[("default", ""), "slope"])
    without = rows.loc[("calibrators", "without NGC 1068")]
    assert without["missing"].startswith("too few calibrators")
    assert np.isnan(without["slope"])
    # Nobody of that name is in the made-up tables.
    added = rows.loc[("sources", "with MG2 J201534+3710")]
    assert added["missing"] == "no hard X-rays or no redshift"
    assert rows["missing"].isna().sum() >= 20
