"""Read directories of YAML into a `Tree`, with every problem of every file."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from ..errors import WARNING, DataError, Problem
from ..model import KINDS, Muscle, Record
from ..model.kinds import Kind as RecordKind
from ..text import show
from .explain import explain
from .short_form import ShortForm
from .tree import Kind, Origin, Tree
from .yaml_events import MAX_BYTES, Document, field_name, load

_MUSCLE: Final = KINDS["muscle"]


@dataclass(slots=True)
class _Gathered:
    """What has been read so far."""

    records: dict[Kind, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    origins: dict[tuple[Kind, str], Origin] = field(default_factory=dict)
    broken: set[tuple[Kind, str]] = field(default_factory=set)
    unread: set[Kind] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    layer: set[tuple[Kind, str]] = field(default_factory=set)
    """What the directory that is being read has brought: a second one of the same id in it is a mistake."""


def read_tree(paths: Iterable[str | Path], base: Tree | None = None) -> tuple[Tree, tuple[Problem, ...]]:
    """Read every `.yaml` file under `paths` (directories or single files).

    A later path may override what an earlier one or `base` brought, id by id; two records of one id under the same path
    are a problem. What a file holds follows from its place (`landmarks/head.yaml`, `sources.yaml`: the keys of `KINDS`) or
    from its only key; everything else is read as a muscle.

    Returns the tree of all sound records, and all problems sorted by file and line. Raises nothing for bad data.
    """
    gathered = _Gathered()
    if base is not None:
        for kind, records in gathered.records.items():
            records.update(base.records(kind))
        gathered.origins.update(base.origins)
        gathered.broken.update(base.broken)
        gathered.unread.update(base.unread)
    for path in paths:
        gathered.layer = set()
        for file in _files(Path(path), gathered.problems):
            _read_file(file, gathered)
    tree = Tree(
        **{KINDS[kind].key: records for kind, records in gathered.records.items()},
        origins=gathered.origins,
        broken=frozenset(gathered.broken),
        unread=frozenset(gathered.unread),
    )
    return tree, tuple(sorted(gathered.problems))


def read_document(path: Path) -> Document:
    """Read one file as strict YAML. Raises `DataError`."""
    name = path.as_posix()
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for ever
            raise DataError([Problem(name, 0, 0, "", "no ordinary file", "a readable file", rule="file")])
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # never more than that: a file may be anything
    except OSError as error:
        raise DataError([_unreadable(path, "file", error)]) from None
    return load(data, name)


def _unreadable(path: Path, what: str, error: OSError) -> Problem:
    found = f"a {what} that cannot be read ({error.strerror or type(error).__name__})"
    return Problem(path.as_posix(), 0, 0, "", found, f"a readable {what}", rule="file")


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the YAML files of a path in a fixed order."""
    try:
        yield from _found(path, problems)
    except OSError as error:
        problems.append(_unreadable(path, "path", error))


def _found(path: Path, problems: list[Problem]) -> Iterator[Path]:
    if path.is_dir():
        next(path.iterdir(), None)  # raises; `rglob` would pass over what it may not read
        empty = True
        for file in sorted(path.rglob("*"), key=lambda found: found.as_posix()):
            if any(part.startswith(".") for part in file.relative_to(path).parts) or file.is_dir():
                continue
            if file.suffix == ".yaml":
                empty = False
                yield file
            elif file.suffix.lower() in (".yml", ".yaml"):
                found = f"a name that ends in {file.suffix}"
                problems.append(Problem(file.as_posix(), 0, 0, "", found, "one that ends in .yaml", rule="file-name"))
                empty = False
        if empty:
            found, allowed = "a directory without YAML", "at least one file that ends in .yaml"
            problems.append(Problem(path.as_posix(), 0, 0, "", found, allowed, rule="file", severity=WARNING))
    elif path.exists():
        yield path
    else:
        problems.append(Problem(path.as_posix(), 0, 0, "", "nothing", "a file or directory", rule="file"))


def _read_file(path: Path, gathered: _Gathered) -> None:
    try:
        document = read_document(path)
    except DataError as error:
        gathered.problems += error.problems
        lost = _kind(path, None)
        if lost == _MUSCLE:
            gathered.broken.add((lost.name, path.stem))
        else:
            gathered.unread.add(lost.name)
        return
    gathered.problems += document.problems
    kind = _kind(path, document.value)
    if kind == _MUSCLE:
        _read_muscle(path, document, gathered)
    else:
        _read_entries(kind, document, gathered)


def _kind(path: Path, value: Any) -> RecordKind:
    """Return what kind of records a file holds."""
    for kind in KINDS.values():
        if path.parent.name == kind.key or (path.name == f"{kind.key}.yaml" and kind != _MUSCLE):
            return kind
    if isinstance(value, dict) and "id" not in value:
        return next((kind for kind in KINDS.values() if kind.key in value and kind != _MUSCLE), _MUSCLE)
    return _MUSCLE


def _read_muscle(path: Path, document: Document, gathered: _Gathered) -> None:
    form = ShortForm(document)
    muscle = None
    try:
        muscle = Muscle.model_validate(form.value, context={"points": form.points})
        form.check_use()
        faults = form.problems
    except ValidationError as error:
        faults = [*form.problems, *explain(error, document, Muscle, form)]
    gathered.problems += faults
    if faults or muscle is None:
        gathered.broken.add(("muscle", path.stem))
        gathered.records["muscle"].pop(path.stem, None)
        return
    if muscle.id != path.stem:
        line, column = document.place.find(("id",))
        allowed = f"the file name, {show(path.stem)}"
        gathered.problems.append(Problem(document.file, line, column, "id", show(muscle.id), allowed, rule="file-name"))
    _keep("muscle", muscle.id, muscle, Origin(document, (), form), gathered)


def _read_entries(kind: RecordKind, document: Document, gathered: _Gathered) -> None:
    """Read a file of entries. A faulty entry does not take the sound ones with it."""
    value = document.value
    try:
        sound = getattr(kind.file.model_validate(value, context={}), kind.key)
    except ValidationError as error:
        gathered.problems += explain(error, document, kind.file)
        faulty = {one["loc"][1] for one in error.errors(include_url=False) if len(one["loc"]) > 1}
        entries = value.get(kind.key) if isinstance(value, dict) else None
        if not isinstance(entries, dict):
            gathered.unread.add(kind.name)
            return
        for id in faulty.intersection(entries):
            gathered.broken.add((kind.name, str(id)))
            gathered.records[kind.name].pop(str(id), None)
        sound = kind.file.model_validate({kind.key: {id: entries[id] for id in entries if id not in faulty}}, context={})
        sound = getattr(sound, kind.key)
    for id, entry in sound.items():
        # Everything is validated already but the id, which was as a key.
        record = kind.record.model_construct(**{**dict(entry), "id": id})
        _keep(kind.name, id, record, Origin(document, (kind.key, id)), gathered)


def _keep(kind: Kind, id: str, record: Record, origin: Origin, gathered: _Gathered) -> None:
    name = (kind, id)
    if name in gathered.layer:
        line, column = origin.place(key=True)
        first = gathered.origins[name]
        where = f"{first.file}:{first.place(key=True)[0]}"
        found = f"the {kind} {show(id)} again (first in {where})"
        path = field_name(origin.prefix) or "id"
        gathered.problems.append(Problem(origin.file, line, column, path, found, "each id once", rule="duplicate-id"))
        return
    gathered.layer.add(name)
    gathered.records[kind].pop(id, None)  # what overrides comes last: a clash is then its fault, not the shipped record's
    gathered.records[kind][id] = record
    gathered.origins[name] = origin
    gathered.broken.discard(name)
