"""Diagnostics of chains against chains that are known."""

from __future__ import annotations

import numpy as np
import pytest
from emcee.autocorr import integrated_time
from scipy.signal import lfilter

from nusources.regression.diagnostics import autocorrelation_time, split_r_hat


def autoregressive(memory: float, n_steps: int, n_chains: int) -> np.ndarray:
    """Each step is the last one times the memory, plus a normal number."""
    noise = np.random.default_rng(1).standard_normal((n_steps, n_chains))
    return lfilter([1.0], [1.0, -memory], noise, axis=0)


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9])
def test_autocorrelation_time_of_a_process_that_forgets(memory):
    """The sum over all lags of memory^|lag| is (1 + memory) / (1 - memory)."""
    chains = autoregressive(memory, 20_000, 16)
    found = autocorrelation_time(chains)
    assert found == pytest.approx((1 + memory) / (1 - memory), rel=0.05)
    assert found == pytest.approx(integrated_time(chains[..., np.newaxis]).item(), rel=1e-3)


def test_stuck_chains():
    assert autocorrelation_time(np.ones((100, 4))) == np.inf
    assert not split_r_hat(np.ones((100, 4))) < 2


def test_split_r_hat():
    chains = autoregressive(0.0, 4000, 8)
    assert split_r_hat(chains) == pytest.approx(1, abs=2e-3)
    # Half of 16 halves is shifted by 2: the variance of their means is 16 / 15, that within them 1.
    shifted = np.sqrt(1 + 16 / 15)
    assert split_r_hat(chains + 2 * (np.arange(8) % 2)) == pytest.approx(shifted, rel=0.01)
    trend = 2 * (np.arange(4000) >= 2000)[:, np.newaxis]
    assert split_r_hat(chains + trend) == pytest.approx(shifted, rel=0.01)
