"""A CSV table of handouts: it becomes a `Document` as the YAML reader makes it, and both are judged alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from ..errors import DataError, Problem
from ..reading import Document
from ..reading.strict_yaml import MAX_PROBLEMS, Mark, Path
from ..text import nearest, show

MOST_COLUMNS: Final = 100
"""Only so many cells of a row are looked at: no column may stand there twice, so that one of them is at fault already."""


def table(text: str, file: str, key: str, columns: Sequence[str], most: int) -> Document:
    """Read a table whose header names some of `columns`: {key: [row, ...]}, each row a mapping of name to text.

    Empty cells and empty rows are left out. Reading ends after `most` rows and one, or 200 faults. The separator is ';' or ',',
    whichever the header has more of. Raises DataError for a header at fault and for what cannot be read as a table.
    """
    stream = io.StringIO(text, newline=None)
    header = stream.readline()
    stream.seek(0)
    reader = csv.reader(stream, delimiter=";" if header.count(";") > header.count(",") else ",", strict=True)
    value: list[dict[str, str]] = []
    places: dict[Path, Mark] = {(): (1, 1), (key,): (1, 1)}  # the column of a cell is its number in the row
    problems, line = [], 0
    try:
        written = next(reader, [])
        names = [name.strip().lower() for name in written[:MOST_COLUMNS]]
        if faults := list(_header_faults(names, file, columns)):
            raise DataError(faults)
        line = reader.line_num
        for row in reader:
            first, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(written):
                found, allowed = f"{len(row)} cells", f"{len(written)}, as in the header"
                problems.append(Problem(file, first, 1, "", found, allowed, rule="csv-cells"))
            cells = [cell.strip() for cell in row]
            places[key, len(value)] = (first, 1)
            places |= {(key, len(value), name): (first, number) for number, name in enumerate(names, start=1)}
            value.append({name: cell for name, cell in zip(names, cells, strict=False) if cell})
            if len(value) > most or len(problems) >= MAX_PROBLEMS:
                break
    except csv.Error:
        found, allowed = "a quote that does not end its cell", 'the whole cell in quotes, and "" for a quote in it'
        raise DataError([Problem(file, line + 1, 1, "", found, allowed, rule="csv-quote")]) from None
    return Document(file, {key: value}, places, places, tuple(problems), text)


def _header_faults(names: Sequence[str], file: str, columns: Sequence[str]) -> Iterator[Problem]:
    for number, name in enumerate(names, start=1):
        if name not in columns:
            found = f"the unknown column {show(name)}" if name else "a column without a name"
            near = "".join(nearest(name, columns, 1))
            yield Problem(file, 1, number, "", found, ", ".join(columns), near, rule="unknown-key")
        elif name in names[: number - 1]:
            yield Problem(file, 1, number, "", f"the column {show(name)} again", "each column once", rule="duplicate-key")
    if not names:
        yield Problem(file, 1, 1, "", "no columns", ", ".join(columns), rule="unknown-key")
