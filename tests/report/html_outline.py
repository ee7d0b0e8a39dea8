"""A strict reading of the page, for the tests: every tag closed, everything that has an address."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "img", "br", "link", "input", "hr"}


class Outline(HTMLParser):
    """Elements of a page with attributes and text; refuses tags that do not match."""

    def __init__(self, page: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[int] = []
        self.feed(page)
        self.close()
        left = [self.elements[place][0] for place in self._open]
        assert not left, f"never closed: {left}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} repeats an attribute: {names}"
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        opened = self.elements[self._open.pop()][0]
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data):
        for place in self._open:
            self.texts[place] += data

    def all(self, *tags: str) -> list[dict[str, str]]:
        """Attributes of all elements of these kinds, in order."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    def text_of(self, tag: str, **attributes: str) -> list[str]:
        """Texts, blanks joined, of the elements of a kind that have these attributes."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            " ".join(text.split())
            for (name, found), text in zip(self.elements, self.texts, strict=True)
            if name == tag and all(found.get(key) == value for key, value in wanted.items())
        ]


def read_outline(path: Path) -> Outline:
    return Outline(path.read_text(encoding="utf-8"))
