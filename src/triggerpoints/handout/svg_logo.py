"""An SVG read by an allow-list and written anew: shapes, groups, gradients and clips, local references only.

What is harmless and draws nothing (comments, titles, metadata, an editor's own attributes) is left out. What runs, what points
outside, and what draws but cannot be promised to look alike everywhere (text, pictures, filters) is refused, with its line.
Style sheets and `style` are turned into attributes, ids are given anew: nothing that a person wrote goes out as it came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from xml.parsers import expat

from ..text import show
from . import svg_values as values
from .logo_fault import LogoFault

MOST_ELEMENTS: Final = 5_000
MOST_DEPTH: Final = 32
MOST_REFERRED: Final = 64
"""Depth when every reference is followed."""
MOST_DRAWN: Final = 2_000_000
"""Characters of shapes when every reference is followed: a few `use` can multiply a picture without end."""
MOST_RULES: Final = 256
MOST_PROPERTIES: Final = 1_024
"""Of all rules together: every element may have every class."""
PREFIX: Final = "logo-"
"""Of every id."""

_SVG: Final = "http://www.w3.org/2000/svg"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_XLINK_HREF: Final = "http://www.w3.org/1999/xlink href"

_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_GRADIENTS: Final = frozenset({"linearGradient", "radialGradient"})
_HOLDERS: Final = frozenset({"svg", "g", "defs", "clipPath"})
_DRAWN: Final = _SHAPES | {"g", "use"}
_TAKEN: Final = _SHAPES | _GRADIENTS | _HOLDERS | {"use", "stop"}
_REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("script", "handler", "listener"), "no scripts"),
    **dict.fromkeys(
        ("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"), "a picture that stands still"
    ),
    **dict.fromkeys(("image", "feImage", "video", "audio", "iframe", "embed", "object"), "shapes only"),
    **dict.fromkeys(("foreignObject", "switch"), "shapes only"),
    **dict.fromkeys(("text", "tspan", "textPath", "tref", "altGlyph", "font", "glyph"), "letters turned into paths"),
    **dict.fromkeys(("filter", "mask", "pattern", "marker", "mesh", "meshgradient", "hatch"), "plain shapes and gradients"),
    **dict.fromkeys(("symbol",), "shapes in g or defs"),
    **dict.fromkeys(("a",), "no links"),
    **dict.fromkeys(("link", "color-profile"), "nothing from elsewhere"),
}
_CHANGES_THE_LOOK: Final[Mapping[str, tuple[str, ...]]] = {
    "filter": ("none",),
    "mask": ("none",),
    "marker": ("none",),
    "marker-start": ("none",),
    "marker-mid": ("none",),
    "marker-end": ("none",),
    "mix-blend-mode": ("normal",),
    "stroke-dasharray": ("none",),
    "vector-effect": ("none",),
    "transform-origin": (),
    "transform-box": ("view-box",),
    "requiredExtensions": ("",),
    "systemLanguage": ("",),
}
"""Attributes and properties that are not taken, and their values that say nothing."""

_NOT_IN_STYLE: Final = frozenset({"transform", "d", "x", "y", "cx", "cy", "r", "rx", "ry", "width", "height"})

_LENGTHS: Final = dict.fromkeys(("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "fx", "fy"), values.length)
_SIZES: Final = dict.fromkeys(("width", "height", "r", "rx", "ry", "fr"), values.size)
_UNITS: Final = values.one_of("userSpaceOnUse", "objectBoundingBox")
_RULE: Final = values.one_of("nonzero", "evenodd", "inherit")
_PAINT: Final[dict[str, values.Reader]] = {
    "fill": values.colour,
    "fill-opacity": values.share,
    "fill-rule": _RULE,
    "stroke": values.colour,
    "stroke-width": values.size,
    "stroke-linecap": values.one_of("butt", "round", "square", "inherit"),
    "stroke-linejoin": values.one_of("miter", "round", "bevel", "inherit"),
    "stroke-miterlimit": values.at_least(1),
    "stroke-opacity": values.share,
    "opacity": values.share,
    "color": values.colour,
    "paint-order": values.order,
    "clip-rule": _RULE,
    "visibility": values.one_of("visible", "hidden", "collapse", "inherit"),
}
_STOP: Final[dict[str, values.Reader]] = {
    "offset": values.share,
    "stop-color": values.colour,
    "stop-opacity": values.share,
    "color": values.colour,
}
_GRADIENT: Final[dict[str, values.Reader]] = {
    "gradientUnits": _UNITS,
    "gradientTransform": values.transform,
    "spreadMethod": values.one_of("pad", "reflect", "repeat"),
    "color": values.colour,
}
_ALL: Final[dict[str, values.Reader]] = {**_LENGTHS, **_SIZES, "d": values.path, "points": values.points}


def _readers(names: str, *more: Mapping[str, values.Reader]) -> dict[str, values.Reader]:
    readers = {name: _ALL[name] for name in names.split()}
    for one in more:
        readers |= one
    return readers


_TURN: Final[dict[str, values.Reader]] = {"transform": values.transform}
_ATTRIBUTES: Final[Mapping[str, Mapping[str, values.Reader]]] = {
    "svg": _PAINT,
    "g": {**_TURN, **_PAINT},
    "defs": {},
    "use": _readers("x y", _TURN, _PAINT),
    "path": _readers("d", _TURN, _PAINT),
    "rect": _readers("x y width height rx ry", _TURN, _PAINT),
    "circle": _readers("cx cy r", _TURN, _PAINT),
    "ellipse": _readers("cx cy rx ry", _TURN, _PAINT),
    "line": _readers("x1 y1 x2 y2", _TURN, _PAINT),
    "polyline": _readers("points", _TURN, _PAINT),
    "polygon": _readers("points", _TURN, _PAINT),
    "linearGradient": _readers("x1 y1 x2 y2", _GRADIENT),
    "radialGradient": _readers("cx cy r fx fy fr", _GRADIENT),
    "stop": _STOP,
    "clipPath": {"clipPathUnits": _UNITS, **_TURN, **_PAINT},
}
_REFERS: Final[Mapping[str, frozenset[str]]] = {
    "href": _DRAWN,
    "fill": _GRADIENTS,
    "stroke": _GRADIENTS,
    "clip-path": frozenset({"clipPath"}),
}
"""What an attribute may refer to (the href of a gradient: to gradients)."""

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CLASS: Final = re.compile(r"\.(-?[A-Za-z_][\w-]*)", re.ASCII)


@dataclass(slots=True, eq=False)
class _Node:
    """An element: its name, its cleaned attributes in a fixed order, what it refers to (attribute -> the other's id as given)."""

    name: str
    raw: dict[str, str]
    line: int
    column: int
    children: list[_Node] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    refers: dict[str, tuple[str, str]] = field(default_factory=dict)
    targets: dict[str, _Node] = field(default_factory=dict)
    id: str = ""


def clean_svg(data: bytes) -> tuple[bytes, float, float]:
    """The picture as a document of its own, its width and height in its own units. LogoFault for what is not taken."""
    reader = _Reader()
    root = reader.read(data)
    rules = _rules(reader.sheets)
    box = _view_box(root)
    for node in _walk(root):
        _clean_attributes(node, rules)
    _hide(root)
    nodes = list(_walk(root))
    _link(nodes)
    _measure(root)
    if not any(node.name in _SHAPES for node in nodes):
        raise LogoFault("a picture with nothing to see", "at least one shape", "svg-empty")
    shape = " ".join(_plain(value) for value in box)
    head = f'<svg xmlns="{_SVG}" viewBox="{shape}" width="{_plain(box[2])}" height="{_plain(box[3])}"'
    out: list[str] = []
    _write(root, head, out)
    return "".join(out).encode("ascii"), float(_plain(box[2])), float(_plain(box[3]))


class _Reader:
    """The XML as a tree of what is taken. No DTD with content, no entity but XML's own, nothing is ever fetched."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, int, int]] = []
        self._root: _Node | None = None
        self._open: list[_Node | None] = []  # None: left out, with all that is in it
        self._elements = 0
        self._sheet: tuple[list[str], int, int] | None = None
        self._parser: Any = None

    def read(self, data: bytes) -> _Node:
        """The root. LogoFault for anything that is no SVG, or no safe one."""
        try:
            text = data.decode("utf-8-sig").lstrip(" \t\r\n")
        except UnicodeDecodeError:
            raise LogoFault("an SVG that is not in UTF-8", "UTF-8", "encoding") from None
        # The declaration's encoding is passed over: the text is UTF-8, and that is what the parser is told.
        parser = self._parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(text.encode("utf-8"), True)
        except expat.ExpatError as error:
            found = f"a fault of syntax: {expat.ErrorString(error.code)}"
            raise LogoFault(found, "an SVG picture", "xml", error.lineno, error.offset + 1) from None
        if self._root is None:
            self._refuse("no svg element", "an SVG picture", "svg-root")
        return self._root

    def _refuse(self, found: str, allowed: str, rule: str) -> NoReturn:
        raise LogoFault(found, allowed, rule, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _doctype(self, name: str, system: str | None, public: str | None, inside: int) -> None:
        if inside:
            self._refuse("a document type with declarations", "none (save it as plain SVG)", "svg-doctype")

    def _entity(self, name: str, *_: object) -> None:
        self._refuse(f"the entity {show(name)}", "none (save it as plain SVG)", "svg-doctype")

    def _instruction(self, target: str, _: str) -> None:
        if "stylesheet" in target.lower():
            self._refuse("a style sheet from elsewhere", "nothing from elsewhere", "svg-reference")

    def _start(self, tag: str, raw: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            self._refuse(f"more than {MOST_ELEMENTS:,} elements", f"at most {MOST_ELEMENTS:,}", "svg-size")
        if len(self._open) >= MOST_DEPTH:
            self._refuse(f"nesting deeper than {MOST_DEPTH}", f"at most {MOST_DEPTH}", "svg-size")
        space, _, name = tag.rpartition(" ")
        if not self._open and (space, name) != (_SVG, "svg"):
            found = "an svg element without its xmlns" if name == "svg" and not space else f"the element {show(name)} at the top"
            self._refuse(found, f"svg with xmlns '{_SVG}'", "svg-root")
        if space == _XHTML:
            self._refuse(f"the HTML element {show(name)}", "shapes only", "svg-element")
        if space == _SVG and name in _REFUSED:
            self._refuse(f"the element {show(name)}", _REFUSED[name], "svg-element")
        parent = self._open[-1] if self._open else None
        node = None
        if space == _SVG and name == "style":
            self._sheet = [], self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        elif space == _SVG and name == "svg" and self._open:
            self._refuse("an svg element within another", "shapes in g", "svg-element")
        elif space == _SVG and name in _TAKEN and (parent is None or _may_hold(parent.name, name)) and (parent or not self._open):
            node = _Node(name, raw, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
            if parent is None:
                self._root = node
            else:
                parent.children.append(node)
        self._open.append(node)

    def _end(self, tag: str) -> None:
        self._open.pop()
        if self._sheet is not None and tag == f"{_SVG} style":
            pieces, line, column = self._sheet
            self.sheets.append(("".join(pieces), line, column))
            self._sheet = None

    def _text(self, text: str) -> None:
        if self._sheet is not None:
            self._sheet[0].append(text)


def _may_hold(parent: str, child: str) -> bool:
    if child == "stop":
        return parent in _GRADIENTS
    if parent == "clipPath":
        return child in _SHAPES or child == "use"
    return parent in _HOLDERS


def _rules(sheets: list[tuple[str, int, int]]) -> list[tuple[str, dict[str, str]]]:
    """The rules of all style sheets in their order: class, properties. Only classes can select."""
    rules: list[tuple[str, dict[str, str]]] = []
    for text, line, column in sheets:

        def refuse(found: str, allowed: str, line: int = line, column: int = column) -> NoReturn:
            raise LogoFault(found, allowed, "svg-style", line, column)

        bare = _COMMENT.sub(" ", text)
        *blocks, rest = bare.split("}")
        if rest.strip():
            refuse(f"the style {show(rest)}", "classes such as .a {fill: red}")
        for block in blocks:
            selectors, brace, body = block.partition("{")
            properties = _properties(body, refuse)
            for selector in selectors.split(","):
                match = _CLASS.fullmatch(selector.strip())
                if match is None or not brace:
                    refuse(f"a style for {show(selector.strip())}", "classes such as .a {fill: red}")
                rules.append((match[1], properties))
            if len(rules) > MOST_RULES or sum(len(one) for _, one in rules) > MOST_PROPERTIES:
                refuse("more styles than a logo needs", f"at most {MOST_RULES}, of {MOST_PROPERTIES:,} properties together")
    return rules


def _properties(text: str, refuse: Callable[[str, str], NoReturn]) -> dict[str, str]:
    """The declarations of a style, by name."""
    found: dict[str, str] = {}
    for part in _COMMENT.sub(" ", text).split(";"):
        if not part.strip():
            continue
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or "\\" in part or "!" in part or "{" in part or name in _NOT_IN_STYLE:
            refuse(f"the style {show(part.strip())}", "plain properties such as fill: red")
        found.pop(name, None)
        found[name] = value
    return found


def _clean_attributes(node: _Node, rules: list[tuple[str, dict[str, str]]]) -> None:
    """Give a node its attributes: those of its own, then of its classes, then of its style; a later one counts."""

    def refuse(found: str, allowed: str, rule: str = "svg-value") -> NoReturn:
        raise LogoFault(found, allowed, rule, node.line, node.column)

    def refuse_style(found: str, allowed: str) -> NoReturn:
        refuse(found, allowed, "svg-style")

    given: dict[str, str] = {}
    for name, value in node.raw.items():
        if name.rpartition(" ")[2].lower().startswith("on"):
            refuse(f"the script in {show(name.rpartition(' ')[2])}", "no scripts", "svg-element")
        if name == _XLINK_HREF:
            given.setdefault("href", value)
        elif " " not in name:
            given[name] = value
    classes = set(given.get("class", "").split())
    for name, properties in rules:
        if name in classes:
            given.update(properties)
    given.update(_properties(given.pop("style", ""), refuse_style))
    node.id = given.pop("id", "")

    for name, value in given.items():
        said = f"{name} {show(value)}"
        if name in _CHANGES_THE_LOOK and value.strip() not in _CHANGES_THE_LOOK[name]:
            refuse(said, f"no {name} (turn it into plain shapes)", "svg-attribute")
        try:
            local = values.reference(value) if name == "href" else values.local_url(value.strip())
        except ValueError as error:
            refuse(said, str(error), "svg-reference")
        if isinstance(local, str):
            if node.name == "use" or node.name in _GRADIENTS:
                node.refers[name] = local, ""
        elif local is not None and name in _REFERS and "fill" in _ATTRIBUTES[node.name]:
            node.refers[name] = local
        elif name == "clip-path" and value.strip() not in ("", "none") and local is None:
            refuse(said, "a clipPath of the picture, such as url(#a)", "svg-attribute")
    if node.name == "svg" and given.get("transform", "").strip():
        refuse(f"transform {show(given['transform'])} on the svg element", "a transform of a g", "svg-attribute")
    for name, read in _ATTRIBUTES[node.name].items():
        value = given.get(name, "").strip()
        if name in node.refers or not value or (value == "auto" and name in ("rx", "ry")):
            continue
        try:
            node.attributes[name] = read(value)
        except ValueError as error:
            refuse(f"{name} {show(value)}", str(error))
    if given.get("display", "").strip() == "none" and node.name in _DRAWN | {"svg"}:
        node.attributes["display"] = "none"


def _view_box(root: _Node) -> tuple[float, float, float, float]:
    """Left, top, width and height of the picture, in its own units."""

    def refuse(found: str, allowed: str) -> NoReturn:
        raise LogoFault(found, allowed, "svg-size", root.line, root.column)

    given = {name: root.raw[name].strip() for name in ("viewBox", "width", "height") if root.raw.get(name, "").strip()}
    name = "viewBox"
    try:
        if name in given:
            box = values.view_box(given[name])
        else:
            if "width" not in given or "height" not in given:
                refuse("no viewBox", "viewBox, or width and height")
            name = "width"
            width = values.pixels(given[name])
            name = "height"
            box = (0.0, 0.0, width, values.pixels(given[name]))
    except ValueError as error:
        refuse(f"{name} {show(given[name])}", str(error))
    if not (0.01 <= box[2] <= 100_000 and 0.01 <= box[3] <= 100_000):
        refuse(f"a picture of {_plain(box[2])} x {_plain(box[3])}", "0.01 to 100,000 units each way")
    return box


def _hide(root: _Node) -> None:
    """Take out what is not displayed; gradients and clips in it stay, for others may refer to them."""
    if root.attributes.get("display"):
        raise LogoFault("a picture that is not displayed", "at least one shape", "svg-empty", root.line, root.column)
    for node in list(_walk(root)):
        shown: list[_Node] = []
        for child in node.children:
            if not child.attributes.get("display"):
                shown.append(child)
                continue
            kept = [one for one in _walk(child) if one.name in _GRADIENTS or one.name == "clipPath"]
            if kept:
                shown.append(_Node("defs", {}, child.line, child.column, kept))
        node.children = shown


def _link(nodes: list[_Node]) -> None:
    """Follow every reference and give new ids. A reference to nothing draws nothing, as in a browser."""
    by_id: dict[str, _Node] = {}
    for node in nodes:
        if node.id:
            by_id.setdefault(node.id, node)
    wanted: set[int] = set()
    for node in nodes:
        for name, (other, fallback) in node.refers.items():
            target = by_id.get(other)
            kinds = _GRADIENTS if node.name in _GRADIENTS else _REFERS[name]
            if target is not None and target.name in kinds:
                node.targets[name] = target
                wanted.add(id(target))
            elif name in ("fill", "stroke"):
                node.attributes[name] = _fallback(node, name, fallback)
    count = 0
    for node in nodes:
        node.id = ""
        if id(node) in wanted:
            count += 1
            node.id = f"{PREFIX}{count}"
    for node in nodes:
        for name, target in node.targets.items():
            node.attributes[name] = f"#{target.id}" if name == "href" else f"url(#{target.id})"


def _fallback(node: _Node, name: str, text: str) -> str:
    try:
        return values.colour(text) if text else "none"
    except ValueError as error:
        raise LogoFault(f"{name} {show(text)}", str(error), "svg-value", node.line, node.column) from None


def _measure(root: _Node) -> None:
    """LogoFault when following every reference leads back to where it began, too deep, or to too much."""
    known: dict[int, tuple[int, int]] = {}
    open: set[int] = set()

    def measure(node: _Node, depth: int) -> tuple[int, int]:
        key = id(node)
        if key in known:
            return known[key]
        if key in open:
            raise LogoFault("a reference that leads back to itself", "none", "svg-reference", node.line, node.column)
        if depth > MOST_REFERRED:
            raise LogoFault(
                f"references deeper than {MOST_REFERRED}", f"at most {MOST_REFERRED}", "svg-size", node.line, node.column
            )
        open.add(key)
        drawn, height = 64 + len(node.attributes.get("d", "")) + len(node.attributes.get("points", "")), 0
        for one in [*node.children, *node.targets.values()]:
            more, deep = measure(one, depth + 1)
            drawn, height = drawn + more, max(height, deep)
        open.discard(key)
        if height >= MOST_REFERRED:
            raise LogoFault(
                f"references deeper than {MOST_REFERRED}", f"at most {MOST_REFERRED}", "svg-size", node.line, node.column
            )
        if drawn > MOST_DRAWN:
            found = "a picture that its references multiply without end"
            raise LogoFault(found, f"at most {MOST_DRAWN:,} characters of shapes", "svg-size", node.line, node.column)
        known[key] = drawn, height + 1
        return known[key]

    measure(root, 0)


def _walk(root: _Node) -> Iterator[_Node]:
    """All nodes in document order."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _write(node: _Node, head: str, out: list[str]) -> None:
    """Write a node; `head`: its tag so far. Depth is bounded by what was read."""
    ids = f' id="{node.id}"' if node.id else ""
    text = "".join(f' {name}="{value}"' for name, value in sorted(node.attributes.items()))
    if not node.children:
        out.append(f"{head}{ids}{text}/>")
        return
    out.append(f"{head}{ids}{text}>")
    for child in node.children:
        _write(child, f"<{child.name}", out)
    out.append(f"</{node.name}>")


def _plain(value: float) -> str:
    return format(value, ".10g")
