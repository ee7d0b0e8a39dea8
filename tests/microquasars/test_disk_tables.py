"""Tables of the disk: integrals, counts, profiles, map, sky."""

import numpy as np
import pandas as pd
import pytest

from nusources.contracts import microquasar_fluxes as fluxes
from nusources.contracts import microquasars as contracts
from nusources.errors import InputDataError
from nusources.microquasars.disk_model import DiskModel, disk_model
from nusources.microquasars.disk_tables import (
    count_for_targets,
    count_sources,
    density_profiles,
    galactic_map,
    integrate_distributions,
)
from nusources.microquasars.sky_tables import patterns_of, sky_cells, sky_flux
from nusources.tables import check_table

MODEL = DiskModel(8.3, 15.0, 1.0, 0.1, 4.0)
SKY = {
    "void_radius_kpc": 1.0,
    "longitude_step_deg": 6.0,
    "latitude_step_deg": 1.5,
    "n_steps": 200,
    "arms": {"n_arms": 4, "pitch_deg": 12.0, "contrast": 0.8, "start_kpc": 3.0},
    "bar": {"half_length_kpc": 5.0, "angle_deg": 27.0, "contrast": 0.6},
}


def with_profile(radius, density) -> DiskModel:
    table = pd.DataFrame({"radius_kpc": radius, "density": density})
    return DiskModel(8.3, 15.0, 1.0, 0.1, 4.0, {"mine": table}, {"mine": "my.csv"})


def test_tables_3_and_4_of_the_paper(repository):
    table = integrate_distributions(MODEL, [1.0, 2.0, 3.0, 4.0, 5.0], 7.04e33, 1.5e-8)
    check_table(table, contracts.DISK_INTEGRALS)
    published = pd.read_csv(repository / "data/published/anchordoqui2014.csv").set_index("id")
    for row in table.to_dict("records"):
        cell = f"{row['distribution']}.{row['void']:g}"
        printed = published.loc[f"table3.{cell}", "published"]
        assert round(row["total"], 4) == pytest.approx(printed, abs=1e-9)
        # Off by one at most: two cells, where the paper rounds differently (method page).
        number = published.loc[f"table4.{cell}", "published"]
        assert row["n_needed_as_printed"] == pytest.approx(number, abs=0.61)
        assert row["sector"] + row["rest"] == pytest.approx(row["total"], rel=1e-12)


def test_counts_fall_with_luminosity_and_grow_with_the_void():
    table = count_sources(MODEL, [1.0, 3.0], [1e33, 1e34], 1.5e-8)
    check_table(table, contracts.SOURCE_COUNTS)
    wide = table.pivot(index=["distribution", "void"], columns="luminosity", values="n_needed")
    np.testing.assert_allclose(wide[1e33], 10 * wide[1e34])
    far, near = (wide.xs(void, level="void")[1e33] for void in (3.0, 1.0))
    assert (far > near).all()


def test_counts_for_other_fluxes_scale():
    integrals = integrate_distributions(MODEL, [1.0], 7.04e33, 1.5e-8)
    names = {"measurement": "m", "label": "M", "era": "present"}
    ends = {"flux": 3e-8, "flux_low": 1.5e-8, "flux_high": np.nan}
    table = count_for_targets(integrals, pd.DataFrame([names | ends]))
    check_table(table, contracts.TARGET_COUNTS)
    np.testing.assert_allclose(table["n_needed"], 2 * integrals["n_needed"])
    np.testing.assert_allclose(table["n_low"], integrals["n_needed"])


def test_profiles_and_map_agree():
    profiles = density_profiles(MODEL, [1.0])
    check_table(profiles, contracts.DENSITY_PROFILES)
    surface = galactic_map(MODEL, 1.0, patterns_of(MODEL, SKY))
    check_table(surface, contracts.GALACTIC_MAP)
    cell = surface["x"].drop_duplicates().sort_values().diff().max() ** 2
    for key, part in surface.groupby(["distribution", "pattern"]):
        # One source in all; the edge and the cusp of the exponential are cut into squares.
        assert part["density"].sum() * cell == pytest.approx(1.0, abs=0.02), key


def test_a_profile_of_the_user_stands_beside_those_of_the_paper():
    # A table of the paper's own formula gives the paper's own integral.
    r = np.linspace(0, 15, 3001)
    model = with_profile(r, 7.0 * MODEL.density("microquasar", 1.0)(r))
    table = integrate_distributions(model, [1.0], 7.04e33, 1.5e-8).set_index("distribution")
    assert table.loc["mine", "total"] == pytest.approx(table.loc["microquasar", "total"], rel=1e-5)
    assert np.isnan(table.loc["mine", "scale"])


@pytest.mark.parametrize(
    ("radius", "density", "told"),
    [
        ([0.0, 5.0], [0.0, 0.0], r"my.csv.*'mine' has no sources inside 15.0 kpc"),
        ([0.0, 5.0], [1.0, -1.0], r"my.csv.*row 2: found -1.0"),
        ([20.0, 30.0], [0.0, 1.0], r"my.csv.*'mine' has no sources inside 15.0 kpc"),
    ],
)
def test_impossible_profiles_name_the_file(radius, density, told):
    with pytest.raises(InputDataError, match=told):
        integrate_distributions(with_profile(radius, density), [1.0], 7.04e33, 1.5e-8)


def test_an_impossible_share_is_told():
    model = DiskModel(8.3, 15.0, 1.0, 0.99, 4.0)
    with pytest.raises(InputDataError, match=r"no exponential puts a share 0\.99"):
        integrate_distributions(model, [1.0], 7.04e33, 1.5e-8)


def test_disk_of_the_configuration():
    section = {
        "observer_distance_kpc": 8.0,
        "galaxy_radius_kpc": 20.0,
        "thickness_kpc": 0.5,
        "exponential_share": 0.2,
        "scale_kpc": 3.0,
        "profiles": [{"name": "mine", "file": "my.csv"}],
    }
    model = disk_model(section, {"mine": pd.DataFrame()})
    assert (model.observer, model.radius, model.scale) == (8.0, 20.0, 3.0)
    assert model.names[-1] == "mine"
    assert model.files == {"mine": "my.csv"}


def test_the_sky_makes_the_target_flux():
    table = sky_flux(MODEL, SKY, 1.5e-8)
    check_table(table, fluxes.SKY_FLUX)
    for _, part in table.groupby(["distribution", "pattern"]):
        assert part["solid_angle"].sum() == pytest.approx(4 * np.pi, rel=1e-12)
        mean = (part["flux"] * part["solid_angle"]).sum() / (4 * np.pi)
        assert mean == pytest.approx(1.5e-8, rel=1e-12)
    plain = table[(table["distribution"] == "uniform") & (table["pattern"] == "none")]
    mirrored = plain.assign(latitude=-plain["latitude"]).sort_values(["longitude", "latitude"])
    same = plain.sort_values(["longitude", "latitude"])
    np.testing.assert_allclose(mirrored["flux"], same["flux"])


def test_cells_fill_the_sky_evenly_north_and_south():
    longitude, latitude, area = sky_cells(7.0, 4.0)
    assert area.sum() * len(longitude) == pytest.approx(4 * np.pi)
    np.testing.assert_allclose(latitude, -latitude[::-1])
