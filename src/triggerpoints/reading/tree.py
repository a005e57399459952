"""The data as read: all models by id, and where each of their values stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import ERROR, Problem, Severity
from ..model import KINDS, Record, Records
from .yaml_events import Path, Place

Kind = str
"""The name of a kind of record: a key of `KINDS`, such as muscle."""


class Mark(NamedTuple):
    """A place in a file; line and column count from 1 (0: unknown)."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file a record came from, and where in it."""

    file: str
    place: Place
    prefix: Path


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

    def mark(self, kind: Kind, id: str, *path: str | int) -> Mark:
        """Return where the value at `path` of a record stands: keys as in YAML ("from"), indices from 0.

        Falls back to the deepest part of the path that exists; ("", 0, 0) for a record that came from no file.
        """
        origin = self.origins.get((kind, id))
        if origin is None:
            return Mark("", 0, 0)
        full = origin.prefix + path
        return Mark(origin.file, *origin.place.find(full, key=not path))

    def problem(
        self,
        kind: Kind,
        id: str,
        path: Path,
        *,
        found: str,
        allowed: str,
        nearest: str = "",
        rule: str,
        severity: Severity = ERROR,
    ) -> Problem:
        """Return a `Problem` of the value at `path` of a record, with its place filled in."""
        origin = self.origins.get((kind, id))
        full = (origin.prefix if origin else (kind, id)) + path
        mark = self.mark(kind, id, *path)
        return Problem(mark.file, mark.line, mark.column, field_name(full), found, allowed, nearest, rule=rule, severity=severity)


def field_name(path: Path) -> str:
    """Return a path as a reader writes it: `trigger_points[0].zones[1].strength`."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step}]"
        else:
            name += f".{step}" if name else step
    return name
