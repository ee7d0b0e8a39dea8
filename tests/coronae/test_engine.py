"""Neutrino spectra of coronae."""

import dataclasses

import numpy as np
import pytest

from nusources.coronae import grids
from nusources.coronae.bands import band_luminosity
from nusources.coronae.engine import SOURCES_TOGETHER, Engine
from nusources.coronae.geometry import Coronae
from nusources.coronae.readings import Readings
from nusources.coronae.secondaries import FOLDED, NEUTRINOS
from nusources.errors import InputDataError

MASS = np.log10(6.7e6)
EDDINGTON = 38.10037


def total(spectra: np.ndarray) -> np.ndarray:
    return spectra.sum(axis=1) * grids.STEP


@pytest.mark.parametrize(
    ("log10_sigma", "ratio", "peak_tev", "band"),
    [
        (4.0, 0.0080, 1.25, 0.0036),
        (5.0, 0.0279, 7.0, 0.0187),
        (6.0, 0.0402, 19.8, 0.0158),
        (7.0, 0.026, 31, 0.0047),
    ],
)
def test_single_sources(engine, log10_sigma, ratio, peak_tev, band):
    """NGC 1068-like, protons with .2 of the X-rays; independently calculated."""
    spectrum = 0.2 * engine.luminosity(log10_sigma, 44.0, MASS) / 1e44
    assert total(spectrum)[0] == pytest.approx(ratio, rel=0.05)
    assert engine.energies[spectrum[0].argmax()] / 1e3 == pytest.approx(peak_tev, rel=0.15)
    found = band_luminosity(engine.energies, spectrum, 1500, 15000)[0]
    assert found == pytest.approx(band, rel=0.05)


def test_peaks_without_cooling(engine_with):
    """0.79 TeV ... 353 TeV for sigma 1e3 ... 1e7."""
    spectra = engine_with(meson_cooling="none").luminosity([3, 4, 5, 6, 7], 44.0, MASS)
    peaks = grids.ENERGIES[grids.TEMPLATE_RANGE][spectra.argmax(axis=1)] / 1e3
    np.testing.assert_allclose(peaks, [0.79, 1.4, 7.0, 40, 353], rtol=0.15)


def test_without_cooling_yields_are_those_of_the_tables(engine, engine_with):
    coronae = Coronae.of(Readings(), [2.0, 4.0, 6.0, 7.0], [42.0, 44.0, 46.0, 44.0], 7.5)
    solution = engine_with(meson_cooling="none").solve(coronae)
    weak = engine_with(size=1e9).solve(dataclasses.replace(coronae, readings=Readings(size=1e9)))
    for found in (solution, weak):
        for species in FOLDED:
            made, cooled = found.made[species], found.cooled[species]
            np.testing.assert_allclose(cooled, made, rtol=1e-6, atol=1e-9 * made.max())


def test_yields_are_of_the_protons(engine):
    """Neutrinos of one energy, summed over protons by hand."""
    coronae = Coronae.of(Readings(), 5.0, 44.0, 7.0)
    solution = engine.solve(coronae)
    density = coronae.photon_energy_density[0]
    at = 75
    effective = solution.protons.energy[:, 0] / grids.ENERGIES
    by_hand = sum(
        density * number * engine.secondaries.kernel.number["electron_neutrino"][at, proton]
        for proton, number in enumerate(effective)
    )
    assert solution.made["electron_neutrino"][at, 0] == pytest.approx(by_hand, rel=1e-9)


def test_uncooled_spectra_depend_on_the_eddington_ratio(engine_with):
    """Scaled with the mass, to .5 %."""
    engine = engine_with(meson_cooling="none")
    log10_ratio = np.array([-2.0, -1.0, 0.0])
    for log10_sigma in (3.0, 5.0, 7.0):
        small, large = (
            engine.luminosity(log10_sigma, log10_ratio + EDDINGTON + mass, mass) / 10.0**mass
            for mass in (8.0, 10.0)
        )
        bright = small > 0.01 * small.max(axis=1, keepdims=True)
        np.testing.assert_allclose(large[bright], small[bright], rtol=5e-3)


def test_cooling_depends_on_the_field(engine):
    """At one Eddington ratio the smaller black hole has the stronger field."""
    small, large = (
        engine.luminosity(6.0, EDDINGTON - 1 + mass, mass)[0] / 10.0**mass for mass in (7.5, 9.5)
    )
    ratio = small / large
    at = [np.searchsorted(engine.energies, one) for one in (1e3, 1e6)]
    assert ratio[at[0]] == pytest.approx(1.0, abs=0.02)
    assert ratio[at[1]] < 0.2


@pytest.mark.parametrize(
    ("log10_sigma", "slopes"),
    [(5.0, [1.99, 1.93, 1.69, 1.37, 1.11, 1.02])],
)
def test_slopes_in_luminosity(engine_with, log10_sigma, slopes):
    """L_nu ~ L_X^2 where it is thin, ~ L_X where protons give up all; 1e8 solar masses."""
    engine = engine_with(meson_cooling="none")
    at = np.arange(-4, 2) + EDDINGTON + 8
    step = 0.05
    low, high = (total(engine.luminosity(log10_sigma, at + one, 8.0)) for one in (-step, step))
    found = np.log10(high / low) / (2 * step)
    np.testing.assert_allclose(found, slopes, atol=0.04)
    thinner = [total(engine.luminosity(5.0, -7 + one + EDDINGTON + 8, 8.0)) for one in (0, 0.1)]
    assert np.log10(thinner[1] / thinner[0])[0] / 0.1 == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize(("energy", "ratio"), [(1e4, 1.126), (1e5, 0.331), (1e6, 0.019)])
def test_exact_cooling(engine, engine_with, energy, ratio):
    """NGC 1068-like, sigma 1e6; independently calculated."""
    uncooled = engine_with(meson_cooling="none").luminosity(6.0, 44.0, MASS)[0]
    found = np.interp(
        np.log(energy), np.log(engine.energies), engine.luminosity(6.0, 44.0, MASS)[0] / uncooled
    )
    assert found == pytest.approx(ratio, rel=0.03)


def test_ways_to_cool(engine, engine_with):
    """Factors lack the heap; one lifetime ends; each particle takes its part."""
    at = np.searchsorted(engine.energies, [1e4, 1e6])
    exact = engine.luminosity(6.0, 44.0, MASS)[0]
    factors = engine_with(meson_cooling="factors").luminosity(6.0, 44.0, MASS)[0]
    assert factors[at[0]] < 0.85 * exact[at[0]]
    assert factors[at[1]] > 1.1 * exact[at[1]]
    one_lifetime = engine_with(meson_cooling="one_lifetime").luminosity(6.0, 44.0, MASS)[0]
    assert one_lifetime[at[1]] == 0
    none = engine_with(meson_cooling="none").luminosity(6.0, 44.0, MASS)[0]
    muon = engine_with(cooled=("muon",)).luminosity(6.0, 44.0, MASS)[0]
    pion = engine_with(cooled=("pion",)).luminosity(6.0, 44.0, MASS)[0]
    assert exact[at[1]] < 0.2 * muon[at[1]] < 0.2 * none[at[1]]
    assert exact[at[1]] < 0.5 * pion[at[1]] < 0.5 * none[at[1]]
    nothing = engine_with(cooled=()).luminosity(6.0, 44.0, MASS)[0]
    np.testing.assert_array_equal(nothing, none)


def test_kaons(engine, engine_with):
    """They take from the peak and give where pions have cooled; K_L do not cool at all."""
    pions = engine.luminosity(6.5, 44.0, MASS)[0]
    charged, both = (
        engine_with(kaons=kind).luminosity(6.5, 44.0, MASS)[0]
        for kind in ("charged", "charged_and_neutral")
    )
    low, high, highest = np.searchsorted(engine.energies, [5e3, 5e6, 1e8])
    assert 0.95 < charged[low] / pions[low] < 1
    assert charged[high] > 2 * pions[high]
    assert both[highest] > 3 * charged[highest]
    assert engine_with(kaons="charged", kaon_share=0.0).luminosity(6.5, 44.0, MASS)[
        0
    ] == pytest.approx(pions, rel=1e-12)


@pytest.mark.parametrize("cooling", ["exact", "one_lifetime", "factors", "none"])
def test_kaons_cool_too(engine_with, cooling):
    """In any way, unless nothing does."""
    rough, hot = (
        engine_with(kaons="charged", meson_cooling=cooling, cooled=cooled)
        for cooled in (("muon", "pion", "kaon"), ("muon", "pion"))
    )
    at = np.searchsorted(rough.energies, 2e8)
    found, free = (one.luminosity(7.0, 46.0, 6.5)[0, at] for one in (rough, hot))
    assert (found < 0.5 * free) == (cooling != "none")


def test_code_factor(engine, engine_with):
    plain = engine.luminosity(5.0, 44.0, 7.0)
    np.testing.assert_allclose(
        engine_with(code_factor=1.44).luminosity(5.0, 44.0, 7.0), 1.44 * plain, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("changes", "ratio"),
    [
        ({"size": 5.0}, 1.15),
        ({"size": 20.0}, 0.80),
        ({"escape": "size"}, 1.42),
        ({"escape": "reconnection"}, 1.66),
        ({"photon_density_factor": 1.0}, 0.59),
    ],
)
def test_readings_of_size_and_time(engine, engine_with, changes, ratio):
    """Total of an NGC 1068-like source, sigma 1e5; independently calculated."""
    found = total(engine_with(**changes).luminosity(5.0, 44.0, MASS))
    assert found / total(engine.luminosity(5.0, 44.0, MASS)) == pytest.approx(ratio, rel=0.05)


@pytest.mark.parametrize(("index", "ratios"), [(1.0, [8.8, 3.9, 2.0]), (3.0, [1.2, 2.5, 4.0])])
def test_photon_indices(engine, yield_tables, index, ratios):
    """At one luminosity from 2 to 10 keV; sigma 1e4, 1e5, 1e6; independently calculated."""
    factor = {1.0: 12.49, 2.0: 4.292, 3.0: 24.98}
    other = Engine.of(yield_tables, Readings(photon_index=index))
    found, reference = (
        total(one.luminosity([4, 5, 6], np.log10(2.33e43 * factor[number]), MASS))
        for one, number in ((other, index), (engine, 2.0))
    )
    np.testing.assert_allclose(found / reference, ratios, rtol=0.06)


def test_disk_photons_take_energy_by_pairs(engine, yield_tables):
    """Photons of 10 eV are below the threshold of protons at the break: fewer neutrinos there."""
    disk = Engine.of(yield_tables, Readings(disk_to_xray=10.0))
    found = disk.luminosity(5.0, 44.0, MASS)[0] / engine.luminosity(5.0, 44.0, MASS)[0]
    low, high = np.searchsorted(engine.energies, [5e3, 1e6])
    assert found[low] < 0.7
    assert found[high] > found[low] + 0.1


def test_flavours(engine):
    templates = engine.templates([6.0, 5.0], [44.0, 41.0], [MASS, 9.0])
    share = templates.share_at_earth()
    at = np.searchsorted(engine.energies, [1e4, 1e5, 1e6])
    np.testing.assert_allclose(share[0, at], [0.30, 0.198, 0.17], atol=0.01)
    assert share[1, at] == pytest.approx([0.30] * 3, abs=0.01)
    kinds = [templates.share_at_earth(0, kind) for kind in ("neutrino", "antineutrino")]
    np.testing.assert_allclose(kinds[0] + kinds[1], share, rtol=1e-9)
    flavours = [templates.share_at_earth(flavour) for flavour in range(3)]
    np.testing.assert_allclose(np.sum(flavours, axis=0), 1.0, rtol=1e-9)
    by_hand = sum(templates.luminosity[one] for one in NEUTRINOS)
    np.testing.assert_array_equal(templates.all_flavours, by_hand)


def test_species_at_the_peak(engine_with):
    """nu_e, anti-nu_e, nu_mu, anti-nu_mu: .28, .04, .31, .37; within .02."""
    templates = engine_with(meson_cooling="none").templates(5.0, 44.0, MASS)
    at = templates.all_flavours[0].argmax()
    shares = [templates.luminosity[one][0, at] for one in NEUTRINOS] / templates.all_flavours[0, at]
    np.testing.assert_allclose(shares, [0.28, 0.04, 0.31, 0.37], atol=0.02)


def test_order_and_parts_make_no_difference(engine):
    rng = np.random.default_rng(3)
    n = 2 * SOURCES_TOGETHER + 5
    points = np.stack([rng.uniform(1.1, 7, n), rng.uniform(41, 47, n), rng.uniform(6, 10, n)])
    whole = engine.luminosity(*points)
    order = rng.permutation(n)
    np.testing.assert_array_equal(engine.luminosity(*points[:, order]), whole[order])
    np.testing.assert_array_equal(engine.luminosity(*points[:, 3:10]), whole[3:10])
    np.testing.assert_array_equal(engine.luminosity(*points[:, n - 1]), whole[n - 1 :])


def test_arguments_are_broadcast(engine):
    found = engine.luminosity([4.0, 5.0], 44.0, 7.0)
    assert found.shape == (2, len(engine.energies))
    np.testing.assert_array_equal(found[1], engine.luminosity(5.0, 44.0, 7.0)[0])
    assert engine.energies[[0, -1]].tolist() == [10.0, 1e9]


def test_impossible_sources_are_told(engine):
    with pytest.raises(InputDataError, match=r"row 2, column 'log10_sigma'.*found nan"):
        engine.luminosity([5.0, np.nan], 44.0, 7.0)


@pytest.mark.parametrize(
    "parameters", [(0.01, 41, 10.5), (7, 48, 5.5), (1, 48, 10.5), (7, 41, 5.5)]
)
@pytest.mark.parametrize("changes", [{}, {"proton_slope": 2.0}, {"proton_slope": 1.0}])
def test_extreme_sources_have_spectra(engine_with, parameters, changes):
    found = engine_with(**changes).luminosity(*parameters)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert 0 < total(found)[0] < 0.5 * 10.0 ** parameters[1]
