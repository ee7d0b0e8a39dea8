"""Put small faults into one module and tell which of them its tests miss: `make mutants`.

Works on a copy of the repository in a temporary folder, with Cosmic Ray of .venv-mutants; the tests
run in the environment of this script. docs/mutation-testing.md tells how to read the result.
"""

from __future__ import annotations

import ast
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".venv-mutants" / "bin"

KEPT = (
    *("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "Pow_Mul", "FloorDiv_Div", "BitAnd_BitOr"),
    *("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
    *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "USub_UAdd", "Delete_Not", "Delete_Invert"),
)
"""Replacements of operators that a slip of the pen could make. The others (a sum as a shift of
bits) fail with a TypeError wherever they stand; BitOr stands in annotations, which nothing runs."""

OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not workflow", "--hypothesis-seed=1")
"""Options of pytest: the fast tests, until the first failure."""

SHORTEST_TIMEOUT = 20.0
"""Seconds after which a mutant that does not come to an end counts as noticed, at least."""


def source_of(module: str, root: Path) -> Path:
    """File of a module, relative to the repository."""
    path = Path("src", *module.split(".")).with_suffix(".py")
    if not module or not (root / path).is_file():
        sys.exit(
            f"MODULE={module}: found no file {path}; expected MODULE=nusources.<stage>.<module>"
        )
    return path


def names_of(module: str, root: Path) -> set[str]:
    """Dotted names under which tests import a module: its own and what its package hands on."""
    package = module.rpartition(".")[0]
    handing_on = root.joinpath("src", *package.split("."), "__init__.py")
    if not handing_on.is_file():
        return {module}
    found = (one.removeprefix(f"{module}.") for one in _imports(handing_on, module))
    return {module, *(f"{package}.{name}" for name in found if name != module)}


def importing_tests(module: str, root: Path) -> list[str]:
    """Test files that import a module, its own first.

    Those of the folder that mirrors the module's, and at the top of the tests; where there are
    none, those of other folders.
    """
    names = names_of(module, root)
    files = sorted((root / "tests").rglob("test_*.py"))
    found = [file for file in files if any(_imports(file, name) for name in names)]
    *folders, own = module.split(".")[1:]
    near = {root / "tests", root.joinpath("tests", *folders)}
    chosen = [file for file in found if file.parent in near] or found
    chosen.sort(key=lambda file: (file.stem != f"test_{own}", file.parent == root / "tests"))
    return [str(file.relative_to(root)) for file in chosen]


def _imports(file: Path, name: str) -> set[str]:
    """Imported names of a file that are `name` or stand in it."""
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{one.name}" for one in node.names}
    return {one for one in imported if f"{one}.".startswith(f"{name}.")}


def configuration(path: Path, command: Sequence[str], timeout: float) -> str:
    """Configuration of Cosmic Ray: the file to change, and the command that tests it."""
    excluded = f"core/Replace(Binary|Comparison|Unary)Operator_(?!({'|'.join(KEPT)})$)"
    return "\n".join(
        [
            "[cosmic-ray]",
            f"module-path = {json.dumps(str(path))}",
            f"timeout = {timeout:.1f}",
            f"test-command = {json.dumps(shlex.join(command))}",
            "[cosmic-ray.distributor]",
            'name = "local"',
            "[cosmic-ray.filters.operators-filter]",
            f"exclude-operators = {json.dumps([excluded])}",
            "",
        ]
    )


def environment_of(copy: Path, path: Path) -> dict[str, str]:
    """Environment of the tests: the copy goes before the installed project, no mirror."""
    kept = {key: value for key, value in os.environ.items() if key != "NUSOURCES_MIRROR"}
    if "numba" in (copy / path).read_text(encoding="utf-8"):
        # Compiled code that calls a mutant is cached without it; plain Python always sees it.
        kept["NUMBA_DISABLE_JIT"] = "1"
    return kept | {"PYTHONPATH": str(copy / "src")}


def survivors_of(dump: str) -> tuple[list[str], int]:
    """Differences of the mutants that all tests passed, and the number of all mutants run."""
    results = [result for _, result in map(json.loads, dump.splitlines()) if result]
    run = [one for one in results if one["worker_outcome"] == "normal"]
    return [one["diff"] for one in run if one["test_outcome"] == "survived"], len(run)


def shown(diff: str) -> str:
    """Place and changed lines of a difference."""
    _, old, _, head, *lines = diff.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("-"))
    line = int(head.split()[1].lstrip("-").split(",")[0]) + first
    changed = [line for line in lines if line.startswith(("-", "+"))]
    return "\n".join([f"{old.removeprefix('--- a/')}:{line}", *changed])


def copy_of(root: Path, folder: Path) -> Path:
    """Copy of what git could hold, to be changed at will."""
    left = shutil.ignore_patterns(".*", "results", "*.pyc", "*.egg-info", "*.nbi", "*.nbc")
    return Path(shutil.copytree(root, folder / "copy", ignore=left))


def check_without_fault(copy: Path, path: Path, tests: Sequence[str], environment: dict) -> None:
    """Stop if the tests fail on the module as it is."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, *tests]
    clean = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    if clean.returncode:
        sys.exit(f"the tests fail without any fault:\n{clean.stdout}{clean.stderr}")
    for compiled in (copy / path).parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()  # it may look as old as a mutant


@contextmanager
def warm_tests(copy: Path, tests: Sequence[str], environment: dict) -> Iterator[list[str]]:
    """Command that runs the tests of the copy, as long as the context lasts."""
    script, address = str(Path(__file__).with_name("warm_tests.py")), str(copy.parent / "socket")
    command = [sys.executable, script, "serve", address, *OPTIONS, "--", *tests]
    server = subprocess.Popen(command, cwd=copy, env=environment, stdin=subprocess.PIPE)
    try:
        while not Path(address).exists() and server.poll() is None:
            time.sleep(0.05)
        yield [sys.executable, "-S", "-E", script, "ask", address]
    finally:
        server.communicate()  # ends its input, and thereby the server


def run_mutants(path: Path, tests: Sequence[str], root: Path, folder: Path) -> str:
    """Mutants of a file and their outcomes as Cosmic Ray dumps them, one in a line."""
    copy = copy_of(root, folder)
    environment = environment_of(copy, path)
    config, session = str(folder / "cosmic-ray.toml"), str(folder / "session.sqlite")

    def run(*command: str) -> str:
        tool = [str(TOOLS / command[0]), *command[1:]]
        return subprocess.run(
            tool, cwd=copy, env=environment, stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    check_without_fault(copy, path, tests, environment)
    with warm_tests(copy, tests, environment) as command:
        start = time.monotonic()
        subprocess.run(command, check=True)
        seconds = time.monotonic() - start
        timeout = max(SHORTEST_TIMEOUT, 5 * seconds)
        Path(config).write_text(configuration(path, command, timeout), encoding="utf-8")
        run("cosmic-ray", "init", config, session)
        run("cr-filter-operators", session, config)
        pending = run("cosmic-ray", "dump", session).count(", null]")
        print(f"{pending} mutants, {seconds:.1f} s for all tests of one", flush=True)
        try:
            run("cosmic-ray", "exec", config, session)
        except KeyboardInterrupt:
            print("interrupted; the mutants so far:")
    return run("cosmic-ray", "dump", session)


def main(arguments: Sequence[str], root: Path = ROOT) -> None:
    """Print the mutants of a module that its tests miss."""
    module, *tests = arguments or [""]
    path = source_of(module, root)
    tests = tests or importing_tests(module, root)
    if not tests:
        sys.exit(f"no test imports {module}; name the tests: TESTS='tests/...'")
    print(f"{module}, tested by {' '.join(tests)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="nusources-mutants-", ignore_cleanup_errors=True) as at:
        survivors, n_run = survivors_of(run_mutants(path, tests, root, Path(at)))
    for diff in survivors:
        print(shown(diff))
    print(f"{module}: {n_run} mutants, {n_run - len(survivors)} killed, {len(survivors)} survived")


if __name__ == "__main__":
    main(sys.argv[1:])
