"""Sheets that the tests of both writers of handouts share: every kind of block, in the words that are shipped."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from triggerpoints import load_catalogue
from triggerpoints.handout.blocks import (
    Blanks,
    Block,
    Box,
    Bullets,
    Heading,
    Letterhead,
    Logo,
    Paper,
    Paragraph,
    Picture,
    Sheet,
    Steps,
    Text,
)

WORDS = Path(__file__).resolve().parents[1] / "words"
LANGUAGES = ("en", "es")
LOGO = Logo(
    kind="svg",
    data=b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">'
    b'<path d="M4 36 L24 6 L38 24 L44 16 L56 36 Z" fill="#2b6b70"/></svg>',
    width=60,
    height=40,
)


@cache
def words(language: str) -> dict[str, Any]:
    """The fixed texts and lists of a language."""
    loaded: dict[str, Any] = yaml.safe_load((WORDS / language / "handout.yaml").read_text("utf-8"))
    return loaded


@cache
def figure(palette: str = "classic") -> str:
    """A figure as SVG. palette: classic, safe or mono."""
    return load_catalogue().diagram("upper_trapezius", palette=palette).svg()


def sample_sheet(
    language: str = "en",
    paper: Paper = "a4",
    large: bool = False,
    mono: bool = False,
    more: bool = True,
    picture: str | None = None,
) -> Sheet:
    """A sheet on one muscle, with every kind of block. more: whether there is a second page. picture: instead of the figure."""
    texts, lists = words(language)["texts"], words(language)["lists"]

    def text(key: str, **values: str) -> Text:
        return Text(texts[key].format(**values))

    def items(key: str) -> tuple[Text, ...]:
        return tuple(map(Text, lists[key]))

    def both(heading: str, key: str, level: int = 2) -> tuple[Block, Block]:
        return Heading(text(heading), 3 if level == 3 else 2), Paragraph(text(key))

    svg = picture or figure("mono" if mono else "classic")
    muscle = {"en": "upper trapezius", "es": "trapecio superior"}[language]
    side = texts["side_right"]
    shade = texts["picture_shade_mono" if mono else "picture_shade_classic"]
    opening: tuple[Block, ...] = (
        Blanks(
            ((text("label_name"), ""), (text("label_date"), "")),
        ),
        Paragraph(text("main_message"), "lead"),
        Picture(
            svg,
            Text({"en": "Drawing of the body from the back.", "es": "Dibujo del cuerpo visto desde atrás."}[language]),
            92.0,
            80.0,
        ),
        Paragraph(text("picture", shade=shade)),
        *both("heading_what", "what"),
        *both("heading_why", "why"),
    )
    first: tuple[Block, ...] = (
        Heading(text("heading_today")),
        Steps(items("steps_any")),
        Paragraph(text("step_stop")),
        Box(
            "emergency",
            text("help_emergency"),
            (Bullets((text("help_chest"), text("needle_help"))), Paragraph(text("help_more"))),
        ),
        Box("warning", text("help_urgent"), (Heading(text("heading_why"), 3), Bullets((text("help_weak"), text("help_unsure"))))),
        Box("warning", text("heading_needle_tell"), (Bullets(items("needle_tell")), Paragraph(text("needle_tell_unsure")))),
        Heading(text("heading_needle_after")),
        Bullets(items("needle_after")),
    )
    learning: tuple[Block, ...] = (
        *both("heading_treatment", "treatment"),
        Paragraph(text("needle_treatment")),
        Paragraph(text("visits")),
        Heading(text("heading_known")),
        Bullets(items("known")),
        Paragraph(text("limits")),
        Box("note", text("label_notes"), (Paragraph(Text("Hana: 2 × 10, 3/week – start with the left arm.", "en")),)),
        Blanks(((text("label_name"), "J. Ruiz"), (text("label_date"), ""))),
    )
    further: tuple[Block, ...] = (
        Heading(text("more_heading_studies")),
        *(Paragraph(text(key)) for key in ("more_study_one", "more_study_many", "more_study_long")),
        Heading(text("more_heading_questions")),
        *both("more_q_hurt", "more_a_hurt", 3),
        *both("more_q_long", "more_a_long", 3),
        *both("more_q_needed", "more_a_needed", 3),
    )
    closing: tuple[Block, ...] = (
        Paragraph(Text(f"{texts['label_sources']}: Donnelly 2019; Fernández-de-las-Peñas 2018; Simons 1999."), "small"),
    )
    return Sheet(
        title=text("title_muscle", muscle=f"{muscle}, {side}"),
        language=language,
        paper=paper,
        large=large,
        mono=mono,
        letterhead=Letterhead("Clínica del Río", ("12 Bridge Street", "Springfield"), "+1 555 0100", LOGO),
        opening=opening,
        first=first if more else (*first, *learning, *closing),
        second=(*learning, *further, *closing) if more else (),
        footer=text("label_version", version="0.2.0", date={"en": "May 4, 2026", "es": "4 de mayo de 2026"}[language]),
        page_label=texts["label_page"],
    )


def plain_sheet(*blocks: Block, **changes: Any) -> Sheet:
    """A sheet of nothing but these blocks. changes: fields of the sheet."""
    sheet = Sheet(Text("A sheet"), "en", "a4", False, False, Letterhead(), (), blocks, (), Text(""), "Page {page} of {pages}")
    return replace(sheet, **changes)


def to_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF, without what is told about it."""
    from triggerpoints.handout.pdf import write_pdf

    return write_pdf(sheet).data


def strings(sheet: Sheet) -> list[str]:
    """Every string that a reader meets, in reading order: letterhead, title, blocks. Footer and page label are not among them."""
    head = sheet.letterhead
    found = [part for part in (head.name, *head.address, head.telephone) if part]
    return [*found, sheet.title.words, *_told((*sheet.opening, *sheet.first, *sheet.second))]


def _told(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                found.append(text.words)
            case Bullets(items=items) | Steps(items=items):
                found += [item.words for item in items]
            case Blanks(items=lines):
                found += [part for label, value in lines for part in (label.words, value) if part]
            case Box(title=title, blocks=inner):
                found += [title.words, *_told(inner)]
            case Picture():
                pass
    return found
