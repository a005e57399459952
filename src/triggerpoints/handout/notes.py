"""What is to be told of a handout besides the file: what it had no room for, what stands in English, what its PDF needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..messages import counted, say

if TYPE_CHECKING:
    from .handout import Handout

_FIGURE: Final = ("picture", "muscles", "sites")
"""Words of a figure. One alone has neither pages nor the others."""


def notes(sheet: Handout, kind: str) -> tuple[str, ...]:
    """A sentence each. kind: how the file's name ends, without the dot: one of `jobs.FORMATS`."""
    alone = kind not in ("html", "pdf")
    english = [key for key in sheet.fallbacks if not alone or key.partition(".")[0] in _FIGURE]
    told = [say("in_english", texts=counted(len(english), "fallbacks"), keys=", ".join(english))] if english else []
    told += [say("not_on_sheet", what=what) for what in sheet.left_out if not alone]
    return (*told, *(sheet.pdf_notes() if kind == "pdf" else ()))
