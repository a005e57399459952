"""What a handout says, whatever it is written as: blocks of text and pictures in reading order. HTML and PDF say the same.

Every string is plain text: nothing in it is markup, whatever it looks like. The writers escape it for their own format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Paper = Literal["a4", "letter"]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of the sheet, cleaned. lang: its language, where that is not the sheet's own (a visible fallback); else None."""

    words: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. level: 2 or 3; the title of the sheet is the only one of level 1."""

    text: Text
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. tone: lead (the main message), plain, or small (limits, sources, version)."""

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
    """A figure. svg: a whole SVG document whose ids are its own; alt: what it shows.

    width_mm, height_mm: its size on paper, where there is room for it.
    """

    svg: str
    alt: Text
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to write on by hand, each after its label; filled in where a value is given."""

    items: tuple[tuple[Text, str], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks that stand out. kind: emergency (get help at once), warning (tell us first), note (the therapist's own)."""

    kind: Literal["emergency", "warning", "note"]
    title: Text
    blocks: tuple[Block, ...]


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A handout: one page where it fits, two at most.

    opening: what stands at the top, as wide as the page; the text after its picture beside it where there is room.
    first: what goes below, on paper in two columns, in large print in one. second: what begins page two where one page does not
    hold all.
    language: a BCP 47 tag. large: large print. footer: version and date, on every page. page_label: "Page {page} of {pages}".
    """

    title: Text
    language: str
    paper: Paper
    large: bool
    mono: bool
    letterhead: Letterhead
    opening: tuple[Block, ...]
    first: tuple[Block, ...]
    second: tuple[Block, ...]
    footer: Text
    page_label: str
