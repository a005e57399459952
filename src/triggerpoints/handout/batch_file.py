"""One YAML or CSV file of many handouts -> jobs, with every fault of it at its line and column."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from ..bounded import read_bounded
from ..errors import DataError, OptionError, Problem
from ..model.base import Many, Name, Record, Sentence, broken
from ..reading import Document, decode, field_name, load
from ..reading.explain import explain
from ..text import clean, show
from .clinic import clean_note, clean_steps, read_clinic
from .csv_table import MOST_PROBLEMS, NO_SUBJECT, table
from .jobs import FORMATS, Job
from .make import MOST_MUSCLES

MOST_JOBS: Final = 2000
MOST_BYTES: Final = 2_000_000
"""Of the file, of either kind."""

_LIST: Final = "handouts"
_TOO_MANY: Final = "too-many"  # also of `explain`
_SUBJECT: Final = ("muscles", "for")
_YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_SWITCHES: Final = ("needling", "more", "large")
_UNSAID: Final[Any] = None
"""Only what a file says is taken from the models; everything else is as `Job` has it."""


def _parts(separators: str) -> BeforeValidator:
    """Text with separators in it is a list, too; empty parts do not count."""

    def split(value: object) -> object:
        return [part.strip() for part in re.split(separators, value) if part.strip()] if isinstance(value, str) else value

    return BeforeValidator(split)


def _taken(check: Callable[[Any], object]) -> AfterValidator:
    """A text or a list that a handout takes; `check` raises OptionError for others."""

    def judge(value: Any) -> Any:
        try:
            check(value)
        except OptionError as error:
            raise broken(error.option, show(error.value), ", ".join(error.allowed)) from None
        return value

    return AfterValidator(judge)


class _Options(Record):
    """What one handout says or the defaults say for all."""

    side: Literal["left", "right", "both"] = _UNSAID
    note: Annotated[str, _taken(clean_note)] = _UNSAID
    steps: Annotated[Many[Sentence], _parts(r"[|\n]"), _taken(clean_steps)] = _UNSAID
    needling: bool = _UNSAID
    more: bool = _UNSAID
    paper: Literal["a4", "letter"] = _UNSAID
    large: bool = _UNSAID
    palette: Literal["classic", "safe", "mono"] = _UNSAID
    figure: Literal["neutral", "female", "male"] = _UNSAID
    language: Name = _UNSAID
    format: Literal["pdf", "html", "png", "svg"] = _UNSAID


class _Entry(_Options):
    """One handout of the list."""

    muscles: Annotated[tuple[Name, ...], Field(strict=False, max_length=MOST_MUSCLES), _parts("[;|]")] = ()
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
    document = _document(path)
    problems = list(document.problems)
    batch = None
    try:
        batch = _Batch.model_validate(document.value)
    except ValidationError as error:
        problems += explain(error, document, _Batch)
    problems += _across(document)
    problems += _clinics(document, path.parent)
    problems += _faults_of(clinic) if clinic is not None else ()
    if batch is None or problems:
        raise DataError(_listed(problems, document.file))
    return tuple(_job(batch, entry, k, document, path.parent, clinic) for k, entry in enumerate(batch.handouts))


def _listed(problems: Iterable[Problem], file: str) -> list[Problem]:
    """No more than a person reads, and once that there are more."""
    found = sorted(problems)
    first = [one for one in found if one.rule != _TOO_MANY][:MOST_PROBLEMS]
    if len(first) < len(found):
        first.append(Problem(file, 0, 0, "", "more problems than are listed", "none", rule=_TOO_MANY))
    return first


def _document(path: Path) -> Document:
    kind, name = path.suffix.lower(), path.as_posix()
    if kind not in (".yaml", ".yml", ".csv"):
        found = f"a name that ends in {show(path.suffix)}" if path.suffix else "a name without ending"
        raise DataError([Problem(clean(name), 0, 0, "", found, "one that ends in .yaml, .yml or .csv", rule="file-name")])
    data = read_bounded(path, MOST_BYTES)
    if kind != ".csv":
        return load(data, name, most=MOST_BYTES)
    columns = dict.fromkeys([*_SUBJECT, *(info.alias or key for key, info in _Entry.model_fields.items())])
    text = decode(data.removeprefix(codecs.BOM_UTF8), name, MOST_BYTES)
    document = table(text, name, _LIST, tuple(columns), _SUBJECT)
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


def _across(document: Document) -> Iterator[Problem]:
    """What is wrong between the fields of one handout. On the raw values: a fault of one field hides none of these."""
    no_column = any(problem.rule == NO_SUBJECT for problem in document.problems)
    for k, entry in _entries(document):
        muscles = entry.get("muscles")
        none = not muscles if isinstance(muscles, list) else isinstance(muscles, str) and not muscles.strip(" \t\n;|")
        if not any(key in entry for key in _SUBJECT) and not no_column:
            yield _problem(document, (_LIST, k), "neither muscles nor for", "at least one of them", "job-subject")
        if "for" not in entry and none:
            yield _problem(document, (_LIST, k, "muscles"), "no muscle, and no for", "at least one of them", "job-subject")
        kind, ending = entry.get("format"), _ending(entry.get("file"))
        if ending and kind in FORMATS and ending != kind:
            path = (_LIST, k, "file")
            yield _problem(document, path, f"a name that ends in .{ending}", f"the format, .{kind}, or no ending", "job-format")


def _clinics(document: Document, folder: Path) -> Iterator[Problem]:
    """The faults of the clinics' files, each file's once."""
    holders: list[tuple[tuple[str | int, ...], Any]] = [
        ((), document.value),
        *(((_LIST, k), one) for k, one in _entries(document)),
    ]
    seen = set()
    for path, holder in holders:
        name = holder.get("clinic") if isinstance(holder, dict) else None
        if isinstance(name, str) and name.isprintable() and name not in seen:
            seen.add(name)
            for one in _faults_of(folder / name):
                missing = one.rule == "file" and not one.line  # what is wrong in the file is told at its own place
                allowed = "a clinic's YAML file, as seen from here"
                yield _problem(document, (*path, "clinic"), f"no file {show(name)}", allowed, "clinic") if missing else one


def _faults_of(clinic: Path) -> tuple[Problem, ...]:
    try:
        read_clinic(clinic)
    except DataError as error:
        return error.problems
    return ()


def _problem(document: Document, path: tuple[str | int, ...], found: str, allowed: str, rule: str) -> Problem:
    return Problem(document.file, *document.find(path), field_name(path), found, allowed, rule=rule)


def _ending(name: object) -> str:
    """The format that a file's name asks for; "" when it asks for none."""
    ending = name.rpartition(".")[2].lower() if isinstance(name, str) and "." in name else ""
    return ending if ending in FORMATS else ""


def _job(batch: _Batch, entry: _Entry, k: int, document: Document, folder: Path, clinic: Path | None) -> Job:
    # What a handout says of itself counts before what its file's name says, that before the defaults.
    chosen = {key: getattr(batch.defaults, key) for key in batch.defaults.model_fields_set}
    ending = _ending(entry.file)
    chosen |= {"format": ending} if ending else {}
    chosen |= {key: getattr(entry, key) for key in entry.model_fields_set}
    named = chosen.pop("clinic", "") or batch.clinic
    if ending:
        chosen["file"] = entry.file[: -len(ending) - 1]
    line, column = document.find((_LIST, k))
    return Job(**chosen, clinic=folder / named if named else clinic, place=f"{document.file}:{line}:{column}")
