"""What is to be told of a handout besides the file: what it had no room for, what stands in English, what its PDF needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .handout import Handout

_FIGURE: Final = ("picture", "muscles", "sites")
"""Words of a figure. One alone has neither pages nor the others."""


def notes(sheet: Handout, kind: str) -> tuple[str, ...]:
    """A sentence each. kind: how the file's name ends, without the dot: one of `jobs.FORMATS`."""
    alone = kind not in ("html", "pdf")
    english = [key for key in sheet.fallbacks if not alone or key.partition(".")[0] in _FIGURE]
    told = [f"{counted(len(english), 'text')} in English, for want of others: {', '.join(english)}"] if english else []
    told += [f"Not on the sheet: {what}" for what in sheet.left_out if not alone]
    return (*told, *(sheet.pdf_notes() if kind == "pdf" else ()))


def counted(number: int, what: str) -> str:
    """A number and what it is of."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
