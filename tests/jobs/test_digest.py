"""The digest of code: meaning counts, wording does not."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nusources.jobs import digest

SCRIPT = '''"""A script."""
from pkg import near
from pkg.sub import chosen

with open("x") as f:
    near.work(f)
'''
NEAR = '''"""Near."""
import pkg.far as far


def work(x):
    """Work."""
    return far.go(x)  # go
'''
FAR = """def go(x):
    return x + 1
"""


def forget_files() -> None:
    """Make this process look at all files anew."""
    digest._bytes_digest.cache_clear()
    for cached in (digest._tree, digest._imported_files, digest._file_digest, digest.module_files):
        cached.cache_clear()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch):
    """Return a function that writes a small project, with changes, and gives its digest."""

    def build(changes: dict[str, str] | None = None, *modules: str) -> str:
        files = {
            "workflow/scripts/one.py": SCRIPT,
            "src/pkg/__init__.py": '"""Package."""\n',
            "src/pkg/near.py": NEAR,
            "src/pkg/far.py": FAR,
            "src/pkg/unreached.py": "A = 1\n",
            "src/pkg/sub/__init__.py": "from pkg.sub.deep import VALUE\n",
            "src/pkg/sub/deep.py": "VALUE = 1\n",
            "src/pkg/sub/chosen.py": "B = 2\n",
            "envs/lock.txt": "numpy==2\n",
        } | (changes or {})
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        forget_files()
        return digest.code_digest("workflow/scripts/one.py", *modules)

    monkeypatch.setattr(digest, "REPOSITORY", tmp_path)
    monkeypatch.setattr(digest, "PACKAGE", tmp_path / "src" / "pkg")
    monkeypatch.setattr(digest, "LOCK_FILE", tmp_path / "envs" / "lock.txt")
    monkeypatch.setattr(digest, "MEMORY", tmp_path / "memory.json")
    digest._memory.cache_clear()
    yield build
    digest._memory.cache_clear()
    forget_files()


@pytest.mark.parametrize(
    "changes",
    [
        {"workflow/scripts/one.py": SCRIPT.replace("A script.", "Another word.")},
        {"workflow/scripts/one.py": "# first\n" + SCRIPT + "# last\n"},
        {"src/pkg/near.py": NEAR.replace('    """Work."""\n', "")},
        {"src/pkg/near.py": NEAR.replace("  # go", "  # gone")},
        {"src/pkg/near.py": NEAR.replace("far.go(x)", "(far.go(\n        x,\n    ))")},
        {"src/pkg/unreached.py": "A = 2\n"},
    ],
)
def test_wording_and_unreached_modules_do_not_count(tree, changes):
    assert tree() == tree(changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"workflow/scripts/one.py": SCRIPT.replace('"x"', '"y"')},
        {"src/pkg/near.py": NEAR.replace("far.go(x)", "far.go(-x)")},
        {"src/pkg/far.py": FAR.replace("+ 1", "+ 1.0")},
        {"src/pkg/__init__.py": "import warnings\n"},
        {"src/pkg/sub/__init__.py": "from pkg.sub.deep import VALUE as OTHER\n"},
        {"src/pkg/sub/deep.py": "VALUE = 3\n"},
        {"src/pkg/sub/chosen.py": "B = 3\n"},
        {"envs/lock.txt": "numpy==3\n"},
    ],
)
def test_every_reached_file_counts(tree, changes):
    assert tree() != tree(changes)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("from . import unreached", "src/pkg/near.py"),
        ("from .unreached import A", "src/pkg/near.py"),
        ("from .. import unreached", "src/pkg/sub/chosen.py"),
        ("from . import unreached", "src/pkg/__init__.py"),
        ("import pkg.unreached", "src/pkg/far.py"),
        ("def f():\n    from pkg.unreached import A", "src/pkg/far.py"),
    ],
)
def test_every_form_of_import_is_followed(tree, line, place):
    changed = {place: f"{line}\n"}
    assert tree(changed) != tree({**changed, "src/pkg/unreached.py": "A = 2\n"})


def test_module_named_at_run_time_counts(tree):
    assert tree(None, "pkg.unreached") != tree({"src/pkg/unreached.py": "A = 2\n"}, "pkg.unreached")


def test_renaming_a_file_counts(tree):
    moved = {
        "src/pkg/near.py": NEAR.replace("pkg.far", "pkg.further"),
        "src/pkg/further.py": FAR,
    }
    assert tree() != tree(moved)


def test_foreign_modules_are_left_to_the_lock_file():
    assert digest.module_files("numpy.random") == ()


IMPORTS = """
import ast, json, sys
from importlib import import_module
tree = ast.parse(open(sys.argv[1]).read())
imports = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
exec(compile(ast.Module(imports, []), "imports", "exec"))
for module in sys.argv[2:]:
    import_module(module)
print(json.dumps([n for n in sys.modules if n.split(".")[0] == "nusources"]))
"""


def _really_imported(script: Path, *modules: str) -> set[Path]:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, str(script), *modules],
        capture_output=True,
        text=True,
        check=True,
    )
    specs = [importlib.util.find_spec(name) for name in json.loads(done.stdout)]
    return {Path(spec.origin).resolve() for spec in specs}


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("figure", ["nusources.figures.chang2022.event_counts"]),
        ("table", ["nusources.figures.chang2022.table6"]),
        ("measure_excess", []),
        ("simulate_track_season", []),
        ("report", []),
    ],
)
def test_what_python_really_imports_is_reached(name, modules):
    script = digest.REPOSITORY / "workflow" / "scripts" / f"{name}.py"
    reached = digest.reached_files(script, *modules)
    imported = _really_imported(script, *modules)
    assert len(imported) > 5
    assert imported <= {path.resolve() for path in reached}


def test_digests_are_remembered_and_forgotten_with_the_file(tree):
    first = tree()
    digest._memory.cache_clear()
    assert tree() == first
    memory = json.loads(digest.MEMORY.read_text())
    assert all(set(entry) == {"imports", "digest"} for entry in memory.values())
    digest._memory.cache_clear()
    assert tree({"src/pkg/near.py": NEAR + "NEW = 1\n"}) != first


def test_a_repository_that_moves_takes_its_memory_along(tree, tmp_path, monkeypatch):
    first = tree()
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    digest._memory.cache_clear()
    forget_files()
    with monkeypatch.context() as patch:
        for name in ("REPOSITORY", "PACKAGE", "LOCK_FILE", "MEMORY"):
            place = getattr(digest, name).relative_to(tmp_path)
            patch.setattr(digest, name, moved / place)
        patch.setattr(digest, "_tree", None)  # nothing is parsed again
        assert digest.code_digest("workflow/scripts/one.py") == first


def test_a_broken_memory_is_done_without(tree):
    first = tree()
    digest.MEMORY.write_text("not JSON")
    digest._memory.cache_clear()
    assert tree() == first


def test_content_of_a_file_is_known_whatever_its_time(tmp_path):
    file = tmp_path / "my.csv"
    file.write_text("a")
    known = digest.content_digest(file)
    assert re.fullmatch("[0-9a-f]{16}", known)
    os.utime(file, (1e9, 1e9))
    assert digest.content_digest(file) == known
    file.write_text("b")
    os.utime(file, (1e9, 1e9))
    assert digest.content_digest(file) != known
