"""The clinic's file: a small YAML with its name, address, telephone and logo, read as strictly as the data."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from ..errors import DataError
from ..model.base import TEXT_PATTERN, Name, Record
from ..reading import Document, read_document
from ..reading.explain import explain
from ..text import clean, show
from .logo import read_logo
from .options import Letterhead, Logo

MOST_LINES: Final = 4


def _lines(value: Any) -> Any:
    """One text is a list of its lines."""
    return re.split(r"\s*\n\s*", value.strip()) if isinstance(value, str) else value


class ClinicFile(Record):
    """`clinic.yaml`: who hands the sheet out. Everything may be left out, but a logo does not stand without the name."""

    name: Name | None = None
    address: Annotated[tuple[Name, ...], Field(strict=False, max_length=MOST_LINES), BeforeValidator(_lines)] = ()
    telephone: Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=40)] | None = None
    logo: Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=1000)] | None = None


def read_clinic(path: str | os.PathLike[str]) -> Letterhead:
    """Read a clinic's file and the logo it names, which stands beside it. DataError with every fault at its place."""
    document = read_document(Path(path))
    try:
        record = ClinicFile.model_validate(document.value)
    except ValidationError as error:
        raise DataError([*document.problems, *explain(error, document, ClinicFile)]) from None
    problems = list(document.problems)
    if record.logo and not record.name:  # a picture says nothing to those who listen
        found = "a logo without the clinic's name"
        problems.append(document.problem(("logo",), found, "the key name beside it", rule="clinic-name"))
    logo: Logo | None = None
    try:
        logo = _logo(document, Path(path).parent, record.logo) if record.logo else None
    except DataError as error:
        problems += error.problems
    if problems:
        raise DataError(problems)
    # The patterns of the model let the noncharacters of the higher planes pass, which XML and PDF cannot carry.
    return Letterhead(clean(record.name or ""), tuple(map(clean, record.address)), clean(record.telephone or ""), logo)


def _logo(document: Document, folder: Path, name: str) -> Logo:
    """The logo beside the clinic's file. A fault in it is told at its own place; that there is none, where it is named."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
        found, allowed = f"{show(name)}, an absolute path", "a path from the folder of this file"
        raise DataError([document.problem(("logo",), found, allowed, rule="file")])
    try:
        return read_logo(folder / name)
    except DataError as error:
        (fault,) = error.problems
        if fault.rule != "file":
            raise
        raise DataError([document.problem(("logo",), f"{show(name)}, {fault.found}", fault.allowed, rule="file")]) from None
