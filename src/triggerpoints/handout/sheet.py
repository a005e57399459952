"""What a handout says, whatever it is written as: blocks of text and pictures in reading order, and how they are laid out.

Every string is plain text: nothing in it is markup, whatever it looks like. The writers escape it for their own format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from .options import HandoutOptions, Letterhead

if TYPE_CHECKING:
    from ..picture.patient import PatientPicture

MOST_PAGES: Final = 2


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

    @property
    def letters(self) -> int:
        """How many letters stand below its title."""
        texts = [text for block in self.blocks for text in (block.items if isinstance(block, Bullets) else [block.text])]
        return sum(len(text.words) for text in texts)


Block = Heading | Paragraph | Bullets | Steps | Picture | Blanks | Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a handout says: on one page where it fits, on two at most.

    opening: what stands at the top, as wide as the page; the text after its picture stands beside it where there is room.
    first: what follows, in two columns on paper, in one in large print. second: what begins page two where page one is full.
    footer: version and date, on every page. page_label: such as "Page {page} of {pages}".
    """

    title: Text
    options: HandoutOptions
    letterhead: Letterhead
    opening: tuple[Block, ...]
    first: tuple[Block, ...]
    second: tuple[Block, ...]
    footer: Text
    page_label: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in reading order."""
        return self.opening + self.first + self.second


Setting = Mapping[str, float]
"""How generously a page is set: an entry of [spacing] (HTML) or of [setting] (PDF) in look.toml."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out on paper, by whichever writer.

    pages: how many are filled; 1.4 is one page and nearly half of another.
    filled: the share of page one that the first part fills; 0 where all stands on one page.
    """

    pages: float
    filled: float
    spacing: Setting

    def turn(self, least: float = 0.8, most: float = 0.95) -> bool:
        """Whether the second part begins page two: where the first fills at least this share of page one, and no more than that.

        Less would leave page one half empty, and of more a last line might come to stand on page two after all.
        """
        return least <= self.filled <= most
