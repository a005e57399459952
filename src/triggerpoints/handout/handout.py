"""A handout: what `Catalogue.handout` returns."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from ..errors import MissingExtraError, OutputError
from ..output import write
from .blocks import Sheet

_ENDINGS = (".html", ".pdf", ".png", ".svg")


class Handout:
    """A sheet for a patient. The same request and date give the same bytes.

    sheet: what it says, in blocks. fallbacks: keys of words that its language does not have; they stand in English, marked.
    """

    def __init__(self, sheet: Sheet, fallbacks: tuple[str, ...], figure: str) -> None:
        self.sheet = sheet
        self.fallbacks = fallbacks
        self._figure = figure

    def html(self) -> str:
        """One self-contained HTML file: no script, nothing loaded from elsewhere."""
        from .html import to_html

        return to_html(self.sheet)

    def pdf(self) -> bytes:
        """A tagged PDF (PDF/UA-1). MissingExtraError when the extra `pdf` is not installed."""
        return self._pdf

    @cached_property
    def _pdf(self) -> bytes:
        from .pdf import to_pdf

        return to_pdf(self.sheet)

    def figure(self) -> str:
        """The figure alone, as SVG."""
        return self._figure

    def figure_png(self, zoom: float = 3) -> bytes:
        """The figure alone as PNG, `zoom` pixels a unit. MissingExtraError when the extra `png` is not installed."""
        try:
            from ..picture.png import to_png
        except ImportError as error:
            raise MissingExtraError("png", "writing PNG") from error
        return to_png(self._figure, zoom)

    def save(self, path: str | Path) -> None:
        """Write .html or .pdf, or the figure alone as .png or .svg; whole or not at all.

        Raises OutputError for another ending or a place that cannot be written to, MissingExtraError for a missing extra.
        """
        target = Path(path)
        kind = target.suffix.lower()
        if kind not in _ENDINGS:
            raise OutputError(
                f"{str(target)!r} cannot be written: its name must end in {', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}"
            )
        if kind == ".pdf":
            data = self.pdf()
        elif kind == ".png":
            data = self.figure_png()
        else:
            data = (self.html() if kind == ".html" else self._figure).encode("utf-8")
        write(target, data)

    def __repr__(self) -> str:
        return f"<Handout {self.sheet.title.words!r}, {self.sheet.language}, {self.sheet.paper}>"
