"""A scene as SVG text, by svgwrite. Every id is given by the scene: svgwrite's own would count up from picture to picture."""

from __future__ import annotations

from typing import Any

import svgwrite
from svgwrite.base import BaseElement

from ..text import clean
from .scene import Circle, Clip, Definition, Dots, Group, Hatch, Node, Path, Rect, Scene, Style, TextLine

FONTS = "'Plate Sans', 'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

# Where a fade starts and ends, in shares of its rectangle.
_ENDS = {"left": ("1 0", "0 0"), "right": ("0 0", "1 0"), "top": ("0 1", "0 0"), "bottom": ("0 0", "0 1")}


class _Worded(BaseElement):  # type: ignore[misc]
    """<title> or <desc>: svgwrite's own cannot carry an id."""

    def __init__(self, name: str, text: str, **extra: str) -> None:
        self.elementname = name
        super().__init__(debug=False, **extra)
        self._text = clean(text)

    def get_xml(self) -> Any:
        xml = super().get_xml()
        xml.text = self._text
        return xml


def render(scene: Scene, *, inline: bool = False) -> str:
    """The scene as an SVG document. Text is cleaned of what XML cannot carry; numbers have at most one decimal.

    inline: as an element for an HTML page instead: without the declaration, and without the title, which browsers would show
    beside the pointer.
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
    drawing.elements[:0] = [_Worded(head, text, id=f"{scene.id}-{head}") for head, text in heads.items()]
    for definition in scene.definitions:
        drawing.defs.add(_definition(drawing, definition))
    for node in scene.nodes:
        drawing.add(_node(drawing, node))
    text: str = drawing.tostring()
    return text if inline else f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def number(value: float) -> str:
    """A finite number with at most one decimal. ValueError for another."""
    if not -1e7 < value < 1e7:
        raise ValueError(f"a coordinate cannot be {value}")
    short = f"{value + 0.0:.1f}"
    return "0" if short == "-0.0" else short.removesuffix(".0")


def _definition(drawing: Any, definition: Definition) -> Any:
    if isinstance(definition, Clip):
        clip = drawing.clipPath(id=definition.id)
        clip.add(drawing.path(d=definition.d, clip_rule="evenodd"))
        return clip
    if isinstance(definition, Dots):
        pitch, radius = definition.pitch, number(definition.radius)
        dots = drawing.pattern(
            insert=("0", "0"), size=(number(pitch), number(pitch)), patternUnits="userSpaceOnUse", id=definition.id
        )
        ground = drawing.rect(size=(number(pitch), number(pitch)), fill=definition.colour, fill_opacity=_share(definition.tint))
        dots.add(ground)
        for share in (0.25, 0.75):
            at = number(pitch * share)
            dots.add(drawing.circle(center=(at, at), r=radius, fill=definition.colour))
        return dots
    if isinstance(definition, Hatch):
        return _hatch(drawing, definition)
    start, end = (tuple(corner.split()) for corner in _ENDS[definition.to])
    fade = drawing.linearGradient(start=start, end=end, id=definition.id)
    for offset, opacity in (("0", "0"), ("0.4", "0.3"), ("0.8", "0.9"), ("1", "1")):
        fade.add_stop_color(offset, definition.colour, opacity)
    return fade


def _hatch(drawing: Any, hatch: Hatch) -> Any:
    """Lines x + y = c, drawn a little beyond the square and once more on either side, so that they meet across squares."""
    pitch = hatch.pitch
    pattern = drawing.pattern(insert=("0", "0"), size=(number(pitch), number(pitch)), patternUnits="userSpaceOnUse", id=hatch.id)
    for colour, shift in ((hatch.beside, 1.4 * hatch.width), (hatch.colour, 0.0)):
        starts = (turn * pitch + shift - pitch - 1 for turn in (0, 1, 2))
        d = "".join(f"M{number(x)} {number(pitch + 1)}l{number(pitch + 2)} {number(-pitch - 2)}" for x in starts)
        pattern.add(drawing.path(d=d, fill="none", stroke=colour, stroke_width=number(hatch.width)))
    return pattern


def _node(drawing: Any, node: Node) -> Any:
    if isinstance(node, Group):
        extra = _class(node.cls)
        if node.id:
            extra["id"] = node.id
        if node.clip:
            extra["clip_path"] = f"url(#{node.clip})"
        if node.opacity < 1:
            extra["opacity"] = _share(node.opacity)
        group = drawing.g(**extra)
        if node.title:
            group.add(_Worded("title", node.title))
        for child in node.nodes:
            group.add(_node(drawing, child))
        return group
    if isinstance(node, Path):
        return drawing.path(d=node.d, **_paint(node.style), **_class(node.cls))
    if isinstance(node, Rect):
        x0, y0, x1, y1 = node.box
        corner = {"rx": number(node.radius)} if node.radius else {}
        insert, size = (number(x0), number(y0)), (number(x1 - x0), number(y1 - y0))
        return drawing.rect(insert=insert, size=size, **corner, **_paint(node.style), **_class(node.cls))
    if isinstance(node, Circle):
        return drawing.circle(center=(number(node.x), number(node.y)), r=number(node.radius), **_paint(node.style))
    return _text(drawing, node)


def _text(drawing: Any, node: TextLine) -> Any:
    extra: dict[str, str] = {"fill": node.colour, "font_size": number(node.size), **_class(node.cls)}
    if node.bold:
        extra["font_weight"] = "600"
    if node.anchor != "start":
        extra["text_anchor"] = node.anchor
    if node.halo:
        extra |= {"stroke": node.halo, "stroke_width": "3", "stroke_opacity": "0.75", "stroke_linejoin": "round"}
        extra["paint_order"] = "stroke"
    return drawing.text(clean(node.text), insert=(number(node.x), number(node.y)), **extra)


def _class(name: str) -> dict[str, str]:
    return {"class_": name} if name else {}


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
