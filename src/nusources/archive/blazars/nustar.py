"""Simulated NuSTAR spectra of blazars.

Named blazars of the list of 110 sources lie on a known relation of neutrino and hard X-ray
luminosity (`archive.drawing.relation`); other sources of the list, and blazars elsewhere, have
fluxes of their own. Bins of energy grow where a source is faint, as in the release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.archive.drawing.draws import displace
from nusources.archive.drawing.relation import CM_PER_MPC, Relation, Window, events_per_flux
from nusources.contracts.simulated_nustar import SIMULATED_NUSTAR
from nusources.detection_model import Exposure
from nusources.facts.parameter_groups import read_facts, read_parameter_groups
from nusources.sky import angular_separation
from nusources.units import ARCSEC_PER_DEG

BAND = (15.0, 55.0)
"""Band of the true fluxes [keV]."""
ERG_PER_KEV = 1.602176634e-9
HZ_PER_KEV = 2.417989242e17
CELL = 0.2
"""Step of the energies between which bins end [keV]."""
LOBE = 0.2
"""Blazars of the field are farther from the listed sources than this [deg]."""
NAMED_COLUMNS = ["source_name", "ra", "dec", "redshift", "photon_index", "n_epochs"]
TESTED_CLASSES = ("BLL", "FSRQ")
LEAST_SIGNAL = 1.0
"""Blazars of the list with more signal events than this have NuSTAR spectra if they are named."""
DIGITS = {"Freq": 6, "Freq_err": 6, "Flux": 6, "Flux_err": 6}


@dataclass(frozen=True)
class Counts:
    """Numbers of the release: positions, epochs, and positions at sources of the list."""

    n_positions: float
    n_epochs: float
    n_listed: float


@dataclass(frozen=True)
class Spectra:
    """What makes energies and errors of the points; see ``data/tables/model_nustar.csv``."""

    energy_min: float
    energy_max: float
    bin_width: float
    bright_bin_width: float
    bright_signal_to_noise: float
    most_bin_width: float
    signal_to_noise: float
    last_signal_to_noise: float
    exposure: float
    exposure_spread: float
    peak_energy: float
    peak_width: float
    background: float
    epoch_scatter: float
    mjd_first: float
    mjd_last: float


@dataclass(frozen=True)
class Field:
    """Fluxes [log10 erg/cm2/s in the band] and indices of sources that are not named."""

    log10_flux_mean: float
    log10_flux_spread: float
    photon_index_mean: float
    photon_index_spread: float
    position_spread: float


@dataclass(frozen=True)
class FitError:
    """Error of the published neutrino luminosities [dex], which lie off the relation by it, too."""

    error: float


@dataclass(frozen=True)
class NustarModel:
    """All parameters."""

    counts: Counts
    spectra: Spectra
    field: Field
    relation: Relation
    fit: FitError
    window: Window


def read_nustar_model(path: str | Path) -> NustarModel:
    """Read ``data/tables/model_nustar.csv``."""
    kinds = {
        "counts": Counts,
        "spectra": Spectra,
        "field": Field,
        "relation": Relation,
        "fit": FitError,
        "window": Window,
    }
    return NustarModel(**read_parameter_groups(path, kinds))


def read_named_nustar(path: str | Path) -> pd.DataFrame:
    """Read the named blazars (``data/tables/named_nustar_blazars.csv``)."""
    return read_facts(path, NAMED_COLUMNS)


def simulate_nustar(
    model: NustarModel,
    named: pd.DataFrame,
    listed: pd.DataFrame,
    blazars: pd.DataFrame,
    exposures: Sequence[Exposure],
    *,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the points, and the truth behind them.

    Parameters
    ----------
    model : NustarModel
    named : DataFrame
        From `read_named_nustar`.
    listed : DataFrame
        Contract ``source_list``: their fits give the neutrino luminosities of the named ones.
    blazars : DataFrame
        Positions of the other blazars: ``ra, dec`` [deg].
    exposures : sequence of Exposure
        Of the search that made the list.
    rng : Generator

    Returns
    -------
    points : DataFrame
        Columns of the release.
    truth : DataFrame
        Contract ``simulated_nustar``.
    """
    sources = pd.concat(
        [
            _named_sources(model, named, listed, exposures, rng),
            _other_sources(model, named, listed, blazars, rng),
        ],
        ignore_index=True,
    )
    others = ~sources["is_named"]
    spare = int(model.counts.n_epochs - sources.loc[~others, "n_epochs"].sum() - others.sum())
    share = np.exp(2.0 * rng.standard_normal(others.sum()))
    sources.loc[others, "n_epochs"] = 1 + rng.multinomial(spare, share / share.sum())
    truth = sources.astype({"source_name": "string", "n_epochs": np.int64})
    points = draw_points(truth, model.spectra, rng=rng)
    return points, truth[SIMULATED_NUSTAR.column_names].sort_values(["ra", "dec"])


def _named_sources(
    model: NustarModel,
    named: pd.DataFrame,
    listed: pd.DataFrame,
    exposures: Sequence[Exposure],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Named blazars with X-rays drawn from the relation, given their signal events."""
    fits = listed.set_index("source_name").loc[named["source_name"]]
    index = fits["spectral_index"].to_numpy(dtype=float)
    per_flux = events_per_flux(exposures, fits["dec"], index)
    redshift = named["redshift"].to_numpy(dtype=float)
    distance = model.window.distance(redshift)
    luminosity = model.window.luminosity(fits["n_signal"] / per_flux, index, redshift, distance)
    neutrino = np.log10(luminosity)
    xray = model.relation.draw_xray(neutrino, model.fit.error, rng=rng)
    photon_index = named["photon_index"].to_numpy(dtype=float)
    dilution = np.log10(4 * np.pi * (distance * CM_PER_MPC) ** 2)
    return named[NAMED_COLUMNS].assign(
        is_named=True,
        log10_neutrino_luminosity=neutrino,
        log10_xray_luminosity=xray,
        # L = 4 pi d_L^2 F (1+z)^(index-2): a band of the frame of the source.
        log10_flux=xray - dilution - (photon_index - 2) * np.log10(1 + redshift),
    )


def _other_sources(
    model: NustarModel,
    named: pd.DataFrame,
    listed: pd.DataFrame,
    blazars: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Sources of the list that no test of blazars with a signal takes, and blazars elsewhere."""
    takes = listed["source_class"].isin(TESTED_CLASSES) & (listed["n_signal"] >= LEAST_SIGNAL)
    free = listed[~takes]
    n_listed = int(model.counts.n_listed) - len(named)
    at_list = free.iloc[np.sort(rng.choice(len(free), n_listed, replace=False))]
    away = (
        angular_separation(
            *(blazars[one].to_numpy()[:, None] for one in ("ra", "dec")),
            *(listed[one].to_numpy() for one in ("ra", "dec")),
        )
        > LOBE
    ).all(axis=1)
    n_field = int(model.counts.n_positions - model.counts.n_listed)
    field = blazars.iloc[np.sort(rng.choice(np.flatnonzero(away), n_field, replace=False))]
    chosen = pd.concat([at_list, field.assign(source_name="")], ignore_index=True)
    spread = model.field.position_spread * ARCSEC_PER_DEG / 60.0
    ra, dec = displace(chosen["ra"], chosen["dec"], spread, rng=rng)
    field_of = model.field
    return pd.DataFrame(
        {
            "source_name": chosen["source_name"],
            "ra": ra.round(4),
            "dec": dec.round(4),
            "redshift": np.nan,
            "photon_index": rng.normal(
                field_of.photon_index_mean, field_of.photon_index_spread, len(chosen)
            ).round(2),
            "n_epochs": 1,
            "is_named": False,
            "log10_neutrino_luminosity": np.nan,
            "log10_xray_luminosity": np.nan,
            "log10_flux": rng.normal(
                field_of.log10_flux_mean, field_of.log10_flux_spread, len(chosen)
            ),
        }
    )


def draw_points(
    sources: pd.DataFrame, spectra: Spectra, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the points of all epochs.

    Parameters
    ----------
    sources : DataFrame
        ``ra, dec`` [deg], ``log10_flux`` (mean over time in the band), ``photon_index``,
        ``n_epochs``.
    spectra : Spectra
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the release: source by source, epoch by epoch, by rising energy.
    """
    width = spectra.epoch_scatter * np.log(10)
    parts = []
    for row in sources.itertuples():
        times = np.sort(rng.uniform(spectra.mjd_first, spectra.mjd_last, row.n_epochs)).round(1)
        # Log-normal changes of mean 1.
        changes = np.exp(width * rng.standard_normal(row.n_epochs) - width**2 / 2)
        lengths = np.exp(spectra.exposure_spread * rng.standard_normal(row.n_epochs))
        for mjd, change, length in zip(times, changes, lengths, strict=True):
            part = _spectrum(10**row.log10_flux * change, row.photon_index, length, spectra, rng)
            parts.append(part.assign(ra=row.ra, dec=row.dec, MJD=mjd))
    points = pd.concat(parts, ignore_index=True)
    return points.assign(ID=np.arange(1, len(points) + 1))


def _spectrum(
    flux: float, index: float, length: float, spectra: Spectra, rng: np.random.Generator
) -> pd.DataFrame:
    """Points of one epoch: a power law with errors by counted photons."""
    edges = np.arange(spectra.energy_min, spectra.energy_max + CELL / 2, CELL)
    middle = (edges[:-1] + edges[1:]) / 2
    peak = np.log(middle / spectra.peak_energy) / spectra.peak_width
    area = length * spectra.exposure * np.exp(-(peak**2) / 2)
    counts = area * nu_f_nu(middle, flux, index) / ERG_PER_KEV / middle**2 * CELL
    background = np.full(middle.shape, length * spectra.background * CELL)
    cuts = bins_of(counts, background, spectra)
    low, high = edges[cuts[:-1]], edges[cuts[1:]]
    total, noise = (np.add.reduceat(one, cuts[:-1]) for one in (counts, background))
    # The last bin ends before the last cell.
    rest = cuts[-1]
    total[-1], noise[-1] = (one[cuts[-2] : rest].sum() for one in (counts, background))
    centre = (low + high) / 2
    true = nu_f_nu(centre, flux, index)
    error = true * np.sqrt(total + noise) / total
    frequencies = HZ_PER_KEV * centre, HZ_PER_KEV * (high - low) / 2
    values = *frequencies, true + error * rng.standard_normal(true.shape), error
    return pd.DataFrame(
        {name: _rounded(value, DIGITS[name]) for name, value in zip(DIGITS, values, strict=True)}
    )


def nu_f_nu(energy: NDArray, flux: float, index: float) -> NDArray[np.float64]:
    """E^2 dN/dE [erg/cm2/s] of a power law with a flux in the band, at energies [keV]."""
    power = 2.0 - index if abs(index - 2.0) > 1e-9 else 1e-9
    return flux * power * energy**power / (BAND[1] ** power - BAND[0] ** power)


def bins_of(counts: NDArray, background: NDArray, spectra: Spectra) -> NDArray[np.intp]:
    """Cells at which bins end: as narrow as signal over noise allows.

    Parameters
    ----------
    counts, background : ndarray, shape (n_cells,)
        Expected photons.
    spectra : Spectra

    Returns
    -------
    ndarray of int, shape (n_bins + 1,)
        First cells of the bins, and the end of the last one. A source that is not seen has one bin.
    """
    signal, noise = (np.append(0.0, np.cumsum(one)) for one in (counts, background))
    least, wide, most = (
        round(one / CELL)
        for one in (spectra.bin_width, spectra.bright_bin_width, spectra.most_bin_width)
    )
    if signal[wide] / np.sqrt(signal[wide] + noise[wide]) > spectra.bright_signal_to_noise:
        least = wide
    cuts = [0]
    while cuts[-1] + least <= len(counts):
        first = cuts[-1]
        ends = np.arange(first + least, min(first + most, len(counts)) + 1)
        found = signal[ends] - signal[first]
        ratio = found / np.sqrt(found + noise[ends] - noise[first])
        enough = np.flatnonzero(ratio >= spectra.signal_to_noise)
        if enough.size == 0:
            if ratio.max() >= spectra.last_signal_to_noise or first == 0:
                cuts.append(int(ends[ratio.argmax()]))
            break
        cuts.append(int(ends[enough[0]]))
    return np.array(cuts)


def _rounded(values: NDArray, digits: int) -> NDArray[np.float64]:
    """Values with so many significant digits, as the release prints them."""
    scale = 10.0 ** (digits - 1 - np.floor(np.log10(np.abs(values))))
    return np.round(values * scale) / scale
