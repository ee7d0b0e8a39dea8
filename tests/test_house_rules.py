"""The rules of the house, measured on the syntax trees of the code."""

from __future__ import annotations

import ast
import statistics
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "src" / "nusources"
SCRIPTS = REPOSITORY / "workflow" / "scripts"
FILES = sorted([*PACKAGE.rglob("*.py"), *SCRIPTS.glob("*.py")])
RULE_FILES = sorted((REPOSITORY / "workflow" / "rules").glob("*.smk"))

LONGEST_FILE = 500
MEDIAN_FILE = 150
LONGEST_FUNCTION = 60
NINETIETH_PERCENTILE_FUNCTION = 35
MEDIAN_FUNCTION = 12
DEEPEST_NESTING = 3
MOST_ARGUMENTS = 7
LONGEST_SNAKEFILE = 80

STAGE_OF = {
    "alerts": 0,
    "catalogs": 0,
    "detectors": 0,
    "fluxes": 0,
    "selection": 1,
    "spatial": 2,
    "microquasars": 2,
    "reproduction": 3,
    "figures": 3,
    "report": 4,
}
"""Place of each module of the library in the flow of data; what is not here serves all stages."""

NUMERICAL = (
    "alerts",
    "microquasars",
    "sky",
    "spatial",
    "detectors",
    "fluxes",
    "selection",
    "reproduction",
    "random_streams",
    "significance",
)
SERVICES = {
    *("contracts", "errors", "products", "tables", "workflow"),
    *("random_streams", "significance", "sky"),
}

BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def functions() -> list[tuple[str, ast.FunctionDef]]:
    """All functions of the library and of the scripts, with their place."""
    return [
        (f"{file.relative_to(REPOSITORY)}:{node.lineno} {node.name}", node)
        for file in FILES
        for node in ast.walk(tree_of(file))
        if isinstance(node, FUNCTIONS)
    ]


def length_of(node: ast.FunctionDef) -> int:
    """Lines of a function from `def` to its end, without the docstring."""
    lines = node.end_lineno - node.lineno + 1
    if ast.get_docstring(node) is not None:
        lines -= node.body[0].end_lineno - node.body[0].lineno + 1
    return lines


def nesting_of(node: ast.AST) -> int:
    """Deepest level of blocks below a node; `elif` is no level of its own."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        step = int(isinstance(child, BLOCKS) and not (is_elif and len(node.orelse) == 1))
        deepest = max(deepest, step + nesting_of(child))
    return deepest


def arguments_of(node: ast.FunctionDef) -> int:
    """Number of arguments, without self or cls."""
    arguments = [*node.args.posonlyargs, *node.args.args]
    own = len(arguments) - bool(arguments and arguments[0].arg in ("self", "cls"))
    return own + len(node.args.kwonlyargs)


def imported_modules(file: Path) -> set[str]:
    """Names of all modules that a file imports, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def part_of(file: Path) -> str:
    """First part of a module's name below the package."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(file: Path) -> set[str]:
    """First parts of the modules of the package that a file imports."""
    names = [name.split(".") for name in imported_modules(file)]
    return {name[1] for name in names if name[0] == "nusources" and len(name) > 1}


def test_measures_of_this_file():
    source = (
        "def f(self, a, *, b=1):\n"
        '    """Doc.\n\n    More."""\n'
        "    if a:\n        for x in b:\n            pass\n"
        "    elif b:\n        pass\n"
        "    def g():\n        while a:\n            pass\n"
    )
    (function,) = ast.parse(source).body
    assert length_of(function) == 9
    assert nesting_of(function) == 2
    assert arguments_of(function) == 2


def test_files_are_short():
    lengths = {f: len(f.read_text(encoding="utf-8").splitlines()) for f in FILES}
    too_long = {str(f.relative_to(REPOSITORY)): n for f, n in lengths.items() if n > LONGEST_FILE}
    assert not too_long
    assert statistics.median(lengths.values()) <= MEDIAN_FILE


def test_functions_are_short():
    lengths = {place: length_of(node) for place, node in functions()}
    assert not {place: n for place, n in lengths.items() if n > LONGEST_FUNCTION}
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= NINETIETH_PERCENTILE_FUNCTION


def test_functions_are_flat():
    depths = {place: nesting_of(node) for place, node in functions()}
    assert not {place: n for place, n in depths.items() if n > DEEPEST_NESTING}


def test_functions_have_few_arguments():
    counts = {place: arguments_of(node) for place, node in functions()}
    assert not {place: n for place, n in counts.items() if n > MOST_ARGUMENTS}


def test_every_module_has_its_place():
    parts = {part_of(file) for file in PACKAGE.rglob("*.py")} - {"__init__"}
    assert parts == {*STAGE_OF, *SERVICES}, "name the stage of a new module in STAGE_OF"


def test_stages_import_earlier_ones_only():
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {other}"
        for file in PACKAGE.rglob("*.py")
        if part_of(file) in STAGE_OF
        for other in imported_parts(file)
        if STAGE_OF.get(other, 0) > STAGE_OF[part_of(file)]
    ]
    assert not wrong


def test_services_import_no_stage():
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {other}"
        for file in PACKAGE.rglob("*.py")
        if part_of(file) in SERVICES
        for other in imported_parts(file) & set(STAGE_OF)
    ]
    assert not wrong


def test_numerical_modules_know_neither_workflow_nor_files():
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {name}"
        for file in PACKAGE.rglob("*.py")
        if part_of(file) in NUMERICAL
        for name in imported_modules(file)
        if name.startswith(("snakemake", "nusources.workflow", "matplotlib", "logging"))
    ]
    assert not wrong


def test_only_scripts_use_the_job_object():
    uses = [
        str(file.relative_to(REPOSITORY))
        for file in PACKAGE.rglob("*.py")
        if any(name.startswith("snakemake") for name in imported_modules(file))
    ]
    assert not uses


def test_scripts_do_not_read_the_configuration():
    uses = [
        f"{file.name}:{node.lineno}"
        for file in SCRIPTS.glob("*.py")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "snakemake"
    ]
    assert not uses, "a script hands `snakemake` to job() and reads nothing of it itself"


def test_scripts_define_nothing():
    defined = [
        f"{file.name}:{node.lineno} {node.name}"
        for file in SCRIPTS.glob("*.py")
        for node in ast.walk(tree_of(file))
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
    ]
    assert not defined, "functions belong into the library, where tests reach them"


def test_no_relative_imports():
    found = [
        f"{file.relative_to(REPOSITORY)}:{node.lineno}"
        for file in FILES
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not found


def test_snakefile_is_short_and_defines_nothing():
    lines = (REPOSITORY / "Snakefile").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_SNAKEFILE
    assert not [line for line in lines if line.lstrip().startswith(("def ", "class "))]


@pytest.mark.parametrize("file", RULE_FILES, ids=lambda file: file.name)
def test_rules_run_scripts_only(file: Path):
    words = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    for directive in ("run:", "shell:", "notebook:", "wrapper:", "checkpoint "):
        assert not [word for word in words if word.startswith(directive)]


@pytest.mark.parametrize("file", RULE_FILES, ids=lambda file: file.name)
def test_every_rule_with_a_script_tells_what_it_needs(file: Path):
    blocks = file.read_text(encoding="utf-8").split("\nrule ")[1:]
    wanted = (
        "log:",
        "benchmark:",
        "message:",
        "threads:",
        "mem_mb=",
        "runtime=",
        "conda:",
        "code=",
    )
    lacking = {
        f"rule {block.split(':')[0]} lacks {word}"
        for block in blocks
        for word in wanted
        if "script:" in block and word not in block
        if word != "benchmark:" or "    output:" in block  # a benchmark is an output
    }
    assert not lacking


def test_lock_files_name_no_address():
    for file in (REPOSITORY / "envs").glob("requirements*.txt"):
        lines = file.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if "http" in line.lower() or "--index" in line]
