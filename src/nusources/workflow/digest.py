"""Digest of the code that a job runs, so that a change of meaning, and no other, reruns it.

Snakemake compares file times and the text of a script, and does not see imported modules. The
digest covers the syntax trees of the script and of every nusources module that it reaches, without
comments and docstrings, and the lock file of the environment.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
REPOSITORY = PACKAGE.parents[1]
LOCK_FILE = REPOSITORY / "envs" / "requirements-py311.txt"


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


def module_files(name: str) -> list[Path]:
    """Files that importing ``name`` runs: the module and the packages above it."""
    parts = name.split(".")
    if parts[0] != PACKAGE.name:
        return []
    files = []
    for length in range(1, len(parts) + 1):
        folder = PACKAGE.joinpath(*parts[1:length])
        files += [
            file for file in (folder / "__init__.py", folder.with_suffix(".py")) if file.is_file()
        ]
    return files


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


@cache
def _imported_files(file: Path) -> tuple[Path, ...]:
    names: list[str] = []
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # "from package import name" may name a module: both are looked for.
            origin = [*_package_of(file, node.level), *([node.module] if node.module else [])]
            names += [".".join([*origin, alias.name]) for alias in node.names]
    return tuple(file for name in names for file in module_files(name))


def _package_of(file: Path, level: int) -> tuple[str, ...]:
    """Package that a relative import starts from; nothing if it is absolute (level 0)."""
    if level == 0 or not file.is_relative_to(PACKAGE):
        return ()
    return file.relative_to(PACKAGE.parent).parts[:-level]


@cache
def _file_digest(file: Path) -> str:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        _drop_docstring(node)
    place = file.relative_to(REPOSITORY).as_posix()
    return place + hashlib.sha256(ast.dump(tree).encode()).hexdigest()


@cache
def _bytes_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _drop_docstring(node: ast.AST) -> None:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        node.body = node.body[1:]
