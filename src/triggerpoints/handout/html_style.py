"""How a handout looks as HTML: style.css filled in, with the font inside. Nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from importlib import resources
from typing import Final

from ..text import clean
from .look import LOOK, colours, letter_sizes
from .sheet import Layout, Sheet

_PAPERS: Final = {"a4": "A4", "letter": "letter"}
_FONTS: Final = (
    '"Plate Sans", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", '
    "Arial, system-ui, sans-serif"
)


def style(sheet: Sheet, layout: Layout) -> str:
    """The style sheet of a handout.

    The page label is the only text of the sheet in it, escaped so that it can be nothing but a string.
    """
    options, spacing = sheet.options, layout.spacing
    ems = {**letter_sizes(options), "heading": spacing.heading, "box": spacing.box, "text": spacing.text}
    filled = {
        "FONTS": _FONTS,
        "SCREEN": "1.5rem" if options.large else "1.125rem",
        "PRINT": f"{spacing.size:g}pt",
        "SMALL": f"{LOOK['small_pt']:g}pt",
        "LINE": f"{spacing.line:g}",
        "GAP": f"{LOOK['gap_mm']:g}mm",
        "MARGINS": " ".join(f"{mm:g}mm" for mm in LOOK["margins_mm"].values()),
        "PAPER": _PAPERS[options.paper],
        **_fonts(),
        "PAGES": _label(sheet.page_label),
        **{name.upper(): f"{size:g}em" for name, size in ems.items()},
        **{name.upper(): colour for name, colour in colours(options).items()},
    }
    pattern = "|".join(sorted(filled, key=len, reverse=True))
    every, ordinary, grey = _rules()
    rules = every + ("" if options.large else ordinary) + (grey if options.palette == "mono" else "")
    return re.sub(rf"\b(?:{pattern})\b", lambda found: filled[found[0]], rules.lstrip())


@cache
def _rules() -> list[str]:
    """The parts of style.css, which begin with a comment each: for every sheet, for ordinary print, for black and white."""
    text = resources.files("triggerpoints").joinpath("handout/style.css").read_text("utf-8")
    return re.split(r"/\*[^*]*\*/", text)[1:]


@cache
def _fonts() -> dict[str, str]:
    """The package's font: a sheet looks the same in every browser and takes as much paper."""
    files = {
        face.upper(): resources.files("triggerpoints").joinpath(f"assets/fonts/PlateSans-{face}.woff2")
        for face in ("Regular", "Semibold")
    }
    return {name: b64encode(file.read_bytes()).decode("ascii") for name, file in files.items()}


def _label(label: str) -> str:
    """`Page {page} of {pages}` as a value of `content`, with the numbers that the printer counts."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    parts = re.split(r"(\{pages?\})", clean(label))
    return " ".join(counters.get(part) or _string(part) for part in parts if part) or "none"


def _string(text: str) -> str:
    """A CSS string. Everything but plain letters, digits and spaces is escaped by its number."""
    return '"' + re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):06x}", text) + '"'
