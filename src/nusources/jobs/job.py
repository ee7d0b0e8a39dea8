"""The context in which every workflow script runs.

``with job(snakemake) as j:`` opens the log, hands out inputs, temporary output names and named
random streams, and at the end renames all outputs at once and writes one record of provenance. A
script that fails leaves no output, a cause in one sentence, and a file from which it can be run
again by hand.
"""

from __future__ import annotations

import glob
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nusources.errors import InputWarning, NusourcesError
from nusources.jobs.digest import REPOSITORY
from nusources.jobs.environment import WORKFLOW_PID
from nusources.jobs.locks import process_is_alive
from nusources.jobs.provenance import file_facts, provenance_path
from nusources.origins import ORIGINS

if TYPE_CHECKING:  # At the call otherwise: a job without tables starts in a third of the time.
    import numpy as np
    import pandas as pd

    from nusources.tables import Contract

WATCH_SECONDS = 1.0

log = logging.getLogger("nusources")


class Job:
    """Inputs, outputs, parameters and random streams of one job.

    Parameters
    ----------
    snakemake : object
        Snakemake's job object, or one of the same shape (see `nusources.jobs.rerun`).
    """

    def __init__(self, snakemake: Any):
        self.input = snakemake.input
        self.output = snakemake.output
        self.params = snakemake.params
        self.wildcards = snakemake.wildcards
        self.threads = snakemake.threads
        self.rule = snakemake.rule
        self.log_file = Path(snakemake.log[0])
        self.script = getattr(snakemake, "script", None) or _running_script()
        self.real: set[str] = set()
        self.simulated: set[str] = set()
        self.own: set[str] = set()
        self._temporary: dict[str, Path] = {}
        self._facts: dict[str, Any] = {}
        self._told: list[InputWarning] = []

    def read(self, path: str, contract: Contract, columns=None) -> pd.DataFrame:
        """Read an input table; its ancestors become ancestors of all outputs."""
        from nusources.tables import read_table

        table = read_table(path, contract, columns)
        for kind in ORIGINS:
            getattr(self, kind).update(table.attrs[kind])
        log.info("read %s: %d rows", path, len(table))
        return table

    def read_all(self, paths: Iterable[str], contract: Contract) -> list[pd.DataFrame]:
        """Read input tables of one contract, such as the chunks of a long job."""
        return [self.read(path, contract) for path in paths]

    def read_receipt(self, path: str) -> dict[str, Any]:
        """Read a receipt; its dataset becomes an ancestor of all outputs."""
        receipt = json.loads(Path(path).read_text(encoding="utf-8"))
        kind = self.simulated if receipt["simulated"] else self.real
        kind.add(receipt["short_title"])
        return receipt

    @property
    def ancestors(self) -> dict[str, list[str]]:
        """What the outputs descend from: names by kind (`nusources.origins.ORIGINS`)."""
        return {kind: sorted(getattr(self, kind)) for kind in ORIGINS}

    def note_own(self, what: str, path: str) -> None:
        """Tell that a file of the user is an ancestor of all outputs."""
        self.own.add(f"{what} ({path})")

    def tell(self, warning: InputWarning) -> None:
        """Tell the user something about an input, on the terminal and in the log."""
        self._told.append(warning)
        log.warning("%s: %s", warning.severity, warning)
        print(f"nusources: {warning.severity}: {warning}", file=sys.stderr)

    def write_messages(self, path: str) -> None:
        """Write what was told so far, for the report: severity, file and message of each."""
        told = [
            {"severity": one.severity, "file": str(one.path or ""), "message": one.problem}
            for one in self._told
        ]
        text = json.dumps({"messages": told}, indent=1)
        self.temporary(path).write_text(text + "\n", encoding="utf-8")

    def write(
        self,
        path: str,
        table: pd.DataFrame,
        contract: Contract,
        parents: Sequence[Mapping[str, list[str]]] | None = None,
    ) -> None:
        """Write an output table under its temporary name.

        Its ancestors are those of the job, or only those of `parents`: ``attrs`` of tables that
        were read, or names by kind.
        """
        from nusources.tables import write_table

        ancestors = self.ancestors
        if parents is not None:
            ancestors = {
                kind: [name for one in parents for name in one.get(kind, [])] for kind in ORIGINS
            }
        write_table(table, self.temporary(path), contract, **ancestors)
        log.info("wrote %s: %d rows", path, len(table))

    def temporary(self, path: str) -> Path:
        """Name under which an output is written until the job has succeeded.

        The ending stays, because libraries choose the format by it.
        """
        final = Path(path)
        final.parent.mkdir(parents=True, exist_ok=True)
        name = f".{final.stem}.{os.getpid()}.tmp{final.suffix}"
        if str(path) not in self._temporary:
            _remove_all(final.parent, f".{glob.escape(final.stem)}.[0-9]*.tmp{final.suffix}")
            self._temporary[str(path)] = final.with_name(name)
        return self._temporary[str(path)]

    def random(self, *names: str) -> np.random.Generator:
        """Random stream with this name, derived from the run's seed."""
        from nusources.random_streams import named_generator

        return named_generator(self.params.seed, *names)

    def note(self, **facts: Any) -> None:
        """Put facts into the record of provenance."""
        self._facts |= facts

    def finish(self, started: float) -> None:
        """Check that every output was written, rename them all, and write the provenance."""
        missing = [path for path in self.output if not self.temporary(path).exists()]
        if missing:
            raise NusourcesError(f"rule {self.rule} did not write {', '.join(missing)}")
        if not _workflow_is_alive():
            raise NusourcesError("the Snakemake that started this job is dead")
        for path in self.output:
            os.replace(self.temporary(path), path)
        if self.output:
            _write_json(provenance_path(self.log_file), self._provenance(started))

    def discard(self) -> None:
        """Remove what was written so far."""
        for temporary in self._temporary.values():
            _remove_all(temporary.parent, glob.escape(temporary.name))

    def _provenance(self, started: float) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "wildcards": dict(self.wildcards.items()),
            "params": dict(self.params.items()),
            "input": [str(one) for one in self.input],
            "output": {str(path): file_facts(path) for path in self.output},
            **self.ancestors,
            "seconds": round(time.monotonic() - started, 3),
            **self._facts,
        }


def rerun_path(log_file: Path) -> Path:
    """Where a job that failed leaves what it takes to run it again by hand."""
    return log_file.with_suffix(".rerun.json")


@contextmanager
def job(snakemake: Any) -> Iterator[Job]:
    """Run the body of a workflow script.

    Parameters
    ----------
    snakemake : object
        The object that Snakemake puts into scripts.

    Yields
    ------
    Job
    """
    started = time.monotonic()
    this = Job(snakemake)
    log_file = this.log_file
    _open_log(log_file)
    _collect_warnings(this)
    _watch_workflow(this)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        yield this
        this.finish(started)
        rerun_path(log_file).unlink(missing_ok=True)
        log.info("done in %.2f s", time.monotonic() - started)
    except BaseException as error:
        this.discard()
        _report_failure(error, this, log_file)
        raise SystemExit(1) from None
    finally:
        logging.shutdown()


def _remove_all(folder: Path, pattern: str) -> None:
    """Remove temporary files and, within them, those of `write_table`: of killed jobs, or ours."""
    for temporary in [*folder.glob(pattern), *folder.glob(f".{pattern}.[0-9]*.tmp")]:
        temporary.unlink(missing_ok=True)


def _open_log(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    warnings.simplefilter("default")


def _collect_warnings(this: Job) -> None:
    """Let the job tell warnings about inputs; others stay in the log."""
    to_log = warnings.showwarning

    def show(message: Any, *place: Any, **more: Any) -> None:
        if isinstance(message, InputWarning):
            this.tell(message)
        else:
            to_log(message, *place, **more)

    warnings.showwarning = show
    warnings.simplefilter("always", InputWarning)


def _report_failure(error: BaseException, this: Job, log_file: Path) -> None:
    log.error("%s", "".join(traceback.format_exception(error)))
    rerun = rerun_path(log_file)
    cause = str(error) or type(error).__name__
    if not isinstance(error, NusourcesError):
        cause = f"{type(error).__name__}: {cause}"
    hint = f"details: {log_file}; by hand: .venv/bin/python -m nusources.jobs.rerun {rerun}"
    log.error("%s failed: %s\n%s", this.rule, cause, hint)
    print(f"nusources: {this.rule} failed: {cause}\n  {hint}", file=sys.stderr)
    _write_json(
        rerun,
        {
            "rule": this.rule,
            "script": this.script,
            "input": _as_items(this.input),
            "output": _as_items(this.output),
            "params": _as_items(this.params),
            "wildcards": _as_items(this.wildcards),
            "threads": this.threads,
            "log": str(log_file),
        },
    )


def _running_script() -> str:
    """The script that this process runs, seen from the repository."""
    script = Path(getattr(sys.modules["__main__"], "__file__", None) or sys.argv[0])
    return os.path.relpath(script, REPOSITORY)


def _as_items(values: Any) -> list[list[Any]]:
    """Named and unnamed items of one of Snakemake's lists, as [name or None, value]."""
    named = [[name, value] for name, value in values.items()]
    lists = [value for _, value in named if isinstance(value, list)]
    held = {id(value) for _, value in named} | {id(one) for value in lists for one in value}
    return named + [[None, value] for value in values if id(value) not in held]


def _write_json(path: Path, content: dict[str, Any]) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(
            json.dumps(content, indent=1, sort_keys=True, default=str) + "\n",
            encoding="utf-8",
        )
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        log.warning("could not write %s: %s", path, error)


def _terminate(signal_number: int, frame: Any) -> None:
    raise SystemExit(f"stopped by signal {signal_number}")


def _workflow_is_alive() -> bool:
    """Whether the Snakemake that started this script lives, or there is none."""
    workflow = os.environ.get(WORKFLOW_PID)
    return workflow is None or process_is_alive(int(workflow))


def _watch_workflow(this: Job) -> None:
    """Stop when the Snakemake that started this script dies.

    After SIGKILL a script would live on and write into a folder that a new run is using.
    """

    def watch() -> None:
        while _workflow_is_alive():
            time.sleep(WATCH_SECONDS)
        this.discard()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
