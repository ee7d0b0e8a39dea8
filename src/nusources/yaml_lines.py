"""Where the keys of a YAML file stand, so that a mistake can be shown with its line."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

# The C parser is ten times faster; every dry run reads all lists.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULL_TAG = "tag:yaml.org,2002:null"


def key_lines(path: str | Path) -> dict[tuple, int]:
    """Line of each key and list item of a YAML file.

    Returns
    -------
    dict
        From the path of a key, e.g. ``("tracks", "samples", 0, "name")``, to its line from 1.
    """
    lines: dict[tuple, int] = {}

    def walk(node, place):
        if isinstance(node, yaml.MappingNode):
            items = [(_name(key), key, value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            items = [(number, item, item) for number, item in enumerate(node.value)]
        else:
            return
        for name, mark, value in items:
            lines[*place, name] = mark.start_mark.line + 1
            walk(value, (*place, name))

    walk(yaml.compose(Path(path).read_text(encoding="utf-8"), LOADER), ())
    return lines


def repeated_keys(path: str | Path) -> list[tuple[tuple, int, int]]:
    """Keys that stand twice at one place: YAML readers take the last one without a word.

    Returns
    -------
    list of (tuple, int, int)
        Path of the key, and the lines of the first and the second.
    """
    found: list[tuple[tuple, int, int]] = []

    def walk(node, place):
        if isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                walk(item, (*place, number))
        if not isinstance(node, yaml.MappingNode):
            return
        first: dict[str, int] = {}
        for key, value in node.value:
            name, line = _name(key), key.start_mark.line + 1
            if name in first:
                found.append(((*place, name), first[name], line))
            first.setdefault(name, line)
            walk(value, (*place, name))

    walk(yaml.compose(Path(path).read_text(encoding="utf-8"), LOADER), ())
    return found


def number_hint(value: object) -> str:
    """What to write where YAML reads a number as text: it wants a sign after the e."""
    if not isinstance(value, str):
        return ""
    match = re.fullmatch(r"([+-]?\d+(?:\.\d*)?)[eE](\d+)", value)
    if match is None:
        return ""
    mantissa = match[1] if "." in match[1] else f"{match[1]}.0"
    return f" (YAML reads {value} as text; write {mantissa}e+{match[2]})"


def _name(key: yaml.Node):
    """Name of a key; unquoted, null and ~ are the name null."""
    return "null" if key.tag == NULL_TAG else key.value
