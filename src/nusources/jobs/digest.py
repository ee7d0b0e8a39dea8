"""Digest of the code that a job runs, so that a change of meaning, and no other, reruns it.

Snakemake compares file times and the text of a script, and does not see imported modules. The
digest covers the syntax trees of the script and of every nusources module that it reaches, without
comments and docstrings, and the lock file of the environment.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
REPOSITORY = PACKAGE.parents[1]
LOCK_FILE = REPOSITORY / "envs" / "requirements-py311.txt"
MEMORY = REPOSITORY / ".cache" / "code-digests.json"
"""Digests and imports of files by place in the repository, size and time of change, as parsing
all of them is slow; a repository that is moved or copied with its times takes them along."""
MOST_ENTRIES = 2000


def code_digest(script: str | Path, *modules: str) -> str:
    """Digest of a script and of all that it reaches.

    Parameters
    ----------
    script : str or Path
        Path below the repository.
    *modules : str
        Further modules that the script imports by a name known only at run time.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    files = reached_files(REPOSITORY / script, *modules)
    parts = [_file_digest(file) for file in sorted(files)]
    _remember()
    return hashlib.sha256("\n".join([_bytes_digest(LOCK_FILE), *parts]).encode()).hexdigest()[:16]


def reached_files(script: Path, *modules: str) -> set[Path]:
    """Files of the script and of every nusources module that it imports, directly or not."""
    found: set[Path] = set()
    waiting = [script, *(file for module in modules for file in module_files(module))]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting.extend(_imported_files(file))
    return found


@cache
def module_files(name: str) -> tuple[Path, ...]:
    """Files that importing ``name`` runs: the module and the packages above it."""
    above, _, own = name.rpartition(".")
    if name == PACKAGE.name:
        return (PACKAGE / "__init__.py",) if (PACKAGE / "__init__.py").is_file() else ()
    if not name.startswith(f"{PACKAGE.name}."):
        return ()
    place = PACKAGE.joinpath(*above.split(".")[1:], own)
    found = [one for one in (place / "__init__.py", place.with_suffix(".py")) if one.is_file()]
    return (*module_files(above), *found)


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


@cache
def _imported_files(file: Path) -> tuple[Path, ...]:
    return tuple(path for name in _facts(file)["imports"] for path in module_files(name))


@cache
def _file_digest(file: Path) -> str:
    return file.relative_to(REPOSITORY).as_posix() + _facts(file)["digest"]


def _facts(file: Path) -> dict:
    """Digest and imported names of a file, from memory if it has not changed since."""
    state = file.stat()
    place = file.relative_to(REPOSITORY).as_posix()
    key = f"{place}|{state.st_size}|{state.st_mtime_ns}"
    memory = _memory()
    if key not in memory:
        memory[key] = {"imports": _imported_names(file), "digest": _tree_digest(file)}
    return memory[key]


@cache
def _memory() -> dict:
    try:
        memory = json.loads(MEMORY.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        memory = {}
    memory = {} if len(memory) > MOST_ENTRIES else memory  # mostly of files that are no more
    _known["entries"] = len(memory)
    return memory


_known = {"entries": 0}


def _remember() -> None:
    """Write what was learnt, if anything; a memory that cannot be written is done without."""
    memory = _memory()
    if len(memory) == _known["entries"]:
        return
    temporary = MEMORY.with_name(f".{MEMORY.name}.{os.getpid()}.tmp")
    try:
        MEMORY.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(memory), encoding="utf-8")
        os.replace(temporary, MEMORY)
    except OSError:
        temporary.unlink(missing_ok=True)
    _known["entries"] = len(memory)


def _imported_names(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # "from package import name" may name a module: both are looked for.
            origin = [*_package_of(file, node.level), *([node.module] if node.module else [])]
            names += [".".join([*origin, alias.name]) for alias in node.names]
    return [name for name in names if name.split(".")[0] == PACKAGE.name]


def _package_of(file: Path, level: int) -> tuple[str, ...]:
    """Package that a relative import starts from; nothing if it is absolute (level 0)."""
    if level == 0 or not file.is_relative_to(PACKAGE):
        return ()
    return file.relative_to(PACKAGE.parent).parts[:-level]


def _tree_digest(file: Path) -> str:
    """Digest of the syntax tree without docstrings. Changes the tree: called last."""
    tree = _tree(file)
    for node in ast.walk(tree):
        _drop_docstring(node)
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()


@cache
def _bytes_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def content_digest(file: str | Path) -> str:
    """Digest of what a file of the user holds, so that its time plays no part.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    with Path(file).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:16]


def _drop_docstring(node: ast.AST) -> None:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        node.body = node.body[1:]
