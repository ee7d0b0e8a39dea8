"""Invented files of X-ray, infrared and optical catalogues, and what their tests share."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from astropy.io import fits
from catalogue_samples import fits_bytes

from nusources.archive.blazars.files import XRT_FORMATS
from nusources.archive.xray.files import BAT_FORMATS, EFEDS_FORMATS
from nusources.catalogs.blazars import blazar_models, open_universe, vou_blazars, wise_photometry
from nusources.catalogs.galactic import xray_binaries
from nusources.catalogs.xray import swift_bat, xray_agn

LAT = (
    ",".join(vou_blazars.LAT_HEADER) + "\n"
    "10.5,-5.25,3.9e+22,4.0e-11,8.0e-12,55000.25,55010.5,,,\n"
    "10.5,-5.25,1.0e+23,1.5e-11,0.0,55000.25,55010.5,UL,,\n"
    "10.5,-5.25,3.9e+22,4.0e-11,8.0e-12,55000.25,55010.5,,,\n"
    "200.0,60.5,3.9e+22,9.0e-08,1.0e-09,56000.5,56000.5,,,\n"
).encode()
SMARTS = (
    ",".join(vou_blazars.SMARTS_HEADER) + "\n"
    "   10.5 , -5.25 , 6.818E+14 , 1.00000000, 1.25E-11  , 2.0E-13  , 56000.25 , 56000.25\n"
    "   10.5 , -5.25 , 6.818E+14 , 1.00000000, 1.25E-11  , 2.0E-13  , 56000.25 , 56000.25\n"
    "   10.5 , -5.25 , 6.818E+14 , 1.00000000, 2.50E-11  , 2.0E-13  , 56000.25 , 56000.2500001\n"
    "   10.5 , -5.25 , 2.381E+14 , 1.00000000, 1.00E-15  , 3.0E-02  , 56001.25 , 56001.25\n"
).encode()
WISE_SAMPLE = (
    wise_photometry.SAMPLE_HEADER + "\n"
    "0,AT1990a,58000.5,10.0,20.0,5.0,1.00 ± 0.02,0.25,6.50 (X99),0.0,TDE,1.0,0.02,30.5,12.25,"
    "123,0.25,13.5,13.25\n"
    "1,AT1990b,58100.5,–,20.0,5.0,1.00 ± 0.02,–,–,0.0,–,1.0,0.02,31.5,-12.25,,,,\n"
).encode()
WISE_HEADER = ("", "ra", "dec", "mjd", "cntr_mf", *wise_photometry.MEASURES, "orig_id")
WISE_EXPOSURES = (
    ",".join(WISE_HEADER) + "\n"
    "0,30.5,12.25,55300.5,1234567890123456789,14.5,0.05,14.0,0.125,350.0,15.0,170.0,19.0,0\n"
    "1,30.5,12.25,55301.5,1234567890123456789,14.5,0.05,14.0,,350.0,15.0,-9.5,19.0,0\n"
    "2,31.5,-12.25,55301.5,,14.5,0.05,,,350.0,15.0,,,1\n"
).encode()
GAMMA_SOURCES = (
    ",".join(xray_agn.GAMMA_HEADER) + "\r\n"
    "Source A,10.5,-2.25,12,2.5,1.5,1.25,3.5,120.5\r\n"
    "Source B,200.25,30.5,0,-,0.0,0.0,2.5,45.5\r\n"
).encode()
XRAY_SOURCES = (
    ",".join(xray_agn.XRAY_HEADER) + "\r\n"
    "Source A*,10.5,-2.25,7.5,12,2.5,1.5,1.25,3.5,120.5,10,1.5,1.75,30.5,0\r\n"
    "\\ \\ \\ +1234567*,200.25,30.5,1.25,0,-,0.0,0.0,2.5,45.5,0,0.0,0.0,12.5,1\r\n"
).encode()
WEBCAT_CELLS = {
    "Main_ID": "X-1 A",
    "RAdeg": "10.5",
    "DEdeg": "60.25",
    "PosErr": "2.5E-9",
    "Eccentricity": "0.25",
    "Eccentricity_err": "-1.0",
    "Distance": "3400.0",
    "Distance_err_lo": "-170.0",
    "Distance_err_up": "180.0",
    "Spectype": '"B0, Ve"',
}
WEBCAT = (
    ",".join(xray_binaries.WEBCAT_HEADER)
    + "\n"
    + ",".join(WEBCAT_CELLS.get(label, "") for label in xray_binaries.WEBCAT_HEADER)
    + "\n"
).encode()
LIU_HMXB = (
    "Service\n" + xray_binaries.HMXB_HEADER.replace(",", "\t") + "\n"
    "None selected. \tX 0001\tHD 1\t12 30 15.00\t-00 30 36.0\t15.5\t<\t0.60\t\n"
    "None selected. \tX 0002\t\t00 00 00.00\t+60 00 00.0\t\t\t1.30\t30.0\n"
).encode()
LIU_LMXB = (
    b"|name   |ra         |dec        |vmag |bv_color|porb  |flux_limit|flux |flux_max|xray_type"
    b"|pulse_period|alt_name_1|alt_name_2|\n"
    b"|X 0001 |16 00 00.00|-77 30 00.0|     |        |      |&lt;      |160.0|        |T, B     "
    b"|            |          |          |\n"
    b"|X 0002 |05 20 00.00|+71 30 36.0|18.00|    0.00|0.3400|          |-0.50|      44|Z        "
    b"|        0.50|LMC Y-2   |          |\n"
)
BLACK_HOLES = (
    xray_binaries.BLACK_HOLE_HEADER
    + "\n"
    + "".join(
        f"{name},{kind},0.5,0.25,0.125,{code},1,1,1,n,0.1,0.01,{code},1,1,1,n,1,1,1,n,1,1,1,n,"
        "8.5,1.5,0.75,an,https://a.b,,\n"
        for name, kind, code in (("BH 1", "LMXB", "n"), ("BH 2", "Isolated", "0"))
    )
).encode()
LEPHAD = (
    blazar_models.HEADER
    + "\n"
    + "".join(
        f"{name},3FGL X,{cgrabs},FSRQ,{dec},{ra},1.25,2.0e-11,1,2,3,"
        "7.0e-12,2.0e-13,8.0e-12,0.25,0.01,0.5," + ",".join(["1.0"] * 15) + "\n"
        for name, cgrabs, ra, dec in (
            ("A", "CGRABS J0430-3730", "67.55", "-37.52"),
            ("B", "CGRABS J1800+2030", "0.0", "20.5"),
            ("C", "CGRABS J2036-2830", "309.1", "28.5"),
        )
    )
).encode()


def timewise_product() -> dict:
    """Two sources with two visits and one visit."""
    product = {}
    for key, visits in (("0", 2), ("1", 1)):
        order = [str(number) for number in range(visits)]
        curve = {"mean_mjd": {one: 55300.5 + int(one) for one in order}}
        for band in ("W1", "W2"):
            for kind, spread in (("flux", "rms"), ("mag", "rms"), ("flux_density", "rms")):
                curve[f"{band}_mean_{kind}"] = {one: 1.5 + int(one) for one in order}
                curve[f"{band}_{kind}_{spread}"] = dict.fromkeys(order, 0.25)
                curve[f"{band}_{kind}_ul"] = dict.fromkeys(order, False)
                curve[f"{band}_{kind}_Npoints"] = dict.fromkeys(order, 12.0)
        product[key] = {"ra": 30.5, "dec": -12.25, "id": f"AT{key}", "timewise_lightcurve": curve}
    return product


VISITS = json.dumps(timewise_product(), indent=1).encode()


def fits_table(formats: dict[str, str], rows: list[tuple]) -> fits.BinTableHDU:
    """Make the binary table that a reader asks for, of invented rows."""
    values = zip(*rows, strict=True)
    columns = [
        fits.Column(name, form, array=np.array(column))
        for (name, form), column in zip(formats.items(), values, strict=True)
    ]
    return fits.BinTableHDU.from_columns(columns)


def put_fits(path: Path, formats: dict[str, str], rows: list[tuple]) -> Path:
    """Write invented rows to a FITS file."""
    path.write_bytes(fits_bytes(fits_table(formats, rows)))
    return path


NUSTAR_FORMATS = {
    "ID": "K",
    **dict.fromkeys(("ra", "dec", "Freq", "Freq_err"), "D"),
    **dict.fromkeys(("Flux", "Flux_err"), "E"),
    "MJD": "D",
}
XRT_ROWS = [
    (1, "A1P2", 10.5, -5.25, 2.0e-11, 1.0e-12, 6.5e-11, 3.5e-12, 1.75, 0.03125, 54000.5),
    (2, "A1P2", 10.5, -5.25, 2.0e-11, 1.0e-12, 6.5e-11, 3.5e-12, 1.75, 0.03125, 54000.5),
    (3, "B1M2", 20.5, 5.25, 2.0e-17, -999.0, 6.5e-11, 3.5e-12, -9.25, np.nan, 55000.5),
]
NUSTAR_ROWS = [
    (1, 10.5, -5.25, 1.0e18, 2.5e17, 2.5e-11, 3.0e-13, 57000.5),
    (2, 10.5, -5.25, 1.5e18, 2.5e17, -1.0e-13, 3.0e-13, 57000.5),
]
BAT_ROWS = [
    (
        *("SWIFT J0042.0-0515", 10.5, -5.25, 9.5, "NGC A", 10.5, -5.25, 37.5, 30.25, 45.5),
        *(2.25, 0.0, 0.0, 1.125, 0.25, 44.5, 50, "Sy2"),
    ),
    (
        *("SWIFT J0122.0+0515", 20.5, 5.25, 9.5, "X B", 20.5, 6.25, 7.5, 0.0, 15.5),
        *(2.25, 1.75, 2.75, 1.125, 0.0, 0.0, 190, "LMXB"),
    ),
]
EFEDS_ROWS = [
    (1, "eFEDS J1", 130.5, 1.25, 3.5, 5.0e-14, 4.0e-14, 6.0e-14, 2.0e-14, 1.0e-14, 3.0e-14),
    (3, "eFEDS J2", 131.5, -1.25, 4.5, 5.0e-15, 4.0e-15, 6.0e-15, 2.0e-15, 1.0e-15, 3.0e-15),
]
FITS_CASES = {
    "xrt": (open_universe.read_xrt_fits, XRT_FORMATS, XRT_ROWS),
    "nustar": (open_universe.read_nustar_points, NUSTAR_FORMATS, NUSTAR_ROWS),
    "bat": (swift_bat.read_swift_bat, BAT_FORMATS, BAT_ROWS),
    "efeds": (xray_agn.read_efeds_agn, EFEDS_FORMATS, EFEDS_ROWS),
}


def fixed_width(fields: dict[str, tuple[int, int]], rows: list[dict[str, str]]) -> bytes:
    """Print records of fixed columns."""
    lines = []
    for row in rows:
        line = [" "] * max(stop for _, stop in fields.values())
        for label, cell in row.items():
            start, stop = fields[label]
            line[start - 1 : stop] = cell.ljust(stop - start + 1)
        lines.append("".join(line).rstrip() + "\n")
    return "".join(lines).encode()
