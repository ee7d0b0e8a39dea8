"""`make mutants`: the choice of tests, the command line, and a toy module with a weak test."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import mutants
import pytest

TOY = """from dataclasses import dataclass

LIMIT = 3


def is_small(number):
    return number < LIMIT
"""
WEAK_TEST = """from toys.limits import is_small


def test_far_from_the_limit():
    assert is_small(-7)
    assert not is_small(9)
"""


@pytest.fixture
def toy(tmp_path) -> Path:
    """A repository with one module, whose test does not look at the limit itself."""
    for name, text in {
        "src/toys/__init__.py": "from toys.limits import is_small as small\n",
        "src/toys/limits.py": TOY,
        "src/toys/other.py": "ONE = 1\n",
        "tests/test_limits.py": WEAK_TEST,
        "tests/deep/test_by_package.py": "from toys import is_small\n",
        "tests/test_other.py": "import toys.other\n\n\ndef test_fails():\n    assert False\n",
        "pyproject.toml": '[tool.pytest.ini_options]\nmarkers = ["workflow: slow"]\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_tests_of_a_module(toy, repository):
    """Those near the module; a name that its package hands on counts; others where none is near."""
    assert mutants.importing_tests("toys.other", toy) == ["tests/test_other.py"]
    assert mutants.importing_tests("toys.limits", toy) == ["tests/test_limits.py"]
    (toy / "tests" / "test_limits.py").unlink()
    assert mutants.importing_tests("toys.limits", toy) == ["tests/deep/test_by_package.py"]
    assert mutants.importing_tests("nusources.detectors.effective_area", repository) == [
        "tests/detectors/test_effective_area.py",
        "tests/detectors/test_building.py",
        "tests/detectors/test_detectors.py",
    ]


@pytest.mark.parametrize("module", ["", "nusources", "nusources.spatial.limit"])
def test_a_module_that_is_not_there_is_named(repository, module):
    with pytest.raises(
        SystemExit, match=rf"MODULE={module}: found no file src.*; expected MODULE="
    ):
        mutants.main([module] if module else [], repository)


def test_a_module_without_tests_is_named(toy):
    (toy / "tests" / "test_other.py").unlink()
    with pytest.raises(SystemExit, match=r"no test imports toys\.other; name the tests: TESTS="):
        mutants.main(["toys.other"], toy)


def test_configuration_of_the_mutation_tester():
    text = mutants.configuration(Path("src/a b.py"), ["python", "-c", "print('x y')"], 33.25)
    settings = tomllib.loads(text)["cosmic-ray"]
    assert settings["module-path"] == "src/a b.py"
    assert settings["timeout"] == pytest.approx(33.2, abs=0.1)
    assert settings["test-command"] == """python -c 'print('"'"'x y'"'"')'"""
    (excluded,) = settings["filters"]["operators-filter"]["exclude-operators"]
    for name, is_excluded in {
        "core/ReplaceBinaryOperator_Add_Sub": False,
        "core/ReplaceBinaryOperator_Add_RShift": True,
        "core/ReplaceComparisonOperator_Lt_LtE": False,
        "core/ReplaceComparisonOperator_Lt_Is": True,
        "core/ReplaceUnaryOperator_USub_UAdd": False,
        "core/ReplaceUnaryOperator_USub_Not": True,
        "core/NumberReplacer": False,
        "core/AddNot": False,
    }.items():
        # As the tool asks: any of the patterns, from the beginning of the name.
        assert bool(re.match(f"(:?{excluded})", name)) == is_excluded, name


def test_environment_of_the_tests(toy, monkeypatch):
    monkeypatch.setenv("NUSOURCES_MIRROR", "/somewhere")
    path = Path("src/toys/limits.py")
    found = mutants.environment_of(toy, path)
    assert found["PYTHONPATH"] == str(toy / "src")
    assert "NUSOURCES_MIRROR" not in found
    assert found.get("NUMBA_DISABLE_JIT") == os.environ.get("NUMBA_DISABLE_JIT")
    (toy / path).write_text("from numba import njit\n")
    assert mutants.environment_of(toy, path)["NUMBA_DISABLE_JIT"] == "1"


DIFFERENCE = """--- mutation diff ---
--- a/src/toys/limits.py
+++ b/src/toys/limits.py
@@ -5,3 +5,3 @@
 # the limit itself is not small
 def is_small(number):
-    return number < LIMIT
+    return number <= LIMIT"""


def test_survivors_in_what_the_tool_dumps():
    def line(worker, tests, diff="x"):
        result = {"worker_outcome": worker, "test_outcome": tests, "diff": diff}
        return json.dumps([{}, result])

    dump = [
        line("skipped", None),
        line("normal", "killed"),
        line("normal", "survived", DIFFERENCE),
        line("exception", "incompetent"),
        json.dumps([{}, None]),
    ]
    assert mutants.survivors_of("\n".join(dump)) == ([DIFFERENCE], 2)
    assert mutants.shown(DIFFERENCE).splitlines() == [
        "src/toys/limits.py:7",
        "-    return number < LIMIT",
        "+    return number <= LIMIT",
    ]


@pytest.fixture
def warm(toy):
    """Command of the toy's tests, and the module that they test."""
    copy = mutants.copy_of(toy, toy.parent / f"{toy.name}-copy")
    environment = os.environ | {"PYTHONPATH": str(copy / "src")}
    module = copy / "src" / "toys" / "limits.py"
    return mutants.warm_tests(copy, ["tests/test_limits.py"], environment), module


def test_warm_tests_see_each_change_of_a_file(warm):
    context, module = warm
    found = []
    with context as command:
        for text in (TOY, TOY.replace("<", ">"), TOY):
            module.write_text(text)
            found.append(subprocess.run(command, check=False).returncode)
        module.write_text("while True: pass")
        with pytest.raises(subprocess.TimeoutExpired):
            subprocess.run(command, check=False, timeout=2)
        module.write_text(TOY)
        found.append(subprocess.run(command, check=False).returncode)
    assert found == [0, 1, 0, 0]


def test_a_run_without_end_ends_with_its_server(warm):
    context, module = warm
    with context as command:
        module.write_text("while True: pass")
        client = subprocess.Popen(command)
    assert client.wait() == 1


def test_failing_tests_are_told_before_any_fault(toy):
    with pytest.raises(SystemExit, match=r"the tests fail without any fault:\n[\s\S]*test_fails"):
        mutants.main(["toys.other"], toy)


def test_a_weak_test_lets_a_mutant_survive(toy, capsys):
    if not mutants.TOOLS.is_dir():
        pytest.skip("the mutation tester is not installed; `make mutants` installs it")
    before = {file: file.read_bytes() for file in toy.rglob("*") if file.is_file()}
    mutants.main(["toys.limits", "tests/test_limits.py"], toy)
    assert {file: file.read_bytes() for file in toy.rglob("*") if file.is_file()} == before
    lines = capsys.readouterr().out.splitlines()
    # LIMIT 2 and 4, and <=, change nothing at -7 and 9; >= does.
    assert lines[-1] == "toys.limits: 4 mutants, 1 killed, 3 survived"
    places = ["src/toys/limits.py:3", "src/toys/limits.py:3", "src/toys/limits.py:7"]
    assert sorted(line for line in lines if line.startswith("src")) == places
    assert "+    return number <= LIMIT" in lines


def test_the_makefile_hands_module_and_tests_on(repository):
    command = ["make", "-n", "-o", "env", "-o", ".venv-mutants/ready", "mutants"]
    found = subprocess.run(
        [*command, "MODULE=nusources.sky", "TESTS=tests/a.py tests/b.py"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "python tests/mutants.py nusources.sky tests/a.py tests/b.py" in found.stdout
