"""Contracts of catalogues of blazars and of compact radio sources."""

from __future__ import annotations

from nusources.contracts.columns import DEC, RA, count, number, text
from nusources.tables import Column, Contract

CGS_FLUX = "erg.cm**-2.s**-1"
PHOTON_FLUX = "ph.cm**-2.s**-1"
SOURCE_NAME = text("source_name", "name of the source", "meta.id;meta.main")
BLAZAR_CLASSES = ("fsrq", "bllac", "bllac_galaxy", "bllac_candidate", "uncertain")
RFC_BANDS = ("s", "c", "x", "u", "k")  # 2.3, 4.9, 8.4, 15 and 24 GHz
REDSHIFT = number("redshift", "", "src.redshift", "redshift", low=0, high=10, nullable=True)
BLAZAR_CLASS = text("source_class", "class of the blazar", "src.class", choices=BLAZAR_CLASSES)

BZCAT = Contract(
    "bzcat",
    "Roma-BZCAT, 5th edition (Massaro et al. 2015), full table",
    (
        SOURCE_NAME,
        text("other_name", "name in another catalogue", "meta.id", nullable=True),
        BLAZAR_CLASS,
        RA,
        DEC,
        REDSHIFT,
        Column("redshift_is_uncertain", "bool", "", "meta.code.qual", "marked ? in the catalogue"),
        number("r_mag", "mag", "phot.mag;em.opt.R", "R magnitude", low=0, nullable=True),
        number(
            "flux_density_1ghz",
            "mJy",
            "phot.flux.density;em.radio.750-1500MHz",
            "flux density at 1.4 GHz (NVSS, FIRST) or 0.843 GHz (SUMSS)",
            low=0,
            nullable=True,
        ),
        number(
            "flux_density_143ghz",
            "mJy",
            "phot.flux.density;em.mm.100-200GHz",
            "flux density at 143 GHz (Planck)",
            low=0,
            nullable=True,
        ),
        number(
            "flux_xray",
            CGS_FLUX,
            "phot.flux;em.X-ray.soft",
            "0.1-2.4 keV flux",
            low=0,
            nullable=True,
        ),
        number(
            "photon_flux",
            PHOTON_FLUX,
            "phot.flux;em.gamma",
            "1-100 GeV photon flux (Fermi-LAT)",
            low=0,
            nullable=True,
        ),
        number(
            "alpha_radio_optical",
            "",
            "spect.index",
            "spectral index between radio and optical",
            nullable=True,
        ),
    ),
    ("source_name",),
)

BZCAT_SLIM = Contract(
    "bzcat_slim",
    "Roma-BZCAT, 5th edition (Massaro et al. 2015): names, classes, positions, redshifts",
    (SOURCE_NAME, BLAZAR_CLASS, RA, DEC, REDSHIFT),
    ("source_name",),
)

HSP = Contract(
    "hsp",
    "3HSP catalogue of high-synchrotron-peaked blazars (Chang et al. 2019)",
    (
        SOURCE_NAME,
        RA,
        DEC,
        Column("source_flag", "int64", "", "meta.code", "sflag of the catalogue", low=0, high=4),
        number("log10_nu_peak", "", "em.freq", "synchrotron peak, log10(nu/Hz)", low=14, high=20),
        number(
            "log10_nu_f_nu_peak",
            "",
            "phot.flux",
            "flux at the peak, log10(nu F_nu / (erg/cm2/s))",
            low=-20,
            high=-5,
        ),
        Column("peak_flag", "int64", "", "meta.code", "nuflag of the catalogue", low=0, high=9),
        REDSHIFT,
        text(
            "redshift_flag", "zflag of the catalogue", "meta.code.qual;src.redshift", nullable=True
        ),
        number("figure_of_merit", "", "stat.value", "FOM: peak flux in units of 2.5e-12", low=0),
        text("bzcat_name", "counterpart in 5BZCAT", nullable=True),
        text("gamma_name", "gamma-ray counterpart", nullable=True),
        text("whsp_name", "name in 2WHSP", nullable=True),
    ),
    ("source_name",),
)


def _rfc_band(band: str) -> tuple[Column, ...]:
    columns = []
    for kind, what in (("total", "over the map"), ("unresolved", "on the longest baselines")):
        name = f"flux_density_{band}_{kind}"
        place = f"{band.upper()}-band correlated flux density {what}"
        ucd = "phot.flux.density;em.radio"
        columns += [
            number(name, "Jy", ucd, f"{place}, or its limit", low=0, nullable=True),
            Column(f"{name}_is_limit", "bool", "", "meta.code", f"{name} is an upper limit"),
        ]
    return tuple(columns)


RFC = Contract(
    "rfc",
    "Radio Fundamental Catalogue: VLBI positions and flux densities of compact radio sources",
    (
        SOURCE_NAME,
        text("ivs_name", "name in the IVS (B1950) system"),
        text(
            "category",
            "C calibrator, N non-calibrator, U unreliable position",
            "meta.code.class",
            choices=("C", "N", "U"),
        ),
        RA,
        DEC,
        number("ra_err", "mas", "stat.error;pos.eq.ra", "error; 999.99: that or more", low=0),
        number("dec_err", "mas", "stat.error;pos.eq.dec", "error; 999.99: that or more", low=0),
        number("correlation", "", "stat.correlation", "of ra and dec", low=-1, high=1),
        count("n_observations", "observations used"),
        *(column for band in RFC_BANDS for column in _rfc_band(band)),
        text("bands", "band or pair of bands of the position", "instr.bandpass"),
    ),
    ("source_name",),
)

RFC_COMPLETE = Contract(
    "rfc_complete",
    "Active galaxies with at least 150 mJy of VLBI flux density at 8 GHz (Plavin et al. 2023)",
    (
        SOURCE_NAME,
        RA,
        DEC,
        number(
            "flux_density_x",
            "Jy",
            "phot.flux.density;em.radio.6-12GHz",
            "X-band correlated flux density; the sample is complete above 0.15",
            low=0.15,
        ),
    ),
    ("source_name",),
)

WIBRALS_CLASSES = ("bllac", "fsrq", "mixed")
WIBRALS = Contract(
    "wibrals",
    "Radio-loud blazar candidates by WISE colours (D'Abrusco et al. 2014 and 2019)",
    (
        SOURCE_NAME,
        RA,
        DEC,
        number("w1_w2", "mag", "phot.color;em.IR.3-4um;em.IR.4-8um", "colour [3.4]-[4.6], Vega"),
        number("w2_w3", "mag", "phot.color;em.IR.4-8um;em.IR.8-15um", "colour [4.6]-[12], Vega"),
        number("w3_w4", "mag", "phot.color;em.IR.8-15um;em.IR.15-30um", "colour [12]-[22], Vega"),
        text("source_class", "class by colours", "src.class", choices=WIBRALS_CLASSES),
        number(
            "q22", "", "phot.flux.density;arith.ratio", "log10 of 22 um over radio flux density"
        ),
        text("radio_survey", "survey of the radio source", choices=("NVSS", "FIRST", "SUMSS")),
        number(
            "flux_density_1400mhz",
            "mJy",
            "phot.flux.density;em.radio.750-1500MHz",
            "radio flux density, 1.4 GHz (SUMSS: 0.843 GHz)",
            low=0,
            nullable=True,
        ),
    ),
    ("source_name",),
)

BZCAT_INDEX = Contract(
    "bzcat_index",
    "Two-point spectral index of 5BZCAT sources",
    (
        SOURCE_NAME,
        number("spectral_index", "", "spect.index", "index, as its file says", nullable=True),
    ),
    ("source_name",),
)

TEVCAT = Contract(
    "tevcat",
    "Blazars seen above 100 GeV (TeVCat)",
    (
        SOURCE_NAME,
        text("other_name", "name in TeVCat", "meta.id"),
        text("source_class", "class", "src.class", choices=("bllac", "fsrq", "uncertain")),
        text(
            "tevcat_class",
            "class in TeVCat",
            "src.class",
            choices=("HBL", "IBL", "LBL", "FSRQ", "Blazar"),
        ),
        RA,
        DEC,
        REDSHIFT,
    ),
    ("source_name",),
)
