"""A scene as SVG text, by svgwrite. Every id is given by the scene: svgwrite's own would count up from picture to picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

import svgwrite
from svgwrite.base import BaseElement
from svgwrite.container import SVG

from ..text import clean
from .scene import Circle, Clip, Definition, Dots, Fade, Group, Hatch, Node, Path, Rect, Scene, Style, TextLine

FONTS = "'Plate Sans', 'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

# Where a fade starts and ends, in shares of its rectangle: x and y.
_ENDS = {"left": ("10", "00"), "right": ("00", "10"), "top": ("01", "00"), "bottom": ("00", "01")}


class _Element(BaseElement):  # type: ignore[misc]
    """Any element: svgwrite's own <title> and <desc> cannot carry an id."""

    def __init__(self, name: str, text: str = "", children: Iterable[Any] = (), **attributes: str) -> None:
        self.elementname = name
        super().__init__(debug=False, **attributes)
        self._text = clean(text)
        self.elements += children

    def get_xml(self) -> Any:
        xml = super().get_xml()
        if self._text:
            xml.text = self._text
        return xml


def render(scene: Scene, *, inline: bool = False) -> str:
    """The scene as an SVG document. Text is cleaned of what XML cannot carry; numbers have at most one decimal.

    inline: as an element for an HTML page instead: without declaration and namespaces, and without the title, which browsers
    would show beside the pointer.
    """
    size = (number(scene.width), number(scene.height))
    heads = {"title": scene.title, "desc": scene.description}
    if inline:
        del heads["title"]
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
    drawing.elements[:0] = [_Element(head, text, id=f"{scene.id}-{head}") for head, text in heads.items()]
    drawing.defs.elements += map(_definition, scene.definitions)
    drawing.elements += map(_node, scene.nodes)
    if inline:  # HTML knows the namespaces and the version of its own accord
        return ElementTree.tostring(SVG.get_xml(drawing), encoding="unicode")
    text: str = drawing.tostring()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def number(value: float) -> str:
    """A finite number with at most one decimal. ValueError for another."""
    if not -1e7 < value < 1e7:
        raise ValueError(f"a coordinate cannot be {value}")
    short = f"{value + 0.0:.1f}"
    return "0" if short == "-0.0" else short.removesuffix(".0")


def _definition(definition: Definition) -> _Element:
    id = definition.id
    if isinstance(definition, Clip):
        return _Element("clipPath", id=id, children=[_Element("path", d=definition.d, clip_rule="evenodd")])
    if isinstance(definition, Fade):
        start, end = _ENDS[definition.to]
        stops = [
            _Element("stop", offset=offset, stop_color=definition.colour, stop_opacity=opacity)
            for offset, opacity in (("0", "0"), ("0.4", "0.3"), ("0.8", "0.9"), ("1", "1"))
        ]
        return _Element("linearGradient", x1=start[0], y1=start[1], x2=end[0], y2=end[1], id=id, children=stops)
    pitch = number(definition.pitch)
    inner = list(_dots(definition) if isinstance(definition, Dots) else _hatch(definition))
    return _Element("pattern", x="0", y="0", width=pitch, height=pitch, patternUnits="userSpaceOnUse", id=id, children=inner)


def _dots(dots: Dots) -> Iterator[_Element]:
    pitch = number(dots.pitch)
    yield _Element("rect", x="0", y="0", width=pitch, height=pitch, fill=dots.colour, fill_opacity=_share(dots.tint))
    for at in (number(dots.pitch / 4), number(dots.pitch * 3 / 4)):
        yield _Element("circle", cx=at, cy=at, r=number(dots.radius), fill=dots.colour)


def _hatch(hatch: Hatch) -> Iterator[_Element]:
    """Lines x + y = c, drawn a little beyond the square and once more on either side, so that they meet across squares."""
    pitch = hatch.pitch
    for colour, shift in ((hatch.beside, 1.4 * hatch.width), (hatch.colour, 0.0)):
        starts = (turn * pitch + shift - pitch - 1 for turn in (0, 1, 2))
        d = "".join(f"M{number(x)} {number(pitch + 1)}l{number(pitch + 2)} {number(-pitch - 2)}" for x in starts)
        yield _Element("path", d=d, fill="none", stroke=colour, stroke_width=number(hatch.width))


def _node(node: Node) -> _Element:
    cls = {"class_": node.cls} if not isinstance(node, Circle) and node.cls else {}
    match node:
        case Group():
            extra = {"id": node.id, "clip_path": node.clip and f"url(#{node.clip})"}
            given = {key: value for key, value in extra.items() if value} | cls
            if node.opacity < 1:
                given["opacity"] = _share(node.opacity)
            title = [_Element("title", node.title)] if node.title else []
            return _Element("g", children=[*title, *map(_node, node.nodes)], **given)
        case Path():
            return _Element("path", d=node.d, **_paint(node.style), **cls)
        case Rect():
            x0, y0, x1, y1 = node.box
            corner = {"rx": number(node.radius)} if node.radius else {}
            size = {"x": number(x0), "y": number(y0), "width": number(x1 - x0), "height": number(y1 - y0)}
            return _Element("rect", **size, **corner, **_paint(node.style), **cls)
        case Circle():
            return _Element("circle", cx=number(node.x), cy=number(node.y), r=number(node.radius), **_paint(node.style))
        case TextLine():
            given = {"x": number(node.x), "y": number(node.y), "fill": node.colour, "font_size": number(node.size), **cls}
            if node.bold:
                given["font_weight"] = "600"
            if node.anchor != "start":
                given["text_anchor"] = node.anchor
            if node.halo:
                given |= {"stroke": node.halo, "stroke_width": "3", "stroke_opacity": "0.75", "stroke_linejoin": "round"}
                given["paint_order"] = "stroke"
            return _Element("text", node.text, **given)


def _paint(style: Style) -> dict[str, str]:
    out = {"fill": _colour(style.fill)}
    if style.fill and style.fill_opacity < 1:
        out["fill_opacity"] = _share(style.fill_opacity)
    if style.fill and style.evenodd:
        out["fill_rule"] = "evenodd"
    if style.stroke:
        out |= {"stroke": style.stroke, "stroke_width": number(style.width)}
        out |= {"stroke_linejoin": "round", "stroke_linecap": "round"}
        if style.stroke_opacity < 1:
            out["stroke_opacity"] = _share(style.stroke_opacity)
        if style.dash:
            out["stroke_dasharray"] = " ".join(number(length) for length in style.dash)
            out["stroke_linecap"] = "butt"
    return out


def _share(value: float) -> str:
    return f"{value:.3f}".rstrip("0")


def _colour(fill: str | None) -> str:
    if fill is None:
        return "none"
    return fill if fill.startswith("#") else f"url(#{fill})"
