"""What stands on the two pages of a sheet. It is decided here, from the words alone, and both writers keep to it.

A sheet is drafted with everything that was asked for. As long as an estimate of its height says that two pages do not hold it,
it is drafted again with a little less. The estimate reckons with the printed HTML (style.css). A PDF has a little more room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from math import ceil
from typing import Final

from ..errors import UsageError
from ..picture import text_width
from .content import SheetContent
from .handout import Handout
from .look import LOOK, Amount, kind, stands_beside
from .options import HandoutOptions, Letterhead
from .sheet import MOST_PAGES, Blanks, Block, Box, Bullets, Heading, Layout, Paragraph, Picture, Setting, Sheet, Steps

_POINTS_A_MM: Final = 72 / 25.4
_REGULAR, _SEMIBOLD = 0.84, 0.87
"""How wide the letters of a handout are, as shares of the wide ones that `picture.text_width` reckons with."""
_INDENT: Final = 1.7
"""By how much the lines of a list are indented, in sizes of the text."""
_LOGO_PT: Final = (120.0, 34.0)
"""The width and the height, in points, that a logo takes of the letterhead."""


def amounts() -> Iterator[tuple[str, Amount]]:
    """From all of it to the least, each with what is left out from there on; "" where that is counted otherwise."""
    amount: dict[str, int] = LOOK["amount"]
    yield "", amount
    for cut in LOOK["cuts"]:
        amount = amount | cut["amount"]
        yield cut["what"], amount


def fitted(content: SheetContent) -> Handout:
    """The handout with as much as two pages hold; smaller letters are taken only when nothing else helps.

    Raises UsageError when the therapist's own words leave no room for the rest.
    """
    options = content.options
    usual, *smaller = dict.fromkeys(spacing["size"] for spacing in LOOK["spacing"][kind(options)])
    for size in (usual, *smaller):
        left_out: dict[str, None] = {}
        sheet: Sheet | None = None
        for what, amount in amounts():
            cut = content.cut_to(amount)
            if cut.sheet == sheet:  # there was nothing of it to leave out
                continue
            sheet = cut.sheet
            left_out |= {what: None} if what else {}
            layout = laid_out(sheet, size)
            if layout.pages <= MOST_PAGES:
                causes = cut.causes_left
                told = [f"{causes} less telling serious cause{'s' if causes > 1 else ''}"] if causes else []
                told += [f"the usual size of letters: they have {size:g} points"] if size < usual else []
                return Handout(sheet, layout, tuple(cut.phrases.missing), (*left_out, *told))
    raise UsageError(
        f"so much does not fit on {MOST_PAGES} pages{' in large print' if options.large else ''}: "
        "shorten the note or the steps, or name fewer muscles"
    )


def laid_out(sheet: Sheet, size: float | None = None) -> Layout:
    """How a sheet is laid out: with ease, or tighter where that saves a page. size: of its letters; None for the usual one."""
    spacings: list[Setting] = LOOK["spacing"][kind(sheet.options)]
    size = size or spacings[0]["size"]
    return min((_estimated(sheet, one) for one in spacings if one["size"] == size), key=lambda layout: ceil(layout.pages))


def _estimated(sheet: Sheet, spacing: Setting) -> Layout:
    options = sheet.options
    wide, high = LOOK["paper_mm"][options.paper]
    margins = LOOK["margins_mm"]
    across = (wide - 2 * margins["sides"]) * _POINTS_A_MM
    page = _Column(across, spacing, options)
    count = 1 if options.large else 2
    column = page if options.large else _Column((across - LOOK["gap_mm"] * _POINTS_A_MM) / 2, spacing, options)
    high = (high - margins["top"] - margins["foot"]) * _POINTS_A_MM - 2 * page.line  # without the footer
    opening = page.letterhead(sheet.letterhead) + page.lines(sheet.title.words, page.sizes["title"], bold=True)
    opening += 0.25 * spacing["size"] + page.blocks(sheet.opening)
    # What cannot be broken leaves about two lines of a column empty.
    below = count * (high - opening) - 2 * column.line
    first, second = column.blocks(sheet.first), column.blocks(sheet.second)
    if first + second <= below:
        return Layout((opening + (first + second) / count) / high, 0, spacing)
    found = Layout(1, first / below, spacing)
    rest = second if found.turn() else first + second - below
    return replace(found, pages=1 + rest / (count * high - 2 * column.line))


class _Column:
    """Estimates the heights of blocks in a column, in points. wide: its width in points."""

    def __init__(self, wide: float, spacing: Setting, options: HandoutOptions) -> None:
        self.wide, self.spacing, self.options = wide, spacing, options
        self.size = spacing["size"]
        self.line = self.size * spacing["line"]
        self.sizes: Setting = LOOK["letters"][kind(options)]

    def lines(self, text: str, share: float = 1.0, *, bold: bool = False, indent: float = 0.0) -> float:
        """The height of a text. share: of the size of the text; indent: in sizes."""
        return _lines(text, round(self.wide - indent * self.size, 1), self.size * share, bold) * self.line * share

    def letterhead(self, head: Letterhead) -> float:
        """The height of the letterhead with the room below it."""
        beside, tall = _LOGO_PT if head.logo else (0.0, 0.0)
        wide, small = self.wide - beside, LOOK["small_pt"]
        rest = sum(_lines(line, wide, small, False) for line in head.lines())
        name = _lines(head.name, wide, self.size * 1.05, True) if head.name else 0
        high = max(1.4 * (name * self.size * 1.05 + rest * small), tall)
        return high + 20.0 if high else 0.0

    def blocks(self, blocks: Iterable[Block]) -> float:
        """The height of blocks one below the other, but for what stands beside a figure."""
        total = beside = 0.0  # beside: what is left of the height of a figure
        narrow = self
        for block in blocks:
            if isinstance(block, Picture):
                rest = self.wide - (block.drawn.width_mm + LOOK["gap_mm"]) * _POINTS_A_MM
                narrow = _Column(rest if stands_beside(block, self.options) else 0.0, self.spacing, self.options)
                beside = self.block(block)
                total += beside
            elif beside > 0 and narrow.wide > 0 and not isinstance(block, Box):
                taken = narrow.block(block)
                total += max(taken - beside, 0.0)
                beside -= taken
            else:
                beside = 0.0
                total += self.block(block)
        return total

    def block(self, block: Block) -> float:
        """The height of one block with the room below it."""
        after = self.spacing["text"] * self.size
        match block:
            case Heading(text, level):
                share = self.sizes[f"h{level}"]
                return self.lines(text.words, share, bold=True) + (self.spacing["heading"] + 0.1) * share * self.size
            case Paragraph(text, tone):
                share = {"lead": self.sizes["lead"], "plain": 1.0, "small": LOOK["small_pt"] / self.size}[tone]
                return self.lines(text.words, share, bold=tone == "lead") + after
            case Bullets(items) | Steps(items):
                return sum(self.lines(item.words, indent=_INDENT) + 0.05 * self.size for item in items) + after
            case Blanks(labels):
                return ceil(len(labels) / 2) * 2.2 * self.size + 7.0
            case Box(_, title, inner):
                inside = _Column(self.wide - 2.2 * self.size, self.spacing, self.options)
                heading = inside.lines(title.words, self.sizes["boxtitle"], bold=True)
                return heading + inside.blocks(inner) + (self.spacing["box"] + 0.7) * self.size
            case Picture(drawn):
                return drawn.height_mm * _POINTS_A_MM


@lru_cache(maxsize=4096)
def _lines(text: str, room: float, size: float, bold: bool) -> int:
    return len(text_width.wrapped(text, room / (_SEMIBOLD if bold else _REGULAR), size))
