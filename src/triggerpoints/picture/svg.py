"""The elements of a picture, made with svgwrite, and the whole picture as SVG text. Nothing here knows about muscles.

Coordinates are page units (CSS pixels), x to the right, y down. Path data come from `paths`. Every id is given: svgwrite's own
would count up from picture to picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.etree import ElementTree

import svgwrite
from svgwrite.base import BaseElement
from svgwrite.container import SVG

from ..text import clean
from .paths import Box

Anchor = Literal["start", "middle", "end"]
Edge = Literal["left", "top", "right", "bottom"]

FONTS = "'Plate Sans', 'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

# Where a fade starts and ends, in shares of its rectangle: x1, y1, x2, y2.
_ENDS: dict[Edge, Sequence[str]] = {
    "left": ("1", "0", "0", "0"), "right": ("0", "0", "1", "0"), "top": ("0", "1", "0", "0"), "bottom": ("0", "0", "0", "1"),
}  # fmt: skip
_TEXT_HALO = {"stroke_width": "3", "stroke_opacity": "0.75", "stroke_linejoin": "round", "paint_order": "stroke"}


class Node(BaseElement):  # type: ignore[misc]
    """An element of any name (svgwrite's own <title> and <desc> cannot carry an id). An attribute that is None is left out."""

    def __init__(self, name: str, text: str = "", nodes: Iterable[Node] = (), **attributes: str | float | None) -> None:
        self.elementname = name
        given = {key: value for key, value in attributes.items() if value is not None}
        super().__init__(debug=False, **{k: value if isinstance(value, str) else number(value) for k, value in given.items()})
        self._text = clean(text)
        self.elements += nodes

    def get_xml(self) -> Any:
        """The element with its text."""
        xml = super().get_xml()
        if self._text:
            xml.text = self._text
        return xml


@dataclass(frozen=True, slots=True)
class Style:
    """How a shape is painted. None: not at all. `fill` is a colour or the id of a pattern or fade. dash: lengths of dash and
    gap."""

    fill: str | None = None
    fill_opacity: float = 1.0
    stroke: str | None = None
    stroke_opacity: float = 1.0
    width: float = 1.0
    dash: tuple[float, float] | None = None
    evenodd: bool = False

    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes of an element that is painted so."""
        found: dict[str, Any] = {"fill": "none"}
        if self.fill:
            found["fill"] = self.fill if self.fill.startswith("#") else f"url(#{self.fill})"
            found |= {"fill_opacity": _opacity(self.fill_opacity), "fill_rule": "evenodd" if self.evenodd else None}
        if self.stroke:
            found |= {"stroke": self.stroke, "stroke_width": self.width, "stroke_opacity": _opacity(self.stroke_opacity)}
            found |= {"stroke_linejoin": "round", "stroke_linecap": "butt" if self.dash else "round"}
            found["stroke_dasharray"] = " ".join(map(number, self.dash)) if self.dash else None
        return found


def path(d: str, style: Style, cls: str | None = None) -> Node:
    """A path. d: path data."""
    return Node("path", d=d, class_=cls, **style.attributes)


def rect(box: Box, style: Style, radius: float | None = None, cls: str | None = None) -> Node:
    """A rectangle with corners of `radius`."""
    x0, y0, x1, y1 = box
    return Node("rect", x=x0, y=y0, width=x1 - x0, height=y1 - y0, rx=radius, class_=cls, **style.attributes)


def circle(x: float, y: float, radius: float, style: Style) -> Node:
    """A circle."""
    return Node("circle", cx=x, cy=y, r=radius, **style.attributes)


def text_line(
    x: float, y: float, text: str, size: float, colour: str, *,
    bold: bool = False, anchor: Anchor = "start", cls: str | None = None, halo: str | None = None,
) -> Node:  # fmt: skip
    """One line of text; y is its base line. halo: a colour that sets it off from lines behind it."""
    around: dict[str, Any] = {"stroke": halo, **_TEXT_HALO} if halo else {}
    placed: dict[str, Any] = {"x": x, "y": y, "font_size": size, "text_anchor": None if anchor == "start" else anchor}
    return Node("text", text, fill=colour, font_weight="600" if bold else None, class_=cls, **placed, **around)


def group(
    nodes: Iterable[Node],
    id: str | None = None,
    cls: str | None = None,
    title: str | None = None,
    clip: str | None = None,
    opacity: float = 1.0,
) -> Node:
    """Nodes that belong together. title: what it is, in words. clip: id of a clip. opacity: of the whole."""
    every = [Node("title", title), *nodes] if title else nodes
    cut = f"url(#{clip})" if clip else None
    return Node("g", nodes=every, id=id, class_=cls, clip_path=cut, opacity=_opacity(opacity))


def clip(id: str, d: str) -> Node:
    """A region to which groups are cut: an even-odd path."""
    return Node("clipPath", nodes=[Node("path", d=d, clip_rule="evenodd")], id=id)


def fade(id: str, colour: str, to: Edge) -> Node:
    """From a clear colour to the full one, towards an edge."""
    x1, y1, x2, y2 = _ENDS[to]
    steps = (("0", "0"), ("0.4", "0.3"), ("0.8", "0.9"), ("1", "1"))
    stops = [Node("stop", offset=offset, stop_color=colour, stop_opacity=opacity) for offset, opacity in steps]
    return Node("linearGradient", nodes=stops, id=id, x1=x1, y1=y1, x2=x2, y2=y2)


def dots(id: str, colour: str) -> Node:
    """A pattern of staggered dots on a tint of their colour."""
    tint = Node("rect", x=0, y=0, width=5, height=5, fill=colour, fill_opacity="0.1")
    return _pattern(id, 5, [tint, *(Node("circle", cx=at, cy=at, r=1.05, fill=colour) for at in (1.25, 3.75))])


def hatch(id: str, colour: str, beside: str) -> Node:
    """A pattern of slanting lines, each beside one of another colour: they are seen on light and on dark."""
    # A little beyond the square and once more on either side, so that they meet across squares.
    lines = ((beside, "M-9.6 11l12 -12M0.4 11l12 -12M10.4 11l12 -12"), (colour, "M-11 11l12 -12M-1 11l12 -12M9 11l12 -12"))
    return _pattern(id, 10, [Node("path", d=d, fill="none", stroke=ink, stroke_width=1) for ink, d in lines])


def _pattern(id: str, pitch: float, nodes: Iterable[Node]) -> Node:
    return Node("pattern", nodes=nodes, id=id, x=0, y=0, width=pitch, height=pitch, patternUnits="userSpaceOnUse")


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture. id: of the svg element, and the start of the ids of its title and description."""

    id: str
    width: float
    height: float
    title: str
    description: str
    definitions: Sequence[Node]
    nodes: Sequence[Node]


def render(scene: Scene, *, inline: bool = False) -> str:
    """The scene as an SVG document. Text is cleaned of what XML cannot carry.

    inline: as an element for an HTML page instead: without declaration and namespaces, and without the title, which browsers
    would show beside the pointer.
    """
    size = (number(scene.width), number(scene.height))
    heads = {"desc": scene.description} if inline else {"title": scene.title, "desc": scene.description}
    drawing = svgwrite.Drawing(
        size=size,
        debug=False,
        id=scene.id,
        viewBox=f"0 0 {size[0]} {size[1]}",
        role="img",
        class_="triggerpoints",
        font_family=FONTS,
        **{"aria-labelledby": " ".join(f"{scene.id}-{head}" for head in heads)},
    )
    drawing.elements[:0] = [Node(head, text, id=f"{scene.id}-{head}") for head, text in heads.items()]
    drawing.defs.elements += scene.definitions
    drawing.elements += scene.nodes
    if inline:  # HTML knows the namespaces and the version of its own accord
        return ElementTree.tostring(SVG.get_xml(drawing), encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing.tostring()}\n'


def number(value: float) -> str:
    """A finite number with at most one decimal. ValueError for another."""
    if not -1e7 < value < 1e7:
        raise ValueError(f"a coordinate cannot be {value}")
    short = f"{value + 0.0:.1f}"
    return "0" if short == "-0.0" else short.removesuffix(".0")


def _opacity(value: float) -> str | None:
    return f"{value:.3f}".rstrip("0") if value < 1 else None
