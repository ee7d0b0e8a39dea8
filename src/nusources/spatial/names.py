"""Words of the tables of this stage, for all who need no more of it than these."""

from __future__ import annotations

SOURCE_RA, EVENT_RA = "source_ra", "event_ra"
SOURCE_BAND, CATALOGUE_ROTATION = "source_band", "catalogue_rotation"
"""Null hypotheses; `nusources.spatial.nulls.other_nulls` has them."""

OWN, OTHER = "own", "other"
"""Whether a null is the one that a group is tested with."""

WHOLE_SKY = "whole_sky"
"""All declinations; also the group of sources that are spread evenly over the sky."""
