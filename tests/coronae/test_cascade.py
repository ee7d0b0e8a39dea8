"""The sweep through cells of energy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nusources.coronae.cascade import SMALL, descend

CELLS = (9, 2)
INJECTED = arrays(float, CELLS, elements=st.floats(0, 1e40))
DEPTHS = arrays(float, CELLS, elements=st.floats(0, 1e6) | st.just(np.inf))


@given(INJECTED, DEPTHS)
def test_nothing_is_lost_or_made(injected, depth):
    leaving, flux = descend(injected, depth)
    assert (leaving >= 0).all()
    assert (flux >= 0).all()
    assert not flux[-1].any()
    in_and_out = leaving.sum(axis=0) + flux[0]
    np.testing.assert_allclose(in_and_out, injected.sum(axis=0), rtol=1e-12)


@pytest.mark.parametrize("depth", [1e-9, SMALL / 2, SMALL * 2, 0.3, 20.0])
def test_one_cell(depth):
    """Injected evenly: the mean of exp(-y) over 0 to the depth comes through."""
    leaving, flux = descend(np.array([[0.0], [1.0]]), np.full((2, 1), depth))
    through = np.polynomial.legendre.leggauss(40)
    mean = (np.exp(-depth * (through[0] + 1) / 2) * through[1]).sum() / 2
    assert flux[1, 0] == pytest.approx(mean, rel=1e-9)
    assert leaving[1, 0] == pytest.approx(1 - mean, rel=1e-6)
    assert leaving[0, 0] == pytest.approx(mean * -np.expm1(-depth), rel=1e-9)


def test_limits():
    injected = np.array([[1.0], [2.0]])
    leaving, flux = descend(injected, np.full((2, 1), np.inf))
    assert leaving.tolist() == injected.tolist()
    assert not flux.any()
    leaving, flux = descend(injected, np.zeros((2, 1)))
    assert not leaving.any()
    assert flux.ravel().tolist() == [3.0, 2.0, 0.0]
