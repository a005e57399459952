"""Two pages at most: what stands on a sheet, what is left out first, and what is never left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from handout_samples import LOGO, plain_sheet, to_html, told

from triggerpoints import Catalogue
from triggerpoints.errors import UsageError
from triggerpoints.handout.fit import amounts, laid_out
from triggerpoints.handout.look import LOOK
from triggerpoints.handout.options import MOST_NOTE as MOST_NOTE_LETTERS
from triggerpoints.handout.options import MOST_STEP, Letterhead
from triggerpoints.handout.options import MOST_STEPS as MOST_STEPS_TOLD
from triggerpoints.handout.sheet import Box, Bullets, Heading, Paragraph, Picture, Sheet, Text

DAY = date(2026, 1, 31)
HEAD = Letterhead("Riverside Physiotherapy", ("12 Mill Lane", "Springfield 12345"), "+1 555 0100")
NOTE = "Please come back on Tuesday. Do the stretch after work, three times, and walk for ten minutes a day. Bring your shoes."
MOST_NOTE, MOST_STEPS = "word " * 119 + "last.", ("step " * 31 + "end.",) * 6
NECK = ("upper_trapezius", "scalenus_anterior", "sternocleidomastoid", "pectoralis_major")
LEG = ("soleus", "gastrocnemius", "tibialis_anterior", "abductor_hallucis")


def words(sheet: Sheet) -> str:
    """All its text."""
    return "\n".join(told(sheet.blocks))


def on_paper(pdf: bytes) -> tuple[int, float]:
    """How many pages are really printed, and the size of the letters that most of the text has."""
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(pdf)
    letters: Counter[float] = Counter()
    for page in document:
        texts = page.get_textpage()
        for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT], textpage=texts):
            said = one.extract()
            letters[round(one.get_font_size(), 2)] += len(said) if len(said) > 1 else 0  # a figure is drawn letter by letter
    return len(document), letters.most_common(1)[0][0]


KINDS = list(product(("en", "es"), ("a4", "letter"), (False, True)))
"""Language, paper, and whether it is in large print."""


@pytest.mark.parametrize("turn", range(2))
def test_every_muscle_has_room_on_two_pages(cat: Catalogue, turn: int) -> None:
    """Each muscle as two of the eight kinds of sheet, and each kind with every other muscle of some language and paper."""
    for number, id in enumerate(cat):
        language, paper, large = KINDS[(3 * number + 5 * turn) % len(KINDS)]
        options: dict[str, Any] = {"language": language, "paper": paper, "large": large, "clinic": HEAD, "note": NOTE}
        made = cat.handout(id, more=number % 2 == 0, needling=number % 5 > 0, on=DAY, **options)
        assert made.layout.pages <= 2, id
        if number % 8 == turn:
            assert on_paper(made.pdf())[0] <= ceil(made.layout.pages), id


def test_a_pdf_has_two_pages_at_most(cat: Catalogue) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    asked: list[dict[str, Any]] = [
        {},
        {"language": "es", "paper": "letter", "large": True},
        {"language": "es", "paper": "letter"},
    ]
    for number, what in enumerate((NECK, LEG, ("soleus",), "runner's knee", "neck pain")):
        names, complaint = ((), what) if isinstance(what, str) else (what, None)
        for turn, options in enumerate(asked):
            more = (number + turn) % 2 == 0
            made = cat.handout(*names, complaint=complaint, on=DAY, more=more, clinic=HEAD, note=NOTE, **options)
            assert len(pdfium.PdfDocument(made.pdf())) == ceil(made.layout.pages) <= 2, (what, options)
            assert not any("pages" in note for note in made.pdf_notes())


def test_a_sheet_for_one_muscle_has_one_page_where_it_fits(cat: Catalogue) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    made = cat.handout("vastus_intermedius", needling=False, on=DAY)
    assert made.layout.pages <= 1
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
    own = cat._document["words"][language].get("cautions", {}).get("cautions", {})
    assert own.get("heart_attack", cat.cautions["heart_attack"].plain) in said


def test_nothing_is_left_out_where_there_is_room(cat: Catalogue) -> None:
    whole = cat.handout("vastus_intermedius", on=DAY)
    assert whole.left_out == ()
    crowded = cat.handout(*NECK, more=True, language="es", paper="letter", note=NOTE, on=DAY)
    assert crowded.left_out[0] == "questions people ask"
    assert len(words(crowded.sheet)) > len(words(whole.sheet))


def test_letters_of_large_print_get_smaller_last(cat: Catalogue) -> None:
    made = cat.handout("upper_trapezius", large=True, more=True, on=DAY)
    assert made.layout.spacing["size"] == 16
    assert on_paper(made.pdf())[1] >= 16
    assert "questions people ask" in made.left_out, "rather less than smaller"
    assert not any("letters" in line for line in made.left_out)
    crowded = cat.handout("upper_trapezius", large=True, note=MOST_NOTE, clinic=HEAD, language="es", paper="letter", on=DAY)
    assert crowded.layout.spacing["size"] < 16
    assert "usual size of letters" in crowded.left_out[-1]
    printed, size = on_paper(crowded.pdf())
    assert printed == 2
    assert size < 16, "there is too much for the usual size on paper too"


@pytest.mark.parametrize(
    ("ids", "options"),
    [
        (("soleus",), {}),
        (("upper_trapezius",), {}),
        (("infraspinatus",), {"note": NOTE, "clinic": HEAD}),
        (("extensor_carpi_radialis_longus",), {"note": NOTE, "clinic": HEAD, "language": "es"}),
        (("obliquus_capitis_inferior",), {"note": NOTE, "clinic": HEAD, "paper": "letter"}),
        (NECK, {}),
    ],
)
def test_large_print_is_as_large_on_paper_as_was_reckoned(cat: Catalogue, ids: tuple[str, ...], options: dict[str, Any]) -> None:
    """What was left out, and the size that is told, depend on it."""
    made = cat.handout(*ids, large=True, on=DAY, **options)
    assert on_paper(made.pdf())[1] >= made.layout.spacing["size"]


def test_words_of_the_therapist_that_leave_no_room_are_one_clear_error(cat: Catalogue) -> None:
    with pytest.raises(UsageError, match="2 pages in large print: shorten the note or the steps"):
        cat.handout(*NECK, large=True, paper="letter", language="es", note=MOST_NOTE, steps=MOST_STEPS, clinic=HEAD, on=DAY)
    made = cat.handout(*NECK, paper="letter", language="es", note=MOST_NOTE, steps=MOST_STEPS, clinic=HEAD, more=True, on=DAY)
    assert made.layout.pages <= 2


def test_amounts_go_from_all_to_little() -> None:
    for (_, before), (_, after) in pairwise(amounts()):
        assert before != after


def test_docs_tell_the_most_causes_and_the_least_letters() -> None:
    """What docs/handouts.md says in words."""
    page = " ".join((Path(__file__).resolve().parents[1] / "docs/handouts.md").read_text("utf-8").split())
    numbers = {2: "two", 3: "three", 6: "six"}
    most = next(amounts())[1]
    assert f"at most {numbers[most['emergency']]}, {numbers[most['urgent']]} and {numbers[most['soon']]} for one muscle" in page
    assert f"the foot and the sources {LOOK['small_pt']:g}" in page
    assert f"up to {MOST_NOTE_LETTERS:,} characters" in page
    assert f"Up to {MOST_STEPS_TOLD} steps of {MOST_STEP} characters" in page


def test_docs_tell_how_many_words_a_sheet_has(cat: Catalogue) -> None:
    """Of docs/handout-words.md: the median over the muscles, within twenty words."""
    page = " ".join((Path(__file__).resolve().parents[1] / "docs/handout-words.md").read_text("utf-8").split())
    told = re.search(r"about ([\d,]+) words of text, about ([\d,]+) without dry needling and about ([\d,]+) with `--more`", page)
    assert told is not None
    asked: list[dict[str, Any]] = [{}, {"needling": False}, {"more": True}]
    for number, options in zip(told.groups(), asked, strict=True):
        sheets = [cat.handout(id, on=DAY, **options).sheet for id in cat]
        counts = [len(re.findall(r"[\w'’-]+", re.sub(r"\nSources: .*", "", words(sheet)))) for sheet in sheets]
        assert abs(median(counts) - int(number.replace(",", ""))) <= 20, options


def test_less_takes_less_room_and_large_print_more(cat: Catalogue) -> None:
    sheet = cat.handout("soleus", more=True, on=DAY).sheet
    assert laid_out(replace(sheet, second=())).pages < laid_out(sheet).pages
    assert laid_out(replace(sheet, options=replace(sheet.options, large=True))).pages > laid_out(sheet).pages


LINE = Text("A line of a list that is about as long as half a page is wide.")
"""In a column it takes two lines."""


def test_the_rest_turns_the_page_only_where_page_one_is_full() -> None:
    """Half a page is not left empty."""
    rest = (Bullets((LINE,) * 60),)
    for count in range(10, 62, 2):
        alone = laid_out(plain_sheet(Bullets((LINE,) * count))).pages
        both = laid_out(plain_sheet(Bullets((LINE,) * count), second=rest))
        assert both.pages > 1
        if not 0.78 < alone < 0.86 and not 0.9 < alone < 0.98:
            assert both.turn() == (0.8 < alone < 0.95), count


def test_a_box_takes_the_room_of_its_frame() -> None:
    """Its lines are shorter, and there is room around them."""
    told = tuple(Paragraph(Text("some words of a paragraph " * 8)) for _ in range(12))
    bare = laid_out(plain_sheet(Heading(Text("Tell us")), *told)).pages
    boxed = laid_out(plain_sheet(Box("note", Text("Tell us"), told))).pages
    assert bare < boxed < 1
    assert boxed / bare > 1.06


def test_a_logo_takes_the_room_of_its_height() -> None:
    """It is higher than a name alone."""
    body = Paragraph(Text("x"))
    none, name, logo = (
        laid_out(plain_sheet(body, letterhead=head)).pages for head in (Letterhead(), Letterhead("A"), Letterhead("A", logo=LOGO))
    )
    high = 297 / 25.4 * 72
    assert (name - none) * high > 20
    assert (logo - name) * high > 15


@pytest.mark.parametrize("items", [2, 40])
def test_only_a_short_box_stays_in_one_piece_in_a_browser(items: int) -> None:
    """A long one would leave half a column empty."""
    html = to_html(plain_sheet(Box("warning", Text("Tell us"), (Bullets((LINE,) * items),))))
    assert ('class="box warning whole"' in html) == (items == 2)
    assert 'class="box warning' in html


def test_a_footer_in_another_language_says_so() -> None:
    html = to_html(plain_sheet(Paragraph(Text("x")), language="es", footer=Text("Made on May 4", "en")))
    assert '<footer>\n<p lang="en" dir="ltr">Made on May 4</p>' in html


def test_letters_of_a_large_list_do_not_get_smaller_to_save_a_page() -> None:
    """What takes a little more than one page stays as large as it is and takes two."""
    tried = [laid_out(plain_sheet(Bullets((LINE,) * count), large=True)) for count in range(30, 60, 2)]
    assert any(1 < one.pages < 1.2 for one in tried)
    assert all(one.spacing["size"] == 16 for one in tried)
