"""Section ``alerts``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import Positive, Section, existing_file, sorted_keys
from nusources.config.user_files import AngleUnit, Where

PUBLIC_LISTS = ("txs0506_alerts/alerts", "asassn_icecube_alerts/alerts", "icecat1/alerts")
"""Tables that the 102 alerts of chang2022 are rebuilt from."""

HALF_AXES = ("ra_err_plus", "ra_err_minus", "dec_err_plus", "dec_err_minus")
ColumnName = Literal[
    "alert_name",
    "mjd",
    "ra",
    "dec",
    "error_radius",
    "ra_err_plus",
    "ra_err_minus",
    "dec_err_plus",
    "dec_err_minus",
]


class AlertsConfig(Section):
    """Alerts and the shape of their 90 % regions (chang2022, sections 3.1 and 4.1)."""

    file: Annotated[str, AfterValidator(existing_file)] | None
    columns: Annotated[dict[ColumnName, str], AfterValidator(sorted_keys)]
    where: Where = Field(default_factory=dict)
    angle_unit: AngleUnit | None = None
    extension: str | None = None
    shape: Literal["ellipse", "rectangle"]
    ra_errors: Literal["coordinate", "true"]
    factor: Positive

    @model_validator(mode="after")
    def _names_the_columns_of_a_file(self) -> AlertsConfig:
        if self.file is None:
            of_files = ("columns", "where", "angle_unit", "extension")
            told = [key for key in of_files if getattr(self, key)]
            if told:
                raise ValueError(
                    f"{told[0]} without file: expected both or neither; found "
                    f"{getattr(self, told[0])}"
                )
            return self
        missing = [name for name in ("alert_name", "mjd", "ra", "dec") if name not in self.columns]
        has_axes = all(name in self.columns for name in HALF_AXES)
        if "error_radius" not in self.columns and not has_axes:
            missing.append(f"error_radius (or {', '.join(HALF_AXES)})")
        if missing:
            raise ValueError(f"columns: lacks {', '.join(missing)}")
        return self

    @property
    def tables(self) -> list[str]:
        """Tables that the section needs."""
        return list(PUBLIC_LISTS) if self.file is None else []

    @property
    def is_own(self) -> bool:
        """Whether the section names a file of the user."""
        return self.file is not None

    @property
    def user_jobs(self) -> list[str]:
        """Jobs that read the user's file."""
        return ["list_alerts"] if self.file else []
