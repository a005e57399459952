"""Read directories of YAML into a `Tree`, with every problem of every file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from ..bounded import read_bounded
from ..errors import ERROR, WARNING, DataError, Problem, Severity
from ..model import KINDS, Muscle, Record
from ..model.kinds import Kind as RecordKind
from ..text import show
from .explain import explain
from .short_form import ShortForm
from .strict_yaml import MAX_BYTES, Document, load
from .tree import Kind, Origin, Tree

_MUSCLE: Final = KINDS["muscle"]


def read_tree(paths: Iterable[str | Path], base: Tree | None = None) -> tuple[Tree, tuple[Problem, ...]]:
    """Read every `.yaml` file under `paths` (directories or single files).

    A later path may override what an earlier one or `base` brought, id by id; two records of one id under the same path
    are a problem. What a file holds follows from its place (`landmarks/head.yaml`, `sources.yaml`: the keys of `KINDS`) or
    from its only key; everything else is read as a muscle.

    Returns the tree of all sound records, and all problems sorted by file and line. Raises nothing for bad data.
    """
    gathered = _Gathered(base or Tree())
    for path in paths:
        gathered.layer = set()
        for file in _files(Path(path), gathered.problems):
            gathered.read(file)
    return gathered.tree(), tuple(sorted(gathered.problems))


def read_document(path: Path) -> Document:
    """Read one file as strict YAML. Raises `DataError`."""
    return load(read_bounded(path, MAX_BYTES), path.as_posix())


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the YAML files of a path in a fixed order."""

    def note(file: Path, found: str, allowed: str, rule: str = "file", severity: Severity = ERROR) -> None:
        problems.append(Problem(file.as_posix(), 0, 0, "", found, allowed, rule=rule, severity=severity))

    try:
        if not path.is_dir():
            if path.exists():
                yield path
            else:
                note(path, "nothing", "a file or directory")
            return
        next(path.iterdir(), None)  # raises; `rglob` would pass over what it may not read
        found = [
            file
            for file in sorted(path.rglob("*"), key=lambda file: file.as_posix())
            if file.suffix.lower() in (".yaml", ".yml") and not file.is_dir()
            if not any(part.startswith(".") for part in file.relative_to(path).parts)
        ]
    except OSError as error:
        note(path, f"a path that cannot be read ({error.strerror or type(error).__name__})", "a readable path")
        return
    if not found:
        note(path, "a directory without YAML", "at least one file that ends in .yaml", severity=WARNING)
    for file in found:
        if file.suffix == ".yaml":
            yield file
        else:
            note(file, f"a name that ends in {file.suffix}", "one that ends in .yaml", "file-name")


def _kind(path: Path, value: Any) -> RecordKind:
    """Return what kind of records a file holds."""
    for kind in KINDS.values():
        if path.parent.name == kind.key or (path.name == f"{kind.key}.yaml" and kind != _MUSCLE):
            return kind
    if isinstance(value, dict) and "id" not in value:
        return next((kind for kind in KINDS.values() if kind.key in value and kind != _MUSCLE), _MUSCLE)
    return _MUSCLE


class _Gathered:
    """What has been read so far, on top of a tree.

    layer: what the directory that is being read has brought. A second record of the same id in it is a mistake.
    """

    def __init__(self, base: Tree) -> None:
        self.records = {kind: dict(base.records(kind)) for kind in KINDS}
        self.origins, self.broken, self.unread = dict(base.origins), set(base.broken), set(base.unread)
        self.problems: list[Problem] = []
        self.layer: set[tuple[Kind, str]] = set()

    def tree(self) -> Tree:
        records: dict[str, Any] = {KINDS[kind].key: records for kind, records in self.records.items()}
        return Tree(**records, origins=self.origins, broken=frozenset(self.broken), unread=frozenset(self.unread))

    def read(self, path: Path) -> None:
        """Read a file."""
        try:
            document = read_document(path)
        except DataError as error:
            self.problems += error.problems
            kind = _kind(path, None)
            if kind == _MUSCLE:
                self.broken.add((kind.name, path.stem))
            else:
                self.unread.add(kind.name)
            return
        self.problems += document.problems
        kind = _kind(path, document.value)
        if kind == _MUSCLE:
            self._read_muscle(path.stem, document)
        else:
            self._read_entries(kind, document)

    def _read_muscle(self, name: str, document: Document) -> None:
        form = ShortForm(document)
        muscle = None
        try:
            muscle = Muscle.model_validate(form.value, context={"points": form.points})
            form.check_use()
            faults = form.problems
        except ValidationError as error:
            faults = [*form.problems, *explain(error, document, Muscle, form)]
        self.problems += faults
        if faults or muscle is None:
            self._lose("muscle", name)
            return
        if muscle.id != name:
            self.problems.append(document.problem(("id",), show(muscle.id), f"the file name, {show(name)}", rule="file-name"))
        self._keep("muscle", muscle.id, muscle, Origin(document, (), form))

    def _read_entries(self, kind: RecordKind, document: Document) -> None:
        """Read a file of entries. A faulty entry does not take the sound ones with it."""
        value = document.value
        try:
            sound = kind.file.model_validate(value, context={})
        except ValidationError as error:
            self.problems += explain(error, document, kind.file)
            entries = value.get(kind.key) if isinstance(value, dict) else None
            if not isinstance(entries, dict):
                self.unread.add(kind.name)
                return
            faulty = {one["loc"][1] for one in error.errors(include_url=False) if len(one["loc"]) > 1}
            for id in faulty.intersection(entries):
                self._lose(kind.name, str(id))
            sound = kind.file.model_validate({kind.key: {id: entries[id] for id in entries if id not in faulty}}, context={})
        for id, entry in getattr(sound, kind.key).items():
            # Everything is validated already but the id, which was as a key.
            record = kind.record.model_construct(**{**dict(entry), "id": id})
            self._keep(kind.name, id, record, Origin(document, (kind.key, id)))

    def _lose(self, kind: Kind, id: str) -> None:
        self.broken.add((kind, id))
        self.records[kind].pop(id, None)

    def _keep(self, kind: Kind, id: str, record: Record, origin: Origin) -> None:
        name = (kind, id)
        if name in self.layer:
            first = self.origins[name]
            line, _ = first.document.find(first.home, key=True)
            found = f"the {kind} {show(id)} again (first in {first.document.file}:{line})"
            self.problems.append(origin.document.problem(origin.home, found, "each id once", rule="duplicate-id", key=True))
            return
        self.layer.add(name)
        self.records[kind].pop(id, None)  # what overrides comes last: a clash is then its fault, not the shipped record's
        self.records[kind][id] = record
        self.origins[name] = origin
        self.broken.discard(name)
