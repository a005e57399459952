"""Strict YAML: bytes -> plain values with the place of every key and value.

PyYAML's parser delivers events, and the values are built from them here: a composed node no longer tells its anchor or its
tag, and PyYAML composes as deep as a file likes. Of plain scalars only true, false, null, ~, the empty one and JSON numbers
are not text; a quoted or block scalar is always text.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from ..errors import DataError, Problem
from ..text import BIDI, CONTROLS, show
from .syntax import likely_mistake

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 100_000
"""Many times what a file of any use holds: each takes some 400 bytes of memory, and time to judge."""
MAX_NUMBER: Final = 40
MAX_PROBLEMS: Final = 200

Path = tuple[str | int, ...]
Mark = tuple[int, int]
"""Line and column, from 1."""

# YAML also ends lines at U+0085, U+2028 and U+2029, which would shift the line numbers an editor shows.
_FORBIDDEN: Final = re.compile(rf"[{CONTROLS}\u0009\u000B\u000C\u0085\u2028\u2029{BIDI}\ud800-\udfff]")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:nan|NaN|NAN|inf|Inf|INF)")
_PLAIN: Final = re.compile(r"[^\s,\[\]{}#]+")
_LOST: Final = re.compile(r" +#[^\s#]")
_WORDS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NAMED: Final = {"\t": "a tab", "\ufeff": "a byte order mark", "\u2028": "a line separator", "\u2029": "a paragraph separator"}

Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its value (dict, list, str, int, float, bool, None), the places of its values and keys, its faults.

    `problems` holds what the file says against the rules although it can be read (a duplicate key, a tag...); the value
    then leaves the refused part out.
    """

    file: str
    value: Any
    values: Mapping[Path, Mark]
    keys: Mapping[Path, Mark]
    problems: tuple[Problem, ...]
    text: str = ""

    def known(self, path: Path) -> Path:
        """Return as much of a path as the file has."""
        while path not in self.values:
            path = path[:-1]
        return path

    def find(self, path: Path, *, key: bool = False) -> Mark:
        """Return the place of the value at `path` (or of its key), else of the deepest part of the path that the file has."""
        return self.keys[path] if key and path in self.keys else self.values[self.known(path)]

    def problem(
        self,
        path: Path,
        found: str,
        allowed: str,
        near: str = "",
        key: bool = False,
        offset: int = 0,
        word: str = "",
        **more: Any,
    ) -> Problem:
        """Return a `Problem` of the value at `path` (or of its key), with its place filled in.

        offset, word: the character or the word of the text there that is at fault. more: rule and severity of the `Problem`.
        """
        line, column = self.find(path, key=key)
        if word or offset:
            rest = self._rest(line, column)
            if word:
                inside = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", rest)
                offset = inside.start() if inside else 0
            elif rest.startswith(("'", '"')):
                offset += 1
            column += offset if offset < len(rest) else 0  # a text of several lines is told where it starts
        return Problem(self.file, line, column, field_name(path), found, allowed, near, **more)

    def written(self, path: Path) -> str:
        """Return the plain scalar at `path` as it is written: 3.10, where the value is 3.1."""
        found = _PLAIN.match(self._rest(*self.find(path)))
        return found.group() if found else ""

    def _rest(self, line: int, column: int) -> str:
        return self.text.split("\n")[line - 1][column - 1 :]


def field_name(path: Path) -> str:
    """Return a path as a reader writes it: `trigger_points[0].zones[1].strength`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def load(data: bytes, file: str = "", *, most: int = MAX_BYTES, loader: Any = Loader) -> Document:
    """Read one YAML document of at most so many bytes. Raises `DataError` with one problem when it cannot be read at all."""
    text = decode(data, file, most)
    # libyaml is quick, but each version of it has limits and words of its own: faults are told by the parser in Python.
    for parser in (loader, yaml.SafeLoader):
        builder = _Builder(file, text)
        try:
            return builder.build(parser(text))
        except DataError:
            raise
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # int() and chr() fail on absurd escapes and directives
            fault = error
    raise builder.unreadable(fault)


def decode(data: bytes, file: str, most: int) -> str:
    """Return the text of a file of at most so many bytes, its lines ended by line feeds.

    Raises `DataError` for one that is no plain text in UTF-8.
    """
    if len(data) > most:
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1024} KB"
        raise DataError([Problem(file, 0, 0, "", f"more than {size}", f"at most {size}", rule="file-size")])
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    bad = _FORBIDDEN.search(text)
    if bad is None:
        return text
    code = ord(bad.group())
    found, allowed, rule = f"the control character U+{code:04X}", "printable characters", "characters"
    if 0xDC80 <= code <= 0xDCFF:
        found, allowed, rule = f"byte 0x{code - 0xDC00:02x}", "UTF-8", "encoding"
    elif bad.group() in _NAMED:
        found, allowed = _NAMED[bad.group()], "spaces" if bad.group() == "\t" else allowed
    before = text[: bad.start()].split("\n")
    raise DataError([Problem(file, len(before), len(before[-1]) + 1, "", found, allowed, rule=rule)])


class _Builder:
    """Turns the events of one document into values, and notes where they stand."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}

    def build(self, parser: Any) -> Document:
        self.next = parser.get_event
        self.next()  # the start of the stream
        event = self.next()
        self.values[()] = _mark(event.start_mark)
        value = None
        if type(event) is not yaml.StreamEndEvent:
            if event.version or event.tags:
                self._refuse(event, "a % directive", "none", "directive")
            value = self._value(self.next(), ())
            self.next()  # the end of the document
            event = self.next()
            if type(event) is not yaml.StreamEndEvent:
                self._refuse(event, "a second document", "one document a file", "second-document")
        return Document(self.file, value, self.values, self.keys, tuple(self.problems), self.text)

    def _value(self, event: Any, path: Path) -> Any:
        """Build the value that begins with `event`, and note the places of it and of all that is in it."""
        if len(self.values) >= MAX_VALUES:
            self._refuse(event, f"more than {MAX_VALUES:,} values", f"at most {MAX_VALUES:,}", "file-size", fatal=True)
        self.values[path] = _mark(event.start_mark)
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._refuse(event, f"the alias {show('*' + event.anchor)}", "the value itself", "alias")
            return None
        self._refuse_properties(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if len(path) == MAX_DEPTH:
            self._refuse(event, f"nesting deeper than {MAX_DEPTH}", f"at most {MAX_DEPTH} levels", "depth", fatal=True)
        if kind is yaml.MappingStartEvent:
            return self._mapping(path)
        items: list[Any] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                what = "an alias" if type(event) is yaml.AliasEvent else "a mapping or list"
                self._refuse(event, f"{what} as key", "text as key", "key", fatal=True)
            self._refuse_properties(event)
            key = self._scalar(event)
            if type(key) is not str:
                self._refuse(event, f"the key {show(key)}", "text as key", "key")
            elif key == "<<":
                self._refuse(event, "the merge key <<", "the keys themselves", "merge-key")
            elif key in mapping:
                found = f"the key {show(key)} again (first in line {self.keys[*path, key][0]})"
                self._refuse(event, found, "each key once", "duplicate-key")
            else:
                self.keys[*path, key] = _mark(event.start_mark)
                mapping[key] = self._value(self.next(), (*path, key))
                continue
            self._value(self.next(), (*path, -1))  # a refused key takes its value with it
        return mapping

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        number = _NUMBER.fullmatch(text)
        if number is None and not _NOT_FINITE.fullmatch(text):
            end = event.end_mark
            if " " in text and _LOST.match(self.lines[end.line], end.column):
                self._refuse(event, "a # that makes a comment of what follows it", "a text with a # in quotes", "comment")
            return text
        if number and len(text) > MAX_NUMBER:
            self._refuse(event, f"a number of {len(text)} characters", f"at most {MAX_NUMBER}", "number")
            return None
        if number and not any(number.groups()):
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

    def _refuse(self, event: Any, found: str, allowed: str, rule: str, *, fatal: bool = False) -> None:
        self.problems.append(Problem(self.file, *_mark(event.start_mark), "", found, allowed, rule=rule))
        if fatal or len(self.problems) > MAX_PROBLEMS:
            raise DataError(self.problems)

    def unreadable(self, error: Exception) -> DataError:
        """Return what makes a parser give up as an error of ours, which names the likely mistake."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column, found, allowed = likely_mistake(self.text, *_mark(mark)) if mark else (0, 0, str(error), "YAML")
        return DataError([*self.problems, Problem(self.file, line, column, "", found, allowed, rule="yaml")])


def _mark(mark: Any) -> Mark:
    return mark.line + 1, mark.column + 1
