"""Modules that run when something asks for them, or never."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nusources.postponed_imports import postpone_import

FIGURE = """
import io, sys
import matplotlib as mpl
from nusources.figures.house.saving import save_figure
from nusources.figures.house.style import new_figure
from nusources.significance import one_sided_sigma

figure = new_figure("single", 60.0)
figure.add_subplot().set(title="letters")
paths = [f"{sys.argv[1]}/figure.{ending}" for ending in ("pdf", "svg", "png")]
words = dict.fromkeys(("product_id", "run", "title", "alt"), "test")
save_figure(figure, paths, **words, simulated=[])
assert one_sided_sigma(0.5) == 0
for module in ("fontTools.varLib", "numpy.f2py.crackfortran"):
    assert module not in sys.modules, module
with mpl.rc_context({"pdf.fonttype": 42}):
    figure.savefig(io.BytesIO(), format="pdf")
assert "fontTools.varLib" in sys.modules
import numpy
assert callable(numpy.f2py.run_main)
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Name of a package with a module that tells when it runs."""
    folder = tmp_path / "package_of_a_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "slow.py").write_text(
        f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\nvalue = 3\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield folder.name
    for name in [one for one in sys.modules if one.partition(".")[0] == folder.name]:
        del sys.modules[name]


def test_a_module_runs_at_its_first_use_only(package, tmp_path):
    postpone_import(f"{package}.slow")
    namespace: dict = {}
    exec(f"from {package} import slow", namespace)
    assert not (tmp_path / "ran").exists()
    assert namespace["slow"].value == 3
    assert (tmp_path / "ran").exists()


def test_what_is_imported_stays(package):
    exec(f"import {package}.slow")
    before = sys.modules[f"{package}.slow"]
    postpone_import(f"{package}.slow")
    assert sys.modules[f"{package}.slow"] is before


def test_a_module_that_is_not_there_is_told(package):
    with pytest.raises(
        ModuleNotFoundError, match="no module 'package_of_a_test\\.quick' is installed"
    ):
        postpone_import(f"{package}.quick")


def test_figures_and_significances_run_none_that_they_do_not_use(tmp_path):
    subprocess.run([sys.executable, "-c", FIGURE, tmp_path], check=True)
