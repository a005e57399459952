"""The data as read: all models by id, and where each of their values stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import Problem
from ..model import KINDS, Record, Records
from .short_form import ShortForm
from .strict_yaml import Document, Path, field_name

Kind = str
"""The name of a kind of record: a key of `KINDS`, such as muscle."""


class Place(NamedTuple):
    """A place in a file; line and column count from 1 (0: unknown)."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file a record came from, and where in it. form: of a muscle, which is written in short form."""

    document: Document
    prefix: Path = ()
    form: ShortForm | None = None

    @property
    def home(self) -> Path:
        """Where in the file the id of the record stands."""
        return self.prefix or ("id",)

    def written(self, path: Path, word: str = "") -> Path:
        """Return the path in the file of the value at `path` of the record, as far as it is written there.

        word: a landmark that the value names.
        """
        return self.document.known(self.form.where(path, word) if self.form else self.prefix + path)


@dataclass(frozen=True, slots=True)
class Tree(Records):
    """All data of one or more directories, each kind by id, in the order of files and lines.

    Only records without a fault of their own are in it; what they refer to need not exist (see `compiling.checks`).
    """

    origins: Mapping[tuple[Kind, str], Origin] = field(default_factory=dict)
    broken: frozenset[tuple[Kind, str]] = frozenset()
    """Records that exist but have a fault of their own: a reference to one is not a fault of the reference."""
    unread: frozenset[Kind] = frozenset()
    """Kinds of which a whole list file could not be read: any record of such a kind may exist."""

    def has(self, kind: Kind, id: str) -> bool:
        """Return whether a record of that kind and id exists, be it sound or not."""
        return id in self.records(kind) or (kind, id) in self.broken or kind in self.unread

    def records(self, kind: Kind) -> Mapping[str, Record]:
        """Return all records of a kind by id."""
        found: Mapping[str, Record] = getattr(self, KINDS[kind].key)
        return found

    def place(self, kind: Kind, id: str, *path: str | int) -> Place:
        """Return where the value at `path` of a record stands: keys as in YAML ("from"), indices from 0.

        Falls back to the deepest part of the path that exists; ("", 0, 0) for a record that came from no file.
        """
        problem = self.problem(kind, id, path, found="", allowed="")
        return Place(problem.file, problem.line, problem.column)

    def problem(
        self, kind: Kind, id: str, path: Path, *, found: str, allowed: str, nearest: str = "", word: str = "", **more: Any
    ) -> Problem:
        """Return a `Problem` of the value at `path` of a record, with its place filled in.

        word: a landmark at fault, whose column inside the text of its point is the place. more: as of `Problem`.
        """
        origin = self.origins.get((kind, id))
        if origin is None:
            return Problem("", 0, 0, field_name((kind, id, *path)), found, allowed, nearest, **more)
        return origin.document.problem(origin.written(path, word), found, allowed, nearest, not path, word=word, **more)
