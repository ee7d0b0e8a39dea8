"""Sigma means the one-sided equivalent of a p-value in every text that people read."""

from __future__ import annotations

import ast
import re

import numpy as np
import pytest
import yaml
from scipy.integrate import quad
from sigma_texts import mistakes

from nusources.significance import one_sided_sigma, significance_levels, significance_text


def test_sigma_is_one_sided():
    """The tail of the normal density by quadrature, not twice it."""
    for sigma in (0.5, 2.65, 3.0, 5.0):
        tail = quad(lambda z: np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi), sigma, np.inf)[0]
        assert one_sided_sigma(tail) == pytest.approx(sigma, abs=1e-6)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.004, "0.004 (2.7σ)"),  # 2.652: the headline that once said 3.0
        (1.349898e-3, "0.0013 (3.0σ)"),
        (3e-05, "3 × 10⁻⁵ (4.0σ)"),
        (0.5, "0.5"),
        (0.93, "0.93"),
    ],
)
def test_p_value_with_its_significance(p, text):
    assert significance_text(p) == text
    assert not mistakes(f"Right-tailed local p-value {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "with +30.2 events (+3.0σ of the scrambles).",
        "Excess: p = 0.004 (3.0σ).",
        "Excess: p = 0.0013 (3.2σ).",  # two-sided
        "±1σ of the scrambles",
        "ours − publ. (in 1σ)",
        "ratio of σ",
        "The excess is 3 sigma.",
        "p is 2.7·10⁻⁴ (3.0σ)",
        "Difference [σ]",
        r"$1\sigma$ (events)",
        "Lines at 3σ. The excess is 3σ high.",
    ],
)
def test_other_uses_are_noticed(text):
    assert mistakes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dashed lines: 1, 2 and 3σ, one-sided.",
        "half of them reach 3σ and 5σ, one-sided (discovery potential).",
        "with lines at 3 and 5 sigma.",
        "p is 2.7·10⁻⁴ (3.5σ), and .004 (2.7σ)",
        "corrected, exactly: 3.9e-05 (3.9σ), and from trials",
        "p = 9.7 × 10⁻⁵ (3.7σ) with 18.6 events expected",
    ],
)
def test_levels_and_names_may_stay(text):
    assert not mistakes(text)


def test_levels_are_the_inverse_of_the_significance():
    levels = significance_levels((1, 3, 5))
    # Tables of the normal distribution: 15.87 %, 1.35e-3, 2.87e-7, one-sided.
    assert levels["1"] == pytest.approx(0.158655, abs=1e-6)
    assert levels["3"] == pytest.approx(1.349898e-3, abs=1e-9)
    assert levels["5"] == pytest.approx(2.866516e-7, abs=1e-13)
    assert [float(one_sided_sigma(p)) for p in levels.values()] == pytest.approx([1, 3, 5])


def texts_of_products(repository):
    """Titles, questions, captions, alternative texts and limits of all products, and of studies."""
    folders = [repository / "config" / name for name in ("products", "studies")]
    for file in [file for folder in folders for file in sorted(folder.glob("*.yaml"))]:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for entry in content if isinstance(content, list) else [content]:
            for key in ("title", "question", "caption", "alt", "method", "limits"):
                value = entry.get(key, [])
                for text in [value] if isinstance(value, str) else value:
                    yield f"{file.name}, {entry.get('id', entry.get('study'))}, {key}", text


def test_texts_of_products(repository):
    texts = list(texts_of_products(repository))
    assert sum("σ" in text for _, text in texts) > 3, "captions tell levels of significance"
    wrong = [(place, found) for place, text in texts for found in mistakes(text)]
    assert not wrong


def test_templates_of_the_report(repository):
    templates = repository / "src" / "nusources" / "report" / "templates"
    for file in sorted(templates.glob("*.html")):
        assert not mistakes(re.sub(r"<[^>]*>", "\n\n", file.read_text(encoding="utf-8"))), file


def strings_of(source: str):
    """Texts of a module without its docstrings; a formatted text with its fields as 0."""
    tree = ast.parse(source)
    bare = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    inner = {
        id(part)
        for one in ast.walk(tree)
        if isinstance(one, ast.JoinedStr)
        for part in ast.walk(one)
        if part is not one
    }
    for one in ast.walk(tree):
        if id(one) in bare | inner:
            continue
        if isinstance(one, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "0" for part in one.values
            )
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


WRITTEN_BY_CODE = {
    "σ",  # a character that LaTeX escapes
    r"$\sigma$",
    "0σ",  # labels of lines at facts["sigma_lines"], tested with the figures
    "0 (0σ)",  # significance_text
}
SOURCES = ["figures/*.py", "report/*.py", "significance.py", "products.py", "reproduction.py"]


def test_labels_in_the_code(repository):
    """Of figures, tables and the report: names of columns are no texts."""
    folder = repository / "src" / "nusources"
    wrong = [
        (file.name, text)
        for pattern in SOURCES
        for file in sorted(folder.glob(pattern))
        for text in strings_of(file.read_text(encoding="utf-8"))
        if not re.fullmatch(r"\w*", text) and text not in WRITTEN_BY_CODE and mistakes(text)
    ]
    assert not wrong


MATH = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^#.*?$", re.DOTALL | re.MULTILINE)
SYMBOLS = {"σ the event's", "σ(r)"}
"""Symbols of formulas, explained where they stand."""


def test_pages_of_the_documentation(repository):
    pages = [repository / "README.md", *sorted((repository / "docs").glob("*.md"))]
    wrong = []
    for page in pages:
        if page.name in ("data-dictionary.md", "conventions.md"):  # columns of archives; the rule
            continue
        text = MATH.sub("x", page.read_text(encoding="utf-8"))
        for symbol in SYMBOLS:
            text = text.replace(symbol, "")
        wrong += [(page.name, found) for found in mistakes(text)]
    assert not wrong
