"""A handout: what `Catalogue.handout` returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..messages import counted, say
from ..output import target_of, write
from .sheet import Layout, Picture, Sheet

if TYPE_CHECKING:
    from .pdf import Written

_FIGURE: Final = ("picture", "muscles", "sites")
"""The files of words that a figure is made from."""


@dataclass(frozen=True, repr=False)
class Handout:
    """A sheet for a patient. The same request and date give the same bytes.

    sheet: what it says, in blocks. layout: how that is laid out on paper.
    fallbacks: keys of words that its language does not have; they stand in English, marked.
    left_out: what two pages had no room for, in words.
    """

    sheet: Sheet
    layout: Layout
    fallbacks: tuple[str, ...]
    left_out: tuple[str, ...]

    def html(self) -> str:
        """One self-contained HTML file: no script, nothing loaded from elsewhere."""
        from .html import to_html

        return to_html(self.sheet, self.layout)

    def pdf(self) -> bytes:
        """A tagged PDF (PDF/UA-1). MissingExtraError when the extra `pdf` is not installed."""
        return self._written.data

    def pdf_notes(self) -> tuple[str, ...]:
        """What had to be done to the sheet for the PDF, a sentence each: letters that its font does not have, and the like."""
        return self._written.notes

    def notes(self, path: str | Path) -> tuple[str, ...]:
        """What is to be told besides a file: what it has no room for, what stands in English, what its PDF needed.

        path: where it is written. A figure alone has neither pages nor other words.
        """
        ending = Path(path).suffix.lower()
        alone = ending not in (".html", ".pdf")
        english = [key for key in self.fallbacks if not alone or key.partition(".")[0] in _FIGURE]
        told = [say("in_english", texts=counted(len(english), "fallbacks"), keys=", ".join(english))] if english else []
        told += [say("not_on_sheet", what=what) for what in self.left_out if not alone]
        return (*told, *(self.pdf_notes() if ending == ".pdf" else ()))

    @cached_property
    def _written(self) -> Written:
        from .pdf import write_pdf

        return write_pdf(self.sheet, self.layout)

    def figure(self) -> str:
        """The figure alone, as SVG."""
        return next(block.drawn.svg for block in self.sheet.opening if isinstance(block, Picture))

    def figure_png(self, zoom: float = 3) -> bytes:
        """The figure alone as PNG, `zoom` pixels a unit. MissingExtraError when the extra `png` is not installed."""
        from ..picture.png import to_png

        return to_png(self.figure(), zoom)

    def save(self, path: str | Path) -> None:
        """Write .html or .pdf, or the figure alone as .png or .svg; whole or not at all.

        Raises OutputError for another ending or a place that cannot be written to, MissingExtraError for a missing extra.
        """
        target, kind = target_of(path, tuple(_WRITERS))
        written = _WRITERS[kind](self)
        write(target, written.encode("utf-8") if isinstance(written, str) else written)

    def __repr__(self) -> str:
        return f"<Handout {self.sheet.title.words!r}, {self.sheet.options.language}, {self.sheet.options.paper}>"


_WRITERS: Final[dict[str, Callable[[Handout], str | bytes]]] = {
    ".html": Handout.html,
    ".pdf": Handout.pdf,
    ".png": Handout.figure_png,
    ".svg": Handout.figure,
}
"""What writes a file, by how its name ends."""
