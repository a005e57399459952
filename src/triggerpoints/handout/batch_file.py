"""One YAML or CSV file of many handouts -> jobs, with every fault of it at its line and column."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, ValidationError

from ..errors import DataError, OptionError, Problem
from ..model.base import Many, Name, Record, Sentence
from ..reading import Document, field_name, load
from ..reading.explain import explain
from ..text import clean, show
from .csv_table import MOST_PROBLEMS, NO_SUBJECT, table
from .jobs import FORMATS, Job
from .make import MOST_MUSCLES

MOST_JOBS: Final = 2000
MOST_BYTES: Final = 2_000_000
"""Of the file, of either kind."""

_LIST: Final = "handouts"
_TOO_MANY: Final = "too-many"  # also of `explain`
_SUBJECT: Final = ("muscles", "for")
_SEVERAL: Final[Mapping[str, re.Pattern[str]]] = {"muscles": re.compile("[;|]"), "steps": re.compile(r"[|\n]")}
_YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_SWITCHES: Final = ("needling", "more", "large")
_USUAL: Any = Job()


def _parts(name: str) -> BeforeValidator:
    """Text with separators in it is a list, too; empty parts do not count."""

    def split(value: object) -> object:
        return [part.strip() for part in _SEVERAL[name].split(value) if part.strip()] if isinstance(value, str) else value

    return BeforeValidator(split)


class _Options(Record):
    """What one handout says or the defaults say for all."""

    side: Literal["left", "right", "both"] = _USUAL.side
    note: str = _USUAL.note
    steps: Annotated[Many[Sentence], _parts("steps")] = _USUAL.steps
    needling: bool = _USUAL.needling
    more: bool = _USUAL.more
    paper: Literal["a4", "letter"] = _USUAL.paper
    large: bool = _USUAL.large
    palette: Literal["classic", "safe", "mono"] = _USUAL.palette
    figure: Literal["neutral", "female", "male"] = _USUAL.figure
    language: Name = _USUAL.language
    format: Literal["pdf", "html", "png", "svg"] = _USUAL.format


class _Entry(_Options):
    """One handout of the list."""

    muscles: Annotated[tuple[Name, ...], Field(strict=False, max_length=MOST_MUSCLES), _parts("muscles")] = _USUAL.muscles
    complaint: Name = Field("", alias="for")
    clinic: Sentence = ""
    file: Name = ""


class _Batch(Record):
    """The whole file."""

    clinic: Sentence = ""
    defaults: _Options = _Options()
    handouts: Annotated[tuple[_Entry, ...], Field(strict=False, min_length=1, max_length=MOST_JOBS)]


def read_jobs(path: Path, clinic: Path | None) -> tuple[Job, ...]:
    """The jobs of a file, in its order. clinic: for those that name none. DataError with every fault, also the clinic's."""
    try:
        document = _document(path)
    except DataError:
        raise
    except ValueError:  # a null character or half a character in the name
        raise DataError([Problem(clean(str(path)), 0, 0, "", "no name of a file", "a readable file", rule="file")]) from None
    problems = list(document.problems)
    try:
        batch: _Batch | None = _Batch.model_validate(document.value)
    except ValidationError as error:
        batch = None
        problems += explain(error, document, _Batch)
    problems += _across(document)
    problems += _own_words(document)
    problems += _clinics(document, path.parent)
    problems += _clinic_for_all(clinic)
    if batch is None or problems:
        raise DataError(_listed(problems, document.file))
    return tuple(_job(batch, entry, k, document, path.parent, clinic) for k, entry in enumerate(batch.handouts))


def _listed(problems: list[Problem], file: str) -> list[Problem]:
    """No more than a person reads, and once that there are more."""
    first = sorted(one for one in problems if one.rule != _TOO_MANY)[:MOST_PROBLEMS]
    if len(first) < len(problems):
        first.append(Problem(file, 0, 0, "", "more problems than are listed", "none", rule=_TOO_MANY))
    return first


def _document(path: Path) -> Document:
    kind, name = path.suffix.lower(), path.as_posix()
    if kind not in (".yaml", ".yml", ".csv"):
        found = f"a name that ends in {show(path.suffix)}" if path.suffix else "a name without ending"
        raise DataError([Problem(name, 0, 0, "", found, "one that ends in .yaml, .yml or .csv", rule="file-name")])
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for ever
            raise DataError([Problem(name, 0, 0, "", "no ordinary file", "a readable file", rule="file")])
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror or type(error).__name__})"
        raise DataError([Problem(name, 0, 0, "", found, "a readable file", rule="file")]) from None
    if kind != ".csv":
        return load(data, name, most=MOST_BYTES)
    if len(data) > MOST_BYTES:
        size = f"{MOST_BYTES // 1_000_000} MB"
        raise DataError([Problem(name, 0, 0, "", f"more than {size}", f"at most {size}", rule="file-size")])
    columns = dict.fromkeys([*_SUBJECT, *(info.alias or key for key, info in _Entry.model_fields.items())])
    document = table(data, name, _LIST, tuple(columns), _SUBJECT)
    for row in document.value[_LIST]:
        # A cell has no other way to say yes; anything else is left as it is, for the model to refuse.
        row.update({key: _YES_NO.get(row[key].lower(), row[key]) for key in _SWITCHES if key in row})
    return document


def _entries(document: Document) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The handouts as they stand there, as far as they are mappings: also those with faults."""
    listed = document.value.get(_LIST) if isinstance(document.value, dict) else None
    for k, entry in enumerate(listed[:MOST_JOBS] if isinstance(listed, list) else ()):
        if isinstance(entry, dict):
            yield k, entry


def _holders(document: Document) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Every mapping that may hold options, with its path: the file, the defaults, the handouts."""
    if isinstance(document.value, dict):
        yield (), document.value
        defaults = document.value.get("defaults")
        if isinstance(defaults, dict):
            yield ("defaults",), defaults
    for k, entry in _entries(document):
        yield (_LIST, k), entry


def _across(document: Document) -> Iterator[Problem]:
    """What is wrong between the fields of one handout. On the raw values: a fault of one field hides none of these."""
    no_column = any(problem.rule == NO_SUBJECT for problem in document.problems)
    for k, entry in _entries(document):
        if not any(key in entry for key in _SUBJECT) and not no_column:
            yield _problem(document, (_LIST, k), "neither muscles nor for", "at least one of them", "job-subject")
        if "for" not in entry and "muscles" in entry and _none(entry["muscles"]):
            path = (_LIST, k, "muscles")
            yield _problem(document, path, "no muscle, and no for", "at least one of them", "job-subject")
        name, kind = entry.get("file"), entry.get("format")
        ending = _ending(name) if isinstance(name, str) else ""
        if ending and kind in FORMATS and ending != kind:
            path = (_LIST, k, "file")
            yield _problem(document, path, f"a name that ends in .{ending}", f"the format, .{kind}, or no ending", "job-format")


def _none(muscles: object) -> bool:
    """Whether a list, or the text of one, names nothing."""
    parts = _SEVERAL["muscles"].split(muscles) if isinstance(muscles, str) else muscles
    return isinstance(parts, list) and not any(part.strip() if isinstance(part, str) else True for part in parts)


def _own_words(document: Document) -> Iterator[Problem]:
    """Notes and steps that no handout would take."""
    from .clinic import clean_note, clean_steps

    for path, holder in _holders(document):
        note, steps = holder.get("note"), holder.get("steps")
        listed = _SEVERAL["steps"].split(steps) if isinstance(steps, str) else steps
        try:
            clean_note(note if isinstance(note, str) else "")
        except OptionError as error:
            yield _problem(document, (*path, "note"), show(error.value), ", ".join(error.allowed), "note")
        try:
            clean_steps([step for step in listed if isinstance(step, str)] if isinstance(listed, list) else ())
        except OptionError as error:
            yield _problem(document, (*path, "steps"), show(error.value), ", ".join(error.allowed), "steps")


def _clinics(document: Document, folder: Path) -> Iterator[Problem]:
    """The faults of the clinics' files, each file's once."""
    from .clinic import read_clinic

    seen = set()
    for path, holder in _holders(document):
        name = holder.get("clinic")
        if path == ("defaults",) or not isinstance(name, str) or not name.isprintable() or name in seen:
            continue
        seen.add(name)
        if not _is_file(folder / name):
            yield _problem(
                document, (*path, "clinic"), f"no file {show(name)}", "a clinic's YAML file, as seen from here", "clinic"
            )
            continue
        try:
            read_clinic(folder / name)
        except DataError as error:
            yield from error.problems


def _clinic_for_all(path: Path | None) -> Sequence[Problem]:
    from .clinic import read_clinic

    try:
        if path is not None:
            read_clinic(path)
    except DataError as error:
        return error.problems
    return ()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long, a folder that may not be looked into
        return False


def _problem(document: Document, path: tuple[str | int, ...], found: str, allowed: str, rule: str) -> Problem:
    return Problem(document.file, *document.place.find(path), field_name(path), found, allowed, rule=rule)


def _ending(name: str) -> str:
    """The format that a file's name asks for; "" when it asks for none."""
    ending = name.rpartition(".")[2].lower()
    return ending if ending in FORMATS and "." in name else ""


def _job(batch: _Batch, entry: _Entry, k: int, document: Document, folder: Path, clinic: Path | None) -> Job:
    # What a handout says of itself counts before what its file's name says, that before the defaults.
    chosen = {key: getattr(batch.defaults, key) for key in batch.defaults.model_fields_set}
    ending = _ending(entry.file)
    chosen |= {"format": ending} if ending else {}
    chosen |= {key: getattr(entry, key) for key in entry.model_fields_set}
    named = chosen.pop("clinic", "") or batch.clinic
    if ending:
        chosen["file"] = entry.file[: -len(ending) - 1]
    line, column = document.place.find((_LIST, k))
    return Job(**chosen, clinic=folder / named if named else clinic, place=f"{document.file}:{line}:{column}")
