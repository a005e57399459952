"""A clinic's logo in SVG, checked against an allow-list and written anew: shapes, groups, gradients and clips.

Both writers embed a logo as an image, which runs no scripts and loads nothing. So little is left to do here: what runs, what
refers to another file, and what does not look alike everywhere (text, pictures, filters) is refused. What draws nothing, such as
titles and an editor's own attributes, is left out, because it may name people and folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..errors import DataError, Problem
from ..text import show

MOST_ELEMENTS: Final = 5_000
MOST_DEPTH: Final = 32
MOST_REFERRED: Final = 8
"""How many references may follow one another: a `use` of a group with a `use` in it makes two."""
MOST_DRAWN: Final = 2_000_000
"""Characters of shapes when every reference is followed: a few `use` can multiply a picture without end."""

_SVG: Final = "http://www.w3.org/2000/svg"
_HREF: Final = ("href", "{http://www.w3.org/1999/xlink}href")
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_TAKEN: Final = _SHAPES | {"g", "defs", "use", "clipPath", "linearGradient", "radialGradient", "stop", "style"}
_LEFT_OUT: Final = frozenset({"title", "desc", "metadata"})

_ATTRIBUTE: Final = re.compile(r"(?!data-|aria-)[A-Za-z][A-Za-z0-9-]*")
_LOCAL: Final = re.compile(r"""url\s*\(\s*(["']?)#([^\s"'()]+)\1\s*\)""", re.IGNORECASE)
_REFUSED: Final = re.compile(r"\\|@|(?:url|src|image|image-set)\s*\(|dasharray\s*+:\s*+(?!none\b)", re.IGNORECASE)
"""In a value: what refers to another file, or could hide that it does; and dashes, of which there can be millions."""
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CLASS: Final = re.compile(r"\s*\.([\w-]+)\s*")


class _Refused(Exception):
    """What was found, what is allowed, and the name of the rule; a fault of syntax has a line and a column as well."""


def clean_svg(data: bytes, file: str) -> tuple[bytes, float, float]:
    """The picture as a document of its own, its width and height in its own units. DataError for what is not taken."""
    try:
        source = _parsed(data)
        root = _kept(source)
        width, height = _measured(root, source)
        _follow(root)
        if not any(element.tag in _SHAPES for element in root.iter()):
            raise _Refused("a picture with nothing to see", "at least one shape", "svg-empty")
    except _Refused as error:
        found, allowed, rule, *place = error.args
        line, column = place or (0, 0)
        raise DataError([Problem(file, line, column, "", found, allowed, rule=rule)]) from None
    return ElementTree.tostring(root), width, height


def _parsed(data: bytes) -> Element:
    """The root of a well-formed SVG. Nothing outside of it is ever fetched."""
    try:
        text = data.decode("utf-8-sig").lstrip(" \t\r\n")
        if "<!ENTITY" in text:
            raise _Refused("a document type with entities", "none (save it as plain SVG)", "svg-doctype")
        root = ElementTree.fromstring(text)  # the text is UTF-8, whatever its declaration says
    except UnicodeDecodeError:
        raise _Refused("an SVG that is not in UTF-8", "UTF-8", "encoding") from None
    except ElementTree.ParseError as error:
        found = "a fault of syntax, or the end of a file that is cut off"
        raise _Refused(found, "a well-formed SVG", "xml", error.position[0], error.position[1] + 1) from None
    if root.tag != f"{{{_SVG}}}svg":
        raise _Refused(f"the element {show(root.tag)} at the top", f"svg with xmlns '{_SVG}'", "svg-root")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise _Refused(f"more than {MOST_ELEMENTS:,} elements", f"at most {MOST_ELEMENTS:,}", "svg-size")
    return root


def _kept(element: Element, depth: int = 0) -> Element:
    """What is taken of an element, without its namespace."""
    if depth >= MOST_DEPTH:
        raise _Refused(f"nesting deeper than {MOST_DEPTH}", f"at most {MOST_DEPTH}", "svg-size")
    kept = Element(element.tag.rpartition("}")[2], dict(_attributes(element)))
    if kept.tag == "style":
        kept.text = _COMMENT.sub(" ", element.text or "")
        _check("style", kept.text)
    for child in element:
        space, _, name = child.tag.rpartition("}")
        if space != f"{{{_SVG}" or name in _LEFT_OUT:
            continue
        if name not in _TAKEN or kept.tag == "style":
            allowed = "shapes, groups, gradients and clips, nothing that runs (turn letters into paths)"
            raise _Refused(f"the element {show(name)}", allowed, "svg-element")
        kept.append(_kept(child, depth + 1))
    return kept


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name in _HREF:
            if not re.fullmatch(r"\s*#\S+\s*", value):
                raise _Refused(f"href {show(value)}", "a reference to the picture itself, such as #a", "svg-reference")
            yield "href", value.strip()
        elif name.lower().startswith("on"):
            raise _Refused(f"the script in {show(name)}", "nothing that runs", "svg-element")
        elif _ATTRIBUTE.fullmatch(name):
            if name not in ("id", "class"):
                _check(name, value)
            yield name, value


def _check(name: str, value: str) -> None:
    """Refuse a value or a style that refers to another file, or that not every reader draws."""
    if _REFUSED.search(_LOCAL.sub("", _COMMENT.sub(" ", f"{name}:{value}"))):
        allowed = "plain properties, and references to the picture itself such as url(#a); no dashes"
        raise _Refused(f"{name} {show(value)}", allowed, "svg-style")


def _measured(root: Element, source: Element) -> tuple[float, float]:
    """Its width and height by its viewBox, else by its own width and height in pixels. They become attributes of the root."""
    box = source.get("viewBox") or f"0 0 {source.get('width', '')} {source.get('height', '')}"
    try:
        x, y, width, height = (float(one.removesuffix("px")) for one in box.replace(",", " ").split())
    except ValueError:
        raise _Refused(f"the size {show(box)}", "a viewBox, or width and height in pixels", "svg-size") from None
    if not (0.01 <= width <= 100_000 and 0.01 <= height <= 100_000 and abs(x) <= 1_000_000 and abs(y) <= 1_000_000):
        raise _Refused(f"a picture of {width:.10g} x {height:.10g}", "0.01 to 100,000 units each way", "svg-size")
    size = {"width": f"{width:.10g}", "height": f"{height:.10g}"}
    root.attrib |= {"xmlns": _SVG, "viewBox": f"{x:.10g} {y:.10g} {width:.10g} {height:.10g}", **size}
    return width, height


def _follow(root: Element) -> None:
    """Refuse references that multiply the picture without end, that lead back to themselves or that go too deep.

    Every round follows one reference more. When the last one still adds something, there is no end to it.
    """
    elements = list(root.iter())
    ids = {element.get("id"): element for element in reversed(elements)}  # the first of several counts
    classes = _references_of_classes(root)
    drawn = dict.fromkeys(elements, 0)
    for _ in range(MOST_REFERRED + 2):
        before, drawn = drawn, {}
        for element in reversed(elements):  # what is in an element comes after it
            own = 64 + sum(map(len, element.attrib.values())) + sum(drawn[child] for child in element)
            drawn[element] = own + sum(before[ids[id]] for id in _references(element, classes) if id in ids)
        if drawn[root] > MOST_DRAWN:
            found, allowed = "a picture that its references multiply without end", f"at most {MOST_DRAWN:,} characters of shapes"
            raise _Refused(found, allowed, "svg-size")
        if drawn == before:
            return
    raise _Refused(f"references deeper than {MOST_REFERRED}, or back to themselves", f"at most {MOST_REFERRED}", "svg-size")


def _references(element: Element, classes: Mapping[str, list[str]]) -> Iterator[str]:
    """The ids that an element refers to."""
    yield element.get("href", "")[1:]
    for value in element.attrib.values():
        yield from (found[2] for found in _LOCAL.finditer(value))
    for name in set(element.get("class", "").split()):
        yield from classes.get(name, ())


def _references_of_classes(root: Element) -> dict[str, list[str]]:
    """The ids that style sheets refer to, by class. Nothing else than classes may choose what refers to something."""
    found: dict[str, list[str]] = {}
    sheet = "".join(style.text or "" for style in root.iter("style"))
    quoted = set("\"'") & set(_LOCAL.sub("", sheet))  # a brace in quotes would end no rule
    parts = re.split("[{}]", sheet)
    for chosen, body in zip_longest(parts[::2], parts[1::2], fillvalue=""):
        refers = [local[2] for local in _LOCAL.finditer(chosen + body)]
        for one in chosen.split(",") if refers else ():
            name = _CLASS.fullmatch(one)
            if quoted or not name:
                raise _Refused(f"a style for {show(one)}", "classes such as .a, and no quotes", "svg-style")
            found.setdefault(name[1], []).extend(refers)
    return found
