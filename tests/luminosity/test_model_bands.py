"""Ratios that models give: of leptohadronic models, and of a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.luminosity_tests import RATIO_BANDS
from nusources.errors import InputDataError
from nusources.facts.luminosity_ratios import read_ratio_bands
from nusources.luminosity.model_bands import photohadronic_band, xray_fluxes
from nusources.tables import check_table

TABLE = "data/tables/luminosity_ratios.csv"
HEAD = "name,label,low,median,high,n_models,status,source\n"


def spectrum(name: str, norm: float, slope: float, **changes) -> pd.DataFrame:
    """Points of a power law of nu F_nu, `norm` at 1 keV."""
    energy = np.geomspace(500.0, 1e5, 12)
    flux = norm * (energy / 1e3) ** slope
    points = {"source_name": name, "energy": energy, "flux": flux, "is_upper_limit": False}
    return pd.DataFrame(points | changes)


def test_a_power_law_is_integrated():
    fluxes = xray_fluxes(
        pd.concat([spectrum("a", 1e-12, 0.0), spectrum("b", 1e-12, 0.5)]), (15, 55)
    )
    assert fluxes["a"] == pytest.approx(1e-12 * np.log(55 / 15), rel=1e-6, abs=0)
    # Of E^.5 over ln E: twice the difference of the roots.
    assert fluxes["b"] == pytest.approx(2e-12 * (55**0.5 - 15**0.5), rel=1e-4, abs=0)


def test_points_that_scatter_give_their_least_squares():
    points = spectrum("a", 1e-12, 0.3)
    bent = 10 ** (0.3 * np.linspace(-1, 1, 12) ** 2)
    points = points.assign(flux=points["flux"] * bent)
    line = np.polyfit(np.log10(points["energy"]), np.log10(points["flux"]), 1)
    energy = np.geomspace(15e3, 55e3, 2001)
    expected = np.trapezoid(10 ** np.polyval(line, np.log10(energy)), np.log(energy))
    nothing = points.iloc[:1].assign(flux=0.0)  # no logarithm
    assert xray_fluxes(pd.concat([points, nothing]), (15, 55))["a"] == pytest.approx(
        expected, rel=1e-4
    )


def test_points_over_less_than_five_times_the_energy_are_too_few():
    for top, n in ((4.9, 0), (5.1, 1)):
        points = spectrum("a", 1e-12, 0.0).assign(energy=np.geomspace(2e3, top * 2e3, 12))
        assert len(xray_fluxes(points, (15, 55))) == n


def test_limits_and_short_spectra_give_no_flux():
    limit = spectrum("limit", 1e-12, 0.0, is_upper_limit=True)
    short = spectrum("short", 1e-12, 0.0).iloc[:3]
    radio = spectrum("radio", 1e-12, 0.0).assign(energy=np.geomspace(1e-4, 1.0, 12))
    assert xray_fluxes(pd.concat([limit, short, radio]), (15, 55)).empty


def test_the_band_is_of_models_with_neutrinos():
    names = [f"source {number}" for number in range(6)]
    photons = pd.concat([spectrum(name, 3e-12, 0.0) for name in names])
    ratio = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    xrays = 3e-12 * np.log(55 / 15)
    neutrinos = np.append(xrays / 10**ratio / 3, 0.0)
    models = pd.DataFrame({"source_name": names, "muon_neutrino_flux": neutrinos})
    band = photohadronic_band(models, photons, (15, 55))
    check_table(band, RATIO_BANDS)
    row = band.iloc[0]
    assert row["n_models"] == 5
    assert row["median"] == pytest.approx(0.5)
    assert row["low"] == pytest.approx(np.quantile(ratio, 0.16))
    assert row["high"] == pytest.approx(np.quantile(ratio, 0.84))
    assert photohadronic_band(models.iloc[5:], photons, (15, 55)).empty


def test_the_table_of_the_project_is_read():
    bands = read_ratio_bands(TABLE)
    check_table(bands, RATIO_BANDS)
    assert bands.set_index("name").loc["equal", "median"] == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,A,1,0,2,3,user,mine", "'low': .*; found 1.0"),
        ("a,A,-1,0,-2,3,user,mine", "'high': .*; found -2.0"),
        ("a,A,-1,,1,3,user,mine", "median"),
        ("a,A,-1,0,,3,user,mine", "low and high"),
        ("a,A,-1,x,1,3,user,mine", "'median': .*; found 'x'"),
        ("a,A,-1,0,1,3,user,mine\na,B,-1,0,1,3,user,mine", "another name"),
    ],
)
def test_unusable_bands_are_told(tmp_path, row, words):
    path = tmp_path / "bands.csv"
    path.write_text(HEAD + row + "\n")
    with pytest.raises(InputDataError, match=words) as told:
        read_ratio_bands(path)
    assert "bands.csv" in str(told.value)
