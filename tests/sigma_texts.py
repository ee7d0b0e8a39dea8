"""What may be written with sigma: one-sided significances of p-values, and nothing else."""

from __future__ import annotations

import re

from scipy.stats import norm

SIGMA = re.compile(r"σ|\\sigma\b|(?:\b|\d)[Ss]igmas?\b")
NUMBER = r"(?:\d*\.)?\d+(?:e[+-]?\d+)?"
POWER = re.compile(r"(?:·| × )10⁻([⁰¹²³⁴-⁹]+)")
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
WITH_P = re.compile(rf"({NUMBER}) \(([−-]?\d+\.\d)σ\)")
"""A significance stands in brackets behind its p-value, as `significance_text` writes it."""

LEVELS = re.compile(r"(?:\d(?:,| and|, and) ?)*\d ?(?:σ|sigma)\b")
LEVEL_WORDS = re.compile(r"one-sided|reach|discovery potential|lines at|discovery:", re.IGNORECASE)
"""Whole numbers are levels of significance, in a sentence that says so."""

DEFINITIONS = [
    re.compile(pattern)
    for pattern in (
        r"the paper calls the latter 1 sigma",
        r"(?:significance|published) \((?:σ|\$\\sigma\$)\)",  # column heads beside the p-value
        r"sigma_per_axis",
    )
]
"""Names that the paper or a setting gives."""


def mistakes(text: str) -> list[str]:
    """Give each sentence that uses sigma for anything but the significance of a p-value."""
    found = []
    text = POWER.sub(lambda power: "e-" + power[1].translate(DIGITS), text)
    for sentence in sentences(text):
        rest = sentence
        for p, sigma in WITH_P.findall(sentence):
            if not is_significance(p, sigma):
                found.append(sentence)
        rest = WITH_P.sub(" ", rest)
        for definition in DEFINITIONS:
            rest = definition.sub(" ", rest)
        if LEVEL_WORDS.search(rest):
            rest = LEVELS.sub(" ", rest)
        if SIGMA.search(rest):
            found.append(sentence)
    return found


def sentences(text: str) -> list[str]:
    """Sentences end with a full stop and a space, or with an empty line."""
    return [" ".join(one.split()) for one in re.split(r"(?<=[.?!])\s+(?=[A-Z(])|\n\s*\n", text)]


def is_significance(p: str, sigma: str) -> bool:
    """Whether a significance printed to a tenth belongs to a printed p-value."""
    digits = re.sub(r"e.*", "", p)
    decimals = len(digits.partition(".")[2])
    exponent = int((re.findall(r"e([+-]?\d+)", p) or ["0"])[0])
    half_unit = 0.5 * 10.0 ** (exponent - decimals)
    low, high = (norm.isf(float(p) + step) for step in (half_unit, -half_unit))
    return low - 0.05 - 1e-9 <= float(sigma.replace("−", "-")) <= high + 0.05 + 1e-9
