"""Quiescent flux, flaring blocks and variability of light curves (chang2022, 4.2.2 and 4.2.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.contracts.flares import BLOCKS, MEASURES
from nusources.flares.blocks import Curves, block_begins, curves_of
from nusources.flares.runs import run_starts

FEWEST_POINTS = 3
"""Curves with fewer points are not cut (4.2.2: more than two observations)."""


@dataclass(frozen=True)
class FlaringRule:
    """What counts as flaring; the readings that section 4.2.2 leaves open are named here.

    Parameters
    ----------
    deviations : float
        A block flares above the quiescent flux by so many standard deviations of the points.
    deviations_above_mean : float or None
        And above the mean flux by so many: of infrared curves only (1); None: no such rule.
    quiescent_share : float
        The quiescent flux is the mean of this share of all points, the faintest, rounded up.
    dropped_from : int or None
        Of curves with so many points the lowest is not among them; None: never dropped.
    degrees_lost : int
        1: the standard deviation divides by n - 1; 0: by n.
    block_flux : str
        ``mean`` with error sqrt(sum of squared errors) / n, or ``weighted`` by inverse variance.
    borders : str
        Of blocks: ``midpoints`` between points, or ``bins``, the start of the first time bin and
        the end of the last one; of gamma rays only, since other bands have no bins.
    quiescent_of : str
        ``all_points``, or ``non_flaring``: the paper's "faintest points detected in the quiescent
        phase", those outside the flaring blocks that the quiescent flux of all points gives.
    """

    deviations: float = 1.3
    deviations_above_mean: float | None = None
    quiescent_share: float = 0.3
    dropped_from: int | None = 5
    degrees_lost: int = 1
    block_flux: str = "mean"
    borders: str = "midpoints"
    quiescent_of: str = "all_points"


def quiescent_fluxes(curves: Curves, share: float, dropped_from: int | None = 5) -> pd.DataFrame:
    """Mean of the faintest points of each curve.

    Parameters
    ----------
    curves : Curves
    share : float
        Of all points, rounded up; the lowest point does not count among them.
    dropped_from : int or None
        Curves with fewer points keep their lowest one; None: all do.

    Returns
    -------
    DataFrame, one row per curve
        quiescent_flux, quiescent_error (sqrt of the sum of squared errors, over their number); NaN
        of a curve without points.
    """
    n = curves.n_points
    order = np.lexsort([curves.flux, curves.number])
    rank = np.arange(len(order)) - np.repeat(curves.first[:-1], n)
    dropped = np.zeros(len(n), dtype=int) if dropped_from is None else (n >= dropped_from) * 1
    # Rounded first: .3 x 10 is not a hair above 3.
    taken = np.ceil(np.round(share * n, 9)).astype(int)
    is_taken = (rank >= dropped[curves.number]) & (rank < (dropped + taken)[curves.number])
    chosen, owner = order[is_taken], curves.number[is_taken]
    count = np.bincount(owner, minlength=len(n))
    squares = np.bincount(owner, curves.flux_error[chosen] ** 2, len(n))
    with np.errstate(invalid="ignore"):
        flux = np.bincount(owner, curves.flux[chosen], len(n)) / count
        error = np.sqrt(squares) / count
    return pd.DataFrame({"quiescent_flux": flux, "quiescent_error": error})


def moments(number: NDArray[np.int64], values: NDArray, n_curves: int, degrees_lost: int) -> tuple:
    """Number, mean and standard deviation of the values of each curve; NaN where undefined."""
    n = np.bincount(number, minlength=n_curves)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(number, values, n_curves) / n
        squares = np.bincount(number, (values - mean[number]) ** 2, n_curves)
        variance = squares / (n - degrees_lost)
    return n, mean, np.sqrt(np.where(n > degrees_lost, variance, np.nan))


def point_measures(real: Curves, rule: FlaringRule) -> pd.DataFrame:
    """Measures of each curve that do not need blocks, without artificial points.

    Returns
    -------
    DataFrame, one row per curve
        n_points, mean, standard_deviation, quiescent_flux, quiescent_error and excess_variance,
        (S^2 - mean of squared errors) / mean^2 (chang2022, footnote 14).
    """
    n_curves = len(real.names)
    n, mean, deviation = moments(real.number, real.flux, n_curves, rule.degrees_lost)
    noise = np.bincount(real.number, real.flux_error**2, n_curves) / n
    quiet = quiescent_fluxes(real, rule.quiescent_share, rule.dropped_from)
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = (deviation**2 - noise) / mean**2
    return quiet.assign(
        n_points=n,
        mean=mean,
        standard_deviation=deviation,
        excess_variance=np.where(np.isfinite(excess), excess, np.nan),
    )


def flaring_levels(measures: pd.DataFrame, rule: FlaringRule) -> NDArray[np.float64]:
    """Flux above which a block of each curve flares.

    Parameters
    ----------
    measures : DataFrame
        From `point_measures`.
    rule : FlaringRule
    """
    deviation = measures["standard_deviation"].to_numpy()
    level = measures["quiescent_flux"].to_numpy() + rule.deviations * deviation
    if rule.deviations_above_mean is None:
        return level
    return np.maximum(level, measures["mean"].to_numpy() + rule.deviations_above_mean * deviation)


def cut_into_blocks(
    table: pd.DataFrame, prior: ArrayLike, measures: pd.DataFrame, rule: FlaringRule
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Blocks of each curve, and which of them flare.

    Parameters
    ----------
    table : DataFrame
        Contract ``light_curves_*``, artificial points included.
    prior : array_like, shape (n_curves,)
        Cost of a block.
    measures : DataFrame
        From `point_measures`, a row per curve.
    rule : FlaringRule

    Returns
    -------
    blocks : DataFrame
        curve (its number), block, mjd_start, mjd_stop, n_points, flux, flux_error, is_flaring.
    number : ndarray of int, shape (n_points,)
        Row of `blocks` that each point belongs to.

    Notes
    -----
    A curve of a single block does not flare: nothing in it was found to change.
    """
    curves = curves_of(table)
    begins = block_begins(curves, prior)
    number = np.cumsum(begins) - 1
    curve = curves.number[begins]
    flux, error = _block_fluxes(curves, number, rule.block_flux)
    start, stop = _block_times(table, begins, curve, rule.borders)
    first = run_starts(curve)
    n_blocks = np.bincount(curve, minlength=len(curves.names))
    flares = (flux > flaring_levels(measures, rule)[curve]) & (n_blocks[curve] > 1)
    blocks = pd.DataFrame(
        {
            "curve": curve,
            "block": np.arange(len(curve)) - np.repeat(first, n_blocks),
            "mjd_start": start,
            "mjd_stop": stop,
            "n_points": np.bincount(number),
            "flux": flux,
            "flux_error": error,
            "is_flaring": flares,
        }
    )
    return blocks, number


def _block_fluxes(curves: Curves, number: NDArray, how: str) -> tuple[NDArray, NDArray]:
    if how == "weighted":
        weight = curves.flux_error**-2.0
        total = np.bincount(number, weight)
        return np.bincount(number, weight * curves.flux) / total, total**-0.5
    n = np.bincount(number)
    squares = np.bincount(number, curves.flux_error**2)
    return np.bincount(number, curves.flux) / n, np.sqrt(squares) / n


def _block_times(
    table: pd.DataFrame, begins: NDArray, curve: NDArray, borders: str
) -> tuple[NDArray, NDArray]:
    first = np.flatnonzero(begins)
    last = np.append(first[1:] - 1, len(table) - 1)
    if borders == "bins":
        return table["mjd_start"].to_numpy()[first], table["mjd_stop"].to_numpy()[last]
    mjd = table["mjd"].to_numpy()
    start, stop = mjd[first], mjd[last]
    follows = np.flatnonzero(curve[1:] == curve[:-1])
    middle = (stop[follows] + start[follows + 1]) / 2
    stop = stop.copy()
    stop[follows], start[follows + 1] = middle, middle
    return start, stop


@dataclass(frozen=True)
class Passes:
    """Which false-alarm probabilities are tried, and when the second.

    Parameters
    ----------
    probabilities : tuple of float
        0.01, then 0.05 (section 4.2.2).
    second_when : str
        ``no_flare``: no block flares at the first; ``one_block``: the first found no border.
    """

    probabilities: tuple[float, float] = (0.01, 0.05)
    second_when: str = "no_flare"


@dataclass(frozen=True)
class BandFlares:
    """Blocks and measures of the curves of one band (contracts ``flare_blocks``, ``_measures``)."""

    blocks: pd.DataFrame
    measures: pd.DataFrame


def find_flares(table: pd.DataFrame, band: str, rule: FlaringRule, passes: Passes, prior_of):
    """Blocks, flares and measures of all curves of a band.

    Parameters
    ----------
    table : DataFrame
        Contract ``light_curves_*``.
    band : str
    rule : FlaringRule
    passes : Passes
    prior_of : callable
        Cost of a block from numbers of points and a false-alarm probability.

    Returns
    -------
    BandFlares
        Curves of fewer than three points have measures without blocks, and say so in status.
    """
    n_real = (~table["is_artificial"]).groupby(table["source_name"]).transform("sum")
    is_used = n_real.to_numpy() >= FEWEST_POINTS
    short = left_out(table[~is_used], band, f"left out: fewer than {FEWEST_POINTS} points")
    table = table[is_used].reset_index(drop=True)
    if len(table) == 0:
        return BandFlares(BLOCKS.empty(), short)
    is_real = ~table["is_artificial"].to_numpy()
    real = curves_of(table[is_real])
    measures = point_measures(real, rule)
    chosen, is_flaring = _chosen_blocks(table, measures, rule, passes, prior_of)
    if rule.quiescent_of == "non_flaring":
        measures = _of_quiet_points(measures, real, ~is_flaring[is_real], rule)
        chosen, is_flaring = _chosen_blocks(table, measures, rule, passes, prior_of)
    measures = _with_blocks(measures, chosen, real, ~is_flaring[is_real], rule)
    measures = measures.assign(source_name=real.names, band=band, status="used")
    chosen = chosen.assign(source_name=real.names[chosen["curve"].to_numpy()], band=band)
    measures = pd.concat([measures[MEASURES.column_names], short], ignore_index=True)
    return BandFlares(chosen[BLOCKS.column_names], measures)


def _chosen_blocks(table: pd.DataFrame, measures: pd.DataFrame, rule, passes: Passes, prior_of):
    """Blocks of each curve by the probability that holds for it, and which points flare."""
    curves = curves_of(table)
    tries = []
    for probability in passes.probabilities:
        prior = prior_of(curves.n_points, probability)
        blocks, number = cut_into_blocks(table, prior, measures, rule)
        tries.append((blocks.assign(false_alarm_probability=probability), number))
    again = _needs_second(tries[0][0], len(curves.names), passes.second_when)
    parts = [
        blocks[again[blocks["curve"].to_numpy()] == bool(n)] for n, (blocks, _) in enumerate(tries)
    ]
    flaring = [blocks["is_flaring"].to_numpy()[number] for blocks, number in tries]
    chosen = pd.concat(parts).sort_values(["curve", "block"], ignore_index=True)
    return chosen, np.where(again[curves.number], flaring[1], flaring[0])


def _of_quiet_points(measures: pd.DataFrame, real: Curves, is_quiet: NDArray, rule: FlaringRule):
    """Measures with the quiescent flux of quiet points; of all where every point flares."""
    n_quiet = np.bincount(real.number[is_quiet], minlength=len(real.names))
    first = np.append(0, np.cumsum(n_quiet)).astype(np.int64)
    quiet = Curves(real.names, first, real.flux[is_quiet], real.flux_error[is_quiet])
    found = quiescent_fluxes(quiet, rule.quiescent_share, rule.dropped_from)
    return measures.assign(**found.fillna(measures[found.columns]))


def _needs_second(blocks: pd.DataFrame, n_curves: int, when: str) -> NDArray[np.bool_]:
    curve = blocks["curve"].to_numpy()
    if when == "one_block":
        return np.bincount(curve, minlength=n_curves) == 1
    return np.bincount(curve, blocks["is_flaring"].to_numpy(), n_curves) == 0


def left_out(table: pd.DataFrame, band: str, status: str) -> pd.DataFrame:
    """Measures of curves that are not cut into blocks: their points, and why.

    Parameters
    ----------
    table : DataFrame
        Contract ``light_curves_*``.
    band, status : str
    """
    n = (~table["is_artificial"]).groupby(table["source_name"], sort=True).sum()
    measures = pd.DataFrame({"source_name": n.index, "n_points": n.to_numpy(dtype=np.int64)})
    measures = measures.reindex(columns=MEASURES.column_names)
    for column in MEASURES.columns:
        if column.dtype == "int64" and column.name != "n_points":
            measures[column.name] = 0
        elif column.dtype == "float64":
            measures[column.name] = measures[column.name].astype(float)
    return measures.assign(band=band, flaring_days=0.0, status=status)


def _with_blocks(
    measures: pd.DataFrame, blocks: pd.DataFrame, real: Curves, is_quiet: NDArray, rule: FlaringRule
) -> pd.DataFrame:
    n_curves = len(measures)
    curve, flaring = blocks["curve"].to_numpy(), blocks["is_flaring"].to_numpy()
    by_curve = blocks.groupby("curve")
    faintest = by_curve["flux"].min().to_numpy()
    ratio = by_curve["flux"].max().to_numpy() / np.where(faintest > 0, faintest, np.nan)
    deviation = measures["standard_deviation"].to_numpy()
    quiet = moments(real.number[is_quiet], real.flux[is_quiet], n_curves, rule.degrees_lost)[2]
    with np.errstate(divide="ignore", invalid="ignore"):
        quiet_ratio = quiet / np.where(deviation > 0, deviation, np.nan)
    after_flaring = np.append(False, flaring[:-1] & (curve[1:] == curve[:-1]))
    days = (blocks["mjd_stop"] - blocks["mjd_start"]).to_numpy()
    return measures.assign(
        block_ratio=ratio,
        quiet_deviation_ratio=quiet_ratio,
        n_blocks=np.bincount(curve, minlength=n_curves),
        n_flares=np.bincount(curve, flaring & ~after_flaring, n_curves).astype(np.int64),
        flaring_days=np.bincount(curve, days * flaring, n_curves),
        false_alarm_probability=by_curve["false_alarm_probability"].first().to_numpy(),
    )
