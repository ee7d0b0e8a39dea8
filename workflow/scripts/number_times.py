"""Give our values of the published numbers of flares in time."""

from nusources.contracts.published import OUR_NUMBERS
from nusources.contracts.temporal import ALERT_PAIRS, FLARE_RATIOS, SIMULTANEITY, TIME_SEARCHES
from nusources.jobs.job import job
from nusources.reproduction import read_published
from nusources.temporal.numbers import (
    level_numbers,
    median_interval,
    pair_numbers,
    published_times,
    scan_numbers,
    simultaneity_numbers,
    slide_numbers,
    sources_of_peak,
)
from nusources.temporal.pairs import pairs_within
from nusources.temporal.reading import time_tables
from nusources.temporal.samples import windows_of

FAR_PEAK = "temporal.WIBRaLS.far_peak"

with job(snakemake) as j:
    tables = time_tables(j)
    pairs = j.read(j.input.pairs, ALERT_PAIRS)
    ratios = j.read(j.input.ratios, FLARE_RATIOS)
    searches = j.read(j.input.searches, TIME_SEARCHES)
    simultaneity = j.read(j.input.simultaneity, SIMULTANEITY)
    own = {one["name"]: one for one in j.params.samples}
    samples = {name: tables.configured(one)[0] for name, one in own.items()}
    samples = {name: sample for name, sample in samples.items() if len(sample.curves.names)}
    found = pair_numbers(pairs[pairs["sample"].isin(samples)])
    found |= scan_numbers(searches) | slide_numbers(ratios)
    once = [sample for name, sample in samples.items() if own[name]["of"] == name]
    found |= level_numbers(one.curves for one in once)
    found |= simultaneity_numbers(simultaneity)
    for name, sample in samples.items():
        found[f"temporal.{name}.median_interval"] = median_interval(sample.curves)
    if FAR_PEAK in found:
        sample, settings = samples["WIBRaLS"], own["WIBRaLS"]
        found[f"{FAR_PEAK}_sources"] = sources_of_peak(
            sample.curves,
            pairs_within(sample, settings["factor"])[:2],
            windows_of(j.params.settings, settings["window_days"]),
            found[FAR_PEAK],
        )
    parents = [one.attrs for one in (pairs, ratios, searches, simultaneity)]
    j.write(
        j.output.numbers,
        published_times(found, read_published(j.input.published), parents, j.params.incomplete),
        OUR_NUMBERS,
    )
