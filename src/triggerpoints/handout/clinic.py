"""What a clinic and its therapist add to a handout: letterhead, note, steps. Read strictly and cleaned.

read_clinic(path) -> Letterhead     from the clinic's YAML, with its logo
clean_note(text)                    the therapist's note as paragraphs
clean_steps(steps)                  the steps that the therapist chose
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from ..errors import DataError, OptionError, Problem
from ..text import clean, show
from .blocks import Letterhead, Logo

MOST_NOTE: Final = 600
MOST_STEPS: Final = 6
MOST_STEP: Final = 160
"""Together they fill no page: what keeps people safe must fit beside them."""

_PARAGRAPHS: Final = re.compile("[\n\x0b\x0c\r\x85\u2028\u2029]+")
_UNREAD: Final = 20
"""A text this many times too long is refused before it is cleaned."""


def read_clinic(path: str | os.PathLike[str]) -> Letterhead:
    """Read a clinic's file and the logo it names, which stands beside it. DataError with every fault at its place."""
    from pydantic import ValidationError

    from ..reading import read_document
    from ..reading.explain import explain
    from .clinic_model import ClinicFile

    document = read_document(Path(path))
    problems = list(document.problems)
    try:
        record = ClinicFile.model_validate(document.value)
    except ValidationError as error:
        raise DataError([*problems, *explain(error, document, ClinicFile)]) from None
    logo: Logo | None = None
    if record.logo is not None:
        at = document.file, *document.find(("logo",)), "logo"
        if not record.name:  # a picture says nothing to those who listen
            problems.append(Problem(*at, "a logo without the clinic's name", "the key name beside it", rule="clinic-name"))
        try:
            logo = _logo_beside(Path(path).parent, record.logo)
        except DataError as error:
            # A file that is not there is a fault of the line that names it; what is wrong in it is told at its own place.
            problems += [
                Problem(*at, f"{show(record.logo)}, {one.found}", one.allowed, rule=one.rule) if one.rule == "file" else one
                for one in error.problems
            ]
    if problems:
        raise DataError(problems)
    # The patterns of the model let the noncharacters of the higher planes pass, which XML and PDF cannot carry.
    return Letterhead(clean(record.name or ""), tuple(map(clean, record.address)), clean(record.telephone or ""), logo)


def _logo_beside(folder: Path, name: str) -> Logo:
    from .logo import read_logo

    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
        raise DataError([Problem("", 0, 0, "", "an absolute path", "a path from the folder of this file", rule="file")])
    return read_logo(folder / name)


def clean_note(text: str) -> tuple[str, ...]:
    """The paragraphs of a note: its lines, cleaned, without the empty ones. OptionError when they are too long together."""
    lines = _PARAGRAPHS.split(_checked("note", text, MOST_NOTE * _UNREAD))
    paragraphs = tuple(filter(None, map(_one_line, lines)))
    _checked("note", "\n".join(paragraphs), MOST_NOTE)
    return paragraphs


def clean_steps(steps: Iterable[str]) -> tuple[str, ...]:
    """Steps, one line each, without the empty ones. OptionError for too many, or one that is too long."""
    if not isinstance(steps, Iterable):
        raise OptionError("steps", steps, ["a list of texts"])
    given = (steps,) if isinstance(steps, str) else steps
    lines = (_checked("step", _one_line(_checked("step", step, MOST_STEP * _UNREAD)), MOST_STEP) for step in given)
    found = tuple(filter(None, lines))
    if len(found) > MOST_STEPS:
        raise OptionError("steps", found, [f"at most {MOST_STEPS} steps (these are {len(found):,})"])
    return found


def _checked(what: str, text: object, most: int) -> str:
    """The text itself. OptionError when it is none, or has more than `most` characters."""
    if not isinstance(text, str):
        raise OptionError(what, text, ["text"])
    if len(text) > most:
        allowed = MOST_NOTE if what == "note" else MOST_STEP
        raise OptionError(what, text, [f"at most {allowed:,} characters (this has {len(text):,})"])
    if any("\ud800" <= char <= "\udfff" for char in text):  # what was typed in another encoding
        raise OptionError(what, text, ["text in UTF-8"])
    return text


def _one_line(text: str) -> str:
    return " ".join(clean(text, "").split())
