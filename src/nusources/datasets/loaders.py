"""Loaders of the registry, each with the file that it reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nusources.datasets.registry import Loader


@dataclass(frozen=True)
class FileLoader:
    """A loader with the file that it reads."""

    file: str
    loader: Loader

    def as_params(self) -> dict[str, Any]:
        """What a job gets to know."""
        return {"file": self.file, **self.loader.model_dump()}


def files_of(loaders: Iterable[FileLoader]) -> list[str]:
    """Official files that some loaders read."""
    return sorted({one.file for one in loaders})


def tables_of(loaders: Iterable[FileLoader]) -> list[str]:
    """Names of the tables that some loaders make."""
    return [name for one in loaders for name in one.loader.tables]


def modules_of(loaders: Iterable[FileLoader]) -> list[str]:
    """Modules that some loaders import by name."""
    return sorted({module for one in loaders for module in one.loader.modules})
