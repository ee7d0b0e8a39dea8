"""Section ``light_curve``: a light curve of the user."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import Section, existing_file, sorted_keys
from nusources.config.user_files import Where

ColumnName = Literal[
    "mjd", "mjd_start", "mjd_stop", "flux", "flux_error", "is_upper_limit", "band", "flux_unit"
]
Text = Annotated[str, Field(min_length=1)]


class LagConfig(Section):
    """Two bands whose lag is measured: the first behind the second."""

    first: Text
    second: Text

    @model_validator(mode="after")
    def _names_two_bands(self) -> LagConfig:
        if self.first == self.second:
            raise ValueError(f"expected two bands; found {self.first!r} twice")
        return self


class LightCurveConfig(Section):
    """A light curve of the user, cut into blocks as those of ``flares`` are."""

    file: Annotated[str, AfterValidator(existing_file)] | None
    label: Text | None = None
    columns: Annotated[dict[ColumnName, Text], AfterValidator(sorted_keys)] = Field(
        default_factory=dict
    )
    where: Where = Field(default_factory=dict)
    extension: str | None = None
    time_zero_mjd: float | None = None
    time_unit: Literal["d", "s"] | None = None
    flux_unit: Text | None = None
    lag: LagConfig | None = None
    n_surrogates: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _tells_of_a_file(self) -> LightCurveConfig:
        told = [name for name in sorted(self.model_fields_set) if getattr(self, name)]
        told = [name for name in told if name not in ("file", "n_surrogates")]
        if self.file is None and told:
            raise ValueError(
                f"{told[0]} without file: expected both or neither; found {getattr(self, told[0])}"
            )
        return self

    @property
    def is_own(self) -> bool:
        """Whether the section names a file of the user."""
        return self.file is not None

    @property
    def user_jobs(self) -> list[str]:
        """Jobs that read the user's file."""
        return ["find_user_flares"] if self.file else []

    @property
    def request(self) -> dict:
        """What `nusources.user_files.light_curves.LightCurveRequest` is made of."""
        return self.model_dump(exclude={"file", "extension", "lag", "n_surrogates"})


SECTIONS = {"light_curve": LightCurveConfig}
