"""Where the keys of a YAML file stand, so that a mistake can be shown with its line."""

from __future__ import annotations

from pathlib import Path

import yaml

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

    walk(yaml.compose(Path(path).read_text(encoding="utf-8")), ())
    return lines


def _name(key: yaml.Node):
    """Name of a key; unquoted, null and ~ are the name null."""
    return "null" if key.tag == NULL_TAG else key.value
