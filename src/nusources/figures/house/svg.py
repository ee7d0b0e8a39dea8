"""SVG as matplotlib writes it, said more briefly: the same picture in a third of the bytes.

Places are kept to .01 pt (4 micrometres on paper). Texts stay what they are: letters as paths, each
text in a comment beside them, title and description in the head.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from nusources.figures.house.rasters import raster_with_palette
from nusources.figures.house.svg_paths import HUNDREDTHS, brief_path, number_text

STEPS = 4
"""Letters are placed and drawn in quarters of a hundredth of their size."""
GLYPH_UNITS = 64
"""Units of a glyph in a hundredth of its size, as matplotlib gives them."""
LONG = 60
"""Characters from which on something that is drawn twice is written once."""

RASTER = re.compile(r'(xlink:href="data:image/png;base64,)([^"]*)"')
TEXT = re.compile(
    r'<g((?: style="[^"]*")? transform="[^"]*?)scale\((\S+) -\S+\)">((?:\s*<(?!g|!).*?>)*?)\s*</g>',
    re.DOTALL,
)
GLYPH = re.compile(r'<path id="(\S+?)"(?: d="([^"]*)")? transform="scale\(0.015625\)"/>')
LETTER = re.compile(
    r'<use xlink:href="#(\S+?)"(?: transform="translate\((\S+?)(?: (\S+?))?\)'
    r'(?: (scale\(\S+?\)))?")?/>'
)
RULE = re.compile(r'<path d="([^"]*)"/>')
PATH = re.compile(r'd="(M [^"]*)"')
"""As matplotlib writes it; a path that is brief begins with a small letter."""
AXIS = re.compile(r'^( *)<g id="matplotlib\.axis_\d+">\n(.*?)\n\1</g>$', re.DOTALL | re.MULTILINE)
MARKER = re.compile(r'<use xlink:href="#(m\w+)" x="(\S+)" y="(\S+)" style="([^"]*)"/>')
SHAPE = re.compile(r'<path id="(m\w+)" d="([^"]*)"(?: style="[^"]*")?/>')
LINE = re.compile(r"M (\S+) (\S+);L (\S+) (\S+);")
LENGTH = re.compile(r'\b(x|y|width|height)="(-?[\d.]+)"')
SHIFT = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
CLIP = re.compile(r"(?<=[\"#])p[0-9a-f]{10}(?=[\")])")
STYLE = re.compile(r'style="([^"]*)"')
EMPTY = ("<path clip-path", "<path style")
"""Paths of which nothing is in view."""
DRAWN = re.compile(r'<path d="([^"]*)"')
GROUP_NAME = re.compile(r' id="(?!figure|axes|legend|t\d)[^"]*"')


def brief_svg(text: str) -> str:
    """Give the same drawing in fewer characters.

    Parameters
    ----------
    text : str
        An SVG file of matplotlib, with letters as paths.

    Returns
    -------
    str
        One element per line; equal drawings are equal texts.
    """
    head, end, body = text.partition("</metadata>")
    body = RASTER.sub(lambda found: f'{found[1]}{raster_with_palette(found[2])}"', body)
    body = PATH.sub(lambda found: found[0].replace(" \n", ";").replace("\n", ";"), body)
    body = _brief_texts(body)
    body = _brief_markers(body)
    body = SHIFT.sub(lambda found: f"translate({_rounded(found[1])} {_rounded(found[2])})", body)
    body = LENGTH.sub(lambda found: f'{found[1]}="{_rounded(found[2])}"', body)
    body = STYLE.sub(lambda found: _brief_style(found[1]), body)
    body = _short_clips(body)
    lines = _joined_strokes(_without_idle_groups(map(str.strip, body.splitlines())))
    body = PATH.sub(lambda found: f'd="{brief_path(found[1])}"', "\n".join(lines))
    return head + end + _with_classes("\n".join(_shared_shapes(body.splitlines()))) + "\n"


# Texts


def _brief_texts(body: str) -> str:
    """Letters with short names in whole steps; a text that comes again is written once."""
    blanks = {found[1] for found in GLYPH.finditer(body) if not found[2]}
    counts = Counter(_letters(found[3], blanks) for found in TEXT.finditer(body))
    names: dict[str, str] = {}

    def brief(found: re.Match[str]) -> str:
        letters, scale = _letters(found[3], blanks), f"{float(found[2]) / STEPS:g}"
        place = f'{found[1]}scale({scale} -{scale})"'
        if letters in names:
            return f'<use xlink:href="#{names[letters]}"{place}/>'
        if counts[letters] > 1 and len(letters) > LONG:
            names[letters] = f"t{len(names)}"
            letters = f'<g id="{names[letters]}">\n{letters}\n</g>'
        return f"{_glyphs(found[3])}<g{place}>\n{letters}\n</g>"

    return TEXT.sub(brief, body)


def _glyphs(inner: str) -> str:
    """Shapes of the letters that are new here."""
    shapes = [
        f'<path id="{_short(found[1])}" d="{brief_path(found[2], STEPS / GLYPH_UNITS, 1)}"/>\n'
        for found in GLYPH.finditer(inner)
        if found[2]
    ]
    return f"<defs>\n{''.join(shapes)}</defs>\n" if shapes else ""


def _letters(inner: str, blanks: Collection[str]) -> str:
    """Places of letters, and lines such as that of a root."""
    parts = [_letter(found) for found in LETTER.finditer(inner) if found[1] not in blanks]
    parts += [f'<path d="{brief_path(found[1], STEPS, 1)}"/>' for found in RULE.finditer(inner)]
    return "\n".join(parts)


def _letter(found: re.Match[str]) -> str:
    name, *shift, scale = found.groups()
    x, y = (round(STEPS * float(number or 0)) for number in shift)
    if scale:
        place = f' transform="translate({x} {y}) {scale}"'
    else:
        place = f' x="{x}"' * bool(x) + f' y="{y}"' * bool(y)
    return f'<use xlink:href="#{_short(name)}"{place}/>'


def _short(name: str) -> str:
    return name.replace("DejaVuSans", "D").replace("-", "")


# Markers


def _brief_markers(body: str) -> str:
    """Markers with their look at their shape; the ticks of an axis as one path."""
    looks = {found[1]: found[4] for found in MARKER.finditer(body)}
    shapes = {found[1]: found[2] for found in SHAPE.finditer(body)}
    lines = {name: found for name, shape in shapes.items() if (found := LINE.fullmatch(shape))}

    def ticks(axis: re.Match[str]) -> str:
        strokes: dict[str, str] = {}
        for name, x, y, _ in MARKER.findall(axis[2]):
            if name in lines:
                strokes[name] = strokes.get(name, "") + _stroke(lines[name], (float(x), float(y)))
        rest = MARKER.sub(lambda found: "" if found[1] in lines else found[0], axis[2])
        paths = [f'<path d="{path}" style="{looks[name]}"/>\n' for name, path in strokes.items()]
        return "".join(paths) + rest

    body = AXIS.sub(ticks, body)
    used = dict.fromkeys(found[1] for found in MARKER.finditer(body))
    names = {name: f"m{number}" for number, name in enumerate(used)}
    body = SHAPE.sub(
        lambda found: (
            f'<path id="{names[found[1]]}" d="{found[2]}" style="{looks[found[1]]}"/>'
            if found[1] in names
            else ""
        ),
        body,
    )
    return MARKER.sub(
        lambda found: f'<use xlink:href="#{names[found[1]]}" x="{found[2]}" y="{found[3]}"/>', body
    )


def _stroke(line: re.Match[str], place: tuple[float, float]) -> str:
    """A straight marker where it stands."""
    numbers = [float(one) + place[at % 2] for at, one in enumerate(line.groups())]
    return "M {} {};L {} {};".format(*numbers)


# Lines of the file


def _without_idle_groups(lines: Iterable[str]) -> Iterator[str]:
    """Lines without groups that say nothing; programs look for figure, axes and legend only."""
    kept: list[bool] = []
    for line in lines:
        if not line or line.startswith(EMPTY):
            continue
        if line.startswith("<g") and not line.endswith("/>"):
            group = GROUP_NAME.sub("", line) if line.startswith("<g id") else line
            kept.append(group != "<g>")
            if kept[-1]:
                yield group
        elif line != "</g>" or kept.pop():
            yield line


def _joined_strokes(lines: Iterable[str]) -> Iterator[str]:
    """Neighbouring strokes of the same look, such as error bars, as one path."""
    waiting, look = "", ""
    for line in lines:
        path, found, rest = line.partition('" ')
        is_stroke = bool(found) and path.startswith('<path d="') and _is_plain_stroke(rest)
        if is_stroke and rest == look:
            waiting += path.removeprefix('<path d="')
            continue
        if look:
            yield f'{waiting}" {look}'
        waiting, look = (path, rest) if is_stroke else ("", "")
        if not is_stroke:
            yield line
    if look:
        yield f'{waiting}" {look}'


def _is_plain_stroke(rest: str) -> bool:
    return "fill:none" in rest and "opacity" not in rest and "dasharray" not in rest


def _shared_shapes(lines: list[str]) -> Iterator[str]:
    """Shapes that are drawn twice, such as letters with a halo, written once."""
    counts = Counter(found[1] for line in lines if (found := DRAWN.match(line)))
    names: dict[str, str] = {}
    for line in lines:
        found = DRAWN.match(line)
        if not found or counts[found[1]] == 1 or len(found[1]) < LONG:
            yield line
            continue
        if found[1] not in names:
            names[found[1]] = f"d{len(names)}"
            yield f'<defs><path id="{names[found[1]]}" d="{found[1]}"/></defs>'
        yield f'<use xlink:href="#{names[found[1]]}"{line[found.end() :]}'


def _short_clips(body: str) -> str:
    names = dict.fromkeys(CLIP.findall(body))
    short = {name: f"p{number}" for number, name in enumerate(names)}
    return CLIP.sub(lambda found: short[found[0]], body)


def _with_classes(body: str) -> str:
    """Looks that come again as classes, which the head of the drawing explains."""
    counts = Counter(found[1] for found in STYLE.finditer(body))
    often = [style for style, count in counts.items() if count > 2]
    names = {style: f"s{number}" for number, style in enumerate(often)}
    rules = "".join(f"\n.{name}{{{style}}}" for style, name in names.items())
    body = STYLE.sub(
        lambda found: f'class="{names[found[1]]}"' if found[1] in names else found[0], body
    )
    return body.replace("</style>", f"{rules}</style>", 1)


@cache
def _brief_style(style: str) -> str:
    brief = style.replace(": ", ":").replace("; ", ";").replace("#000000", "#000")
    return f'style="{brief}"'.replace("#ffffff", "#fff")


def _rounded(number: float | str) -> str:
    return number_text(round(HUNDREDTHS * float(number)))
