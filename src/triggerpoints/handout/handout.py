"""A handout: what `Catalogue.handout` returns."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..output import target_of, write
from .blocks import Picture, Sheet

if TYPE_CHECKING:
    from .pdf import Written

_ENDINGS = (".html", ".pdf", ".png", ".svg")


class Handout:
    """A sheet for a patient. The same request and date give the same bytes.

    sheet: what it says, in blocks. fallbacks: keys of words that its language does not have; they stand in English, marked.
    left_out: what two pages had no room for, in words.
    """

    def __init__(self, sheet: Sheet, fallbacks: tuple[str, ...], left_out: tuple[str, ...]) -> None:
        self.sheet = sheet
        self.fallbacks = fallbacks
        self.left_out = left_out

    def html(self) -> str:
        """One self-contained HTML file: no script, nothing loaded from elsewhere."""
        from .html import to_html

        return to_html(self.sheet)

    def pdf(self) -> bytes:
        """A tagged PDF (PDF/UA-1). MissingExtraError when the extra `pdf` is not installed."""
        return self._written.data

    def pdf_notes(self) -> tuple[str, ...]:
        """What had to be done to the sheet for the PDF, a sentence each: letters that its font does not have, and the like."""
        return self._written.notes

    @cached_property
    def _written(self) -> Written:
        from .pdf import write_pdf

        return write_pdf(self.sheet)

    def figure(self) -> str:
        """The figure alone, as SVG."""
        return next(block.svg for block in self.sheet.opening if isinstance(block, Picture))

    def figure_png(self, zoom: float = 3) -> bytes:
        """The figure alone as PNG, `zoom` pixels a unit. MissingExtraError when the extra `png` is not installed."""
        from ..picture.png import to_png

        return to_png(self.figure(), zoom)

    def save(self, path: str | Path) -> None:
        """Write .html or .pdf, or the figure alone as .png or .svg; whole or not at all.

        Raises OutputError for another ending or a place that cannot be written to, MissingExtraError for a missing extra.
        """
        target, kind = target_of(path, _ENDINGS)
        if kind == ".pdf":
            data = self.pdf()
        elif kind == ".png":
            data = self.figure_png()
        else:
            data = (self.html() if kind == ".html" else self.figure()).encode("utf-8")
        write(target, data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handout) and (self.sheet, self.left_out) == (other.sheet, other.left_out)

    def __hash__(self) -> int:
        return hash((self.sheet, self.left_out))

    def __repr__(self) -> str:
        return f"<Handout {self.sheet.title.words!r}, {self.sheet.language}, {self.sheet.paper}>"
