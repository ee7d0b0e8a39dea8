"""Point-spread functions of toise: order of the axes, a naive spline, the official file, damage."""

from __future__ import annotations

import io

import numpy as np
import pytest
from astropy.io import fits
from icetracks_samples import put, refused

from nusources.catalogs.tracks.gen2_psf import read_gen2_psf
from nusources.detectors.spread_tables import widths_of_table

ENERGIES = np.array([2.0, 3.0, 4.0, 5.0])
ZENITHS = np.array([-2.0, -1.0, 1.0, 2.0])
DISTANCES = np.array([-4.0, 0.0, 1.0, 4.0, 8.0])
KNOTS = [ENERGIES, ZENITHS, DISTANCES]
EXTENTS = np.array([3.0, 4.0, -1.0, 1.0, 0.0, 4.0])
# Of linear splines the coefficients are the values at inner knots: axes of 2, 2 and 3.
VALUES = np.array([[[0.0, 0.4, 1.0], [0.0, 0.2, 0.8]], [[0.0, 0.5, 1.0], [0.0, 0.6, 0.9]]])


def photospline(values=VALUES, knots=KNOTS, extents=EXTENTS, orders=(1, 1, 1)) -> bytes:
    """A file as photospline writes it."""
    primary = fits.PrimaryHDU(values.astype(">f4"))
    for axis, order in enumerate(orders):
        primary.header[f"ORDER{axis}"] = order
    parts = [primary]
    parts += [fits.ImageHDU(one, name=f"KNOTS{axis}") for axis, one in enumerate(knots)]
    parts.append(fits.ImageHDU(extents, name="EXTENTS"))
    buffer = io.BytesIO()
    fits.HDUList(parts).writeto(buffer)
    return buffer.getvalue()


def b_spline(knots, number, order, x):
    """Value of one B-spline by the recursion of Cox and de Boor."""
    if order == 0:
        return float(knots[number] <= x < knots[number + 1])
    first = (x - knots[number]) / (knots[number + order] - knots[number])
    second = (knots[number + order + 1] - x) / (knots[number + order + 1] - knots[number + 1])
    return first * b_spline(knots, number, order - 1, x) + second * b_spline(
        knots, number + 1, order - 1, x
    )


def test_axes_are_energy_zenith_and_distance(tmp_path):
    table = read_gen2_psf(put(tmp_path, photospline(), "psf.fits"))
    assert len(table) == 21 * 21 * 61
    at = table.set_index(["log10_energy", "cos_zenith", "distance"])["contained"]
    for energy, (low, high) in ((3.0, VALUES[0]), (4.0, VALUES[1])):
        assert at[energy, -1.0, 1.0] == pytest.approx(low[1], abs=1e-6)
        assert at[energy, 1.0, 4.0] == pytest.approx(high[2], abs=1e-6)
    assert at[3.5, 0.0, 1.0] == pytest.approx(VALUES[:, :, 1].mean(), abs=1e-6)


def test_the_official_spline_is_that_of_the_recursion(mirror):
    path = mirror / "icecube_gen2_toise" / "psf" / "sunflower_240_bdt0_psf.fits"
    table = read_gen2_psf(path)
    assert table["contained"].between(-0.01, 1.17).all()
    with fits.open(path) as hdus:
        coefficients = hdus[0].data.astype(float)
        knots = [hdus[f"KNOTS{axis}"].data for axis in range(3)]
    for row in table.iloc[[5_000, 13_450, 20_001]].itertuples():
        point = (row.log10_energy, row.cos_zenith, row.distance)
        parts = [
            [b_spline(one, number, order, x) for number in range(one.size - order - 1)]
            for one, order, x in zip(knots, (2, 2, 3), point, strict=True)
        ]
        assert row.contained == pytest.approx(
            np.einsum("ijk,i,j,k->", coefficients, *map(np.array, parts)), abs=1e-6
        )


def test_the_official_median_at_the_horizon_is_known(mirror):
    table = read_gen2_psf(mirror / "icecube_gen2_toise" / "psf" / "sunflower_240_bdt0_psf.fits")
    energy, radius = widths_of_table(table, "psf", "r50", 0.0)
    assert radius[np.argmin(np.abs(energy - 1e5))] == pytest.approx(0.30, abs=0.005)


def test_damaged_splines_are_refused(tmp_path):
    whole = photospline()
    refused(read_gen2_psf, put(tmp_path, whole[:5000]), "not a photospline of 3 axes")
    refused(read_gen2_psf, put(tmp_path, b"energy,psf\n1,2\n"), "not a photospline")
    others = {
        "coefficients, knots and extents do not fit": photospline(VALUES[:, :, :2]),
        "knots do not grow": photospline(knots=[ENERGIES[::-1], ZENITHS, DISTANCES]),
        "no cumulative point-spread function": photospline(VALUES * 2),
        "'KNOTS2'": photospline(knots=KNOTS[:2]),
    }
    for told, data in others.items():
        refused(read_gen2_psf, put(tmp_path, data), told)
