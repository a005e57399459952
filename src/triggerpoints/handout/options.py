"""What a clinic chooses for a handout besides what it is about. One record, which travels from the caller to both writers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from ..errors import OptionError, UsageError
from ..text import nearest
from .blocks import Letterhead, Paper

if TYPE_CHECKING:
    from ..body.surface import Figure
    from ..picture import PaletteName

SheetSide = Literal["left", "right", "both"]

PAPERS: Final[tuple[str, ...]] = get_args(Paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutOptions:
    """The options of `Catalogue.handout`, with the defaults that the command line and files of many handouts share.

    side: the patient's own; None for the one that the complaint names, else the right.
    clinic: the path of the clinic's file, or its letterhead as read from one.
    note, steps: the therapist's own words; the steps take the place of the usual ones.
    needling: whether dry needling is part of the plan. more: whether page two has the studies and the questions people ask.
    large: whether the sheet is in large print. palette, figure: colours of the picture and the body to draw on.
    language: a folder of `words/`. on: the date that the sheet bears; None for today.

    Raises OptionError or UsageError for a value that is not allowed here. Side, palette, figure, language and the length of the
    therapist's words are checked where they are used.
    """

    side: SheetSide | None = None
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
        if self.paper not in PAPERS:
            raise OptionError("paper", self.paper, PAPERS, nearest(str(self.paper), PAPERS))
        if self.on is not None and not isinstance(self.on, date):
            raise UsageError("on is a date (datetime.date)")
        for name in ("needling", "more", "large"):
            if not isinstance(getattr(self, name), bool):
                raise OptionError(name, getattr(self, name), ["True", "False"])
        if not isinstance(self.clinic, str | Path | Letterhead | None):
            raise OptionError("clinic", self.clinic, ["the path of a YAML file", "what read_clinic made of one"])

    def keywords(self) -> dict[str, Any]:
        """The options by name, for `Catalogue.handout`."""
        return {field.name: getattr(self, field.name) for field in fields(HandoutOptions)}
