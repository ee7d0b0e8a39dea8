"""The tables of stacks, as their jobs read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.detection_model import build_signal_model
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.selection.groups import GroupRequest, select_group
from nusources.stacking.events import Sample
from nusources.stacking.lists import sources_of_list, sources_of_samples
from nusources.stacking.trials import SampleSearch
from nusources.user_files.reading import read_user_table

COLUMNS = ("season", "row", "log10_energy", "ang_err", "ra", "dec")
LARGEST_ANG_ERR = 180.0  # deg: no cut
LOWEST_PROXY_TEV = 1e-3


def track_samples(job: Any) -> Iterator[Sample]:
    """Samples of track events, one after the other.

    Parameters
    ----------
    job : object
        With `read`, of a path, a contract and columns, and the inputs and parameters
        `STACKING_INPUT` and `STACKING_PARAMS` of workflow/rules/stacking.smk.
    """
    params, paths = job.params, job.input
    seasons, detectors = read_seasons(paths.seasons), read_model_detector(paths.detector)
    settings = {
        "spectral_index": 2.0,
        "containment": params.containment,
        "energy_proxy_min_tev": LOWEST_PROXY_TEV,
        "ang_err_max_deg": LARGEST_ANG_ERR,
        "circle_factor": 1.0,
    }
    configurations = {name: one.configuration for name, one in seasons.items()}
    for name, tracks, areas in zip(params.samples, paths.tracks, paths.areas, strict=True):
        area = job.read(areas, EFFECTIVE_AREA)
        model = build_signal_model(area, params.seasons_of[name], seasons, detectors, settings)
        events = job.read(tracks, TRACKS, list(COLUMNS))
        yield Sample.of(name, events, model, configurations)


def stack_searches(job: Any) -> Iterator[SampleSearch]:
    """Samples with their stacks, stacks without sources left out.

    Parameters
    ----------
    job : object
        As for `track_samples`, with the input `luminosities` and the parameter `stacks`.
    """
    luminosities = job.read(job.input.luminosities, LUMINOSITIES)
    lists = {}
    for one in job.params.stacks:
        if one["file"]:
            job.note_own("sources", one["file"])
            request = GroupRequest(**one["request"])
            table = read_user_table(one["file"], request.wanted, one["extension"])
            lists[one["name"]] = sources_of_list(select_group(table, request), one["file"])
        else:
            found = sources_of_samples(luminosities, one["samples"], one["weights"])
            lists |= {one["name"]: found} if found else {}
    if lists:
        yield from (SampleSearch.of(sample, lists) for sample in track_samples(job))
