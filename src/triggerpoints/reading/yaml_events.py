"""Strict YAML: bytes -> plain values with the place of every key and value.

PyYAML's parser delivers events, and the values are built here from them: a composed node no longer tells its anchor or
its tag, and composing recurses as deep as a file likes. Of plain scalars only true, false, null, ~, the empty one and JSON
numbers are not text; a quoted or block scalar is always text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from ..errors import DataError, Problem
from ..text import BIDI, CONTROLS, show
from .syntax import likely_mistake

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 100_000
"""Many times what a file of any use holds: each takes some 800 bytes of memory, and time to judge."""
MAX_NUMBER: Final = 40
MAX_PROBLEMS: Final = 200

Path = tuple[str | int, ...]

# libyaml also ends lines at U+0085, U+2028 and U+2029, which would shift the line numbers an editor shows.
_FORBIDDEN: Final = re.compile(rf"[{CONTROLS}\u0009\u000B\u000C\u0085\u2028\u2029{BIDI}\ud800-\udfff]")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_PLAIN: Final = re.compile(r"[^\s,\[\]{}#]+")
_BRACKET: Final = re.compile(r"""#[^\n]*|"(?:[^"\\]|\\.)*"?|'[^']*'?|([\[{])|([\]}])""", re.DOTALL)
_NUMBER_START: Final = frozenset("-0123456789")
_WORDS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NOT_FINITE: Final = frozenset(f"{sign}.{word}" for sign in ("", "-", "+") for word in ("nan", "NaN", "NAN", "inf", "Inf", "INF"))
_TOO_DEEP: Final = f"nesting deeper than {MAX_DEPTH}", f"at most {MAX_DEPTH} levels", "depth"
_NAMED: Final = {
    "\t": "a tab",
    "\ufeff": "a byte order mark",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
}

Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Place:
    """Where a mapping or sequence stands, and everything directly in it. Marks count lines and columns from 0."""

    start: Any
    keys: dict[str, Any] = field(default_factory=dict)
    values: dict[str | int, Any] = field(default_factory=dict)
    inside: dict[str | int, Place] = field(default_factory=dict)

    def find(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Return line and column (from 1) of the value at `path` (or its key), else of its deepest known part."""
        place, mark = self, self.start
        for depth, step in enumerate(path):
            if step not in place.values:
                break
            last = depth == len(path) - 1
            mark = place.keys[step] if last and key and isinstance(step, str) else place.values[step]
            if step not in place.inside:
                break
            place = place.inside[step]
        return mark.line + 1, mark.column + 1


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its value (dict, list, str, int, float, bool, None), its places and its faults.

    `problems` holds what the file says against the rules although it can be read (a duplicate key, a tag...); the value
    then leaves the refused part out.
    """

    file: str
    value: Any
    place: Place
    problems: tuple[Problem, ...]
    text: str = ""

    def problem(self, path: Path, found: str, allowed: str, nearest: str = "", *, rule: str, key: bool = False) -> Problem:
        """Return a `Problem` of the value at `path` (or of its key), with its place filled in."""
        line, column = self.place.find(path, key=key)
        return Problem(self.file, line, column, field_name(path), found, allowed, nearest, rule=rule)

    def written(self, line: int, column: int) -> str:
        """Return the plain scalar at a place (from 1) as it is written: 3.10, where the value is 3.1."""
        found = _PLAIN.match(_lines(self.text)[line - 1], column - 1)
        return found.group() if found else ""

    def offset(self, line: int, column: int, offset: int = 0, word: str = "") -> int:
        """Return the columns from a text's place (from 1) to one of its characters, or to a word in it; 0 when it ends before."""
        rest = _lines(self.text)[line - 1][column - 1 :] if line else ""
        if word:
            found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", rest)
            return found.start() if found else 0
        offset += bool(offset) and rest[:1] in ("'", '"')
        return offset if offset < len(rest) else 0


def field_name(path: Path) -> str:
    """Return a path as a reader writes it: `trigger_points[0].zones[1].strength`."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step}]"
        else:
            name += f".{step}" if name else step
    return name


def load(data: bytes, file: str = "", *, most: int = MAX_BYTES, loader: Any = Loader) -> Document:
    """Read one YAML document of at most so many bytes. Raises `DataError` with one problem when it cannot be read at all."""
    text = decode(data, file, most)
    return _Builder(file, text, loader(text)).build()


def decode(data: bytes, file: str, most: int) -> str:
    """Return the text of a file of at most so many bytes. Raises `DataError` for one that is no plain text in UTF-8."""
    if len(data) > most:
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1024} KB"
        raise _fatal(file, 0, 0, f"more than {size}", f"at most {size}", "file-size")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _position(data[: error.start].decode("utf-8"))
        raise _fatal(file, line, column, f"byte 0x{data[error.start]:02x}", "UTF-8", "encoding") from None
    bad = _FORBIDDEN.search(text)
    if bad:
        line, column = _position(text[: bad.start()])
        what = _NAMED.get(bad.group(), f"the control character U+{ord(bad.group()):04X}")
        allowed = "spaces" if bad.group() == "\t" else "printable characters"
        raise _fatal(file, line, column, what, allowed, "characters")
    return text


def _position(before: str) -> tuple[int, int]:
    lines = _lines(before)
    return len(lines), len(lines[-1]) + 1


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _fatal(file: str, line: int, column: int, found: str, allowed: str, rule: str) -> DataError:
    return DataError([Problem(file, line, column, "", found, allowed, rule=rule)])


class _Builder:
    """Turns the events of one document into values."""

    def __init__(self, file: str, text: str, parser: Any) -> None:
        self.file = file
        self.text = text
        self.parser = parser
        self.problems: list[Problem] = []
        self.values = 0
        self.depth = 0
        self.read_to = 0

    def build(self) -> Document:
        try:
            value, place = self._document()
        except DataError:
            raise
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The pure Python parser lets int() and chr() fail on absurd escapes and directives.
            raise self._unreadable(error) from None
        finally:
            self.parser.dispose()
        return Document(self.file, value, place, tuple(self.problems), self.text)

    def _next(self) -> Any:
        event = self.parser.get_event()
        self.read_to = event.end_mark.index
        return event

    def _document(self) -> tuple[Any, Place]:
        self._next()  # the start of the stream
        event = self._next()
        root = Place(event.start_mark)
        if type(event) is yaml.StreamEndEvent:
            return None, root
        if event.version or event.tags:
            self._refuse(event, "a % directive", "none", "directive")
        value = self._value(self._next(), root, 0)
        self._next()  # the end of the document
        event = self._next()
        if type(event) is not yaml.StreamEndEvent:
            self._refuse(event, "a second document", "one document a file", "second-document")
        return value, root.inside.get(0) or Place(root.values[0])

    def _value(self, event: Any, place: Place, step: str | int) -> Any:
        """Build the value that begins with `event`, and note where it and all that is in it stand as `step` of `place`."""
        self.values += 1
        if self.values > MAX_VALUES:
            raise self._stop(event, f"more than {MAX_VALUES:,} values", f"at most {MAX_VALUES:,}", "file-size")
        place.values[step] = event.start_mark
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._refuse(event, f"the alias {show('*' + event.anchor)}", "the value itself", "alias")
            return None
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        self._refuse_properties(event)
        if self.depth == MAX_DEPTH:
            raise self._stop(event, *_TOO_DEEP)
        self.depth += 1
        inner = place.inside[step] = Place(event.start_mark)
        value = self._list(inner) if kind is yaml.SequenceStartEvent else self._mapping(inner)
        self.depth -= 1
        return value

    def _list(self, place: Place) -> list[Any]:
        items: list[Any] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._value(event, place, len(items)))
        return items

    def _mapping(self, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                what = "an alias" if type(event) is yaml.AliasEvent else "a mapping or list"
                raise self._stop(event, f"{what} as key", "text as key", "key")
            key = self._scalar(event)
            if type(key) is not str:
                self._refuse(event, f"the key {show(key)}", "text as key", "key")
            elif key == "<<":
                self._refuse(event, "the merge key <<", "the keys themselves", "merge-key")
            elif key in mapping:
                found = f"the key {show(key)} again (first in line {place.keys[key].line + 1})"
                self._refuse(event, found, "each key once", "duplicate-key")
            else:
                place.keys[key] = event.start_mark
                mapping[key] = self._value(self._next(), place, key)
                continue
            self._value(self._next(), Place(None), 0)  # a refused key takes its value with it
        return mapping

    def _scalar(self, event: Any) -> Any:
        self._refuse_properties(event)
        text = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        number = _NUMBER.fullmatch(text) if text[0] in _NUMBER_START else None
        if number is None and text not in _NOT_FINITE:
            return text
        if number and len(text) > MAX_NUMBER:
            self._refuse(event, f"a number of {len(text)} characters", f"at most {MAX_NUMBER}", "number")
            return None
        if number and number.group(1) is None and number.group(2) is None:
            return int(text)
        if number and math.isfinite(value := float(text)):
            return value
        self._refuse(event, text, "a finite number, or text in quotes", "not-finite")
        return None

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"the anchor {show('&' + event.anchor)}", "no anchors", "anchor")
        if event.tag is not None:
            self._refuse(event, f"the tag {show(event.tag)}", "no tags", "tag")

    def _unreadable(self, error: Exception) -> DataError:
        """The parser's own complaint, or ours about a nesting at which the parser gave up before we could."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        depth = self.depth
        for bracket in _BRACKET.finditer(self.text, self.read_to, mark.index if mark else self.read_to):
            depth += bool(bracket.group(1)) - bool(bracket.group(2))
            if depth > MAX_DEPTH:
                line, column = _position(self.text[: bracket.start()])
                return DataError([*self.problems, Problem(self.file, line, column, "", *_TOO_DEEP[:2], rule=_TOO_DEEP[2])])
        told = likely_mistake(self.text, mark.line + 1, mark.column + 1) if mark else (0, 0, str(error), "YAML")
        return DataError([*self.problems, Problem(self.file, *told[:2], "", *told[2:], rule="yaml")])

    def _refuse(self, event: Any, found: str, allowed: str, rule: str) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            raise self._stop(event, found, allowed, rule)
        self.problems.append(self._problem(event.start_mark, found, allowed, rule))

    def _stop(self, event: Any, found: str, allowed: str, rule: str) -> DataError:
        return DataError([*self.problems, self._problem(event.start_mark, found, allowed, rule)])

    def _problem(self, mark: Any, found: str, allowed: str, rule: str) -> Problem:
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        return Problem(self.file, line, column, "", found, allowed, rule=rule)
