"""One YAML or CSV file of many handouts -> jobs, with every fault of it at its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from ..arguments import Figure
from ..bounded import read_bounded
from ..errors import DataError, OptionError, Problem
from ..model.base import Many, Name, Record, Sentence, broken
from ..picture import PaletteName
from ..reading import Document, decode, load
from ..reading.explain import explain
from ..sides import AskedSide
from ..text import clean, show
from .clinic import read_clinic
from .csv_table import table
from .jobs import FORMATS, Format, Job
from .make import MOST_MUSCLES
from .options import Letterhead, Paper, clean_note, clean_steps

MOST_JOBS: Final = 2000
MOST_BYTES: Final = 2_000_000
"""Of the file, of either kind."""

_LIST: Final = "handouts"
_WORDS: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
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
            return check(value)
        except OptionError as error:
            raise broken(error.option, show(error.value), ", ".join(error.allowed)) from None

    return AfterValidator(judge)


_Switch = Annotated[bool, BeforeValidator(lambda value: _WORDS.get(value.lower(), value) if isinstance(value, str) else value)]
"""Cells of a table hold nothing but text."""


class _Options(Record):
    """What one handout says or the defaults say for all."""

    side: AskedSide = _UNSAID
    note: Annotated[str, _taken(clean_note)] = _UNSAID
    steps: Annotated[Many[Sentence], _parts(r"[|\n]"), _taken(clean_steps)] = _UNSAID
    needling: _Switch = _UNSAID
    more: _Switch = _UNSAID
    paper: Paper = _UNSAID
    large: _Switch = _UNSAID
    palette: PaletteName = _UNSAID
    figure: Figure = _UNSAID
    language: Name = _UNSAID
    format: Format = _UNSAID


class _Entry(_Options):
    """One handout of the list."""

    muscles: Annotated[tuple[Name, ...], Field(strict=False, max_length=MOST_MUSCLES), _parts("[;|]")] = ()
    complaint: Name = Field("", alias="for")
    clinic: Sentence = ""
    file: Name = ""

    @model_validator(mode="after")
    def _agrees(self) -> _Entry:
        if not self.muscles and not self.complaint:
            raise broken("job-subject", "neither muscles nor for", "at least one of them")
        ending = _ending(self.file)
        if ending and self.format and ending != self.format:
            allowed = f"the format, .{self.format}, or no ending"
            raise broken("job-format", f"a name that ends in .{ending}", allowed, field="file")
        return self


class _Batch(Record):
    """The whole file."""

    clinic: Sentence = ""
    defaults: _Options = _Options()
    handouts: Annotated[tuple[_Entry, ...], Field(strict=False, min_length=1, max_length=MOST_JOBS)]


def read_jobs(path: Path, clinic: Path | None) -> tuple[Job, ...]:
    """The jobs of a file, in its order. clinic: for those that name none.

    DataError with every fault of the file, or, when it has none, with those of the clinics' files.
    """
    document = _document(path)
    try:
        batch = _Batch.model_validate(document.value)
    except ValidationError as error:
        raise DataError([*document.problems, *explain(error, document, _Batch)]) from None
    if document.problems:
        raise DataError(document.problems)
    letterheads = _letterheads(batch, document, path.parent)
    usual = read_clinic(clinic) if clinic else None
    return tuple(_job(batch, k, document, letterheads, usual) for k in range(len(batch.handouts)))


def _document(path: Path) -> Document:
    kind, name = path.suffix.lower(), path.as_posix()
    if kind not in (".yaml", ".yml", ".csv"):
        found = f"a name that ends in {show(path.suffix)}" if path.suffix else "a name without ending"
        raise DataError([Problem(clean(name), 0, 0, "", found, "one that ends in .yaml, .yml or .csv", rule="file-name")])
    data = read_bounded(path, MOST_BYTES)
    if kind != ".csv":
        return load(data, name, most=MOST_BYTES)
    columns = dict.fromkeys(["muscles", "for", *(info.alias or key for key, info in _Entry.model_fields.items())])
    return table(decode(data, name, MOST_BYTES), name, _LIST, tuple(columns), MOST_JOBS)


def _letterheads(batch: _Batch, document: Document, folder: Path) -> dict[str, Letterhead]:
    """The letterheads of the clinics' files, by the names that the batch has for them. Each file is read once."""
    named: dict[str, tuple[str | int, ...]] = {batch.clinic: ("clinic",)} if batch.clinic else {}
    for k, entry in enumerate(batch.handouts):
        if entry.clinic:
            named.setdefault(entry.clinic, (_LIST, k, "clinic"))
    found, problems = {}, []
    for name, path in named.items():
        try:
            found[name] = read_clinic(folder / name)
        except DataError as error:
            if error.problems[0].rule == "file" and not error.problems[0].line:
                allowed = "a clinic's YAML file, as seen from here"
                problems.append(document.problem(path, f"no file {show(name)}", allowed, rule="clinic"))
            else:  # what is wrong in the file is told at its own place
                problems += error.problems
    if problems:
        raise DataError(problems)
    return found


def _ending(name: str) -> str:
    """The format that a file's name asks for; "" when it asks for none."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if ending in FORMATS else ""


def _job(batch: _Batch, k: int, document: Document, letterheads: Mapping[str, Letterhead], usual: Letterhead | None) -> Job:
    # What a handout says of itself counts before what its file's name says, that before the defaults.
    entry = batch.handouts[k]
    chosen = {key: getattr(batch.defaults, key) for key in batch.defaults.model_fields_set}
    if ending := _ending(entry.file):
        chosen["format"] = ending
    chosen |= {key: getattr(entry, key) for key in entry.model_fields_set}
    chosen["file"] = entry.file[: -len(ending) - 1] if ending else entry.file
    chosen["clinic"] = letterheads.get(entry.clinic or batch.clinic, usual)
    line, column = document.find((_LIST, k))
    return Job(**chosen, place=f"{document.file}:{line}:{column}")
