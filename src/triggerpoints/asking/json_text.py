"""JSON text with the place of every value, found only when something has to be said about it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from ..errors import DataError, Problem

MAX_BYTES: Final = 2 * 1024 * 1024

Path = tuple[str | int, ...]

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PLAIN: Final = re.compile(r"[^\s,\]}]+")


class Repeated(dict[str, Any]):
    """An object in which `key` stands twice."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class JsonText:
    """A JSON value with the text it came from. text: "" when it came from Python: then nothing has a place."""

    file: str
    value: Any
    text: str = ""

    def find(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of the value at a path (or of its key), else of its deepest known part; 0, 0 without text."""
        if not self.text:
            return 0, 0
        at = _gap(self.text, 0)
        for depth, step in enumerate(path):
            entries = _entries(self.text, at)
            found = None
            for name, key_at, value_at in entries:
                if name == step:
                    # The last of two equal keys is the one that is too many.
                    found = key_at if key and depth == len(path) - 1 else value_at
            if found is None:
                break
            at = found
        return place_of(self.text, at)


def load_json(data: bytes, file: str) -> JsonText:
    """Read JSON. Raises DataError with one problem when it cannot be read. NaN and Infinity come as floats."""

    def fatal(line: int, column: int, found: str, allowed: str, rule: str) -> DataError:
        return DataError([Problem(file, line, column, "", found, allowed, rule=rule)])

    if len(data) > MAX_BYTES:
        raise fatal(0, 0, f"more than {MAX_BYTES // 1024} KB", f"at most {MAX_BYTES // 1024} KB", "file-size")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = place_of(data[: error.start].decode("utf-8", "replace"), error.start)
        raise fatal(line, column, f"byte 0x{data[error.start]:02x}", "UTF-8", "encoding") from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except json.JSONDecodeError as error:
        found = f"a fault of syntax: {error.msg[:1].lower()}{error.msg[1:]}"
        raise fatal(error.lineno, error.colno, found, "JSON", "json") from None
    except RecursionError:
        raise fatal(0, 0, "nesting too deep to read", "a drawing", "depth") from None
    return JsonText(file, value, text)


def place_of(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of an index into a text."""
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _whole(digits: str) -> int | float:
    # Python refuses to read thousands of digits as an int; as a float they are infinite, which nobody may write.
    return int(digits) if len(digits) <= 40 else float(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) == len(pairs):
        return out
    again = Repeated(out)
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            again.key = key
            break
        seen.add(key)
    return again


def _gap(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _entries(text: str, at: int) -> list[tuple[str | int, int, int]]:
    """Of the object or list at `at` in sound JSON: every key or index, where the key stands and where its value stands."""
    opener = text[at]
    if opener not in "{[":
        return []
    out: list[tuple[str | int, int, int]] = []
    at = _gap(text, at + 1)
    while text[at] not in "}]":
        key_at, name = at, len(out)
        if opener == "{":
            end = _end(text, at)
            label = json.loads(text[at:end])
            at = _gap(text, _gap(text, end) + 1)  # past the colon
            out.append((label, key_at, at))
        else:
            out.append((name, at, at))
        at = _gap(text, _end(text, at))
        if text[at] == ",":
            at = _gap(text, at + 1)
    return out


def _end(text: str, at: int) -> int:
    """Where the value that begins at `at` of sound JSON ends."""
    depth = 0
    while True:
        sign = text[at]
        if sign == '"':
            match = _STRING.match(text, at)
        elif sign in "{[":
            depth, match = depth + 1, None
        elif sign in "}]":
            depth, match = depth - 1, None
        elif sign in ",:" or sign.isspace():
            match = None
        else:
            match = _PLAIN.match(text, at)
        at = match.end() if match else at + 1
        if not depth:
            return at
