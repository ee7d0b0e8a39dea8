"""Invented files in the formats of the public neutrino lists. No row is of a real event."""

from __future__ import annotations

import io
import json

import numpy as np

ICECAT1_HEADER = (
    "NAME,RUNID,EVENTID,START,EVENTMJD,I3TYPE,RA,DEC,RA_ERR_PLUS,RA_ERR_MINUS,DEC_ERR_PLUS,"
    "DEC_ERR_MINUS,ENERGY,FAR,SIGNAL,CASCADE_SCR,SKIMMING_SCR,START_SCR,STOP_SCR,THRGOING_SCR,"
    "CR_VETO,OTHER_I3TYPES"
)
ICECAT1 = "\r\n".join(
    [
        ICECAT1_HEADER,
        "IC150101A,1001,77,2015-01-01 12:00:00.000000,57023.5,gfu-gold,10.5,-1.25,6.5,3.5,1.0,1.5,"
        "187.0,1.3,0.508,1e-07,2e-07,0.08,5e-05,0.9,FALSE,None",
        "IC150102A,1002,78,2015-01-02 18:00:00.864000,57024.75001,hese-gold,200.0,80.0,40.5,100.0,"
        "1.0,1.5,87.0,0.3,0.75,1e-07,2e-07,0.08,5e-05,0.9,TRUE,"
        '"gfu-gold, gfu-bronze"',
        "IC150103A,1003,79,2015-01-03 00:00:00.000000,57025.0,gfu-bronze,0.0,5.0,0.5,0.25,1.0,1.5,"
        "107.0,4.3,0.3,1e-07,2e-07,0.08,5e-05,0.9,False,None",
        "",
    ]
).encode()
ALERT_AREA = (
    b"#E \t 30-90 \t 0-30 \t -5-0 \t -30--5 \t -90--30\n"
    b"100.0 \t 1.5e-09 \t 0.0 \t 0.5 \t 0.25 \t 0.0\n"
    b"1000.0 \t 2.5 \t 3.5 \t 4.5 \t 5.5 \t 6.5\n"
)
EHE = (
    b"####\n# Website\n"
    b"#EventNum \tRunNum\tDate\t\tTime UT\t\tNoticeType\tRA\t\tDec\t\tError\tSignalness\t"
    b"    NEvents\tStream\t\tComments\n"
    b"11 \t900\t17/01/02\t12:00:00.00\tEHE\t120.5\t\t+6.25\t\t15.00\t3.5e-01\t1\t  2\t AMON A\n"
    b"10 \t800\t16/05/06\t06:00:00.00\tEHE\t46.5\t\t-14.75\t30.00\t5.0e-01\t1\t  2\t AMON NOTE: b\n"
    b"10 \t800\t16/05/06\t06:00:00.00\tEHE\t45.5\t\t-15.75\t12.00\t5.0e-01\t1\t  2\t AMON\n"
)
HESE = (
    b"####\n"
    b"#EventNum \tRunNum\tDate\t\tTime UT\t\tNoticeType\tRA\t\tDec\t\tError\tFalse _Pos\tPvalue\t\t"
    b"Charge\t\tSignalTr\tN _Events\tStream\tComments\n"
    b"31 \t700\t17/01/02\t12:00:00.00"
    b"\tHESE\t120.5\t+6.25\t90.00\t0.0e+00\t0.0e+00\t6000.5\t0.5\t1\t1\tA\n"
    b"6888376 \t128290\t16/05/06\t06:00:00.00"
    b"\tHESE\t46.5\t-14.75\t60.00\tn/a\tn/a\t5000.5\t0.9\t1\t1\tA\n"
    b"6888376 \t128290\t16/05/06\t06:00:00.00"
    b"\tHESE\t45.5\t-15.75\t45.00\tn/a\tn/a\t5000.5\t-1.00\t1\t1\tA\n"
)
GOLD_BRONZE = (
    b"####\n# text\n"
    b"# Run  \t EventNum  Rev  Date      Time UT      Notice  RA      \t   Dec\t    Err90  Err50  "
    b"Energy      Signalness  FAR   \tComments\n"
    b"500  22  1  20/01/02  12:00:00.00  GOLD    262.75  +6.5  60.00  30.00  0.0e+00  0.0e+00  "
    b"1000.0000  IceCube Gold event.\n"
    b"500  22  0  20/01/02  12:00:00.00  GOLD    262.50  +6.0  90.00  45.00  1.5e+02  5.0e-01  "
    b"1.5  IceCube Gold event.\n"
    b"400  21  0  19/12/31  00:00:00.125000  BRONZE  0.25  -46.0  30.00  15.00  1.0e+02  2.5e-01  "
    b"4.5  IceCube Bronze event.\n"
)
HISTORICAL = b"""#
#  Table of invented alerts
## Selected under HESE alert selection
#MJD    RA    (RA_Error)     Dec    (Dec_Error)
55451.00000 127.9  (-)           -31.2  (-) # bad angular resolution would have been retracted
55512.25000 110.56 (+0.80,-0.37)  -0.37 (+0.48,-0.65)
#realtime
57505.50000 240.5 (+0.6,-0.6)     9.25 (+0.6,-0.6)
## Selected under EHE alert selection
55478.75000 331.0 (+0.5,0.75)  11.0 (+0.5,0.25)
# realtime
57600.25000  214.5 (+0.75,-0.75)  -0.25 (+0.75,-0.75)
"""
CIRCULARS_HEADER = (
    ",Event,Class,RA,RA Unc (rectangle),Dec,Dec Unc (rectangle),arrival time [UT],Signalness,"
    "initial RA,initial Dec,initial Error90 [arcmin],retracted,direction uncertainty missing,reason"
)


def circulars(*rows: str) -> bytes:
    """Make a list of alerts with the header of the ASAS-SN compilation."""
    return "\n".join([CIRCULARS_HEADER, *rows, ""]).encode()


CIRCULARS = circulars(
    '0,IC160501A,EHE,240.5,"[0.6, -0.5]",9.25,"[0.4,-0.3] ",2016-05-01 12:00:00.00,0.5,239.5,6.75,'
    "60.0,False,False,",
    '0,IC160501A,HESE,240.5,"[0.6, 0.5]",9.25,"[0.4, -0.3]",2016-05-01 12:00:00.00,,239.5,6.75,'
    "534.0,False,False,",
    "1,IC170101A,HESE,,,,,2017-01-01 00:00:00.00,,275.0,34.5,534.0,True,False,retracted",
    "2,IC170201A,HESE,65.75,,-37.5,,2017-02-01 06:00:00.00,,65.75,-37.5,75.0,False,True,"
    "direction uncertainty missing",
    '3,IC200101A,EXTRA,148.0,"[2.2, -1.8]",35.5,"[1.1, -1.2]",2020-01-01 06:00:00.00,0.5,,,,'
    "False,False,",
)
SOURCE_LIST = (
    b"Name,Class,RA_deg,Dec_deg,ns_hat,gamma_hat,minus_log10_plocal,phi90\n"
    b"XY 1,FSRQ,350.50,-3.25,4.5,3.5,0.45,3.5\n"
    b"XY 2,SBG,10.50,15.25,0.0,2.5,0.62,5.1"
)
SOURCE_LIST_TS = (
    b",Name,Ra,Dec,TS,ns,gamma,-Log(p-value)\n"
    b"0,XY_1,350.50,-3.25,1.25,4.52,3.48,0.45\n"
    b"1,XY_2,10.50,15.25,0.0,0.0,2.5,0.62\n"
)
TRACKS = b"logE,ra,dec,angErr\n3.25,0.75,0.125,0.015\n2.25,0.5,-0.0625,0.03\n"
CONTOURS = {
    "semicolons.csv": b"2,25; 1,5e-18\n2,5; 1,25e-18\n",
    "header.csv": b"gamma;norm\n2,25;1,5e-18\n2,5;1,25e-18\n\n",
    "numbers.csv": b",gamma,norm\n0,2.25,1.5e-18\n1,2.5,1.25e-18\n",
    "open.csv": b"gamma,norm\n2.25,1.5e-18\n2.5,1.25e-18",
}


def column(*values: float) -> dict[str, float]:
    """Make a column as the JSON files have it."""
    return {str(index): value for index, value in enumerate(values)}


SEGMENT_UNIT = "[GeV.cm^-2.s.sr]"
SEGMENTS = {
    "Source": "invented",
    "Emin [GeV]": column(1e4, 1e5, 1e6),
    "Emax [GeV]": column(1e5, 1e6, 1e7),
    f"FluxNorm {SEGMENT_UNIT}": column(2e-8, 1e-8, 5e-9),
    f"ErrorMinus {SEGMENT_UNIT}": column(1e-8, 1e-8, 5e-9),
    f"ErrorPlus {SEGMENT_UNIT}": column(2e-8, 3e-8, 0.0),
}
BEST_FITS = {
    "one": {
        "class": "SinglePowerLaw",
        "best_fit_parameters": [2.5, 2e-18],
        "reference_energy_gev": 1e5,
        "energy_range_gev": [1e4, 1e6],
    },
    "two": {
        "class": "BrokenPowerLaw",
        "best_fit_parameters": [1.5, 2.5, 4.5, 2e-18],
        "reference_energy_gev": 1e5,
        "energy_range_gev": [1e4, 1e6],
    },
    "three": {
        "class": "LogParabola",
        "best_fit_parameters": [2.5, 0.25, 2e-14],
        "reference_energy_gev": 1e3,
        "energy_range_gev": [1e3, 1e4],
        "diffusify": True,
    },
}
ARCA_AREA = (
    b"log10(nu_E [GeV]) low,log10(nu_E [GeV]) center,log10(nu_E [GeV]) high,cos(zen) low,"
    b"cos(zen) center,cos(zen) high,aeff [m^2]\n"
    b"1.5,1.75,2.0,-1.0,-0.5,0.0,0.0\n1.5,1.75,2.0,0.0,0.5,1.0,2.5e-05\n"
    b"2.0,2.25,2.5,-1.0,-0.5,0.0,1.5\n2.0,2.25,2.5,0.0,0.5,1.0,0.25\n"
)
ARCA_PSF = (
    b"log10(nu_E [GeV]) low,log10(nu_E [GeV]) center,log10(nu_E [GeV]) high,"
    b"log10(psi [degrees]),dP/dOmega\n"
    b"1.5,1.75,2.0,-4.0,132.5\n1.5,1.75,2.0,2.25,-0.0001\n"
)
DR2_AREA = (
    b"#  log10(E_nu/GeV)_min  log10(E_nu/GeV)_max  Dec_nu_min[deg]  Dec_nu_max[deg]   A_Eff[cm^2]\n"
    b'"             2.00          2.50        -90.00         -1.00          0.00"\n'
    b'"             2.50         10.00        -90.00         -1.00   123456789.01"\n'
    b'"             2.00          2.50         -1.00         90.00         12.34"\n'
    b'"             2.50         10.00         -1.00         90.00   23456789.01"\n'
)
SMEARING_HEADER = (
    "#  log10(E_nu/GeV)_min  log10(E_nu/GeV)_max  Dec_nu_min[deg]  Dec_nu_max[deg]  "
    "log10(E/GeV)_min  log10(E/GeV)_max  PSF_min[deg]  PSF_max[deg]  AngErr_min[deg]  "
    "AngErr_max[deg]  Fractional_Counts\n"
)
SMEARING_ROW = "%17.2f%14.2f%14.6f%14.6f%14.6f%14.6f%18.9e%18.9e%18.9e%18.9e%18.9e\n"


def smearing(fractions: list[float], cells: int = 8000) -> bytes:
    """Make a smearing slice; one bin of true energy for each value, that all its cells have."""
    rows = [SMEARING_HEADER]
    for index, fraction in enumerate(fractions):
        low = 2 + 0.5 * index
        row = (low, low + 0.5, -1.0, 5.5, 2.0, 2.25, 0.5, 0.75, 0.2, 0.25, fraction)
        rows += [SMEARING_ROW % row] * cells
    return "".join(rows).encode()


def hot_spots(dec: list[float], ra: list[float], p: list[float], dtype="<f8") -> bytes:
    """Make a numpy file of hot spots; angles in radians."""
    values = np.empty(len(dec), dtype=[("dec", dtype), ("ra", dtype), ("logpVal", dtype)])
    values["dec"], values["ra"], values["logpVal"] = dec, ra, p
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def archive(**arrays) -> bytes:
    """Make a numpy archive."""
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def as_json(content: object) -> bytes:
    """Make a JSON file."""
    return json.dumps(content).encode()


def change(content: dict, key: str, value: object) -> bytes:
    """Make a JSON file with one entry changed; None leaves it out."""
    changed = {name: one for name, one in content.items() if name != key}
    return as_json(changed if value is None else changed | {key: value})
