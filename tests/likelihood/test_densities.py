from __future__ import annotations

import numpy as np
import pytest
from fields import random_field

from nusources.errors import InputDataError
from nusources.likelihood.densities import density_ratios
from nusources.likelihood.fit import fit_fractions
from nusources.likelihood.signal import signal_density


def test_energies_sharpen_a_fit_and_do_not_bias_it():
    field, rng = random_field(100, 8.0, seed=1), np.random.default_rng(2)
    with_energy, without = [], []
    for _ in range(150):
        x, y = field.events(300, 700, 0.2, rng)
        # Signal twice as likely in the upper half of the energies.
        upper = rng.random(1000) < np.repeat([2 / 3, 1 / 3], [300, 700])
        signal = signal_density(x, y, field.x, field.y, field.weights, 0.2, period=field.period)
        energy = np.where(upper, 2.0, 0.5)
        with_energy.append(fit_fractions(density_ratios(signal, 1 / 64, energy=energy))[0][0])
        without.append(fit_fractions(density_ratios(signal, 1 / 64))[0][0])
    assert np.mean(with_energy) == pytest.approx(0.3, abs=4 * np.std(with_energy) / 150**0.5)
    assert np.std(with_energy) < 0.95 * np.std(without)


@pytest.mark.parametrize(
    ("background", "energy", "told"),
    [
        (0.0, 1.0, "events where there is no background; found 0.0"),
        (1.0, [-1.0, 1.0], "a ratio of energy densities"),
    ],
)
def test_what_has_no_ratio_is_told(background, energy, told):
    with pytest.raises(InputDataError, match=told):
        density_ratios([1.0, 2.0], background, energy=energy)
