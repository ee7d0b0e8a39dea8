"""Expected number of events of each component of a simulated season."""

from nusources.archive.tracks.rates import expected_grids


def expected_counts(season, detector, fluxes) -> dict[str, float]:
    """Sums of the expected grids, and the muon bundles, which fill the rest of the rows."""
    grids = expected_grids(season, detector, fluxes)
    counts = {name: float(grid.sum()) for name, grid in grids.items()}
    return counts | {"muon bundles": season.n_events - sum(counts.values())}
