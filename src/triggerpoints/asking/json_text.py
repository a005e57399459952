"""JSON text with the place of every value, found only when something has to be said about it."""

from __future__ import annotations

import json
import re
from collections import Counter
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
            found = [places[not (key and depth == len(path) - 1)] for label, places in _entries(self.text, at) if label == step]
            if not found:
                break
            at = found[-1]
        return _place(self.text, at)


def load_json(data: bytes, file: str) -> JsonText:
    """Read JSON. Raises DataError with one problem when it cannot be read. NaN and Infinity come as floats."""

    def fault(line: int, column: int, found: str, allowed: str, rule: str) -> DataError:
        return DataError([Problem(file, line, column, "", found, allowed, rule=rule)])

    if len(data) > MAX_BYTES:
        raise fault(0, 0, f"more than {MAX_BYTES // 1024} KB", f"at most {MAX_BYTES // 1024} KB", "file-size")
    try:
        text = data.decode("utf-8-sig")
        return JsonText(file, json.loads(text, object_pairs_hook=_object, parse_int=_whole), text)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise fault(*_place(before, len(before)), f"byte 0x{data[error.start]:02x}", "UTF-8", "encoding") from None
    except json.JSONDecodeError as error:
        found = f"a fault of syntax: {error.msg[:1].lower()}{error.msg[1:]}"
        raise fault(error.lineno, error.colno, found, "JSON", "json") from None
    except RecursionError:
        raise fault(0, 0, "nesting too deep to read", "a drawing", "depth") from None


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of an index into a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _whole(digits: str) -> int | float:
    # Python refuses to read thousands of digits as an int; as a float they are infinite, which nobody may write.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) == len(keys):
        return dict(pairs)
    again = Repeated(pairs)
    again.key = next(key for key, count in Counter(keys).items() if count > 1)
    return again


_DECODER: Final = json.JSONDecoder(parse_int=_whole)


def _gap(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at


def _entries(text: str, at: int) -> list[tuple[str | int, tuple[int, int]]]:
    """Of the object or list at `at` in sound JSON: every key or index, where the key stands and where its value stands."""
    out: list[tuple[str | int, tuple[int, int]]] = []
    opener, at = text[at], _gap(text, at + 1)
    while opener in "{[" and text[at] not in "}]":
        key_at = at
        label: str | int = len(out)
        if opener == "{":
            label, at = _DECODER.raw_decode(text, at)
            at = _gap(text, at)
        out.append((label, (key_at, at)))
        at = _gap(text, _DECODER.raw_decode(text, at)[1])
    return out
