"""Strict YAML: bytes -> plain values with the place of every key and value.

PyYAML's parser delivers events; the values are built here, without recursion, so that a nested bomb costs nothing and
every fault has a line and a column. Of plain scalars only true, false, null, ~, the empty one and JSON numbers are not
text; a quoted or block scalar is always text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from ..errors import DataError, Problem
from ..text import BIDI, CONTROLS, show

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
_NUMBER_START: Final = frozenset("-0123456789")
_WORDS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NOT_FINITE: Final = frozenset(f"{sign}.{word}" for sign in ("", "-", "+") for word in ("nan", "NaN", "NAN", "inf", "Inf", "INF"))
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

    def written(self, line: int, column: int) -> str:
        """Return the plain scalar at a place (from 1) as it is written: 3.10, where the value is 3.1."""
        found = _PLAIN.match(_lines(self.text)[line - 1], column - 1)
        return found.group() if found else ""


def load(data: bytes, file: str = "", *, most: int = MAX_BYTES, loader: Any = Loader) -> Document:
    """Read one YAML document of at most so many bytes. Raises `DataError` with one problem when it cannot be read at all."""
    text = _decode(data, file, most)
    return _Builder(file, text, loader(text)).build()


def _decode(data: bytes, file: str, most: int) -> str:
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
    """Turns the events of one document into values. Keeps its own stack: nothing here recurses."""

    def __init__(self, file: str, text: str, parser: Any) -> None:
        self.file = file
        self.text = text
        self.parser = parser
        self.problems: list[Problem] = []

    def build(self) -> Document:
        try:
            value, place = self._document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = ", ".join(part for part in (error.problem, error.context) if part) or "a fault"
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            fault = Problem(self.file, line, column, "", f"a fault of syntax: {said}", "YAML", rule="yaml")
            raise DataError([*self.problems, fault]) from None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            if isinstance(error, DataError):
                raise
            # The pure Python parser lets int() and chr() fail on absurd escapes and directives.
            fault = Problem(self.file, 0, 0, "", f"a fault of syntax: {error}", "YAML", rule="yaml")
            raise DataError([*self.problems, fault]) from None
        finally:
            self.parser.dispose()
        return Document(self.file, value, place, tuple(self.problems), self.text)

    def _document(self) -> tuple[Any, Place]:
        next_event = self.parser.get_event
        next_event()  # the start of the stream
        event = next_event()
        if type(event) is yaml.StreamEndEvent:
            return None, Place(event.start_mark)
        if event.version or event.tags:
            self._refuse(event, "a % directive", "none", "directive")
        value, place = self._node()
        next_event()  # the end of the document
        event = next_event()
        if type(event) is not yaml.StreamEndEvent:
            self._refuse(event, "a second document", "one document a file", "second-document")
        return value, place

    def _node(self) -> tuple[Any, Place]:
        """Build the root node of the document: one pass over the events with a stack of its own."""
        next_event = self.parser.get_event
        root: list[Any] = []
        root_place = Place(None)
        # What is being filled: the container, its place, and (mappings only) the key that waits for its value.
        container: Any = root
        place = root_place
        key: Any = None
        is_mapping = False
        stack: list[tuple[Any, Place, bool]] = []
        refused: list[tuple[dict[Any, Any], Any]] = []
        count = 0
        while True:
            event = next_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = self._scalar(event)
                if is_mapping and key is None:
                    key = self._key(event, value, container, place)
                    if type(key) is not str:
                        refused.append((container, key))
                    continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                container, place, is_mapping = stack.pop()
                key = None
                if not stack:
                    break
                continue
            elif kind is yaml.AliasEvent:
                self._refuse(event, f"the alias {show('*' + event.anchor)}", "the value itself", "alias")
                value = None
                if is_mapping and key is None:
                    raise self._stop(event, "an alias as key", "text as key", "key")
            else:
                if event.anchor is not None or event.tag is not None:
                    self._refuse_properties(event)
                if is_mapping and key is None:
                    raise self._stop(event, "a mapping or list as key", "text as key", "key")
                value = {} if kind is yaml.MappingStartEvent else []
            count += 1
            if count > MAX_VALUES:
                raise self._stop(event, f"more than {MAX_VALUES:,} values", f"at most {MAX_VALUES:,}", "file-size")
            step = key if is_mapping else len(container)
            place.values[step] = event.start_mark
            if is_mapping:
                container[key] = value
                key = None
            else:
                container.append(value)
            if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                stack.append((container, place, is_mapping))
                if len(stack) > MAX_DEPTH:
                    raise self._stop(event, f"nesting deeper than {MAX_DEPTH}", f"at most {MAX_DEPTH} levels", "depth")
                inner = Place(event.start_mark)
                place.inside[step] = inner
                container, place, is_mapping = value, inner, kind is yaml.MappingStartEvent
            elif not stack:
                break
        for mapping, dropped in refused:
            del mapping[dropped]
        return root[0], root_place.inside.get(0) or Place(root_place.values[0])

    def _scalar(self, event: Any) -> Any:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        text = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text[0] in _NUMBER_START:
            number = _NUMBER.fullmatch(text)
            if number:
                return self._number(event, number)
        if text in _NOT_FINITE:
            self._refuse(event, text, "a finite number, or text in quotes", "not-finite")
            return None
        return text

    def _number(self, event: Any, number: re.Match[str]) -> int | float | None:
        text = event.value
        if len(text) > MAX_NUMBER:
            self._refuse(event, f"a number of {len(text)} characters", f"at most {MAX_NUMBER}", "number")
            return None
        if number.group(1) is None and number.group(2) is None:
            return int(text)
        value = float(text)
        if math.isfinite(value):
            return value
        self._refuse(event, text, "a finite number, or text in quotes", "not-finite")
        return None

    def _key(self, event: Any, value: Any, mapping: dict[Any, Any], place: Place) -> Any:
        """Return the key to use: the text, or an object of its own for a refused key, whose value is dropped later."""
        if type(value) is not str:
            self._refuse(event, f"the key {show(value)}", "text as key", "key")
        elif value == "<<":
            self._refuse(event, "the merge key <<", "the keys themselves", "merge-key")
        elif value in mapping:
            found = f"the key {show(value)} again (first in line {place.keys[value].line + 1})"
            self._refuse(event, found, "each key once", "duplicate-key")
        else:
            place.keys[value] = event.start_mark
            return value
        return object()

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"the anchor {show('&' + event.anchor)}", "no anchors", "anchor")
        if event.tag is not None:
            self._refuse(event, f"the tag {show(event.tag)}", "no tags", "tag")

    def _refuse(self, event: Any, found: str, allowed: str, rule: str) -> None:
        mark = event.start_mark
        problem = Problem(self.file, mark.line + 1, mark.column + 1, "", found, allowed, rule=rule)
        if len(self.problems) >= MAX_PROBLEMS:
            raise DataError([*self.problems, problem])
        self.problems.append(problem)

    def _stop(self, event: Any, found: str, allowed: str, rule: str) -> DataError:
        mark = event.start_mark
        problem = Problem(self.file, mark.line + 1, mark.column + 1, "", found, allowed, rule=rule)
        return DataError([*self.problems, problem])
