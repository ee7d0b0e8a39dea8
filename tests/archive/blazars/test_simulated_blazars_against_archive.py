"""Simulated blazar catalogues against the real ones, where the mirror has them.

Not compared with any file, since none is at hand: WIBRaLS and the ALMA calibrators. The real XRT
file has 70 well observed sources, the simulated one 1,900: only its spectra are compared.
"""

from __future__ import annotations

import pytest

from nusources.archive.blazar_archive import (
    FILES,
    simulate_blazar_archive,
    write_blazar_archive,
)
from nusources.archive.blazars.parameters import read_model_blazars, read_named_blazars
from nusources.archive.histories.parameters import read_model_light_curves
from nusources.catalogs.blazars.bzcat import read_bzcat
from nusources.catalogs.blazars.hsp import read_hsp
from nusources.catalogs.blazars.open_universe import read_xrt_fits
from nusources.catalogs.gamma.fermi_catalogs import read_lat_agn, read_lat_sources
from nusources.figures.simulated_archive.track_numbers import ks_distance
from nusources.random_streams import named_generator

READERS = {
    "hsp": read_hsp,
    "bzcat": read_bzcat,
    "lat": read_lat_sources,
    "lac": read_lat_agn,
    "xrt": read_xrt_fits,
}
# Limits on the Kolmogorov-Smirnov distance, some 1.4 times the larger of what seeds 1 and 2 gave.
LIMITS = {
    "hsp": {"dec": 0.06, "log10_nu_peak": 0.10, "log10_nu_f_nu_peak": 0.05, "redshift": 0.10},
    "bzcat": {
        "dec": 0.06,
        "redshift": 0.09,
        "flux_density_1ghz": 0.08,
        "flux_xray": 0.07,
        "r_mag": 0.06,
        "alpha_radio_optical": 0.09,
    },
    "lat": {
        "dec": 0.08,
        "glat": 0.05,
        "energy_flux": 0.05,
        "flux_1_100_gev": 0.12,
        "significance": 0.17,
        "power_law_index": 0.05,
        "ang_err_major_95": 0.06,
        "variability_index": 0.09,
        "log_parabola_beta": 0.11,
    },
    "lac": {
        "dec": 0.06,
        "energy_flux": 0.05,
        "power_law_index": 0.04,
        "significance": 0.10,
        "variability_index": 0.15,
        "redshift": 0.13,
        "nu_peak": 0.18,
        "nu_f_nu_peak": 0.10,
        "highest_energy": 0.08,
    },
    "xrt": {"photon_index": 0.20},
}
# The paper's 3HSP has 70 rows more than the public file.
ROWS = {"hsp": (2081, 2011), "bzcat": (3561, 3561), "lat": (5788, 5788), "lac": (3131, 3131)}
CASES = [(name, column) for name, columns in LIMITS.items() for column in columns]


@pytest.fixture(scope="module")
def real(mirror):
    found = {name: mirror / path for name, path in FILES.items() if name in READERS}
    packed = {name: path.with_name(path.name + ".gz") for name, path in found.items()}
    return {
        name: read(found[name] if found[name].exists() else packed[name])
        for name, read in READERS.items()
    }


@pytest.fixture(scope="module")
def simulated(repository, tmp_path_factory):
    folder = repository / "data" / "tables"
    archive = simulate_blazar_archive(
        read_model_blazars(folder / "model_blazars.csv"),
        read_model_light_curves(folder / "model_light_curves.csv"),
        read_named_blazars(folder / "flaring_blazars.csv", folder / "named_blazars.csv"),
        lambda name: named_generator(1, "blazars", name),
    )
    paths = {name: tmp_path_factory.mktemp(name) / path for name, path in FILES.items()}
    for path in paths.values():
        path.parent.mkdir(parents=True)
    write_blazar_archive(paths, archive)
    return {name: read(paths[name]) for name, read in READERS.items()}


@pytest.mark.parametrize("name", ROWS)
def test_numbers_of_rows(real, simulated, name):
    assert (len(simulated[name]), len(real[name])) == ROWS[name]


@pytest.mark.parametrize(("name", "column"), CASES)
def test_distributions_are_alike(real, simulated, name, column):
    distance = ks_distance(real[name][column].dropna(), simulated[name][column].dropna())
    assert distance < LIMITS[name][column]


def test_variable_sources_of_the_window_are_the_published_ones(real):
    """992 sources of 4FGL-DR2 of all classes: how the paper counted (section 4.1)."""
    table = real["lat"]
    window = (table["dec"].abs() < 40) & (table["glat"].abs() > 10)
    assert (window & (table["variability_index"] > 18.48)).sum() == 992


def test_columns_and_units_are_those_of_the_real_files(mirror, simulated):
    """What is written has the names, kinds and units of the real files, where both have it."""
    from astropy.io import fits

    from nusources.archive.blazars.files import HSP_FORMATS, LAC_FORMATS, LAT_FORMATS

    files = {
        "hsp3/3HSP.fits": {name: (form, "") for name, form in HSP_FORMATS.items()},
        "fermi_4fgl/gll_psc_v27.fit.gz": LAT_FORMATS,
        "fermi_4lac/table-4LAC-DR2-h.fits": LAC_FORMATS,
    }
    for file, formats in files.items():
        with fits.open(mirror / file) as hdus:
            found = {one.name: (one.format, one.unit or "") for one in hdus[1].columns}
        assert {name: found[name] for name in formats} == dict(formats)
