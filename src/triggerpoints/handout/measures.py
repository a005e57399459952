"""The measures of a printed sheet, shared by the estimate of its pages, the style sheet of the HTML and the template of the PDF."""

from __future__ import annotations

from typing import Final

from .blocks import Bullets, Paragraph, Picture

POINTS_A_MM: Final = 72 / 25.4
PAPER_MM: Final = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of the paper in millimetres."""
MARGINS_MM: Final = (9.0, 14.0, 10.0)
"""Margins of a page in millimetres: at the top, on both sides, at the foot."""
GAP_MM: Final = 8.0
"""Millimetres between two columns, and between a figure and the text beside it."""
SMALL_PT: Final = 8.5
"""Points of the smallest letters: those of the sources, the letterhead and the footer."""
_BESIDE_MM: Final = 112.0
"""The widest figure, in millimetres, that leaves room for text beside it."""
_WHOLE: Final = 250
"""The most letters of a box that is kept in one piece. A longer one would leave half a column empty."""


def letter_sizes(large: bool) -> dict[str, float]:
    """The sizes of headings and of the main message, as shares of the size of the text."""
    return {"title": 1.25 if large else 1.55, "h2": 1.2, "h3": 1.05, "lead": 1.1, "boxtitle": 1.08}


def stands_beside(picture: Picture, large: bool) -> bool:
    """Whether text stands beside a figure; in large print it never does."""
    return not large and picture.drawn.width_mm <= _BESIDE_MM


def stays_whole(blocks: tuple[Paragraph | Bullets, ...]) -> bool:
    """Whether a box of these blocks is so short that it is not broken."""
    texts = [text for block in blocks for text in (block.items if isinstance(block, Bullets) else (block.text,))]
    return sum(len(text.words) for text in texts) <= _WHOLE
