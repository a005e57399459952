"""CSV with the place of every cell: a table becomes a `Document` as the YAML reader makes it, and both are judged alike.

The standard reader tells neither columns nor what is wrong with the quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ..errors import DataError, Problem
from ..reading import Document, Place
from ..text import BIDI, CONTROLS, nearest, show

MOST_PROBLEMS: Final = 200
"""No more than a person reads; of a YAML list as well."""
MOST_CELLS: Final = 100_000
"""Also empty ones, and empty rows: each takes memory, and time to judge."""
NO_SUBJECT: Final = "no-subject-column"
_FORBIDDEN: Final = re.compile(rf"[{CONTROLS}\u000B\u000C\u0085\u2028\u2029{BIDI}\ud800-\udfff]")
_QUOTED: Final = re.compile(r'"(?:[^"]++|"")*+"')
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class Mark(NamedTuple):
    """Where something starts, counted from 0, as YAML marks do."""

    line: int
    column: int


class Cell(NamedTuple):
    """What stands in a cell, without spaces around it, and where it starts."""

    text: str
    mark: Mark


@dataclass(slots=True)
class _Faults:
    """The problems of one file."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, mark: Mark, found: str, allowed: str, rule: str, near: str = "") -> None:
        """Note one; raises DataError with all when there are too many to be worth listing."""
        self.found.append(Problem(self.file, mark.line + 1, mark.column + 1, "", found, allowed, near, rule=rule))
        if len(self.found) > MOST_PROBLEMS:
            raise DataError(self.found)


def table(data: bytes, file: str, key: str, columns: Sequence[str], subject: Sequence[str]) -> Document:
    """Read a table whose header names some of `columns`, at least one of `subject`: {key: [row, ...]}, each row name -> text.

    Empty cells and empty rows are left out. Separated by ';' or ',', whichever the header has more of. UTF-8, with a byte
    order mark or without. Raises DataError when it is no text at all; other faults are in the document's problems.
    """
    faults = _Faults(file)
    text = _decoded(data, file)
    for bad in _FORBIDDEN.finditer(text):
        found = f"the control character U+{ord(bad.group()):04X}"
        faults.add(_mark(text, bad.start()), found, "printable characters", "characters")
    head = text.split("\n", 1)[0]
    rows = _cells(text, ";" if head.count(";") > head.count(",") else ",", faults)
    header = rows[0] if rows else []
    names = _names(header, columns, subject, faults)
    place = Place(Mark(0, 0))
    listed = Place(Mark(0, 0))
    place.values[key] = Mark(0, 0)
    place.inside[key] = listed
    value: list[dict[str, Any]] = []
    for row in rows[1:]:
        if not any(cell.text for cell in row):
            continue
        if len(row) != len(header):
            faults.add(row[0].mark, f"{len(row)} cells", f"{len(header)}, as in the header", "csv-cells")
        inner = Place(row[0].mark)
        listed.values[len(value)] = row[0].mark
        listed.inside[len(value)] = inner
        filled = [(name, cell) for name, cell in zip(names, row, strict=False) if name and cell.text]
        inner.values |= {name: cell.mark for name, cell in filled}
        inner.keys |= {name: cell.mark for name, cell in filled}
        value.append({name: cell.text for name, cell in filled})
    return Document(file, {key: value}, place, tuple(faults.found), text)


def _decoded(data: bytes, file: str) -> str:
    if data.startswith(_UTF16):
        raise DataError([Problem(file, 1, 1, "", "UTF-16", "UTF-8 ('CSV UTF-8' in a spreadsheet)", rule="encoding")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mark = _mark(error.object[: error.start].decode("utf-8"), None)
        found = f"byte 0x{error.object[error.start]:02x}"
        allowed = "UTF-8 ('CSV UTF-8' in a spreadsheet)"
        raise DataError([Problem(file, mark.line + 1, mark.column + 1, "", found, allowed, rule="encoding")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _mark(text: str, at: int | None) -> Mark:
    """Of an index of the text; None: of its end."""
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    return Mark(before.count("\n"), len(before) - (before.rfind("\n") + 1))


def _cells(text: str, delimiter: str, faults: _Faults) -> list[list[Cell]]:
    """All rows; a fault of the quotes is noted, and what stands there is read as it is up to the next delimiter.

    DataError for too many cells.
    """
    plain = re.compile(rf"[^{delimiter}\n]*+")
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    at, line, start, count = 0, 0, 0, 0
    while True:
        mark = Mark(line, at - start)
        count += 1
        if count > MOST_CELLS:
            faults.add(mark, f"more than {MOST_CELLS:,} cells", f"at most {MOST_CELLS:,}", "file-size")
            raise DataError(faults.found)
        quoted = _QUOTED.match(text, at)
        if quoted:
            whole = quoted.group()
            content, at = whole[1:-1].replace('""', '"'), quoted.end()
            if "\n" in whole:
                line += whole.count("\n")
                start = quoted.start() + whole.rfind("\n") + 1
            rest = plain.match(text, at)
            after = rest.group() if rest else ""
            if after.strip():
                there = Mark(line, at - start + len(after) - len(after.lstrip()))
                faults.add(there, show(after.strip()), "nothing after the closing quote", "csv-quote")
        else:
            rest = plain.match(text, at)
            content = rest.group() if rest else ""
            if content.startswith('"'):
                faults.add(mark, "a quote that is never closed", 'a cell that ends in "', "csv-quote")
            elif '"' in content:
                allowed = 'the whole cell in quotes, and "" for a quote in it'
                faults.add(mark, f"a quote inside of {show(content)}", allowed, "csv-quote")
        row.append(Cell(content.strip(), mark))
        at = rest.end() if rest else at
        if text.startswith(delimiter, at):
            at += 1
            continue
        rows.append(row)
        row = []
        if at + 1 >= len(text):
            return rows
        at, line = at + 1, line + 1
        start = at


def _names(header: Sequence[Cell], columns: Sequence[str], subject: Sequence[str], faults: _Faults) -> list[str]:
    """The columns' names; "" for one that is not known or stands there twice."""
    names: list[str] = []
    for cell in header:
        name = cell.text.lower()
        if name and name in names:
            faults.add(cell.mark, f"the column {show(name)} again", "each column once", "duplicate-key")
            name = ""
        elif name not in columns:
            near = nearest(name, columns, 1)
            found = f"the unknown column {show(cell.text)}" if name else "a column without a name"
            faults.add(cell.mark, found, ", ".join(columns), "unknown-key", near[0] if near else "")
            name = ""
        names.append(name)
    if not set(subject) & set(names):
        faults.add(Mark(0, 0), "no such column", f"a column {' or '.join(subject)}", NO_SUBJECT)
    return names
