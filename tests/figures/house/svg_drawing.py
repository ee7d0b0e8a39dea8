"""What an SVG draws: every piece of line with its place on the page, however it is written."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

HREF = "{http://www.w3.org/1999/xlink}href"
NUMBERS = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6, "z": 0}
HIDDEN = ("metadata", "clipPath", "pattern", "style", "title", "defs", "image")


def pieces(text: str) -> list[tuple[str, list[float]]]:
    """Look of each subpath that is drawn, and its points [pt], those of control among them."""
    clips = dict.fromkeys(re.findall(r'clip-path="url\(#([^)]+)\)"', text))
    for number, name in enumerate(clips):  # names may change
        text = text.replace(name, f"clip{number}")
    root = ElementTree.fromstring(text)
    rules = dict(re.findall(r"\.(s\d+)\{([^}]*)\}", text))
    for one in root.iter():
        if one.get("class"):
            one.set("style", rules[one.get("class")])
    known = {one.get("id"): one for one in root.iter() if one.get("id")}
    found: list[tuple[str, list[float]]] = []
    _walk(root, known, ((1, 0, 0, 1, 0, 0), {}), found)
    return found


def _walk(node, known, state, found) -> None:
    name = node.tag.split("}")[-1]
    if name in HIDDEN:
        return
    matrix, look = state
    matrix = _times(matrix, _matrix(node.get("transform", "")))
    look = look | _style(node)
    if name == "path" and node.get("d"):
        drawn = ";".join(f"{key}:{value}" for key, value in sorted(look.items()))
        found += [(drawn, points) for points in _subpaths(node.get("d"), matrix)]
    if name == "use":
        shift = (1, 0, 0, 1, float(node.get("x", 0)), float(node.get("y", 0)))
        _walk(known[node.get(HREF)[1:]], known, (_times(matrix, shift), look), found)
    for child in node:
        _walk(child, known, (matrix, look), found)


def _style(node) -> dict[str, str]:
    parts = [one.split(":") for one in node.get("style", "").split(";") if one.strip()]
    style = {key.strip(): _colour(value.strip()) for key, value in parts}
    if node.get("clip-path"):
        style["clip"] = node.get("clip-path")
    return style


def _colour(value: str) -> str:
    return "#" + "".join(2 * one for one in value[1:]) if re.fullmatch("#.{3}", value) else value


def _matrix(transform: str) -> tuple:
    matrix = (1, 0, 0, 1, 0, 0)
    for name, inner in re.findall(r"(\w+)\(([^)]*)\)", transform):
        numbers = [float(one) for one in re.split("[ ,]+", inner)]
        if name == "translate":
            matrix = _times(matrix, (1, 0, 0, 1, *[*numbers, 0][:2]))
        elif name == "scale":
            matrix = _times(matrix, (numbers[0], 0, 0, numbers[-1], 0, 0))
        else:
            cosine, sine = (one(math.radians(numbers[0])) for one in (math.cos, math.sin))
            matrix = _times(matrix, (cosine, sine, -sine, cosine, 0, 0))
    return matrix


def _times(one: tuple, other: tuple) -> tuple:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def _subpaths(path: str, matrix: tuple) -> list[list[float]]:
    """Points of each subpath on the page."""
    a, b, c, d, e, f = matrix
    return [
        [number for x, y in points for number in (a * x + c * y + e, b * x + d * y + f)]
        for points in absolute_points(path)
    ]


def absolute_points(path: str) -> list[list[tuple[float, float]]]:
    """Points of each subpath, control points among them, in the coordinates of the path."""
    tokens = re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)", path)
    subpaths: list[list[tuple[float, float]]] = []
    x = y = 0.0
    place, command = 0, ""
    while place < len(tokens):
        if tokens[place].isalpha():
            command, place = tokens[place], place + 1
        kind = command.lower()
        numbers = [float(one) for one in tokens[place : place + NUMBERS[kind]]]
        place += NUMBERS[kind]
        if kind == "z":
            x, y = subpaths[-1][0]
            subpaths[-1].append((x, y))
            continue
        if kind in "hv":
            other = 0.0 if command.islower() else (y if kind == "h" else x)
            numbers = [numbers[0], other] if kind == "h" else [other, numbers[0]]
        base = (x, y) if command.islower() else (0.0, 0.0)
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        points = [(base[0] + one, base[1] + other) for one, other in pairs]
        x, y = points[-1]
        if kind == "m":
            subpaths.append([])
            command = "l" if command == "m" else "L"
        subpaths[-1] += points
    return subpaths
