"""Simulate the public lists of alerts, 2010 to 2023, and the truth behind them."""

from nusources.archive.alerts.files import write_asassn_alerts, write_icecat1, write_txs0506_alerts
from nusources.archive.alerts.history import live_periods, simulate_alert_history
from nusources.archive.alerts.lists import (
    alert_truth,
    circular_list,
    historical_list,
    icecat1_list,
)
from nusources.archive.tracks.uptime import simulate_uptime
from nusources.contracts.simulated_alerts import SIMULATED_ALERT_TRUTH
from nusources.facts.alert_models import (
    read_alert_groups,
    read_alert_model,
    read_named_alerts,
)
from nusources.facts.track_models import read_seasons
from nusources.jobs.job import job

with job(snakemake) as j:
    model = read_alert_model(j.input.model)
    # The same streams as the simulated tracks: alerts fall into the same good runs.
    uptimes = [
        simulate_uptime(season, rng=j.random("tracks", "uptime", name))
        for name, season in read_seasons(j.input.seasons).items()
    ]
    history = simulate_alert_history(
        model,
        read_alert_groups(j.input.groups),
        read_named_alerts(j.input.named),
        live_periods(uptimes, model.icecat1.mjd_stop),
        rng=j.random("alerts", "history"),
    )
    icecat1 = icecat1_list(history, model.icecat1, rng=j.random("alerts", "icecat1"))
    j.simulated |= {"TXS0506 alerts", "ASAS-SN alert list", "IceCat-1"}
    write_txs0506_alerts(j.temporary(j.output.historical), historical_list(history))
    write_asassn_alerts(j.temporary(j.output.circulars), circular_list(history))
    write_icecat1(j.temporary(j.output.icecat1), icecat1)
    j.write(j.output.truth, alert_truth(history), SIMULATED_ALERT_TRUTH)
