"""Invented files in the formats of small releases. No row is of a real measurement."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

ECSV = "# %ECSV 0.9\n# ---\n# datatype:\n{}# meta: !!omap\n# - data_type: lc\n# - telescope: {}\n"


def ecsv(telescope: str, columns: dict[str, str], *rows: str) -> bytes:
    """Make an ECSV file from units by name of the column."""
    kinds = {"Obs_id": "string", "mode": "string"}
    fields = [
        f"# - {{name: {name}, {f'unit: {unit}, ' if unit else ''}"
        f"datatype: {kinds.get(name, 'float64')}}}\n"
        for name, unit in columns.items()
    ]
    head = ECSV.format("".join(fields), telescope)
    return "\n".join([head + " ".join(columns), *rows, ""]).encode()


UNITS = {"e_min": "TeV", "time": "MJD", "flux": "1e-7 cm-2 s-1", "flux_ul": "cm-2 s-1"}
LIGHT_CURVE = ecsv("lat", UNITS, "0.125 58001.5 2.5 nan", "0.125  58002.5 nan 3.5e-11")
SED_UNITS = {"e_ref": "TeV", "e_min": "TeV", "e_max": "TeV", "dnde": "TeV-1 cm-2 s-1"}
SED_UNITS |= {"dnde_ul": "TeV-1 cm-2 s-1", "non": ""}
SPECTRUM = ecsv("veritas", SED_UNITS, "0.5 0.25 1.0 2.5e-11 nan 7", "2.0 1.0 4.0 nan 1.5e-12 3")
XRAY_UNITS = {"Obs_id": "", "mode": "", "MJD": ""} | {
    f"flux_{letter}{band}": "erg / (cm2 s)"
    for band in ("soft", "mod", "hard")
    for letter in ("", "errl_", "erru_")
}
XRAY = ecsv(
    "xrt", XRAY_UNITS, "00012 wt 57001.25 4e-12 1e-12 2e-12 5e-12 1e-12 2e-12 6e-12 1e-13 0.5"
)
DIGITISED_AREA = b"12.5, 0.025\n25.5, 0.025\n25.5, 1.75\n"
DIGITISED_FLUXES = (
    b"pts,,pts_up,,pts_down,,upper_lim,,fit_up,,fit_down,\nX,Y,X,Y,X,Y,X,Y,X,Y,X,Y\n"
    b"1e4,2.5e-8,1.1e4,3.5e-8,1e4,1.5e-8,1e6,4.5e-9,1e4,5.5e-8,1e4,1.25e-8\n"
    b"1e5,1.5e-8,1e5,2.5e-8,1e5,0.5e-8,,,1e5,4.5e-8,1e5,1.5e-9"
)
SENSITIVITY = b"# sine dec          sensitivity E^-2 @ 1 GeV [TeV]\n-0.5 4.5e-12\n0.75 1.25e-12\n"
DISCOVERY = b"-0.5, 4.5e-12\n0.75, 1.25e-12\n0.25, 1.5e-12\n"
RESOLUTION = b"1.5, 2.5\r\n0.5, 3.5\r\n"
TXS_EVENTS = (
    b"    MJD       Ra_deg  Dec_deg  Unc_deg  log10(Ereco)\n"
    b"54600.351956   77.25     7.75     0.50     3.25\n"
    b"54601.572849   76.50     6.25     0.75     3.75\n"
)
EVENTS_2011 = (
    b"MJD\tlog10(E)\tang_err\tRA\tDec\r\n"
    b"   55701      3.5      0.0    275.5     39.5\r\n"
    b"   55702      2.5    149.5     92.5     -4.5\r\n"
)
TXS_AREA = (
    b"log10(Emin/GeV)  log10(Emax/GeV)  Aeff[m2]\n"
    b"2.0              2.1             0.000e+00\n"
    b"2.1              2.2             2.500e-05\n"
)
PROXY_SHARES = (
    b"# Each row of the table below corresponds to a row of Fig. S4.\n"
    b"# The columns span the muon energy proxy range (in log_10(E_mu/TeV)) from -0.4 to 4.0 in "
    b"steps of 0.2\n"
    b"-1.00 , -0.75 :   5.00e-01  2.50e-01" + b"  0.00e+00" * 20 + b"\n"
    b"-0.75 , -0.50 :   1.25e-01  7.50e-01" + b"  0.00e+00" * 20 + b"\n"
)
SAMPLES = (
    b"Name    Start         End           Event Density sqdeg\n"
    b"IC40    2001 Apr 5    2002 May 20     1.25 +/- 4%\n"
    b"IC86b   2002 May 20   2003 Feb 28    12.50 +/- 1%\n"
)
E2, GEV = "[TeVcm^(-2)s^(-1)]", "[GeV]"
BAND = (
    f"Energy {GEV} \t E^2.flux (best-fit) {E2} \t E^2.flux (68%-low) {E2} \t "
    f"E^2.flux (68%-up) {E2}\n"
    "1500.5 \t 3.5e-11 \t          1.5e-11 \t    4.5e-11\n"
    "2500.5 \t 2.5e-11 \t  0.5e-11 \t 3.5e-11\n"
).encode()
FLAGGED = (
    f"Energy {GEV} \t\t\t E^2.flux {E2} \t Energy error (low) {GEV} \t Energy error (up) {GEV} "
    f"\t\t E^2.flux error (low) {E2} \t E^2.flux error (up) {E2} \t UL_flag\n"
    "0.5 \t 7.5e-13 \t 0.25 \t 0.5 \t 1.5e-13 \t 2.5e-13 \t 0\n"
    "95.5 \t 3.5e-13 \t 64.5 \t 205.5 \t 8e-14 \t 8e-14 \t 1\n"
).encode()
LIMITS = (
    f"Energy {GEV} \t E^2.flux (best-fit) {E2} \t Energy error (low) {GEV} \t "
    f"Energy error (up) {GEV} \t\t E^2.flux error (low) {E2} \t E^2.flux error (up) {E2} \t "
    f"U.L. Flux {E2}\n"
    "6.5e3 \t 4.0e-10 \t 2.0e3 \t 3.0e3 \t 2.5e-10 \t 3.0e-10 \t 7.0e-10\n"
    "6.5e4 \t 0.0e0 \t 2.0e4 \t 3.0e4 \t 0.0 \t 3.0e-11 \t 3.0e-11\n"
).encode()
MODEL = (
    f"Energy {GEV} \t\t\t E^2.flux (low) {E2} \t E^2.flux (up) {E2}\n"
    "0.5 \t 7.5e-16 \t 1.5e-15\n8.5e6 \t -1.5e-12 \t 6.5e-16\n"
).encode()
SCAN = (
    b"flux.10^(-11) [TeV^(-1)cm^(-2)s^(-1)] \t TS_1D_flux \t gamma \t\t TS_1D_gamma\n"
    b"0.25 \t 14.5 \t 2.25 \t 18.125\n5.5 \t 0.0 \t 3.25 \t 0.0\n"
)
COUNTS = (
    b"bins [deg^2] \t bin_centers [deg^2] \t signal_prediction \t background_prediction \t "
    b"counts_exp\n0.000 \t 0.25 \t 12.5 \t 45.25 \t 60\n0.500 \t 0.75 \t 6.5 \t 45.75 \t 52\n"
)
TEVCAT = (
    b"bname,tevcat_name,ra,dec,btype,tevcat_type,z,catalog\n"
    b"TeV J0101+301,XY 1,01 01 30.5,+30 15 00,bllac,HBL,0.125,tevcat\n"
    b"TeV J0202-001,XY 2,02 02 06,-00 06 36.5,fsrq,FSRQ,0.5,tevcat\n"
)
BZCAT_INDEX = (
    b'id , Source name , aro-aox-arx\n1 , "5BZQJ0101+3015 " , 1.25\n2 , "5BZBJ0202-0006 " , -9.9\n'
    b'3 , "5BZBJ0202-0006 " , 0.75\n'
)
REGIONS = (
    b"# run  evtid    area50             area90\n1001 77 1.9539 4.8125\n1002 78 0.4375 1.8884107\n"
)
VETOED = b"## These events are removed\n#run   #evtid\n1001 77\n1003 79\n"
SUMMARY = (
    b"block,test_type,object,ra_deg,dec_deg,ns_hat,gamma_hat,neglog10_p_local,"
    b"neglog10_p_local_sigma,neglog10_p_global,neglog10_p_global_sigma\r\n"
    b"Survey,,Hottest Spot,40.5,0.25,102.5,3.5,6.5,5.0,1.25,1.5\r\n"
    b"12 sources,,,,,,,,,,\r\n"
    b",Best source,XY 1,41.5,-0.25,52.5,2.5,4.5,4.0,3.25,2.5\r\n"
    b",Binomial,3 Sources,,,,,4.75,4.25,2.75,3.0\r\n"
    b",Others,XY 2*,216.5,23.75,96.25,3.75,4.25,3.75,-,\r\n"
    b",,XY 3,77.5,5.75,4.75,1.75,3.25,3.5,-,\r\n"
)
CANDIDATES = (
    b"source,dec_deg,ra_deg,log10_L_2-10keV_intr,n_exp\r\n"
    b"XY 1,-43.5,201.5,42.5,2.5\r\nXY 2,-65.5,213.5,42.25,1.75\r\n"
)
SEARCHES = (
    b"source,dc_n_exp,dc_ns_hat,dc_neglog10_p,dc_n_UL,pl_ns_hat,pl_gamma_hat,pl_neglog10_p,"
    b"pl_phi90_E-2_1e-11,pl_phi90_E-3_1e-11\r\n"
    b"XY 1,2.5,0.0,0.0,4.5,0.0,4.0,0.0,1.5,22.5\r\n"
    b"XY 2,1.75,3.5,2.5,10.5,3.25,2.5,2.75,2.5,63.5\r\n"
)
SOUTH = (
    b"row,n_exp,TS,ns_hat,gamma_hat,p_pre,p_pre_sigma,p_post,p_post_sigma,UL_90pct\r\n"
    b"Disk-corona,,,,,,,,,n_s\r\n"
    b"XY 1,1.75,6.5,3.5,-,0.0025,2.75,-,,10.5\r\n"
    b"Power-law,,,,,,,,,(TeV^-1 cm^-2 s^-1 at 1\\ TeV)\r\n"
    b"XY 1,-,10.5,3.25,2.5,0.001,3.25,0.033,1.75,6.25 e-10\r\n"
)
PHOTONS = (
    b"Energy,Flux Value,Flux Error,Is Upper Limit\n"
    b"1.5e-06,8.25e-16,3.5e-17,0.0\n1.5e-06,8.5e-16,0.0,0.0\n2.5,1.5e-12,1.5e-13,1.0\n"
)
NEUTRINOS = (
    b"Energy,Neutrino Flux Best Fit,Neutrino Flux Min,Neutrino Flux Max\n"
    b"7780952380.95238,4.5e-31,3.5e-31,2.5e-20\n8599282286.25,5.5e-31,4.5e-31,3.5e-20\n"
)


def put_tar(path: Path, files: dict[str, bytes], mode: str = "w:xz") -> Path:
    """Write an archive."""
    with tarfile.open(path, mode) as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    return path
