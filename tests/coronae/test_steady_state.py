"""Protons that lose energy and escape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import cumulative_trapezoid
from scipy.interpolate import CubicSpline

from nusources.coronae import grids
from nusources.coronae.geometry import Coronae
from nusources.coronae.readings import Readings
from nusources.coronae.steady_state import injection, steady_state

ERG_PER_GEV = 1.602176634e-3


@pytest.mark.parametrize("slope", [1.5, 2.0, 3.0])
def test_injection(slope):
    """Power, slopes on both sides of the break, and continuity there."""
    coronae = Coronae.of(Readings(proton_slope=slope), [2.0, 5.03], [44.0, 46.0], 8.0)
    number, energy = injection(coronae)
    np.testing.assert_allclose(energy.sum(axis=0) * ERG_PER_GEV, coronae.xray_luminosity, rtol=1e-9)
    mean = energy / number / grids.ENERGIES[:, np.newaxis]
    assert (np.abs(mean[number > 0] - 1) < 0.01).all()
    # dN/dlnE is flat below the break and falls by slope - 1 above, up to the end.
    at = np.argmin(np.abs(np.log(grids.LORENTZ_FACTORS / 10**5.03)))
    flat, steep = number[20, 1] / number[at - 5, 1], number[at + 5, 1] / number[at + 25, 1]
    assert flat == pytest.approx(1.0, rel=1e-4)
    assert steep == pytest.approx(10 ** (slope - 1), rel=2e-3)
    across = number[at + 5, 1] * (grids.LORENTZ_FACTORS[at + 5] / 10**5.03) ** (slope - 1)
    assert across == pytest.approx(number[at - 5, 1], rel=3e-3)
    end = coronae.largest_lorentz_factor[1]
    beyond = 10 * end < grids.LORENTZ_FACTORS
    assert number[beyond, 1].max() < 1e-4 * number[~beyond, 1].max() * (10 * end / 1e5) ** (
        1 - slope
    )


RATES = st.floats(-25, 6)


@given(
    st.lists(RATES, min_size=5, max_size=5), st.floats(-2, 9), st.floats(0.1, 6.9), st.booleans()
)
def test_numbers_and_energies_are_conserved(rates, log10_escape, log10_sigma, falling):
    nodes = np.linspace(0, grids.N_ENERGIES - 1, 5)
    loss = 10.0 ** np.interp(np.arange(grids.N_ENERGIES), nodes, rates)[:, np.newaxis]
    if falling:
        loss[: grids.N_ENERGIES // 2] = 0.0
    escape = np.array([10.0**log10_escape])
    injected = injection(Coronae.of(Readings(), log10_sigma, 44.0, 7.0))
    protons = steady_state(*injected, loss, escape)
    number, energy = (one.sum() for one in injected)
    assert (protons.number >= 0).all()
    assert (protons.energy >= 0).all()
    gone = protons.number.sum() / escape[0] + protons.cooled_number[0]
    assert gone == pytest.approx(number, rel=1e-6)
    spent = (protons.energy * (loss + 1 / escape)).sum() + protons.cooled_energy[0]
    assert spent == pytest.approx(energy, rel=1e-6)


def test_without_losses():
    injected = injection(Coronae.of(Readings(), 5.0, 44.0, 7.0))
    protons = steady_state(*injected, np.zeros((grids.N_ENERGIES, 1)), np.array([30.0]))
    np.testing.assert_allclose(protons.number, 30 * injected[0], rtol=1e-12)
    np.testing.assert_allclose(protons.energy, 30 * injected[1], rtol=1e-12)
    assert protons.cooled_number[0] == 0


def test_calorimeter():
    """Far below the escape rate all energy is lost: r N E per cell is the power from above."""
    injected = injection(Coronae.of(Readings(), 5.0, 44.0, 7.0))
    protons = steady_state(*injected, np.full((grids.N_ENERGIES, 1), 1e3), np.array([1e9]))
    lost = (1e3 * protons.energy).sum()
    assert lost + protons.cooled_energy[0] == pytest.approx(injected[1].sum(), rel=1e-9)
    assert protons.cooled_number[0] == pytest.approx(injected[0].sum(), rel=1e-9)
    above = np.cumsum(injected[0][::-1, 0])[::-1]
    at = 100
    expected = (above[at] + above[at + 1]) / 2 * grids.STEP / 1e3
    assert protons.number[at, 0] == pytest.approx(expected, rel=1e-6)


def exact(coronae: Coronae, rate: np.ndarray) -> np.ndarray:
    """Energy of protons in the cells, by the integral solution on much finer steps."""
    fine = np.linspace(np.log(1.01), np.log(1e12), 60 * 240)
    log_rate = CubicSpline(np.log(grids.LORENTZ_FACTORS), np.log(rate))
    r, escape = np.exp(log_rate(fine)), coronae.escape_time[0]
    g, sigma, slope = np.exp(fine), coronae.magnetization[0], coronae.readings.proton_slope
    source = np.where(g < sigma, 1.0, (g / sigma) ** (1 - slope))
    source = source * np.exp(-g / coronae.largest_lorentz_factor[0])
    power = coronae.xray_luminosity[0] / ERG_PER_GEV / 0.93827208816
    source = source * power / np.trapezoid(source * g, fine)
    depth = cumulative_trapezoid(1 / (r * escape), fine, initial=0)
    # r n = integral of source times exp(-(depth' - depth)) over what is above, in pieces.
    n = np.zeros_like(fine)
    for i in range(len(fine) - 2, -1, -1):
        step = depth[i + 1] - depth[i]
        through = np.exp(-step)
        kept = -np.expm1(-step) / step
        n[i] = n[i + 1] * through + (source[i] + source[i + 1]) / 2 * kept * (fine[1] - fine[0])
    within = cumulative_trapezoid(n / r * g, fine, initial=0) * 0.93827208816
    edges = np.log(grids.LORENTZ_EDGES[:240])
    return np.diff(np.interp(edges, fine, within))


@pytest.mark.parametrize("log10_sigma", [2.3, 5.0, 6.1, 6.8])
@pytest.mark.parametrize("log10_mass", [6.0, 7.0, 9.0])
def test_against_the_integral_solution(engine, log10_sigma, log10_mass):
    """To 2 % where the energy in protons is above 1 % of its peak."""
    coronae = Coronae.of(Readings(), log10_sigma, 44.0, log10_mass)
    solution = engine.solve(coronae)
    found = solution.protons.energy[:239, 0]
    expected = exact(coronae, solution.losses.total[:, 0])
    bright = expected > 0.01 * expected.max()
    assert bright.sum() > 40
    np.testing.assert_allclose(found[bright], expected[bright], rtol=0.02)
