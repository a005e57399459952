"""Two pages at most: what stands on a sheet, what is left out first, and what is never left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from typing import Any

import pytest

from triggerpoints import Catalogue
from triggerpoints.errors import UsageError
from triggerpoints.handout.amount import AMOUNTS
from triggerpoints.handout.blocks import Box, Bullets, Heading, Letterhead, Paragraph, Picture, Sheet, Steps
from triggerpoints.handout.room import room

DAY = date(2026, 1, 31)
HEAD = Letterhead("Riverside Physiotherapy", ("12 Mill Lane", "Springfield 12345"), "+1 555 0100")
NOTE = "Please come back on Tuesday. Do the stretch after work, three times, and walk for ten minutes a day. Bring your shoes."
MOST_NOTE, MOST_STEPS = "word " * 119 + "last.", ("step " * 31 + "end.",) * 6
NECK = ("upper_trapezius", "scalenus_anterior", "sternocleidomastoid", "pectoralis_major")
LEG = ("soleus", "gastrocnemius", "tibialis_anterior", "abductor_hallucis")


def words(sheet: Sheet) -> str:
    """All its text."""
    return "\n".join(_said((*sheet.opening, *sheet.first, *sheet.second)))


def _said(blocks: Any) -> list[str]:
    found = []
    for block in blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                found.append(text.words)
            case Bullets(items=items) | Steps(items=items):
                found += [item.words for item in items]
            case Box(title=title, blocks=inner):
                found += [title.words, *_said(inner)]
    return found


@pytest.mark.parametrize(("language", "paper", "large"), list(product(("en", "es"), ("a4", "letter"), (False, True))))
def test_every_muscle_has_room_on_two_pages(cat: Catalogue, language: str, paper: Any, large: bool) -> None:
    for number, id in enumerate(cat):
        options: dict[str, Any] = {"language": language, "paper": paper, "large": large, "clinic": HEAD, "note": NOTE}
        sheet = cat.handout(id, more=number % 2 == 0, needling=number % 5 > 0, on=DAY, **options).sheet
        assert room(sheet).pages <= 2, id


@pytest.mark.parametrize(("language", "paper", "large"), [("en", "a4", False), ("es", "letter", True), ("es", "letter", False)])
@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize("what", [NECK, LEG, ("soleus",), "runner's knee", "neck pain"])
def test_a_pdf_has_two_pages_at_most(cat: Catalogue, what: Any, language: str, paper: Any, large: bool, more: bool) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    names, complaint = ((), what) if isinstance(what, str) else (what, None)
    options: dict[str, Any] = {"language": language, "paper": paper, "large": large, "more": more, "clinic": HEAD, "note": NOTE}
    made = cat.handout(*names, complaint=complaint, on=DAY, **options)
    assert len(pdfium.PdfDocument(made.pdf())) <= 2
    assert not any("pages" in note for note in made.pdf_notes())


def test_a_sheet_for_one_muscle_has_one_page_where_it_fits(cat: Catalogue) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    made = cat.handout("vastus_intermedius", needling=False, on=DAY)
    assert room(made.sheet).pages <= 1
    assert len(pdfium.PdfDocument(made.pdf())) == 1
    assert made.left_out == ()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_keeps_people_safe_is_never_left_out(cat: Catalogue, language: str, large: bool) -> None:
    made = cat.handout(*NECK, language=language, large=large, more=True, clinic=HEAD, note=NOTE, on=DAY)
    texts = cat._document["words"][language]["handout"]["texts"]
    said = words(made.sheet)
    for key in (
        "help_emergency",
        "help_urgent",
        "help_soon",
        "help_more",
        "needle_help",
        "heading_needle_tell",
        "limits",
        "what",
        "why",
    ):
        assert texts[key] in said, key
    assert NOTE in said
    assert any(isinstance(block, Picture) for block in made.sheet.opening)
    assert made.left_out
    lists = cat._document["words"][language]["handout"]["lists"]
    assert lists["needle_tell"][0] in said
    assert cat._document["words"][language]["cautions"]["cautions"]["heart_attack"] in said


def test_nothing_is_left_out_where_there_is_room(cat: Catalogue) -> None:
    whole = cat.handout("vastus_intermedius", on=DAY)
    assert whole.left_out == ()
    crowded = cat.handout(*NECK, more=True, language="es", paper="letter", note=NOTE, on=DAY)
    assert crowded.left_out[0] == "questions people ask"
    assert len(words(crowded.sheet)) > len(words(whole.sheet))


def test_letters_of_large_print_get_smaller_last(cat: Catalogue) -> None:
    made = cat.handout("upper_trapezius", large=True, on=DAY)
    assert room(made.sheet).spacing.size == 16
    crowded = cat.handout("upper_trapezius", large=True, note=MOST_NOTE, clinic=HEAD, language="es", paper="letter", on=DAY)
    assert room(crowded.sheet).small
    assert "usual size of letters" in crowded.left_out[-1]


def test_words_of_the_therapist_that_leave_no_room_are_one_clear_error(cat: Catalogue) -> None:
    with pytest.raises(UsageError, match="2 pages in large print: shorten the note or the steps"):
        cat.handout(*NECK, large=True, paper="letter", language="es", note=MOST_NOTE, steps=MOST_STEPS, clinic=HEAD, on=DAY)
    made = cat.handout(*NECK, paper="letter", language="es", note=MOST_NOTE, steps=MOST_STEPS, clinic=HEAD, more=True, on=DAY)
    assert room(made.sheet).pages <= 2


def test_amounts_go_from_all_to_little() -> None:
    for (_, before), (what, after) in pairwise(AMOUNTS):
        assert before != after
        assert isinstance(what, str)


def test_a_tighter_page_holds_more(cat: Catalogue) -> None:
    sheet = cat.handout("soleus", more=True, on=DAY).sheet
    assert room(replace(sheet, second=())).pages < room(sheet).pages
    assert room(replace(sheet, large=True)).pages > room(sheet).pages
