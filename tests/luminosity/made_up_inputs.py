"""Made-up inputs of luminosities: areas of one power, a short list, X-rays of a few sources."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.facts.luminosity_sources import COLUMNS, SourceFacts
from nusources.luminosity.distances import Catalogue
from nusources.luminosity.reading import Inputs
from nusources.luminosity.xrays import KEV_PER_HZ, fit_epochs

CALIBRATORS = ("NGC 1068", "NGC 3079", "Blazar A", "Blazar B")
SEASONS = {"IC79": 300.0, "IC86_II": 1000.0}


def areas() -> pd.DataFrame:
    """A ~ E, three times larger in IC86_II."""
    low = np.arange(2.0, 8.0, 0.2)
    parts = [
        pd.DataFrame(
            {
                "season": season,
                "log10_energy_min": low,
                "log10_energy_max": low + 0.2,
                "dec_min": -90.0,
                "dec_max": 90.0,
                "effective_area": scale * 10.0 ** (low + 0.1),
            }
        )
        for season, scale in (("IC79", 1.0), ("IC86_II", 3.0))
    ]
    return pd.concat(parts, ignore_index=True)


def source_list() -> pd.DataFrame:
    """Calibrating blazars A and B, tested ones C to E, and F without signal."""
    rows = [
        ("Blazar A", "BLL", 10.0, 5.0, 12.0, 2.1, 3.7, 1e-12),
        ("Blazar B", "BLL", 20.0, 60.0, 30.0, 3.0, 2.7, 2e-12),
        ("Blazar C", "FSRQ", 30.0, 20.0, 8.0, 2.4, 0.9, 7e-13),
        ("Blazar D", "BLL", 40.0, -6.0, 6.0, 2.7, 0.7, 5e-13),
        ("Blazar E", "BLL", 50.0, 40.0, 10.0, 4.0, 0.6, 7e-13),
        ("Blazar F", "BLL", 60.0, 30.0, 0.0, 2.9, 0.3, 3e-13),
        ("Faint G", "BLL", 70.0, 30.0, 0.5, 2.0, 0.3, 3e-13),
        ("Galaxy H", "SBG", 80.0, 30.0, 9.0, 3.0, 0.6, 3e-13),
        ("Unseen I", "BLL", 90.0, 30.0, 9.0, 3.0, 0.6, 3e-13),
    ]
    names = ["source_name", "source_class", "ra", "dec", "n_signal", "spectral_index"]
    table = pd.DataFrame(rows, columns=[*names, "minus_log10_p", "flux_limit"])
    return table.assign(has_no_signal=table["n_signal"] == 0)


def nustar(offset_arcmin: float = 0.5) -> pd.DataFrame:
    """Flat spectra of 1e-12 (two epochs: and 3e-12) of all listed sources but B and I."""
    energy = np.geomspace(4.0, 30.0, 8)
    parts = []
    for row in source_list().itertuples():
        if row.source_name in ("Blazar B", "Unseen I"):
            continue
        for mjd, flux in ((57000.0, 1e-12), (58000.0, 3e-12)):
            parts.append(
                pd.DataFrame(
                    {
                        **{"ra": row.ra, "dec": row.dec + offset_arcmin / 60, "mjd": mjd},
                        **{"frequency": energy / KEV_PER_HZ, "nu_f_nu": flux},
                        "nu_f_nu_error": 0.1 * flux,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def facts() -> SourceFacts:
    """Facts of two Seyferts, a redshift in two readings, and a limit of Blazar B."""
    rows = [
        ("NGC 1068", "default", "flux_1tev", 5e-11, 1.5e-11, 1.5e-11),
        ("NGC 1068", "default", "spectral_index", 3.2, 0.2, 0.2),
        ("NGC 1068", "default", "ra", 100.0),
        ("NGC 1068", "default", "dec", 0.0),
        ("NGC 1068", "default", "redshift", 0.004),
        ("NGC 1068", "default", "distance", 14.4, 2.0, 1.0),
        ("NGC 3079", "default", "n_signal", 34.0),
        ("NGC 3079", "default", "spectral_index", 3.6),
        ("NGC 3079", "default", "minus_log10_p", 1.3),
        ("NGC 3079", "default", "live_time", 4000.0),
        ("NGC 3079", "default", "ra", 150.0),
        ("NGC 3079", "default", "dec", 55.0),
        ("NGC 1068", "default", "source_class", "Sy2"),
        ("NGC 3079", "default", "source_class", "Sy2"),
        ("Blazar B", "default", "redshift", 0.5),
        ("Blazar B", "near", "redshift", 0.1),
        ("Blazar B", "default", "xray_flux", 8e-12, np.nan, np.nan, True, 14, 195, 2.0),
        ("NGC 1068", "bright", "xray_flux", 7e-10, np.nan, np.nan, False, 15, 55, 1.9),
    ]
    filled = [(*one, *([np.nan] * (len(COLUMNS) - len(one)))) for one in rows]
    table = pd.DataFrame(filled, columns=COLUMNS).assign(status="recalled", source="a paper")
    is_limit = [one is True for one in table["is_limit"]]
    return SourceFacts(table.assign(is_limit=is_limit))


def bass() -> pd.DataFrame:
    """BASS rows of the two Seyferts; NGC 1068 with a measured cut-off."""
    return pd.DataFrame(
        {
            **{"ra": [100.0, 150.0], "dec": [0.0, 55.0], "redshift": [0.005, 0.0037]},
            **{"distance": [12.7, 19.1], "is_direct_distance": [True, False]},
            **{"photon_index": [2.0, 1.8], "photon_index_error_low": [0.1, np.nan]},
            **{"photon_index_error_high": [0.1, np.nan], "cutoff_energy": [100.0, 60.0]},
            **{"cutoff_energy_limit": [None, ">="], "flux_20_50": [1e-10, 3e-11]},
            "flux_14_195_observed": [4e-11, 5e-11],
        }
    )


def made_up_inputs(**tables) -> Inputs:
    """Inputs of `derive`; keywords replace tables."""
    both = areas()
    redshifts = pd.DataFrame(
        {"ra": source_list()["ra"], "dec": source_list()["dec"], "redshift": 0.2}
    )
    chosen = {
        "facts": facts(),
        "source_list": Catalogue(source_list(), "a list", "published"),
        "areas": both,
        "live_times": SEASONS,
        "area_ic86_ii": both[both["season"] == "IC86_II"],
        "bass": Catalogue(bass(), "BASS", "published"),
        "nustar": Catalogue(fit_epochs(nustar()), "NuSTAR", "simulated"),
        "redshifts": [Catalogue(redshifts, "a catalogue", "published")],
    }
    return Inputs(**(chosen | tables))
