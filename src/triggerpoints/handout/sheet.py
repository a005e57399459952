"""A handout before it is written: its blocks, and how they are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .blocks import Block, Letterhead, Text
from .options import HandoutOptions

MOST_PAGES: Final = 2


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


@dataclass(frozen=True, slots=True)
class Spacing:
    """How generously a printed page is set.

    size: of its letters in points. The others are shares of that size: from one line to the next, the space above a heading,
    around a box, and below a text.
    """

    size: float
    line: float
    heading: float
    box: float
    text: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out on paper, by whichever writer.

    pages: how many are filled; 1.4 is one page and nearly half of another.
    filled: the share of page one that the first part fills; 0 where all stands on one page.
    smaller: whether the letters have to be smaller than is usual for this kind of print.
    """

    pages: float
    filled: float
    spacing: Spacing
    smaller: bool = False

    def turn(self, least: float = 0.8, most: float = 0.95) -> bool:
        """Whether the second part begins page two: where the first fills at least this share of page one, and no more than that.

        Less would leave page one half empty, and of more a last line might come to stand on page two after all.
        """
        return least <= self.filled <= most
