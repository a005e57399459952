"""What a handout says, whatever it is written as: blocks of text and pictures in reading order. HTML and PDF say the same.

Every string is plain text: nothing in it is markup, whatever it looks like. The writers escape it for their own format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ..picture.patient import PatientPicture

Paper = Literal["a4", "letter"]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of the sheet, cleaned. lang: its language, where that is not the sheet's own (a visible fallback); else None."""

    words: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. level: 2, or 3 below one of level 2; the title of the sheet is the only one of level 1."""

    text: Text
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. tone: lead (the main message), plain, or small (the sources)."""

    text: Text
    tone: Literal["lead", "plain", "small"] = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered steps."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its size on paper and its alternative text."""

    drawn: PatientPicture


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to write on by hand, each after its label."""

    labels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Text that stands out, with a title of level 2. kind: emergency (get help at once), warning, note (the therapist's own)."""

    kind: Literal["emergency", "warning", "note"]
    title: Text
    blocks: tuple[Paragraph | Bullets, ...]


Block = Heading | Paragraph | Bullets | Steps | Picture | Blanks | Box


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
