"""JSON text with the place of every value, found only when something has to be said about it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..errors import DataError, Problem

MAX_BYTES: Final = 2 * 1024 * 1024

Path = tuple[str | int, ...]

_GAP: Final = re.compile(r"[ \t\r\n,:]*")
_LONGEST_NUMBER: Final = 40


class Repeated(dict[str, Any]):
    """An object in which `key` stands twice."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class JsonText:
    """A JSON value with the text it came from. `text` is "" when the value came from Python: then nothing has a place."""

    file: str
    value: Any
    text: str = ""

    def find(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of the value at a path (or of its key), else of its deepest known part; 0, 0 without text."""
        if not self.text:
            return 0, 0
        at = _gap(self.text, 0)
        for depth, step in enumerate(path):
            # The last of two equal keys is the one that is too many.
            found = [places[not (key and depth == len(path) - 1)] for label, *places in _entries(self.text, at) if label == step]
            if not found:
                break
            at = found[-1]
        return _place(self.text, at)

    def problem(self, path: Path, found: str, allowed: str, rule: str, near: str = "", *, key: bool = False) -> Problem:
        """What is wrong at a path, which is written as in other problems: `areas[0].polygon[3]`."""
        name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
        return Problem(self.file, *self.find(path, key=key), name, found, allowed, near, rule)


def load_json(data: bytes, file: str) -> JsonText:
    """Read JSON. Raises DataError with one problem when it cannot be read. NaN and Infinity come as floats."""

    def fault(place: tuple[int, int], found: str, allowed: str, rule: str) -> DataError:
        return DataError([Problem(file, *place, "", found, allowed, rule=rule)])

    if len(data) > MAX_BYTES:
        raise fault((0, 0), f"more than {MAX_BYTES // 1024} KB", f"at most {MAX_BYTES // 1024} KB", "file-size")
    try:
        text = data.decode("utf-8-sig")
        return JsonText(file, json.loads(text, object_pairs_hook=_object, parse_int=_whole), text)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise fault(_place(before, len(before)), f"byte 0x{data[error.start]:02x}", "UTF-8", "encoding") from None
    except json.JSONDecodeError as error:
        found = f"a fault of syntax: {error.msg[:1].lower()}{error.msg[1:]}"
        raise fault((error.lineno, error.colno), found, "JSON", "json") from None
    except RecursionError:
        raise fault((0, 0), "nesting too deep to read", "a drawing", "depth") from None


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of an index into a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _whole(digits: str) -> int | float:
    # Python refuses to read thousands of digits as an int; as a float they are infinite, which nobody may write.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    (key, count), *_ = Counter(key for key, _ in pairs).most_common(1) or [("", 0)]
    if count < 2:
        return dict(pairs)
    again = Repeated(pairs)
    again.key = key
    return again


_DECODER: Final = json.JSONDecoder(parse_int=_whole)


def _gap(text: str, at: int) -> int:
    """Where the next value, key or bracket stands."""
    match = _GAP.match(text, at)
    return match.end() if match else at


def _entries(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """Of the object or list at `at` in sound JSON: every key or index, where the key stands and where its value stands."""
    opener, number, at = text[at], 0, _gap(text, at + 1)
    while opener in "{[" and text[at] not in "}]":
        label, value_at = _DECODER.raw_decode(text, at) if opener == "{" else (number, at)
        value_at = _gap(text, value_at)
        yield label, at, value_at
        number, at = number + 1, _gap(text, _DECODER.raw_decode(text, value_at)[1])
