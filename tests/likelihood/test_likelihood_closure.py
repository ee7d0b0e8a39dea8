"""What is put in comes out: shares of signal in simulated fields without edges."""

from __future__ import annotations

import numpy as np
import pytest
from fields import random_field

from nusources.likelihood.fit import fit_fractions
from nusources.likelihood.signal import FlatSources

SIDE, SIGMA = 8.0, 0.1
FREE = {"lower": -np.inf, "upper": np.inf}


def fitted_fractions(field, sigma, n_signal, n_background, n_experiments, rng, of_model=None):
    """Fractions of experiments; `of_model` are the widths that the fit takes."""
    model = sigma if of_model is None else of_model
    sources = FlatSources.of(field.x, field.y, field.weights, sigma=model, period=field.period)
    events = [field.events(n_signal, n_background, sigma, rng) for _ in range(n_experiments)]
    widths = np.concatenate([model, rng.choice(model, n_background)]) if np.ndim(model) else model
    widths = np.tile(widths, n_experiments) if np.ndim(widths) else widths
    density = sources.density(*np.concatenate(events, axis=1), widths)
    return fit_fractions(density.reshape(n_experiments, -1) * SIDE**2, **FREE)[0]


@pytest.mark.parametrize("separation", [1, 2, 3, 6])
def test_crowded_sources_do_not_bias_the_sum_over_all(separation: int):
    """The mean separation .5 / sqrt(n) is 1 to 6 standard deviations."""
    n_sources = round(SIDE**2 * 0.25 / (separation * SIGMA) ** 2)
    found = []
    for seed in range(8):
        field, rng = random_field(n_sources, SIDE, seed), np.random.default_rng([seed, separation])
        n_experiments = 60 if separation == 1 else 20
        found.append(fitted_fractions(field, SIGMA, 1000, 1000, n_experiments, rng))
    every = np.concatenate(found)
    assert every.std() / len(every) ** 0.5 < 0.003
    assert every.mean() == pytest.approx(0.5, abs=0.01)


def test_each_event_has_the_width_that_it_was_scattered_by():
    field, rng = random_field(300, SIDE, 1), np.random.default_rng(1)
    sigma = rng.choice([0.05, 0.1, 0.4], 1000, p=[0.3, 0.5, 0.2])
    own = fitted_fractions(field, sigma, 1000, 1000, 60, np.random.default_rng(2))
    assert abs(own.mean() / 0.5 - 1) < 0.02
    # With one width for all, the same events give another fraction.
    mean = np.full(1000, sigma.mean())
    one = fitted_fractions(field, sigma, 1000, 1000, 20, np.random.default_rng(2), of_model=mean)
    assert abs(one.mean() / 0.5 - 1) > 0.03
