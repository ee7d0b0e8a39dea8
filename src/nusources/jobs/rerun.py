"""Run the script of a failed job again by hand, without Snakemake.

``python -m nusources.jobs.rerun results/<run>/logs/<rule>.rerun.json``
"""

from __future__ import annotations

import argparse
import json
import runpy
from pathlib import Path
from typing import Any

from nusources.jobs.digest import REPOSITORY
from nusources.jobs.environment import prepare_environment


class Items(list):
    """List whose named items are attributes too, as Snakemake gives them to scripts.

    Parameters
    ----------
    items : list of [name or None, value]
    files : bool
        Whether a list under one name stands for its members, as with input and output files.
    """

    def __init__(self, items: list[list[Any]], *, files: bool = False):
        for _, value in items:
            self.extend(value if files and isinstance(value, list) else [value])
        self._named = {name: value for name, value in items if name is not None}

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_named"][name]
        except KeyError:
            raise AttributeError(f"no item named {name!r}") from None

    def items(self):
        """Pairs of name and value."""
        return self._named.items()


class RecordedJob:
    """Stands in for Snakemake's job object.

    Parameters
    ----------
    record : dict
        What `nusources.jobs.job` left behind.
    """

    def __init__(self, record: dict[str, Any]):
        for name in ("input", "output"):
            setattr(self, name, Items(record[name], files=True))
        for name in ("params", "wildcards"):
            setattr(self, name, Items(record[name]))
        self.rule, self.script = record["rule"], record["script"]
        self.threads, self.log = record["threads"], [record["log"]]


def rerun(path: str | Path) -> None:
    """Run the recorded job in this process."""
    prepare_environment()
    record = json.loads(Path(path).read_text(encoding="utf-8"))
    script = REPOSITORY / record["script"]
    runpy.run_path(str(script), init_globals={"snakemake": RecordedJob(record)})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", help="the .rerun.json file beside the log")
    rerun(parser.parse_args().record)
