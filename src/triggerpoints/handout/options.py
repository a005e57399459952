"""What a clinic chooses for a handout besides what it is about. One record, which travels from the caller to both writers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from .. import arguments
from ..errors import OptionError
from ..sides import AskedSide
from ..text import clean

if TYPE_CHECKING:
    from pathlib import Path

    from ..arguments import Figure
    from ..picture import PaletteName

Paper = Literal["a4", "letter"]
PAPERS: Final[tuple[str, ...]] = get_args(Paper)
MOST_PROCESSES: Final = 61  # what Windows can wait for
USUAL_PROCESSES: Final = 4
"""No more unless asked for: each takes some 300 MB to set PDFs."""
MOST_NOTE: Final = 600
MOST_STEPS: Final = 6
MOST_STEP: Final = 160
"""Together they fill no page: what keeps people safe must fit beside them."""

_PARAGRAPHS: Final = re.compile("[\n\x0b\x0c\r\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Logo:
    """A clinic's logo, checked and cleaned. width, height: pixels or SVG units, for its shape only."""

    kind: Literal["png", "jpeg", "svg"]
    data: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who hands the sheet out. All of it may be empty."""

    name: str = ""
    address: tuple[str, ...] = ()
    telephone: str = ""
    logo: Logo | None = None

    def lines(self) -> tuple[str, ...]:
        """Address and telephone, without what is empty."""
        return tuple(line for line in (*self.address, self.telephone) if line.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutOptions:
    """The options of `Catalogue.handout`, with the defaults that the command line and files of many handouts share.

    side: the patient's own; None for the one that the complaint names, else the right.
    clinic: the path of the clinic's file, or its letterhead as read from one.
    note, steps: the therapist's own words, which are cleaned here; the steps take the place of the usual ones.
    needling: whether dry needling is part of the plan. more: whether page two has the studies and the questions people ask.
    large: whether the sheet is in large print. palette, figure: colours of the picture and the body to draw on.
    language: a folder of `words/`. on: the date that the sheet bears; None for today.

    Raises OptionError for a value that is not allowed here. Side, palette, figure and language are checked where
    they are used.
    """

    side: AskedSide | None = None
    clinic: str | Path | Letterhead | None = None
    note: str = ""
    steps: Sequence[str] = ()
    needling: bool = True
    more: bool = False
    paper: Paper = "a4"
    large: bool = False
    palette: PaletteName = "classic"
    figure: Figure = "neutral"
    language: str = "en"
    on: date | None = None

    def __post_init__(self) -> None:
        arguments.choice("paper", self.paper, PAPERS)
        for name in ("needling", "more", "large"):
            arguments.flag(name, getattr(self, name))
        if self.on is not None and not isinstance(self.on, date):
            raise OptionError("on", self.on, ["a date (datetime.date)"])
        if not isinstance(self.clinic, str | os.PathLike | Letterhead | None):
            raise OptionError("clinic", self.clinic, ["the path of a YAML file", "what read_clinic made of one"])
        object.__setattr__(self, "note", clean_note(self.note))
        object.__setattr__(self, "steps", clean_steps(self.steps))

    def keywords(self) -> dict[str, Any]:
        """The options by name, for `Catalogue.handout`."""
        return {field.name: getattr(self, field.name) for field in fields(HandoutOptions)}


def clean_note(text: str) -> str:
    """A note with a paragraph for each of its lines that is not empty. OptionError when it is too long, or no text."""
    if not isinstance(text, str):
        raise OptionError("note", text, ["text"])
    lines = (_one_line("note", line) for line in _PARAGRAPHS.split(text))
    return _short("note", "\n".join(filter(None, lines)), MOST_NOTE)


def clean_steps(steps: Iterable[str]) -> tuple[str, ...]:
    """Steps, one line each, without the empty ones. OptionError for too many, or one that is too long."""
    lines = (_one_line("step", step) for step in arguments.texts("steps", steps))
    found = tuple(_short("step", line, MOST_STEP) for line in lines if line)
    if len(found) > MOST_STEPS:
        raise OptionError("steps", found, [f"at most {MOST_STEPS} steps (these are {len(found):,})"])
    return found


def _one_line(what: str, text: str) -> str:
    """A text without line breaks and without characters that cannot be printed."""
    if any("\ud800" <= char <= "\udfff" for char in text):  # what was typed in another encoding
        raise OptionError(what, text, ["text in UTF-8"])
    return " ".join(clean(text, "").split())


def _short(what: str, text: str, most: int) -> str:
    if len(text) > most:
        raise OptionError(what, text, [f"at most {most:,} characters (this has {len(text):,})"])
    return text
