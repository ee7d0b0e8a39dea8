"""Contracts of Galactic microquasars (Anchordoqui et al. 2014): sources, disk, fit, energetics."""

from __future__ import annotations

from nusources.contracts.columns import DEC, RA, count, number, text
from nusources.contracts.neutrino_searches import FLUX
from nusources.tables import Contract

POSITIVE = {"low": 0, "nullable": True}
POINT_FLUX = "GeV.cm**-2.s**-1"
ERAS = ("2014", "present")

DISTRIBUTION = text("distribution", "radial distribution of the sources", "meta.id")
PATTERN = text("pattern", "none, arms or bar: factor on the density", "meta.id")
VOID = number("void", "kpc", "pos.distance", "radius of the void about the observer", low=0)
LUMINOSITY = number(
    "luminosity",
    "erg.s**-1",
    "phys.luminosity",
    "neutrinos, per decade of energy and source",
    low=0,
)
X = number("x", "kpc", "pos.cartesian.x", "from the Galactic centre towards the Sun")
Y = number("y", "kpc", "pos.cartesian.y", "from the Galactic centre towards longitude 90 deg")
SHARE = {"low": 0, "high": 1}

GALACTIC_SOURCES = Contract(
    "galactic_sources",
    "Microquasars of the paper (Table I), X-ray binaries of real lists, the user's sources",
    (
        text("catalogue", "that of the paper, hmxb_webcat, liu_hmxb, liu_lmxb or the user's name"),
        text("source_name", "name of the source", "meta.id;meta.main"),
        text("binary_class", "HMXB or LMXB; empty if not told", "src.class", nullable=True),
        RA,
        DEC,
        number("longitude", "deg", "pos.galactic.lon", "Galactic longitude", low=-180, high=180),
        number("latitude", "deg", "pos.galactic.lat", "Galactic latitude", low=-90, high=90),
        number("distance", "kpc", "pos.distance", "distance from the Sun", **POSITIVE),
        number("x", "kpc", "pos.cartesian.x", X.description, nullable=True),
        number("y", "kpc", "pos.cartesian.y", Y.description, nullable=True),
        number("z", "kpc", "pos.cartesian.z", "above the Galactic plane", nullable=True),
        number(
            "jet_luminosity_low", "erg.s**-1", "phys.luminosity;stat.min", "jet power", **POSITIVE
        ),
        number(
            "jet_luminosity_high",
            "erg.s**-1",
            "phys.luminosity;stat.max",
            "jet power; equal to the lower one where one value is printed",
            **POSITIVE,
        ),
    ),
    ("catalogue", "source_name"),
)

SOURCE_LIMITS = Contract(
    "source_limits",
    "90 % upper limits on single microquasars (Table II), beside the fiducial source there",
    (
        text("source_name", "name of the source, as in Table I", "meta.id;meta.main"),
        text("experiment", "experiment", "meta.id"),
        number("flux_limit", POINT_FLUX, "phot.flux;stat.max", "E^2 phi, nu_mu + anti", low=0),
        number("distance", "kpc", "pos.distance", "distance (Table I)", low=0),
        number(
            "luminosity_limit",
            "erg.s**-1",
            "phys.luminosity;stat.max",
            "neutrinos, per decade of energy: the limit at that distance (eq. 8)",
            low=0,
        ),
        number("flux_fiducial", POINT_FLUX, "phot.flux", "E^2 phi of the fiducial source", low=0),
    ),
    ("source_name", "experiment"),
)

GALACTIC_MAP = Contract(
    "galactic_map",
    "Surface density of sources on a grid of the Galactic disk, per source; the void is left in",
    (
        DISTRIBUTION,
        PATTERN,
        X,
        Y,
        number("density", "kpc**-2", "src.density", "share of the sources per area", low=0),
    ),
    ("distribution", "pattern", "x", "y"),
)

DENSITY_PROFILES = Contract(
    "density_profiles",
    "Surface density by distance from the Galactic centre, per source",
    (
        DISTRIBUTION,
        VOID,
        number("radius", "kpc", "pos.distance", "distance from the Galactic centre", low=0),
        number("density", "kpc**-2", "src.density", "share of the sources per area", low=0),
    ),
    ("distribution", "void", "radius"),
)

DISK_INTEGRALS = Contract(
    "disk_integrals",
    "Integral over a disk of sources of the inverse squared distance (Tables III and IV)",
    (
        DISTRIBUTION,
        VOID,
        number("scale", "kpc", "phys.size", "scale of the distribution, if it has one", **POSITIVE),
        number("half_opening", "deg", "pos.angDistance", "phi of Fig. 6: sin phi = h/R", low=0),
        number("sector", "kpc**-2", "stat.value", "I1 per source: the observer's sector", low=0),
        number("rest", "kpc**-2", "stat.value", "I2 per source: the rest of the disk", low=0),
        number("total", "kpc**-2", "stat.value", "I1 + I2 per source", low=0),
        number("numerical_error", "kpc**-2", "stat.error", "estimated error of total", low=0),
        number("n_needed", "", "meta.number", "sources that make the target flux", low=0),
        number(
            "n_needed_as_printed",
            "",
            "meta.number",
            "the same from the total rounded to four decimals, as Table III prints it",
            **POSITIVE,
        ),
        LUMINOSITY,
        number("total_power", "erg.s**-1", "phys.luminosity", "n_needed x luminosity", low=0),
    ),
    ("distribution", "void"),
)

SOURCE_COUNTS = Contract(
    "source_counts",
    "Number of sources that make the target flux, by luminosity and void",
    (
        DISTRIBUTION,
        VOID,
        LUMINOSITY,
        number("n_needed", "", "meta.number", "sources that make the target flux", low=0),
    ),
    ("distribution", "void", "luminosity"),
)

TARGET_COUNTS = Contract(
    "target_counts",
    "Number of fiducial sources that make a measured diffuse flux, of 2014 and of today",
    (
        text("measurement", "short name of the measurement", "meta.id;meta.main"),
        text("label", "name to be shown", "meta.note"),
        text("era", "2014 or present", "time.epoch", choices=ERAS),
        DISTRIBUTION,
        VOID,
        number("flux", FLUX, "phot.flux", "E^2 Phi at 100 TeV per flavour, sky average", low=0),
        number("n_needed", "", "meta.number", "sources that make it", low=0),
        number("n_low", "", "meta.number;stat.min", "lower end of the flux", **POSITIVE),
        number("n_high", "", "meta.number;stat.max", "upper end of the flux", **POSITIVE),
    ),
    ("measurement", "distribution", "void"),
)

SURFACE_DENSITY = Contract(
    "surface_density",
    "Surface density of HMXBs in annuli about the Galactic centre (Table V)",
    (
        number("r_min", "kpc", "pos.distance;stat.min", "inner radius", low=0),
        number("r_max", "kpc", "pos.distance;stat.max", "outer radius", low=0),
        number("density", "kpc**-2", "src.density", "HMXBs above 1e35 erg/s", low=0),
        number("stat_plus", "kpc**-2", "stat.error", "statistical error, upper", **POSITIVE),
        number("stat_minus", "kpc**-2", "stat.error", "statistical error, lower", **POSITIVE),
        number("systematic", "kpc**-2", "stat.error", "systematic error", low=0),
        number("density_best", "kpc**-2", "src.density", "mean of the best fit", low=0),
        number("density_paper", "kpc**-2", "src.density", "mean of the fit at R0 = 4 kpc", low=0),
    ),
    ("r_min",),
)

PROFILE_FIT = Contract(
    "profile_fit",
    "Fit of N0 exp(-R0/r - r/R0) to the surface density of HMXBs (Table V)",
    (
        text(
            "fit", "best: R0 and N0 free; paper: R0 as the paper sets it", choices=("best", "paper")
        ),
        number("scale", "kpc", "phys.size", "R0", low=0),
        number("scale_low", "kpc", "phys.size;stat.min", "R0 at chi-square + 1, below", **POSITIVE),
        number(
            "scale_high", "kpc", "phys.size;stat.max", "R0 at chi-square + 1, above", **POSITIVE
        ),
        number("norm", "kpc**-2", "stat.value", "N0", low=0),
        number("chi_square", "", "stat.fit.chi2", "chi-square of the annuli", low=0),
        count("n_degrees", "degrees of freedom", "stat.fit.dof"),
        number("p_value", "", "stat.probability", "of a larger chi-square", **SHARE),
        number("n_sources", "", "meta.number", "sources inside the Galaxy's radius", low=0),
    ),
    ("fit",),
)

PROFILE_CURVES = Contract(
    "profile_curves",
    "Fitted surface density by radius; band: fits within chi-square + 1",
    (
        text("fit", "best or paper", choices=("best", "paper")),
        number("radius", "kpc", "pos.distance", "distance from the Galactic centre", low=0),
        number("density", "kpc**-2", "src.density", "fitted surface density", low=0),
        number("density_low", "kpc**-2", "src.density;stat.min", "lower edge", **POSITIVE),
        number("density_high", "kpc**-2", "src.density;stat.max", "upper edge", **POSITIVE),
    ),
    ("fit", "radius"),
)

PROFILE_SCAN = Contract(
    "profile_scan",
    "Chi-square of the profile by its scale, N0 fitted at each",
    (
        number("scale", "kpc", "phys.size", "R0", low=0),
        number("norm", "kpc**-2", "stat.value", "N0 that fits best", low=0),
        number("chi_square", "", "stat.fit.chi2", "chi-square of the annuli", low=0),
    ),
    ("scale",),
)

ENERGETICS = Contract(
    "energetics",
    "Numbers of the chain from jet power to diffuse flux",
    (
        text("id", "identifier of the number"),
        text("quantity", "what it is", "meta.note"),
        text("where", "place in the paper; empty for what is not in it", "meta.ref"),
        number("value", "", "stat.value", "value in its unit"),
        number("value_error", "", "stat.error", "from the rounding of its inputs", **POSITIVE),
        text("value_unit", "its unit", "meta.unit"),
        text("note", "what explains a difference from the printed number", "meta.note"),
    ),
    ("id",),
)

HESE_EVENTS = Contract(
    "hese_events",
    "High-energy starting events; empty in runs without real files",
    (
        text("catalogue", "icecube_hese_7year or txs0506_alerts: the dataset"),
        text("event", "number of the event in its list"),
        text(
            "topology",
            "shape of the event",
            "src.class",
            choices=("shower", "track", "double shower"),
        ),
        number("energy", "GeV", "em.energy", "deposited energy", **POSITIVE),
        number("ra", "deg", "pos.eq.ra", "right ascension; the release has none", nullable=True),
        DEC,
        number("ang_err", "deg", "stat.error;pos.angDistance", "90 % radius", **POSITIVE),
    ),
    ("catalogue", "event"),
    may_be_empty=True,
)
