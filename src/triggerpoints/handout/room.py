"""How much paper a sheet takes, roughly: what is on it must not depend on who sets it.

The measures are those of the printed HTML (html_style.py). The PDF has more room: its lines and letters can give way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final

from ..picture import text_width as words
from .blocks import Blanks, Block, Box, Bullets, Heading, Letterhead, Paragraph, Picture, Sheet, Steps

_MM: Final = 72 / 25.4
PAPERS: Final = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height in mm."""
MARGINS_MM: Final = (9.0, 14.0, 10.0)
"""Top, sides, foot of a printed page."""
GAP_MM: Final = 8.0
"""Between columns, and between a figure and the text beside it."""
SMALL: Final = 8.5
"""Points of the printed letters of sources and foot."""
TITLE, TITLE_LARGE, BOX_TITLE = 1.55, 1.25, 1.08
"""The title of a sheet and that of a box, in sizes."""
MOST_PAGES: Final = 2
_FACE, _BOLD_FACE = 0.84, 0.87
"""How wide the font is, of the wide one that `words` reckons with."""
FULL: Final = 0.8
"""So much of page one has to be filled for the rest to begin page two,"""
_SURE: Final = 0.95
"""and so much at most, or its last line might come to stand on a page of its own."""
_ASIDE_MM: Final = 112.0
"""A figure up to this wide on paper has text beside it, except in large print."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """How generously a page is set: points of its letters; in these from line to line, above a heading, a box, after a text."""

    size: float
    line: float
    heading: float
    box: float
    text: float


_USUAL: Final = (Spacing(10.0, 1.22, 0.5, 0.6, 0.3), Spacing(10.0, 1.08, 0.22, 0.3, 0.1))
_LARGE: Final = (
    Spacing(16.0, 1.18, 0.45, 0.5, 0.25),
    Spacing(16.0, 1.05, 0.18, 0.22, 0.06),
    Spacing(14.5, 1.06, 0.2, 0.25, 0.08),
    Spacing(13.0, 1.06, 0.2, 0.25, 0.08),
)
"""From what looks best to what still reads well."""


@dataclass(frozen=True, slots=True)
class Room:
    """pages: how many are filled; 1.4 is a page and nearly half of another. turn: whether the second part begins a page."""

    pages: float
    turn: bool
    spacing: Spacing

    @property
    def small(self) -> bool:
        """Whether the letters had to be made smaller than those of its kind of print."""
        return self.spacing.size not in (_USUAL[0].size, _LARGE[0].size)


def room(sheet: Sheet) -> Room:
    """How much paper it takes, set with ease or less so where that saves a page."""
    tries = [_room(sheet, spacing) for spacing in (_LARGE if sheet.large else _USUAL)]
    # Smaller letters are only for what would not fit otherwise, not for saving a page.
    usual = min((one for one in tries if not one.small), key=lambda one: ceil(one.pages))
    fitting = (one for one in tries if one.pages <= MOST_PAGES)
    return usual if usual.pages <= MOST_PAGES else next(fitting, usual)


def _room(sheet: Sheet, spacing: Spacing) -> Room:
    wide, high = PAPERS[sheet.paper]
    top, sides, foot = MARGINS_MM
    across = (wide - 2 * sides) * _MM
    page = _Paper(across, spacing, sheet.large)
    count = 1 if sheet.large else 2
    column = page if sheet.large else _Paper((across - GAP_MM * _MM) / 2, spacing, sheet.large)
    high = (high - top - foot) * _MM - 2 * page.line  # the footer
    title = TITLE_LARGE if sheet.large else TITLE
    opening = page.letterhead(sheet.letterhead) + page.lines(sheet.title.words, title, bold=True) + 0.25 * page.size
    opening += page.blocks(sheet.opening)
    # What cannot be broken leaves some of a column empty.
    below = count * (high - opening) - 2 * column.line
    first, second = column.blocks(sheet.first), column.blocks(sheet.second)
    if first + second <= below:
        return Room((opening + (first + second) / count) / high, False, spacing)
    whole = count * high - 2 * column.line
    if FULL * below <= first <= _SURE * below:
        return Room(1 + second / whole, True, spacing)
    return Room(1 + (first + second - below) / whole, False, spacing)


def stands_aside(picture: Picture, large: bool) -> bool:
    """Whether a figure leaves room for text beside it."""
    return not large and picture.width_mm <= _ASIDE_MM


class _Paper:
    """Heights in points. wide: of the column, in points."""

    def __init__(self, wide: float, spacing: Spacing, large: bool) -> None:
        self.wide, self.spacing, self.large = wide, spacing, large
        self.size = spacing.size
        self.line = self.size * spacing.line
        self.small = SMALL

    def lines(self, text: str, share: float = 1.0, *, bold: bool = False, indent: float = 0.0) -> float:
        """The height of a text. share: of the size; indent: in sizes."""
        return _lines(text, round(self.wide - indent * self.size, 1), self.size * share, bold) * self.line * share

    def letterhead(self, head: Letterhead) -> float:
        """The height of what stands at the top."""
        beside = 120.0 if head.logo else 0.0
        rest = [_lines(line, self.wide - beside, self.small, False) for line in (*head.address, head.telephone) if line]
        name = _lines(head.name, self.wide - beside, self.size * 1.05, True) if head.name else 0
        high = 1.4 * (name * self.size * 1.05 + sum(rest) * self.small)
        return max(high, 34.0 if head.logo else 0.0) + 20.0 if high or head.logo else 0.0

    def blocks(self, blocks: Iterable[Block]) -> float:
        """The height of blocks, one below the other but for what stands beside a figure."""
        total = beside = 0.0  # beside: what is left of the height of a figure
        narrow = self
        for block in blocks:
            if isinstance(block, Picture):
                beside, narrow = block.height_mm * _MM, _Paper(self._rest(block), self.spacing, self.large)
                total += beside
                continue
            if beside > 0 and narrow.wide > 0 and not isinstance(block, Box):
                taken = narrow.block(block)
                total += max(taken - beside, 0.0)
                beside -= taken
            else:
                beside = 0.0
                total += self.block(block)
        return total

    def _rest(self, picture: Picture) -> float:
        """How wide the column beside a figure is, 0 for none."""
        return self.wide - (picture.width_mm + GAP_MM) * _MM if stands_aside(picture, self.large) else 0.0

    def block(self, block: Block) -> float:
        """The height of one, with the room below it."""
        after = self.spacing.text * self.size
        match block:
            case Heading(text, level):
                share = 1.2 if level == 2 else 1.05
                return self.lines(text.words, share, bold=True) + (self.spacing.heading + 0.1) * share * self.size
            case Paragraph(text, tone):
                share = {"lead": 1.1, "plain": 1.0, "small": self.small / self.size}[tone]
                return self.lines(text.words, share, bold=tone == "lead") + after
            case Bullets(items) | Steps(items):
                return sum(self.lines(item.words, indent=1.7) + 0.05 * self.size for item in items) + after
            case Blanks(items):
                return ceil(len(items) / 2) * 2.2 * self.size + 7.0
            case Box(_, title, inner):
                inside = _Paper(self.wide - 2.2 * self.size, self.spacing, self.large)
                return (
                    inside.lines(title.words, BOX_TITLE, bold=True) + inside.blocks(inner) + (self.spacing.box + 0.7) * self.size
                )
            case Picture():
                return block.height_mm * _MM


@lru_cache(maxsize=4096)
def _lines(text: str, room: float, size: float, bold: bool) -> int:
    return len(words.wrapped(text, room / (_BOLD_FACE if bold else _FACE), size))
