"""CSV with the place of every cell: a table becomes a `Document` as the YAML reader makes it, and both are judged alike."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ..errors import DataError, Problem
from ..reading import Document, Mark, Path
from ..text import nearest, show

MOST_PROBLEMS: Final = 200
"""No more than a person reads; of a YAML list as well."""
MOST_CELLS: Final = 100_000
"""Empty rows count as well: each takes time to judge."""
NO_SUBJECT: Final = "no-subject-column"


def table(text: str, file: str, key: str, columns: Sequence[str], subject: Sequence[str]) -> Document:
    """Read a table whose header names some of `columns`, at least one of `subject`: {key: [row, ...]}, each row name -> text.

    Empty cells and empty rows are left out. Separated by ';' or ',', whichever the header has more of. Raises DataError when the
    text cannot be read as a table; other faults are in the document's problems.
    """
    problems: list[Problem] = []

    def note(mark: Mark, found: str, allowed: str, rule: str, near: str = "") -> None:
        problems.append(Problem(file, *mark, "", found, allowed, near, rule=rule))
        if len(problems) > MOST_PROBLEMS:
            raise DataError(problems)

    names: list[str] = []
    places: dict[Path, Mark] = {(): (1, 1), (key,): (1, 1)}
    value: list[dict[str, Any]] = []
    for number, (row, marks) in enumerate(_rows(text, file)):
        cells = [cell.strip() for cell in row]
        if number == 0:
            for cell, mark in zip(cells, marks, strict=True):
                name = cell.lower()
                near = nearest(name, columns, 1)
                if name and name in names:
                    note(mark, f"the column {show(name)} again", "each column once", "duplicate-key")
                elif name not in columns:
                    found = f"the unknown column {show(cell)}" if name else "a column without a name"
                    note(mark, found, ", ".join(columns), "unknown-key", near[0] if near else "")
                names.append(name if name in columns and name not in names else "")
            if not set(subject) & set(names):
                note((1, 1), "no such column", f"a column {' or '.join(subject)}", NO_SUBJECT)
        elif any(cells):
            if len(cells) != len(names):
                note(marks[0], f"{len(cells)} cells", f"{len(names)}, as in the header", "csv-cells")
            places[key, len(value)] = marks[0]
            filled = [(name, cell, mark) for name, cell, mark in zip(names, cells, marks, strict=False) if name and cell]
            places |= {(key, len(value), name): mark for name, _, mark in filled}
            value.append({name: cell for name, cell, _ in filled})
    return Document(file, {key: value}, places, places, tuple(problems), text)


def _rows(text: str, file: str) -> Iterator[tuple[list[str], list[Mark]]]:
    """Every row with the places of its cells. DataError for quotes out of place, or for too many cells."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True) or [""]
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    count = first = 0
    try:
        for row in reader:
            source = "".join(lines[first : reader.line_num])
            yield row or [""], _marks(row or [""], source, first)
            first = reader.line_num
            count += max(len(row), 1)
            if count > MOST_CELLS:
                found, allowed = f"more than {MOST_CELLS:,} cells", f"at most {MOST_CELLS:,}"
                raise DataError([Problem(file, first, 1, "", found, allowed, rule="file-size")])
    except csv.Error:
        found, allowed = "a quote that does not end its cell", 'the whole cell in quotes, and "" for a quote in it'
        raise DataError([Problem(file, first + 1, 1, "", found, allowed, rule="csv-quote")]) from None


def _marks(row: Sequence[str], source: str, first: int) -> list[Mark]:
    """Where the cells of a row start. source: the row as it is written; first: the number of its first line, from 0."""
    marks, at = [], 0
    for cell in row:
        before = source[:at]
        marks.append((first + before.count("\n") + 1, at - before.rfind("\n")))
        at += len(cell) + 1 + (2 + cell.count('"') if source.startswith('"', at) else 0)
    return marks
