"""The rules of the house, measured on the syntax trees of the code."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

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

ROOMS = (
    # shared words, checks and numerics
    "errors",
    "units",
    "wording",
    "postponed_imports",
    "yaml_lines",
    "checked_yaml",
    "origins",
    "random_streams",
    "sky",
    "significance",
    "statistics",
    "alert_regions",
    "fluxes",
    "footprints",
    "detectors",
    "likelihood",
    "regression",
    "population",
    "tables",
    "contracts",
    "run_numbers",
    "products",
    "product_list",
    "product_choice",
    "studies",
    "reproduction",
    "facts",
    "effective_areas",
    "detection_model",
    "seal",
    # what stands between Snakemake and the library
    "datasets",
    "config",
    "plan",
    "answer_plan",
    "jobs",
    "run_plan",
    # catalogs
    "formats",
    "user_files",
    "catalogs.tracks",
    "catalogs.alerts",
    "catalogs.blazars",
    "catalogs.gamma",
    "catalogs.xray",
    "catalogs.galactic",
    "catalogs.neutrino_results",
    "catalogs",
    # the simulated archive
    "archive.drawing",
    "archive.histories",
    "archive.tracks",
    "archive.alerts",
    "archive.blazars",
    "archive.gamma",
    "archive.light_curves",
    "archive.xray",
    "archive.neutrino_results",
    "archive",
    # stages
    "selection",
    "flares",
    "temporal",
    "spatial",
    "spatial.counting",
    "spatial.nulls",
    "spatial.signal",
    "spatial.limits",
    "spatial.power",
    "microquasars",
    "user_lists",
    "*",
    "stacking",
    "luminosity",
    # answers in words, products
    "answers.house",
    "answers.events",
    "answers.*",
    "figures.house",
    "figures.*",
    "report",
)
"""The rooms of the library, in the order in which they may import each other: earlier ones only;
``*`` is any further stage, ``answers.*`` and ``figures.*`` those of the studies, which do not
import each other."""

BY_STUDY = ("answers", "figures")
"""Rooms that have a room for each study."""

ROOMS_OF_STUDIES = (
    "selection",
    "flares",
    "temporal",
    "spatial",
    "microquasars",
    "forecast",
    "stacking",
    "luminosity",
    "coronae",
)
"""Stages that belong to studies: these, and ``figures.<study>``, may name theirs."""
STUDY_FILES = {
    "src/nusources/config/microquasars.py",
    "src/nusources/config/forecast.py",
    "src/nusources/config/luminosity.py",
}
SHARED_RULES = ("common", "data", "catalogs", "simulation", "products", "report")
STUDY = re.compile(r"chang2022|kun2026|anchordoqui2014|chen2025|karavola2026")

STRANGERS = {
    "archive": ("selection", "spatial", "microquasars", "figures", "report"),
    "jobs": ("formats", "catalogs", "archive", "selection", "spatial", "microquasars"),
    "datasets": ("formats", "catalogs", "archive", "selection", "spatial", "microquasars"),
    "config": ("formats", "catalogs", "archive", "selection", "spatial", "microquasars", "figures"),
}
"""Rooms that others must not import although they stand earlier; a name covers the rooms in it."""

NUMERICAL = (
    "alert_regions",
    "coronae",
    "detection_model",
    "detectors",
    "effective_areas",
    "flares",
    "fluxes",
    "footprints",
    "likelihood",
    "luminosity",
    "microquasars",
    "origins",
    "population",
    "random_streams",
    "regression",
    "reproduction",
    "run_numbers",
    "seal",
    "selection",
    "significance",
    "sky",
    "spatial",
    "stacking",
    "statistics",
    "temporal",
)

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


def room_of(file: Path) -> str:
    """Room of a module: the folders between it and the package, or its own name."""
    folders = file.relative_to(PACKAGE).parts[:-1]
    return ".".join(folders) or file.stem


def place_of(room: str) -> int:
    """Place of a room in the order."""
    if room in ROOMS:
        return ROOMS.index(room)
    first = room.partition(".")[0]
    assert (PACKAGE / first).is_dir(), f"name the place of {room} in ROOMS"
    return ROOMS.index(f"{first}.*" if first in BY_STUDY else "*")


def room_named(name: str) -> str | None:
    """Room of what an import names; None outside the package."""
    parts = name.split(".")
    if parts[0] != PACKAGE.name:
        return None
    names = [".".join(parts[1:length]) for length in range(len(parts), 1, -1)]
    return next((one for one in names if one in known_rooms()), None)


@cache
def known_rooms() -> frozenset[str]:
    """Rooms that have files."""
    return frozenset(room_of(file) for file in PACKAGE.rglob("*.py") if file.name != "__init__.py")


def imported_rooms(file: Path) -> set[str]:
    """Rooms that a file imports, without its own."""
    found = {room_named(name) for name in imported_modules(file)}
    return {one for one in found if one} - {room_of(file)}


def is_in(room: str, places: tuple[str, ...]) -> bool:
    """Whether a room is one of some places or stands in one."""
    return any(room == place or room.startswith(f"{place}.") for place in places)


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


def test_every_module_has_its_room():
    assert not {*ROOMS} - {"*", *(f"{one}.*" for one in BY_STUDY)} - known_rooms(), (
        "a room that is no more"
    )
    assert all(place_of(room) >= 0 for room in known_rooms())


def test_rooms_import_earlier_ones_only():
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {other}"
        for file in PACKAGE.rglob("*.py")
        if file.parent != PACKAGE or file.name != "__init__.py"
        if room_of(file) in known_rooms()
        for other in imported_rooms(file)
        if place_of(other) >= place_of(room_of(file))
    ]
    assert not wrong


def test_no_room_imports_a_stranger():
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {other}"
        for file in PACKAGE.rglob("*.py")
        for stranger, rooms in STRANGERS.items()
        if is_in(room_of(file), rooms)
        for other in imported_rooms(file)
        if is_in(other, (stranger,))
    ]
    assert not wrong


def test_numerical_modules_know_neither_workflow_nor_files():
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {name}"
        for file in PACKAGE.rglob("*.py")
        if is_in(room_of(file), NUMERICAL)
        for name in imported_modules(file)
        if name.startswith(("snakemake", "matplotlib", "logging"))
        or is_in(room_named(name) or "", ("jobs", "config", "datasets", "formats"))
    ]
    assert not wrong


def test_nothing_outside_the_tests_looks_like_a_test():
    files = [*PACKAGE.rglob("*.py"), *SCRIPTS.glob("*.py")]
    assert not [f.name for f in files if f.stem.startswith("test_") or f.stem.endswith("_test")]


def shared_files() -> list[Path]:
    """Files of the library that belong to no study."""
    return [
        file
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(REPOSITORY).as_posix() not in STUDY_FILES
        and not is_in(room_of(file), ROOMS_OF_STUDIES)
        and not STUDY.search(room_of(file))
    ]


def words_of(tree: ast.Module) -> Iterator[str]:
    """Names and strings of a file; docstrings, and strings that stand alone, are no code."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
        yield from (getattr(node, key, None) or "" for key in ("id", "attr", "arg", "module"))
        if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.alias)):
            yield node.name


def keys_of(content: object) -> Iterator[str]:
    """Keys of a YAML file, however deep."""
    if isinstance(content, dict):
        yield from map(str, content)
        content = list(content.values())
    for one in content if isinstance(content, list) else ():
        yield from keys_of(one)


def test_words_of_a_file_are_found_and_docstrings_are_not():
    source = '"""chang2022"""\nx = "a"\n"""chang2022 too"""\ndef f(b):\n    """chang2022."""\n'
    assert {"a", "x", "f", "b"} == set(words_of(ast.parse(source))) - {""}
    assert set(keys_of({"a": [{"b": 1}], "c": "d"})) == {"a", "b", "c"}


def test_shared_code_names_no_study():
    found = [
        f"{file.relative_to(REPOSITORY)}: {word!r}"
        for file in shared_files()
        for word in words_of(tree_of(file))
        if isinstance(word, str) and STUDY.search(word)
    ]
    assert not found


@pytest.mark.parametrize("name", SHARED_RULES)
def test_shared_rules_name_no_study(name: str):
    lines = (REPOSITORY / "workflow/rules" / f"{name}.smk").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if STUDY.search(line.partition("#")[0])]


def test_keys_of_the_configuration_name_no_study():
    files = (REPOSITORY / "config").rglob("*.yaml")
    found = [
        f"{file.relative_to(REPOSITORY)}: {key}"
        for file in files
        for key in keys_of(yaml.safe_load(file.read_text(encoding="utf-8")))
        if STUDY.search(key)
    ]
    assert not found


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


def rules_of(file: Path) -> list[str]:
    """Text of each rule of a file, also of those that are made in loops."""
    return re.split(r"^(?=[ ]*rule\b.*:$)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[
        1:
    ]


def test_rules_in_loops_are_seen():
    (catalogs,) = [file for file in RULE_FILES if file.name == "catalogs.smk"]
    looped = [block for block in rules_of(catalogs) if block.startswith("    rule:")]
    assert len(looped) == 2
    assert all("script:" in block for block in looped)


@pytest.mark.parametrize("file", RULE_FILES, ids=lambda file: file.name)
def test_every_rule_with_a_script_tells_what_it_needs(file: Path):
    blocks = rules_of(file)
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
        f"{block.splitlines()[0].strip()} lacks {word}"
        for block in blocks
        for word in wanted
        if "script:" in block and word not in block
        if word != "benchmark:" or " output:" in block  # a benchmark is an output
    }
    assert not lacking


def test_lock_files_name_no_address():
    for file in (REPOSITORY / "envs").glob("requirements*.txt"):
        lines = file.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if "://" in line or "--index" in line]


def test_files_of_tests_have_names_of_their_own():
    """pytest imports them by their names alone."""
    names = [path.name for path in (REPOSITORY / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
