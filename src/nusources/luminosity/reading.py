"""How luminosities are derived: every named switch, and the tables that they are derived from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from nusources.errors import InputDataError
from nusources.facts.luminosity_sources import SourceFacts
from nusources.luminosity.distances import Catalogue
from nusources.luminosity.neutrino import FluxPerEvent

SEYFERTS = ("NGC 1068", "NGC 4151", "NGC 3079", "CGCG 420-015")


@dataclass(frozen=True)
class Reading:
    """Named switches; the defaults are those of docs/method-luminosity.md.

    Parameters
    ----------
    calibrators : tuple of str
        Sources of the sample ``calibration``.
    blazars_left_out, blazars_added : tuple of str
        Changes of the sample ``blazars`` that the rule gives; added ones need X-rays within
        `match_radius_added_arcmin`.
    facts : tuple of str
        Readings of data/tables/luminosity_sources.csv that replace its defaults.
    neutrinos : {"published", "latest"}
        n_s and index of the publications that named each source, or of arXiv:2510.13403 for all.
    area : {"by_season", "ic86_ii"}
        Effective area of each season, or that of IC86-II for all.
    live_time_days : float or None
        For the list of 110; None: that of the seasons.
    window_tev : (float, float) or None
        Window of energy; None: of the central 68 % of the expected events.
    frame : {"source", "observed"}
        Of the window; ``source`` is the K-correction (1+z)^(gamma-2).
    band_kev : (float, float)
        Band of the X-ray luminosities, source frame.
    intrinsic : bool
        Corrected for absorption, or as observed.
    cutoff : bool
        Spectra of BASS end at their measured cut-off; False: power laws.
    xray_k_correction : bool
        (1+z)^(photon index - 2).
    neutrino_error : {"joint", "n_signal"}
        n_s (or the flux) and index together, or without the index.
    limit_index : float
        Index of the flux limits of X-ray AGN without signal, 2 or 3.
    match_radius_arcmin, match_radius_added_arcmin, redshift_radius_arcmin : float
        Between sources and X-ray positions, those of `blazars_added`, and counterparts.
    index_error, index_error_max : float
        Error of an index without a printed one, index_error / sqrt(n_s) (inferred), and its cap.
    least_deviations : float
        n_s without a printed error has n_s / (deviations of its local p), at least this many.
    n_signal_floor : float
        Share of n_s that its interval does not go below.
    xray_error_dex, single_epoch_dex : float
        Of intrinsic fluxes of BASS; scatter of a source with one epoch.
    peculiar_velocity_km_s : float
    cosmology : str
    """

    calibrators: tuple[str, ...] = (*SEYFERTS, "TXS 0506+056", "GB6 J1542+6129")
    blazars_left_out: tuple[str, ...] = ()
    blazars_added: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    neutrinos: str = "published"
    area: str = "by_season"
    live_time_days: float | None = None
    window_tev: tuple[float, float] | None = (0.3, 100.0)
    frame: str = "source"
    band_kev: tuple[float, float] = (15.0, 55.0)
    intrinsic: bool = True
    cutoff: bool = False
    xray_k_correction: bool = True
    neutrino_error: str = "joint"
    limit_index: float = 3.0
    match_radius_arcmin: float = 1.5
    match_radius_added_arcmin: float = 2.5
    redshift_radius_arcmin: float = 1.5
    index_error: float = 1.78
    index_error_max: float = 1.0
    least_deviations: float = 0.5
    n_signal_floor: float = 0.1
    xray_error_dex: float = 0.1
    single_epoch_dex: float = 0.2
    peculiar_velocity_km_s: float = 300.0
    cosmology: str = "Planck18"


@dataclass(frozen=True, eq=False)
class Inputs:
    """Tables that luminosities are derived from; an absent one is None.

    Parameters
    ----------
    facts : SourceFacts
    areas : DataFrame
        Contract ``effective_area``.
    live_times : mapping
        Days that the area of each season serves.
    area_ic86_ii : DataFrame
        Contract ``effective_area``, season IC86_II.
    source_list : Catalogue, optional
        Contract ``source_list``: the list of 110.
    own : DataFrame, optional
        Sources of the user, from `nusources.user_files.luminosities.luminosity_rows`, in place of
        all others.
    gamma_sources, xray_agn : Catalogue, optional
        Contracts ``icecube_gamma_sources`` and ``icecube_xray_agn``.
    bass : Catalogue, optional
        Sources, spectra and fluxes of BASS DR1 side by side.
    nustar : Catalogue, optional
        Epochs from `nusources.luminosity.xrays.fit_epochs`.
    xrt : Catalogue, optional
        Contract ``xrt_fits``.
    redshifts : sequence of Catalogue
    contours : mapping
        From `nusources.luminosity.contours.log_flux_at_1tev`, by source.
    live_time_latest : float
        Of arXiv:2510.13403 [d], recalled.
    """

    facts: SourceFacts
    areas: pd.DataFrame
    live_times: Mapping[str, float]
    area_ic86_ii: pd.DataFrame
    source_list: Catalogue | None = None
    own: pd.DataFrame | None = None
    gamma_sources: Catalogue | None = None
    xray_agn: Catalogue | None = None
    bass: Catalogue | None = None
    nustar: Catalogue | None = None
    xrt: Catalogue | None = None
    redshifts: Sequence[Catalogue] = ()
    contours: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    live_time_latest: float = 4785.0
    _known: dict[tuple[str, tuple[float, ...]], FluxPerEvent] = field(default_factory=dict)

    @property
    def listed(self) -> Catalogue:
        """The list of 110.

        Raises
        ------
        InputDataError
            If it is not at hand, as in runs with a list of the user.
        """
        if self.source_list is None:
            raise InputDataError(
                "the list of 110 sources is not at hand",
                column="luminosity.tables_used.source_list",
                expected="a table <dataset>/<table>, and no luminosity.file",
            )
        return self.source_list

    @property
    def live_time(self) -> float:
        """Sum over the seasons [d]."""
        return sum(self.live_times.values())

    def flux_per_event(self, area: str, dec: Sequence[float]) -> FluxPerEvent:
        """Of one day with the area of IC86-II, or of the seasons with theirs."""
        key = (area, tuple(dec))
        if key not in self._known:
            own = (self.area_ic86_ii, {"IC86_II": 1.0})
            areas, days = own if area == "ic86_ii" else (self.areas, self.live_times)
            self._known[key] = FluxPerEvent.of(areas, days, dec)
        return self._known[key]
