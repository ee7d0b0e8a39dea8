"""Simulated history of IceCube alerts, 2010 to 2023, and the public lists that show it.

One history stands behind the three lists that `nusources.catalogs.alerts.alert_list` reads, so that
they agree with each other as the real ones do: an alert has the same time in each.

The numbers of alerts by stream, period and fate are the published ones. Named alerts keep their
name and day because the rule for the 102 alerts knows them; one of them, IC170922A, has its real
position, region, time, energy and signalness. Areas of regions are drawn one per quantile, since
their sum fixes how many sources lie inside by chance.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from nusources.archive.tracks.uptime import draw_times
from nusources.catalogs.alerts.alert_list import END_MJD, MJD_EPOCH
from nusources.errors import InputDataError
from nusources.facts.alert_models import ERRORS, AlertModel, AlertStream, Icecat1Size
from nusources.facts.parameter_groups import one_per_quantile

STREAM_MODELS = {"HESE": "hese", "EHE": "ehe", "EHE+HESE": "ehe", "BRONZE": "bronze"}
OTHER_STREAM = "gold"  # GOLD, and EXTRA alerts, which are of no stream
# Radius of the first notice [deg]: `nusources.catalogs.alerts.amon_notices`, docs/alerts.md.
NOTICE_ERROR = {"HESE": 73.79 / 60, "EHE": 15 / 60, "EHE+HESE": 15 / 60}
OTHER_NOTICE_ERROR = 30.8 / 60
SIGMAS_90 = np.sqrt(-2 * np.log(0.1))  # radius of 90 % of a two-dimensional Gaussian
SMALLEST_ERROR = 0.05  # deg
WITHOUT_ICECAT1 = ("retracted", "bad resolution")


def simulate_alert_history(
    model: AlertModel,
    groups: pd.DataFrame,
    named: pd.DataFrame,
    live: pd.DataFrame,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw all alerts of the history.

    Parameters
    ----------
    model : AlertModel
    groups : DataFrame
        ``sample, stream, fate, n_alerts, mjd_start, mjd_stop``: alerts to draw.
    named : DataFrame
        Alerts with a name: ``alert_name, sample, stream, fate, is_real``, and what is known of
        ``mjd, ra, dec``, errors, ``energy, signalness``.
    live : DataFrame
        ``mjd_start, mjd_stop`` [d]: periods in which the detector took data.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        By time: ``alert_name, sample, stream, fate, is_real, mjd`` [d]; ``ra, dec``, four errors
        (90 %; those of R.A. are differences of R.A.) and ``initial_ra, initial_dec,
        initial_error`` [deg]; ``energy`` [TeV], ``signalness``, ``false_alarm_rate`` [1/yr];
        ``component, true_ra, true_dec`` [deg]. Archival alerts have names without a letter.

    Raises
    ------
    InputDataError
        If the live time has fewer days than alerts.
    """
    known = named.assign(mjd=named["mjd"].fillna(_days_of(named["alert_name"], rng=rng)))
    history = _draw_named(known, model, rng=rng)
    history = _draw_groups(history, groups, live, model, rng=rng)
    rest = _icecat1_groups(history, model.icecat1)
    history = _draw_groups(history, rest, live, model, rng=rng)
    history = history.sort_values("mjd", ignore_index=True)
    names = history["mjd"].map(_name_of_day)
    names = names.where(history["sample"] == "archival", names + "A")
    history["alert_name"] = history["alert_name"].fillna(names)
    return _add_notice_and_truth(history, model, rng=rng)


def live_periods(uptimes: list[pd.DataFrame], mjd_stop: float) -> pd.DataFrame:
    """Join the good runs of the seasons; from the last one on the detector is taken to run.

    Parameters
    ----------
    uptimes : list of DataFrame
        ``mjd_start, mjd_stop`` [d] of each season.
    mjd_stop : float
        End of the history [d].

    Returns
    -------
    DataFrame
        ``mjd_start, mjd_stop`` [d].
    """
    runs = pd.concat(uptimes, ignore_index=True)[["mjd_start", "mjd_stop"]]
    rest = pd.DataFrame({"mjd_start": [runs["mjd_stop"].max()], "mjd_stop": [mjd_stop]})
    return pd.concat([runs, rest], ignore_index=True).sort_values("mjd_start", ignore_index=True)


def clip_live_time(live: pd.DataFrame, start: float, stop: float) -> pd.DataFrame:
    """Take the part of the live time between two times [d]."""
    clipped = live.clip(lower=start, upper=stop)
    return clipped[clipped["mjd_stop"] > clipped["mjd_start"]]


def draw_distinct_days(
    live: pd.DataFrame, n: int, taken: np.ndarray, *, rng: np.random.Generator
) -> np.ndarray:
    """Draw times of `n` alerts on different days, none of them in `taken` [MJD]."""
    times = rng.permutation(draw_times(live, 4 * n + 50, rng=rng))
    _, first = np.unique(np.floor(times), return_index=True)
    times = times[np.sort(first)]
    times = times[~np.isin(np.floor(times), taken)][:n]
    if len(times) < n:
        raise InputDataError(
            "too few days of live time for the alerts of a group",
            value=len(times),
            expected=f"at least {n} days without another alert",
        )
    return times


def draw_alerts(
    stream: str, mjd: np.ndarray, model: AlertModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw direction, region, energy, signalness and false-alarm rate of alerts.

    Parameters
    ----------
    stream : str
        HESE, EHE, EHE+HESE, GOLD, BRONZE or EXTRA.
    mjd : array
        Arrival times [d].
    model : AlertModel
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        Columns as in :func:`simulate_alert_history`.
    """
    n, of = len(mjd), model.streams[STREAM_MODELS.get(stream, OTHER_STREAM)]
    dec = np.round(np.degrees(np.arcsin(draw_sin_dec(of, n, rng=rng))), 2)
    signal, other, third = rng.standard_normal((3, n))
    r_energy, r_rate = model.correlation.energy_signalness, model.correlation.rate_signalness
    low, high = ndtr((np.array([0.0, 1.0]) - of.signalness_mean) / of.signalness_spread)
    share = ndtri(low + ndtr(signal) * (high - low))
    survival = ndtr(-(r_energy * signal + np.sqrt(1 - r_energy**2) * other))
    rate = r_rate * signal + np.sqrt(1 - r_rate**2) * third
    columns = {
        "stream": stream,
        "mjd": mjd,
        "ra": np.round(360 * rng.random(n), 2) % 360,
        "dec": dec,
        "energy": 10 ** (of.log10_energy_min - of.log10_energy_scale * np.log(survival)),
        "signalness": of.signalness_mean + of.signalness_spread * share,
        "false_alarm_rate": 10 ** (of.log10_rate + of.log10_rate_spread * rate),
    }
    return pd.DataFrame(columns | draw_regions(of, dec, model, rng=rng))


def draw_sin_dec(stream: AlertStream, n: int, *, rng: np.random.Generator) -> np.ndarray:
    """Draw sines of declination: an exponential on either side of the mode."""
    mode, south, north = (
        stream.sin_dec_mode,
        stream.sin_dec_scale_south,
        stream.sin_dec_scale_north,
    )
    low = stream.share_south * np.exp(-(1 + mode) / south)
    high = 1 - (1 - stream.share_south) * np.exp(-(1 - mode) / north)
    u = low + (high - low) * rng.random(n)
    below = mode + south * np.log(np.minimum(u / stream.share_south, 1))
    above = mode - north * np.log(np.minimum((1 - u) / (1 - stream.share_south), 1))
    return np.where(u < stream.share_south, below, above)


def draw_regions(
    stream: AlertStream, dec: np.ndarray, model: AlertModel, *, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw the errors to four sides [deg]; those in R.A. are divided by cos(dec)."""
    n, shape = len(dec), model.region
    area = np.exp(stream.ln_area_mean + stream.ln_area_spread * ndtri(one_per_quantile(n, rng=rng)))
    ratio = np.exp(shape.ln_axis_ratio_mean + shape.ln_axis_ratio_spread * rng.standard_normal(n))
    across = np.sqrt(area * ratio / np.pi) / np.maximum(np.cos(np.radians(dec)), 1e-3)
    sides = []
    for axis, spread in (
        (across, shape.ln_asymmetry_ra),
        (np.sqrt(area / ratio / np.pi), shape.ln_asymmetry_dec),
    ):
        plus = 2 / (1 + np.exp(spread * rng.standard_normal(n)))  # of the mean: 0 to 2
        sides += [axis * plus, axis * (2 - plus)]
    limits = (180.0, 180.0, 90.0, 90.0)
    return {
        name: np.round(np.clip(side, SMALLEST_ERROR, limit), 2)
        for name, side, limit in zip(ERRORS, sides, limits, strict=True)
    }


def _draw_named(
    named: pd.DataFrame, model: AlertModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw what is not known of the named alerts."""
    rows = []
    for row in named.to_dict("records"):
        drawn = draw_alerts(row["stream"], np.array([row["mjd"]]), model, rng=rng).iloc[0].to_dict()
        known = {key: value for key, value in row.items() if pd.notna(value)}
        rows.append(drawn | {key: known[key] for key in known if key not in ("status", "source")})
    return pd.DataFrame(rows)


def _draw_groups(
    history: pd.DataFrame,
    groups: pd.DataFrame,
    live: pd.DataFrame,
    model: AlertModel,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Append the alerts of groups, on days without another alert."""
    for group in groups.itertuples():
        runs = clip_live_time(live, group.mjd_start, group.mjd_stop)
        taken = np.floor(history["mjd"].to_numpy())
        mjd = draw_distinct_days(runs, group.n_alerts, taken, rng=rng)
        part = draw_alerts(group.stream, mjd, model, rng=rng)
        part = part.assign(sample=group.sample, fate=group.fate, is_real=False)
        history = pd.concat([history, part], ignore_index=True)
    return history


def is_in_icecat1(history: pd.DataFrame, size: Icecat1Size) -> pd.Series:
    """Tell which alerts stand in IceCat-1: those with a region, in its period, of a stream."""
    in_time = history["mjd"].between(size.mjd_start, size.mjd_stop)
    return in_time & ~history["fate"].isin(WITHOUT_ICECAT1) & (history["stream"] != "EXTRA")


def _icecat1_groups(history: pd.DataFrame, size: Icecat1Size) -> pd.DataFrame:
    """Groups of alerts that stand in IceCat-1 only and fill it to its published size."""
    mjd = history.loc[is_in_icecat1(history, size), "mjd"]
    n_early = int(size.n_alerts_to_may_2021 - (mjd < END_MJD).sum())
    n_late = int(size.n_alerts - size.n_alerts_to_may_2021 - (mjd >= END_MJD).sum())
    rows = []
    for n, start, stop in (
        (n_early, size.mjd_start, END_MJD),
        (n_late, END_MJD, size.mjd_stop),
    ):
        n_gold = round(size.gold_share * n)
        rows += [("GOLD", n_gold, start, stop), ("BRONZE", n - n_gold, start, stop)]
    table = pd.DataFrame(rows, columns=["stream", "n_alerts", "mjd_start", "mjd_stop"])
    return table.assign(sample="icecat1", fate="member")


def _add_notice_and_truth(
    history: pd.DataFrame, model: AlertModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Add the first notice, and the direction from which the neutrino came."""
    n, offset = len(history), model.region.notice_offset
    east, north = _side_steps(history, *(offset * rng.standard_normal((2, n))))
    radius = np.sqrt(-2 * np.log(rng.random(n))) / SIGMAS_90
    angle = 2 * np.pi * rng.random(n)
    true_east, true_north = _side_steps(history, radius * np.cos(angle), radius * np.sin(angle))
    is_signal = rng.random(n) < history["signalness"]
    component = np.where(is_signal, "astrophysical", "background")
    known = (history["is_real"] | (history["fate"] == "bad resolution")).to_numpy()
    return history.assign(
        initial_ra=np.round(history["ra"] + east, 4) % 360,
        initial_dec=np.round(np.clip(history["dec"] + north, -90, 90), 4),
        initial_error=history["stream"].map(NOTICE_ERROR).fillna(OTHER_NOTICE_ERROR),
        component=np.where(history["is_real"], "real", component),
        true_ra=np.where(known, np.nan, (history["ra"] + true_east) % 360),
        true_dec=np.where(known, np.nan, np.clip(history["dec"] + true_north, -90, 90)),
    )


def _side_steps(history: pd.DataFrame, x: np.ndarray, y: np.ndarray):
    """Steps [deg] east and north from units of the half-axes of their side."""
    east = np.where(x > 0, history["ra_err_plus"], history["ra_err_minus"]) * x
    north = np.where(y > 0, history["dec_err_plus"], history["dec_err_minus"]) * y
    return np.clip(east, -180, 180), north


def _name_of_day(mjd: float) -> str:
    return f"IC{MJD_EPOCH + timedelta(days=int(mjd)):%y%m%d}"


def _days_of(names: pd.Series, *, rng: np.random.Generator) -> pd.Series:
    """Draw times on the days that the names tell [MJD]."""
    days = [
        (date(2000 + int(name[2:4]), int(name[4:6]), int(name[6:8])) - MJD_EPOCH).days
        for name in names
    ]
    return pd.Series(days + rng.random(len(days)), index=names.index)
