"""An SVG read by an allow-list and written anew: shapes, groups, gradients and clips, with references to itself only.

What is harmless and draws nothing (comments, titles, metadata, an editor's own attributes) is left out. What runs, what points
outside, and what draws but cannot be promised to look alike everywhere (text, pictures, filters) is refused, with its line.
What goes out is what was checked: the bytes of the file itself reach no other reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Final, NoReturn
from xml.parsers import expat

from ..errors import DataError, Problem
from ..text import show

MOST_ELEMENTS: Final = 5_000
MOST_DEPTH: Final = 32
MOST_REFERRED: Final = 8
"""How many references may follow one another: a `use` of a group with a `use` in it makes two."""
MOST_DRAWN: Final = 2_000_000
"""Characters of shapes when every reference is followed: a few `use` can multiply a picture without end."""

_SVG: Final = "http://www.w3.org/2000/svg"
_HREF: Final = ("href", "http://www.w3.org/1999/xlink href")
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_TAKEN: Final = _SHAPES | {"g", "defs", "use", "clipPath", "linearGradient", "radialGradient", "stop", "style"}
_LEFT_OUT: Final = frozenset({"title", "desc", "metadata"})
_RUNS: Final = frozenset({"script", "foreignobject", "handler", "listener"})
_FUNCTIONS: Final = frozenset({"url", "rgb", "rgba", "hsl", "hsla", "matrix", "translate", "scale", "rotate", "skewx", "skewy"})
_ONLY: Final = "shapes, groups, gradients and clips, nothing that runs (turn letters into paths)"

_ATTRIBUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CALL: Final = re.compile(r"([\w-]*)\s*\(")
_LOCAL: Final = re.compile(r"""url\(\s*(["']?)#([^\s"'()]+)\1\s*\)""", re.IGNORECASE)
_DASHES: Final = re.compile(r"dasharray\s*+:\s*+(?!none\b)")
_RULE: Final = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS: Final = re.compile(r"\s*\.([\w-]+)\s*")
_LENGTH: Final = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?)(px|in|mm|cm|pt|pc|)")
_PIXELS: Final = {"": 1.0, "px": 1.0, "in": 96.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "pt": 96 / 72, "pc": 16.0}


@dataclass(slots=True)
class _Element:
    """An element of the picture: where it stands, the number of its parent, how much it draws, the ids that it refers to."""

    line: int
    column: int
    parent: int
    drawn: int
    refers: list[str]
    classes: list[str]


def clean_svg(data: bytes, file: str) -> tuple[bytes, float, float]:
    """The picture as a document of its own, its width and height in its own units. DataError for what is not taken."""
    return _Reader(file).read(data)


class _Reader:
    """One pass of expat over the file. Entities are refused but for XML's own, and nothing is ever fetched."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._out: list[str] = []
        self._open: list[int] = []  # numbers of elements; -1 for one that is left out, with all that is in it
        self._elements: list[_Element] = []
        self._ids: dict[str, int] = {}
        self._sheet: list[str] | None = None
        self._by_class: dict[str, list[str]] = {}
        self._size = (0.0, 0.0)
        self._shapes = 0
        # The declaration's encoding is passed over: the text is UTF-8, and that is what the parser is told.
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.SkippedEntityHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, data: bytes) -> tuple[bytes, float, float]:
        """See `clean_svg`."""
        try:
            text = data.decode("utf-8-sig").lstrip(" \t\r\n")
            self._parser.Parse(text.encode("utf-8"), True)
        except UnicodeDecodeError:
            self._refuse("an SVG that is not in UTF-8", "UTF-8", "encoding")
        except expat.ExpatError as error:
            found = "a fault of syntax, or the end of a file that is cut off"
            self._refuse(found, "a well-formed SVG", "xml", error.lineno, error.offset + 1)
        if not self._shapes:
            self._refuse("a picture with nothing to see", "at least one shape", "svg-empty")
        self._follow()
        return "".join(self._out).encode("ascii", "xmlcharrefreplace"), *self._size

    def _refuse(self, found: str, allowed: str, rule: str, line: int = 0, column: int = 0) -> NoReturn:
        """Here, unless a line is given."""
        line, column = (line, column) if line else (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        raise DataError([Problem(self._file, line, column, "", found, allowed, rule=rule)]) from None

    def _doctype(self, name: str, system: str | None, public: str | None, inside: int) -> None:
        if inside:
            self._refuse("a document type with declarations", "none (save it as plain SVG)", "svg-doctype")

    def _entity(self, name: str, _: object) -> None:
        self._refuse(f"the entity {show(name)}", "none (save it as plain SVG)", "svg-doctype")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if len(self._elements) >= MOST_ELEMENTS:
            self._refuse(f"more than {MOST_ELEMENTS:,} elements", f"at most {MOST_ELEMENTS:,}", "svg-size")
        if len(self._open) >= MOST_DEPTH:
            self._refuse(f"nesting deeper than {MOST_DEPTH}", f"at most {MOST_DEPTH}", "svg-size")
        space, _, name = tag.rpartition(" ")
        if not self._open and (space, name) != (_SVG, "svg"):
            found = "an svg element without its xmlns" if name == "svg" and not space else f"the element {show(name)} at the top"
            self._refuse(found, f"svg with xmlns '{_SVG}'", "svg-root")
        left_out = bool(self._open) and (self._open[-1] < 0 or space != _SVG or name in _LEFT_OUT)
        if name.lower() in _RUNS or (self._open and not left_out and (name not in _TAKEN or self._sheet is not None)):
            self._refuse(f"the element {show(name)}", _ONLY, "svg-element")
        if left_out:
            self._open.append(-1)
            return
        parent = self._open[-1] if self._open else -1
        element = _Element(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1, parent, 64, [], [])
        attributes = self._attributes(element, given)
        if parent < 0:
            attributes |= self._measures(given)
        self._open.append(len(self._elements))
        self._elements.append(element)
        self._shapes += name in _SHAPES
        self._sheet = [] if name == "style" else None
        self._out += [f"<{name}", *(f' {key}="{escape(value)}"' for key, value in attributes.items()), ">"]

    def _end(self, tag: str) -> None:
        if self._open.pop() < 0:
            return
        if self._sheet is not None:
            self._out.append(escape(self._styles("".join(self._sheet))))
            self._sheet = None
        self._out.append(f"</{tag.rpartition(' ')[2]}>")

    def _text(self, text: str) -> None:
        if self._sheet is not None and self._open[-1] >= 0:
            self._sheet.append(text)

    def _attributes(self, element: _Element, given: dict[str, str]) -> dict[str, str]:
        """The attributes that are taken. What they refer to is noted in the element."""
        taken: dict[str, str] = {}
        for name, value in given.items():
            local = name.rpartition(" ")[2].lower()
            if local.startswith("on"):
                self._refuse(f"the script in {show(local)}", _ONLY, "svg-element")
            if name in _HREF:
                if not re.fullmatch(r"\s*#\S+\s*", value):
                    self._refuse(f"href {show(value)}", "a reference to the picture itself, such as #a", "svg-reference")
                taken["href"] = value.strip()
                element.refers.append(taken["href"][1:])
            elif _ATTRIBUTE.fullmatch(name) and not local.startswith(("data-", "aria-")):
                taken[name] = value
                element.refers += self._check(name, value) if name not in ("id", "class") else []
        element.drawn += sum(map(len, taken.values()))
        element.classes = taken.get("class", "").split()
        self._ids.setdefault(taken.get("id", ""), len(self._elements))
        return taken

    def _check(self, name: str, value: str) -> list[str]:
        """Refuse a value or a style that fetches something, or that not every reader draws. Returns the ids it refers to."""
        if "\\" in value or ("@" in value and name == "style") or _DASHES.search(f"{name}:{value}"):
            self._refuse(f"{name} {show(value)}", "plain properties such as fill: red, and no dashes", "svg-style")
        if any(call[1].lower() not in _FUNCTIONS for call in _CALL.finditer(value)):
            self._refuse(f"{name} {show(value)}", "no functions but colours, transforms and url(#a)", "svg-style")
        local = [found[2] for found in _LOCAL.finditer(value)]
        if len(local) < len(re.findall(r"url\s*\(", value, re.IGNORECASE)):
            self._refuse(f"{name} {show(value)}", "a reference to the picture itself, such as url(#a)", "svg-reference")
        return local

    def _styles(self, text: str) -> str:
        """A style sheet without its comments. Only classes may choose what refers to something."""
        text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
        self._check("style", text)
        for chosen, body in _RULE.findall(text):
            refers = self._check("style", body)
            for one in chosen.split(",") if refers else ():
                found = _CLASS.fullmatch(one) or self._refuse(f"a style for {show(one)}", "classes such as .a", "svg-style")
                self._by_class.setdefault(found[1], []).extend(refers)
        if _RULE.sub("", text).strip():
            self._refuse(f"the style {show(text)}", "rules such as .a {fill: red}", "svg-style")
        return text

    def _measures(self, given: dict[str, str]) -> dict[str, str]:
        """Where the picture begins and how large it is, as attributes of the root: by its viewBox, else by width and height."""
        box = given.get("viewBox", "").strip() or f"0 0 {given.get('width', '')} {given.get('height', '')}"
        lengths = [_LENGTH.fullmatch(one) for one in re.split(r"\s*,\s*|\s+", box)]
        numbers = [float(one[1]) * _PIXELS[one[2]] for one in lengths if one]
        if len(lengths) != 4 or len(numbers) != 4:
            self._refuse(f"the size {show(box)}", "viewBox, or width and height in px, mm, cm, in, pt or pc", "svg-size")
        width, height = numbers[2:]
        if not (0.01 <= width <= 100_000 and 0.01 <= height <= 100_000 and max(map(abs, numbers)) <= 1_000_000):
            self._refuse(f"a picture of {width:.10g} x {height:.10g}", "0.01 to 100,000 units each way", "svg-size")
        self._size = width, height
        text = " ".join(f"{one:.10g}" for one in numbers)
        return {"xmlns": _SVG, "viewBox": text, "width": f"{width:.10g}", "height": f"{height:.10g}"}

    def _follow(self) -> None:
        """Refuse references that multiply the picture without end, that lead back to themselves or that go too deep.

        Every round follows one reference more. When the last one still adds something, there is no end to it.
        """
        totals = before = [0] * len(self._elements)
        for _ in range(MOST_REFERRED + 2):
            before, totals = totals, [element.drawn for element in self._elements]
            for number, element in reversed(list(enumerate(self._elements))):  # parts stand behind what they are in
                ids = [*element.refers, *(id for name in element.classes for id in self._by_class.get(name, ()))]
                totals[number] += sum(before[self._ids[id]] for id in ids if id in self._ids)
                if totals[number] > MOST_DRAWN:
                    found = "a picture that its references multiply without end"
                    allowed = f"at most {MOST_DRAWN:,} characters of shapes"
                    self._refuse(found, allowed, "svg-size", element.line, element.column)
                if element.parent >= 0:
                    totals[element.parent] += totals[number]
        if totals != before:
            element = next(one for one, old, new in zip(self._elements, before, totals, strict=True) if old != new)
            found = f"references deeper than {MOST_REFERRED}, or back to themselves"
            self._refuse(found, f"at most {MOST_REFERRED}", "svg-size", element.line, element.column)
