"""Sheets that the tests of both writers of handouts share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from triggerpoints import load_catalogue
from triggerpoints.handout.fit import laid_out
from triggerpoints.handout.handout import Handout
from triggerpoints.handout.options import HandoutOptions, Letterhead, Logo
from triggerpoints.handout.sheet import Blanks, Block, Box, Bullets, Heading, Paragraph, Picture, Sheet, Steps, Text

WORDS = Path(__file__).resolve().parents[1] / "words"
LANGUAGES = ("en", "es")
LOGO = Logo(
    kind="svg",
    data=b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">'
    b'<path d="M4 36 L24 6 L38 24 L44 16 L56 36 Z" fill="#2b6b70"/></svg>',
    width=60,
    height=40,
)
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="90" height="90" fill="#b33"/></svg>'


@dataclass(frozen=True)
class Drawn:
    """Stands for a picture of a patient: whatever SVG a test wants."""

    svg: str
    alt: str
    width_mm: float
    height_mm: float
    numbered: bool = False

    @property
    def inline_svg(self) -> str:
        return self.svg


def picture(svg: str = DRAWN, alt: str = "A red square.", width_mm: float = 60, height_mm: float = 50) -> Picture:
    """A figure of this SVG."""
    return Picture(Drawn(svg, alt, width_mm, height_mm))  # type: ignore[arg-type]


@cache
def words(language: str) -> dict[str, Any]:
    """The fixed texts and lists of a language."""
    loaded: dict[str, Any] = yaml.safe_load((WORDS / language / "handout.yaml").read_text("utf-8"))
    return loaded


@cache
def sample_sheet(language: str = "en", paper: str = "a4", large: bool = False, mono: bool = False, more: bool = True) -> Sheet:
    """A sheet on one muscle, with every kind of block. more: whether there is a second page."""
    made = load_catalogue().handout(
        "soleus",
        language=language,
        paper=paper,  # type: ignore[arg-type]
        large=large,
        palette="mono" if mono else "classic",
        more=more,
        on=date(2026, 5, 4),
        note="Hana: 2 × 10, 3/week – start with the left arm.",
        clinic=Letterhead("Clínica del Río", ("12 Bridge Street", "Springfield"), "+1 555 0100", LOGO),
    )
    return made.sheet


def plain_sheet(*blocks: Block, **changes: Any) -> Sheet:
    """A sheet of nothing but these blocks. changes: options, and fields of the sheet."""
    options = {name: changes.pop(name) for name in ("language", "paper", "large", "palette") if name in changes}
    sheet = Sheet(
        title=Text("A sheet"),
        options=HandoutOptions(**options),
        letterhead=Letterhead(),
        opening=(),
        first=blocks,
        second=(),
        footer=Text(""),
        page_label="Page {page} of {pages}",
    )
    return replace(sheet, **changes)


def handout(sheet: Sheet) -> Handout:
    """The sheet, laid out."""
    return Handout(sheet, laid_out(sheet), (), ())


def to_html(sheet: Sheet) -> str:
    """The sheet as HTML."""
    return handout(sheet).html()


def to_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF, without what is told about it."""
    return handout(sheet).pdf()


def strings(sheet: Sheet) -> list[str]:
    """Every string that a reader meets, in reading order: letterhead, title, blocks. Footer and page label are not among them."""
    head = sheet.letterhead
    return [*filter(None, (head.name, *head.address, head.telephone)), sheet.title.words, *told(sheet.blocks)]


def told(blocks: tuple[Block, ...]) -> list[str]:
    """Every string of blocks."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                found.append(text.words)
            case Bullets(items=items) | Steps(items=items) | Blanks(labels=items):
                found += [item.words for item in items]
            case Box(title=title, blocks=inner):
                found += [title.words, *told(inner)]
    return found
