"""A page taken apart as a browser does: elements, attributes, texts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "rect", "line", "polyline"}


@dataclass
class Parts(HTMLParser):
    """Elements with attributes, and the text between them."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def __hash__(self) -> int:
        return id(self)


def parts_of(page: str) -> Parts:
    parts = Parts()
    parts.feed(page)
    parts.close()
    return parts


def structure_of(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements in order with the names of their attributes: what data must not be able to change."""
    return [(tag, tuple(sorted(attributes))) for tag, attributes in parts_of(page).elements]
