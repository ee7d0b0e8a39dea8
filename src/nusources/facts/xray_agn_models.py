"""Parameters of the simulated X-ray catalogues: eFEDS, Swift-BAT, BASS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nusources.facts.parameter_groups import read_facts, read_parameter_groups
from nusources.footprints import Footprint

POPULATIONS = ("seyfert1", "seyfert2", "unknown", "beamed", "galactic", "other")
CLASS_COLUMNS = ["class_code", "source_class", "n_sources", "population"]
NAMED_COLUMNS = [
    *("source_name", "bass_name", "source_class", "ra", "dec", "redshift", "distance_mpc"),
    *("flux_14_195", "flux_20_50_intrinsic", "log10_luminosity_14_195_intrinsic", "log10_nh"),
]


@dataclass(frozen=True)
class SourceCounts:
    """Broken power law dN/dS [deg^-2 (erg/cm2/s)^-1] with `norm` at 1e-14, and completeness."""

    n_agn: float
    norm: float
    log10_break: float
    slope_faint: float
    slope_bright: float
    completeness_width: float


@dataclass(frozen=True)
class FluxErrors:
    """68 % bounds of eFEDS fluxes, in log10, as functions of the flux; see `flux_bounds`."""

    absorption_correction: float
    error_high: float
    error_slope: float
    log10_faint: float
    faint_slope: float
    error_low_max: float
    hard_ratio_mean: float
    hard_ratio_spread: float
    hard_error: float


@dataclass(frozen=True)
class PositionErrors:
    """Log-normal positional error [arcsec] with a slope in flux; largest number of a source."""

    error: float
    error_slope: float
    error_spread: float
    largest_id: float


@dataclass(frozen=True)
class EfedsModel:
    """All parameters of the simulated eFEDS AGN."""

    footprint: Footprint
    counts: SourceCounts
    flux: FluxErrors
    position: PositionErrors


@dataclass(frozen=True)
class BatSurvey:
    """Fluxes [erg cm-2 s-1], classes and places of the Swift-BAT sources."""

    flux_min: float
    threshold_spread: float
    slope_extragalactic: float
    slope_galactic: float
    flux_max_extragalactic: float
    flux_max_galactic: float
    flux_per_sigma: float
    position_error_scale: float
    sy12_share: float
    sy15_share: float
    sy19_share: float
    disc_height: float
    bulge_spread: float


@dataclass(frozen=True)
class BatPopulation:
    """Redshifts (log-normal) and photon indices of one kind of sources."""

    log10_redshift_mean: float
    log10_redshift_spread: float
    known_redshift_share: float
    photon_index_mean: float
    photon_index_spread: float


@dataclass(frozen=True)
class BassDr1Survey:
    """Published numbers of BASS DR1, column densities, spectra, absorption."""

    n_sources: float
    n_spectra: float
    n_bzq: float
    n_bzb: float
    n_bzu: float
    n_compton_thick: float
    n_direct_distances: float
    n_photometric: float
    n_without_redshift: float
    obscured_share_1: float
    obscured_share_2: float
    unabsorbed_share: float
    photon_index_mean: float
    photon_index_spread: float
    cutoff_share: float
    cutoff_limit_share: float
    log10_cutoff_mean: float
    log10_cutoff_spread: float
    continuum_cutoff: float
    reflection: float
    soft_column: float
    hard_column: float
    scattered_share: float
    reflected_share: float
    flux_scatter: float


@dataclass(frozen=True)
class BassDr2Survey:
    """Published numbers of BASS DR2, and black holes."""

    n_agn: float
    n_numbers: float
    n_doubles: float
    n_sy1: float
    n_sy19: float
    n_sy2: float
    n_bzq: float
    n_bzb: float
    n_bzg: float
    n_masses: float
    n_new_redshifts: float
    log10_mass_mean: float
    log10_mass_spread: float
    log10_mass_beamed: float
    bolometric_correction: float
    log10_eddington: float


@dataclass(frozen=True)
class HardXrayModel:
    """All parameters of the simulated Swift-BAT and BASS tables.

    Parameters
    ----------
    bat : BatSurvey
    populations : mapping of str to BatPopulation
        See `POPULATIONS`.
    bass_dr1 : BassDr1Survey
    bass_dr2 : BassDr2Survey
    """

    bat: BatSurvey
    populations: Mapping[str, BatPopulation]
    bass_dr1: BassDr1Survey
    bass_dr2: BassDr2Survey


def read_efeds_model(path: str | Path) -> EfedsModel:
    """Read ``data/tables/model_efeds_agn.csv``."""
    kinds = {
        "footprint": Footprint,
        "counts": SourceCounts,
        "flux": FluxErrors,
        "position": PositionErrors,
    }
    return EfedsModel(**read_parameter_groups(path, kinds))


def read_hard_xray_model(path: str | Path) -> HardXrayModel:
    """Read ``data/tables/model_hard_xray.csv``."""
    surveys = {"bat": BatSurvey, "bass_dr1": BassDr1Survey, "bass_dr2": BassDr2Survey}
    groups = read_parameter_groups(path, surveys | dict.fromkeys(POPULATIONS, BatPopulation))
    populations = {name: groups.pop(name) for name in POPULATIONS}
    return HardXrayModel(populations=populations, **groups)


def read_bat_classes(path: str | Path) -> pd.DataFrame:
    """Read the published number of sources of each class (``data/tables/bat_classes.csv``)."""
    return read_facts(path, CLASS_COLUMNS)


def read_named_agn(path: str | Path) -> pd.DataFrame:
    """Read the real sources (``data/tables/named_xray_agn.csv``); missing where nothing is known.

    Distances are in Mpc, fluxes in erg cm-2 s-1.
    """
    return read_facts(path, NAMED_COLUMNS)
