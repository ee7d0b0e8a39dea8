"""Words of the tables of this stage, for all who need no more of it than these."""

from __future__ import annotations

SOURCE_RA, EVENT_RA = "source_ra", "event_ra"
SOURCE_BAND, CATALOGUE_ROTATION = "source_band", "catalogue_rotation"
"""Null hypotheses; `nusources.spatial.nulls.other_nulls` has them."""

OWN, OTHER = "own", "other"
"""Whether a null is the one that a group is tested with."""

WHOLE_SKY = "whole_sky"
"""All declinations; also the group of sources that are spread evenly over the sky."""

SCRAMBLES, EXACT_MOMENTS = "scrambles", "exact moments"
"""What a critical count comes from; `nusources.spatial.limits.critical_counts`."""

CLASSICAL, UNIFIED = "classical", "feldman_cousins"
"""Limits on a count; `nusources.spatial.limits.coverage`."""

EVENTS_SCRAMBLED, EVENTS_NORMAL, PAIRS_EXACT = "events_scrambled", "events_normal", "pairs_exact"
"""Statistics of skies without signal; `nusources.spatial.nulls.closure`."""

SPARSE, DENSE = "sparse", "dense"
"""Regimes of such skies: few events near few sources; all events and many sources."""

FLUX, N_SOURCES, ANG_ERR_FACTOR = "flux", "n_sources", "ang_err_factor"
ISOTROPIC = "isotropic"
"""What power is measured against, and sources anywhere; `nusources.spatial.power.power_curves`."""

NOMINAL = "nominal"
"""The analysis that nothing is changed in; `nusources.spatial.power.systematics`."""

ALL_GROUPS = "all groups"
"""The search of all groups at once; `nusources.spatial.nulls.excess`."""
