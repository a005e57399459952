"""Handouts as PDF: PDF/UA-1, what a reader of PDFs finds in them, hostile text, the same bytes, fitting, the font."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import page
import pikepdf
import pypdfium2
import pytest
from handout_samples import DRAWN, LANGUAGES, LOGO, handout, picture, plain_sheet, sample_sheet, strings, to_pdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from page import ValidationProfile
from PIL import Image, ImageOps
from test_handout_pages import DAY, HEAD, LEG, NECK, NOTE

from triggerpoints import Catalogue
from triggerpoints.errors import MissingExtraError, OutputError
from triggerpoints.handout.logo import clean_logo
from triggerpoints.handout.options import Letterhead, Logo
from triggerpoints.handout.pdf import Written
from triggerpoints.handout.sheet import Blanks, Box, Bullets, Heading, Paragraph, Picture, Sheet, Steps, Text
from triggerpoints.picture.letters import BREAK, MARK, covered, printable

FONTS = Path(__file__).resolve().parents[1] / "src/triggerpoints/assets/fonts"
TESTS = Path(__file__).resolve().parent


def write_pdf(sheet: Sheet) -> Written:
    made = handout(sheet)
    return Written(made.pdf(), made.pdf_notes())


def faults(data: bytes) -> list[str]:
    """What PDF/UA-1 finds wrong."""
    report = page.validate_pdf_bytes(data, profile=ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    return [f"{one.rule_id}: {one.message}" for one in report.failures]


def pages(data: bytes) -> int:
    return len(pypdfium2.PdfDocument(data))


def read(data: bytes) -> str:
    """All text in reading order without spaces, as PDFium reads it."""
    found = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(data))
    # PDFium tells a hyphen at the end of a line by its own sign.
    return "".join(found.replace("\ufffe", "-").replace(BREAK, "").split())


@dataclass(frozen=True)
class Tag:
    """An element of the structure tree. numbering: of a list."""

    name: str
    alt: str
    lang: str
    numbering: str


def tags(data: bytes, name: str | None = None) -> list[Tag]:
    """Elements of the structure tree in order, groups left out. name: only these."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        return [tag for tag in elements(opened.Root.StructTreeRoot.K) if name in (None, tag.name)]


def elements(node: pikepdf.Object) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for inner in node:
            yield from elements(inner)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node and node.S not in ("/Div", "/Document"):
            numbering = str(node.A[0].get("/ListNumbering", "")) if node.S == "/L" else ""
            yield Tag(str(node.S)[1:], str(node.get("/Alt", "")), str(node.get("/Lang", "")), numbering)
        if "/K" in node:
            yield from elements(node.K)


@pytest.mark.parametrize(("language", "mono"), [("en", True), ("es", False)])
@pytest.mark.parametrize(("paper", "large"), list(product(("a4", "letter"), (False, True))))
def test_every_kind_of_sheet_is_accessible_and_complete(language, paper, large, mono):
    sheet = sample_sheet(language, paper, large, mono)
    written = write_pdf(sheet)
    assert faults(written.data) == []
    document = pypdfium2.PdfDocument(written.data)
    size = {"a4": (595.3, 841.9), "letter": (612, 792)}[paper]
    assert all(one.get_size() == pytest.approx(size, abs=0.1) for one in document)
    count = len(document)
    assert count <= 2 or any(f"{count} pages" in note for note in written.notes), written.notes
    text = read(written.data)
    for number in range(1, count + 1):
        label = sheet.page_label.format(page=number, pages=count)
        assert "".join(f"{sheet.footer.words}{label}".split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_is_read_in_the_order_of_the_blocks(language):
    for more in (True, False):
        sheet = sample_sheet(language, more=more)
        opening = tuple(picture() if isinstance(block, Picture) else block for block in sheet.opening)
        sheet = replace(sheet, opening=opening, footer=Text(""), page_label="")
        told = "".join("".join(strings(sheet)).split())
        text = read(to_pdf(sheet)).replace("•", "")
        for steps in (block for block in sheet.blocks if isinstance(block, Steps)):
            for number in range(1, len(steps.items) + 1):
                text = text.replace(f"{number}.", "", 1)
        for box in (block for block in sheet.blocks if isinstance(block, Box)):
            title = "".join(box.title.words.split())
            before, *after = text.split(title)
            text = before + title + "".join(after)  # it stands again where the box goes over to another column
        assert text == told


def test_second_part_begins_page_two_where_page_one_is_full():
    more = (Heading(Text("More")), Bullets((Text("Second."),) * 50))

    def starts(lines: int) -> list[str]:
        listed = Bullets((Text("A line of a list that is about as long as half a page is wide."),) * lines)
        document = pypdfium2.PdfDocument(to_pdf(plain_sheet(listed, second=more)))
        return [one.get_textpage().get_text_range().splitlines()[0] for one in document]

    assert starts(4) == ["A sheet"]
    assert starts(52)[1].startswith("More"), "page one is all but full"
    assert starts(130)[1].startswith("•"), "the first part has begun page two itself"


def test_structure_tells_what_things_are():
    sheet = plain_sheet(
        Paragraph(Text("Lead."), "lead"),
        picture(),
        Heading(Text("How to read it")),
        Paragraph(Text("Words beside it.")),
        Heading(Text("Steps")),
        Steps((Text("One."), Text("Uno.", "es-MX"))),
        Box("warning", Text("Tell us"), (Bullets(tuple(Text(f"Item {n}") for n in range(7))),)),
        title=Text("Ünder <b>"),
        language="en-GB",
    )
    data = to_pdf(sheet)
    assert faults(data) == []
    found = [one.name for one in tags(data)]
    item = ["LI", "Lbl", "LBody"]
    # Seven items in two columns stay one list.
    expected = ["H1", "P", "Figure", "H2", "P", "H2", "L", *item * 2, "H2", "L", *item * 7]
    assert found == expected
    assert [one.alt for one in tags(data, "Figure")] == ["A red square."]
    assert [one.lang for one in tags(data, "LBody")][:2] == ["", "es-MX"]
    assert [one.numbering for one in tags(data, "L")] == ["/Decimal", "/Circle"]
    opened = pikepdf.open(io.BytesIO(data))
    assert str(opened.Root.Lang) == "en-GB"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_metadata_holds_title_and_language_only():
    data = to_pdf(sample_sheet("es"))
    opened = pikepdf.open(io.BytesIO(data))
    title = "Su músculo con dolor: Sóleo (su lado derecho)"
    told = {key: str(value) for key, value in opened.docinfo.items()}
    assert told.pop("/Creator").startswith("Typst ")
    assert told == {"/Title": title}
    xmp = opened.Root.Metadata.read_bytes().decode()
    assert "<rdf:li>es</rdf:li>" in xmp
    assert not any(word in xmp for word in ("Date", "Clínica", "Hana", "creator>"))
    told = b"".join(bytes(one.read_bytes()) for one in opened.objects if isinstance(one, pikepdf.Stream)) + data
    assert not any(part in told for part in (b"/work", b"/home", b"/root", b"/tmp", b"site-packages", b"template.typ"))
    assert not any(key in opened.Root for key in ("/OpenAction", "/AA", "/Names", "/AcroForm"))


def test_only_our_font_is_inside_and_figures_stay_vectors():
    worded = DRAWN.replace("</svg>", '<text y="50" font-family="DejaVu Sans, serif">Words</text></svg>')
    sheet = sample_sheet("en")
    opened = pikepdf.open(io.BytesIO(to_pdf(replace(sheet, second=(*sheet.second, picture(worded, width_mm=30))))))
    fonts = {str(one.BaseFont) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one}
    assert fonts
    assert all("PlateSans" in name for name in fonts), fonts
    images = [one for one in opened.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
    assert not images


def test_same_bytes_again_and_in_another_process(tmp_path):
    sheet = sample_sheet("en")
    first = to_pdf(sheet)
    assert to_pdf(sample_sheet("en")) == first
    code = (
        f"import sys, hashlib; sys.path.insert(0, {str(TESTS)!r})\n"
        "from handout_samples import sample_sheet, to_pdf\n"
        "print(hashlib.sha256(to_pdf(sample_sheet('en'))).hexdigest())"
    )
    # From an empty folder: no file of the place where it runs is read.
    environment = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PATH": ""}
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == hashlib.sha256(first).hexdigest()


def hostile_sheet(words: str, lang: str | None = None) -> Sheet:
    text, titled = Text(words, lang), Text(f"Title {words}", lang)
    return plain_sheet(
        Blanks((text, text)),
        Paragraph(text, "lead"),
        picture(alt=f"Alt {words}"),
        Heading(titled),
        Bullets((text,) * 5),
        Steps((text, text)),
        Box("note", titled, (Paragraph(text), Bullets((text,)))),
        title=titled,
        letterhead=Letterhead(words, (words, words), words),
        footer=text,
        page_label=words + "{page}",
        second=(Heading(titled), Paragraph(text, "small")),
    )


HOSTILE = (
    '#import "x"; #panic() $x$ @ref <label> *b* _i_ `raw` \\ // /* [ ] { } ~ -- --- "q" \'s\'',
    '#read("/etc/passwd") #image("a.svg") #sys.inputs.fit {page} {0} %s',
    "<script>alert(1)</script>&amp;]]>",
    "a\x00b\x1b[31m\u202eevil\u2066\ufeff\ufffe\ud800\r\nnext\u2028line",
    "😀👩‍👩‍👧 مرحبا 你好 नमस्ते e\u0301 \ufb01 ① \u00ad\u200b\u200d",
    "A" * 1000,
    "\u0301\u0323" * 300,
    "   ",
    "",
)


def test_hostile_text_is_only_text():
    for words in HOSTILE:
        data = to_pdf(hostile_sheet(words))
        assert faults(data) == [], words
        # Accents without a letter come back in whatever order the reader likes.
        left_out = f"{BREAK}\u0301\u0323"
        kept = "".join(char for char in printable(words)[0] if char not in left_out and not char.isspace())
        assert kept in read(data)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet=st.characters(), max_size=40), st.sampled_from([None, "es", "pt-BR", "zho"]))
def test_any_text_makes_a_valid_file(words, lang):
    assert faults(to_pdf(hostile_sheet(words, lang))) == []


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_printable_text_holds_only_letters_of_the_font(words):
    kept, lost = printable(words)
    assert set(kept) <= covered() | {BREAK}
    assert not lost & covered()
    again, more = printable(kept)
    assert (again, more) == (kept, frozenset()) or BREAK in kept


def test_what_the_font_lacks_is_told():
    written = write_pdf(plain_sheet(Paragraph(Text("Zoë says 你 and ȧ and ﬁne and e\u0301"))))
    assert f"Zoësays{MARK}andaandfineandé" in read(written.data)
    assert any("U+4F60" in note for note in written.notes)
    assert not write_pdf(plain_sheet(Paragraph(Text("¿Qué? Ştefan, Łódź, Ελλάδα, Київ, Việt")))).notes


def cmap(path: Path) -> set[int]:
    """Code points of a TrueType font: its table of format 4."""
    data = path.read_bytes()

    def numbers(at: int, count: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{count}H", data, at)

    tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * data[5], 16)}
    start = tables[b"cmap"]
    for at in range(start + 4, start + 4 + 8 * numbers(start + 2, 1)[0], 8):
        table = start + struct.unpack_from(">I", data, at + 4)[0]
        if numbers(table, 1) == (4,):
            count = numbers(table + 6, 1)[0] // 2
            lasts, firsts = numbers(table + 14, count), numbers(table + 16 + 2 * count, count)
            return {code for first, last in zip(firsts, lasts, strict=True) for code in range(first, last + 1)} - {0xFFFF}
    raise AssertionError("no table of format 4")


@pytest.mark.parametrize("style", ["Regular", "Semibold"])
def test_the_font_has_the_letters_it_is_said_to_have(style):
    assert cmap(FONTS / f"PlateSans-{style}.ttf") == set(map(ord, covered()))


def logos() -> Iterator[Logo]:
    yield LOGO
    for kind in ("png", "jpeg"):
        out = io.BytesIO()
        Image.new("RGB", (60, 30), "#2b6b70").save(out, kind)
        yield Logo(kind, out.getvalue(), 60, 30)


@pytest.mark.parametrize("logo", list(logos()), ids=lambda logo: logo.kind)
def test_logos(logo):
    data = to_pdf(plain_sheet(Paragraph(Text("x")), letterhead=Letterhead("Clinic", (), "", logo)))
    assert faults(data) == []
    assert not tags(data, "Figure")  # the name says the same
    shown = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("RGB").crop((40, 30, 200, 100))
    assert any(abs(r - 0x2B) + abs(g - 0x6B) + abs(b - 0x70) < 30 for _, (r, g, b) in shown.getcolors(100000) or ())


def test_mono_has_no_colour():
    data = to_pdf(replace(sample_sheet("en", mono=True), letterhead=Letterhead("Clinic")))
    for one in pypdfium2.PdfDocument(data):
        colours = one.render(scale=0.6).to_pil().convert("RGB").getcolors(1 << 20) or ()
        assert all(max(colour) - min(colour) <= 2 for _, colour in colours)


def test_a_page_is_filled_before_a_second_one_begins():
    """The more there is, the tighter it is set; text never gets smaller than it may."""
    seen = []
    for count in (4, 40, 45, 60, 90, 120):
        for large in (False, True):
            lines = Bullets(
                tuple(
                    Text(f"Line {n} of a list that is long enough to stand alone, as long as the page is wide.")
                    for n in range(count)
                )
            )
            written = write_pdf(plain_sheet(lines, large=large))
            sizes = letter_sizes(written.data) - {8.5, 9.0}  # the foot
            assert min(sizes) >= (13 if large else 10) - 0.01
            seen.append((large, count, pages(written.data), bool(written.notes)))
    assert (False, 4, 1, False) in seen
    normal = [count for large, _, count, _ in seen if not large]
    assert normal == sorted(normal)
    assert all(noted for _, _, count, noted in seen if count > 2)


def letter_sizes(data: bytes) -> set[float]:
    found = set()
    for one in pypdfium2.PdfDocument(data):
        for thing in one.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            found.add(round(thing.get_font_size(), 2))
    return found


def test_nothing_leaves_the_paper():
    for words in ("W" * 3000, "long note " * 900):
        sheet = plain_sheet(
            Box("note", Text("Notes"), (Paragraph(Text(words)),)), letterhead=Letterhead(words[:200], (words[:200],))
        )
        for one in pypdfium2.PdfDocument(to_pdf(sheet)):
            ink = one.render(scale=1).to_pil().convert("L").point(lambda value: 255 if value < 250 else 0).getbbox()
            assert ink is not None
            assert ink[0] > 30
            assert ink[2] < one.get_width() - 30
            assert ink[3] < one.get_height() - 20


def test_a_language_that_is_none_is_refused():
    with pytest.raises(OutputError, match="the PDF cannot be made"):
        to_pdf(plain_sheet(language="no language"))


def test_a_broken_picture_is_one_clear_error():
    with pytest.raises(OutputError, match="the PDF cannot be made") as caught:
        to_pdf(plain_sheet(picture("<svg")))
    assert "\n" not in str(caught.value)


def test_words_of_a_drawing_that_the_font_lacks_are_marked():
    inside = "\U0001f600 Añil \u4f60"
    drawn = DRAWN.replace("</svg>", f'<text y="50">{inside} &lt;</text></svg>')
    written = write_pdf(plain_sheet(picture(drawn, width_mm=80)))
    assert faults(written.data) == []
    assert f"{MARK}Añil{MARK}<" in read(written.data)
    assert "U+1F600" in written.notes[0]


def test_a_drawing_reads_no_other_file(tmp_path, monkeypatch):
    Image.new("RGB", (4, 4), "#ff0000").save(tmp_path / "pic.png")
    monkeypatch.chdir(tmp_path)
    for place in ("/etc/hostname", "file:///etc/hostname", "http://localhost:9/x.png", "../../asset.png", "pic.png"):
        drawn = DRAWN.replace("</svg>", f'<image href="{place}" width="90" height="90"/></svg>')
        with pytest.raises(OutputError, match="the PDF cannot be made") as caught:
            to_pdf(plain_sheet(picture(drawn)))
        assert "\n" not in str(caught.value)


def test_without_typst_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError, match=r"writing a PDF handout needs .*triggerpoints\[pdf\]"):
        to_pdf(plain_sheet())


def test_typst_is_loaded_only_for_a_pdf():
    code = "import sys, triggerpoints.handout.pdf, triggerpoints.picture.letters; print('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_real_figure_is_set_in_the_font_of_the_package():
    """Words of a figure are drawn, although no font of the machine is used."""
    assert squeezed("From the back Your right side is on the right") in read(to_pdf(sample_sheet()))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_jpeg_stands_upright(orientation):
    """A PDF does not look at the block that says which way is up."""
    colours = [(255, 0, 0), (0, 160, 0), (0, 0, 255), (255, 160, 0)]
    corners = Image.new("RGB", (2, 2))
    corners.putdata(colours)
    stored, told = corners.resize((80, 40), Image.Resampling.NEAREST), Image.Exif()
    told[0x0112] = orientation
    file = io.BytesIO()
    stored.save(file, "JPEG", exif=told, quality=95, subsampling=0)
    logo = clean_logo(file.getvalue())
    page = pypdfium2.PdfDocument(to_pdf(plain_sheet(Paragraph(Text("x")), letterhead=Letterhead("A", logo=logo))))[0]
    drawn = page.render(scale=2).to_pil().convert("RGB")
    seen = np.asarray(drawn, dtype=int)
    ours = np.argwhere((np.abs(seen[:, :, None] - colours).max(axis=3) < 40).any(axis=2))
    (top, left), (bottom, right) = map(tuple, (ours.min(axis=0), ours.max(axis=0)))
    with Image.open(file) as read:
        wanted = ImageOps.exif_transpose(read).resize((2, 2), Image.Resampling.BOX)
    found = drawn.crop((left, top, right, bottom)).resize((2, 2), Image.Resampling.BOX)
    for one, other in zip(*(np.asarray(image).reshape(-1, 3).tolist() for image in (found, wanted)), strict=True):
        assert max(abs(a - b) for a, b in zip(one, other, strict=True)) < 60


# Where things stand

SIDE, TOP, FOOT, FOOTER = 36.0, 24.0, 37.0, 15.0
"""Points from the edge where nothing stands: sides, top, foot (but for the footer), and where the footer does not."""
SHEETS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("rectus_femoris",), {"side": "left", "paper": "letter", "language": "es", "more": True}),
    (("piriformis",), {"side": "left", "large": True, "note": "See you on Tuesday."}),
    (("soleus",), {"more": True, "palette": "mono", "clinic": HEAD}),
    (("abductor_hallucis",), {"side": "both", "language": "es"}),
    (("semispinalis_capitis",), {"large": True, "more": True, "note": NOTE, "clinic": HEAD}),
    (("dorsal_interossei_hand",), {"side": "left", "language": "es", "paper": "letter", "large": True, "steps": ("Walk.",)}),
    (("psoas_major", "gluteus_medius", "semispinalis_capitis"), {"side": "left", "language": "es", "large": True}),
    (("vastus_intermedius",), {"needling": False}),
    (NECK, {"more": True, "note": NOTE, "clinic": HEAD}),
    (NECK, {"large": True}),
    (NECK, {"language": "es", "paper": "letter", "large": True, "more": True, "note": NOTE, "clinic": HEAD}),
    (LEG, {"language": "es", "more": True}),
    ((), {"complaint": "runner's knee", "language": "es", "large": True}),
    ((), {"complaint": "neck pain", "paper": "letter", "more": True}),
]


def squeezed(words: str) -> str:
    return "".join(words.split())


def overlapping(data: bytes, sheet: Sheet) -> list[str]:
    """Text over text or too near to the edge of the paper, as a reader of PDFs finds it.

    Two pieces of text lie one over the other when they share more than half of a height and 3 points of a width.
    """
    found, document = [], pypdfium2.PdfDocument(data)
    for number, one in enumerate(document, start=1):
        (wide, high), texts = one.get_size(), one.get_textpage()
        places = [texts.get_rect(at) for at in range(texts.count_rects())]
        assert places
        footer = squeezed(f"{sheet.footer.words} {sheet.page_label.format(page=number, pages=len(document))}")
        for at, (left, low, right, top) in enumerate(places):
            said = texts.get_text_bounded(left, low, right, top).strip()
            foot = FOOTER if squeezed(said) in footer else FOOT
            if left < SIDE or right > wide - SIDE or low < foot or top > high - TOP:
                found.append(f"page {number}: {said!r} near the edge")
            for other in places[at + 1 :]:
                across = min(right, other[2]) - max(left, other[0])
                along = min(top, other[3]) - max(low, other[1])
                if across > 3 and along > 0.5 * min(top - low, other[3] - other[1]):
                    found.append(f"page {number}: {said!r} over {texts.get_text_bounded(*other).strip()!r}")
    return found


def test_no_text_lies_over_another_or_leaves_the_page(cat: Catalogue) -> None:
    for ids, options in SHEETS:
        made = cat.handout(*ids, on=DAY, **options)
        assert overlapping(made.pdf(), made.sheet) == [], (ids, options)


def test_lists_and_boxes_go_over_to_the_next_page_whole_or_in_order() -> None:
    """Whatever stands above them."""
    short = Bullets(tuple(Text(f"Some few words {n}.") for n in range(14)))
    for large in (True, False):
        for lines in range(14, 30, 3) if large else range(30, 70, 13):
            above = Paragraph(Text("some words of a paragraph " * 4 * lines))
            box = Box("warning", Text("Tell us"), (short, Paragraph(Text("Not sure?"))))
            sheet = plain_sheet(above, short, short, box, large=large)
            assert overlapping(to_pdf(sheet), sheet) == []


def test_a_box_that_goes_over_to_the_next_page_has_its_title_there_too_and_is_one_part_for_those_who_listen() -> None:
    items = tuple(Text(f"Sign {n} of something that does not wait, in a line as long as a column is.") for n in range(30))
    for large in (False, True):
        sheet = plain_sheet(Bullets(items), Box("emergency", Text("Call now"), (Bullets(items),)), large=large)
        data = to_pdf(sheet)
        assert read(data).count("Callnow") == 2
        assert len(tags(data, "H2")) == 1


def test_what_to_do_when_a_step_hurts_stays_with_the_steps(cat: Catalogue) -> None:
    """Beside the figure or below it, and not one of them beside and the other below."""
    for muscle in ("upper_trapezius", "gluteus_minimus", "temporalis", "piriformis", "rectus_femoris"):
        made = cat.handout(muscle, on=DAY, more=True)
        steps = next(block for block in made.sheet.opening if isinstance(block, Steps))
        page = pypdfium2.PdfDocument(made.pdf())[0].get_textpage()
        lefts: dict[str, float] = {}
        for at in range(page.count_rects()):
            place = page.get_rect(at)
            said = page.get_text_bounded(*place).strip()
            lefts.setdefault(said, place[0])
        stop = min(left for said, left in lefts.items() if said.startswith("Stop if a step hurts"))
        first = min(left for said, left in lefts.items() if said and steps.items[0].words.startswith(said) and len(said) > 8)
        assert 0 < first - stop < 40, muscle


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("words", ["Some words in a row.", f"{'Some words ' * 9}in a row."], ids=["short", "long"])
def test_a_list_longer_than_a_page_goes_over_to_the_next(words: str, large: bool) -> None:
    for count in (20, 70, 120):
        sheet = plain_sheet(Box("note", Text("Notes"), (Bullets((Text(words),) * count),)), large=large)
        data = to_pdf(sheet)
        assert overlapping(data, sheet) == []
        assert read(data).count("row.") == count


def test_text_over_text_and_text_beyond_the_edge_are_found() -> None:
    def drawn(x: int, y: int, width: float = 60) -> list[str]:
        inside = f'<text x="5" y="40" font-size="9">Some words</text><text x="{x}" y="{y}" font-size="9">Some others</text></svg>'
        sheet = plain_sheet(picture(DRAWN.replace("</svg>", inside), width_mm=width), Paragraph(Text("b")))
        return overlapping(to_pdf(sheet), sheet)

    assert drawn(5, 60) == []
    assert any(" over " in one for one in drawn(12, 42))
    sheet = replace(sample_sheet("en"), footer=Text(""), page_label="")
    assert overlapping(to_pdf(sheet), sheet) == []
    foot = replace(sheet, footer=Text("A footer."), page_label="")
    assert overlapping(to_pdf(foot), foot) == []
    assert any("near the edge" in one for one in overlapping(to_pdf(foot), sheet))


def body_sizes(data: bytes) -> set[float]:
    """Of the letters, without those of the foot."""
    return letter_sizes(data) - {8.5, 9.0}


def listed(count: int, large: bool) -> Sheet:
    line = "Line {} of a list that is too long to stand in one of two columns, as it takes more than 84 letters."
    return plain_sheet(Bullets(tuple(Text(line.format(n)) for n in range(count))), large=large)


@pytest.mark.parametrize(("large", "best"), [(False, 11), (True, 16.5)])
def test_a_sheet_with_room_is_set_as_generously_as_can_be(large: bool, best: float) -> None:
    written = write_pdf(listed(4, large))
    assert min(body_sizes(written.data)) == best
    assert written.notes == ()

    texts = pypdfium2.PdfDocument(written.data)[0].get_textpage()
    places = [texts.get_rect(at) for at in range(texts.count_rects())]
    tops = [place[3] for place in places if "Line" in texts.get_text_bounded(*place)]
    assert len(tops) == 4
    assert (tops[0] - tops[1]) / best > 2.44, "two lines and the room below them; in the next room 2.38"


@pytest.mark.parametrize("large", [False, True])
def test_it_is_told_when_letters_had_to_get_smaller(large: bool) -> None:
    best, seen = 16.5 if large else 11, set()
    for count in (16, 60, 70, 80) if large else (10, 46, 90, 110, 130):
        written = write_pdf(listed(count, large))
        size = min(body_sizes(written.data))
        notes = [note for note in written.notes if note.startswith("Text is")]
        assert notes == ([f"Text is {size:g} points high instead of {best:g}, to fit."] if size < best else [])
        seen.add(size < best)
    assert seen == {True, False}


def test_letters_of_large_print_do_not_get_smaller_to_save_a_page() -> None:
    """What takes a little more than a page stays in 16 points and takes two."""
    tried = [(count, to_pdf(listed(count, True))) for count in range(14, 36, 2)]
    one = max(count for count, data in tried if pages(data) == 1)
    for count, data in tried:
        assert min(body_sizes(data)) >= 16, count
        assert pages(data) == (1 if count <= one else 2)
    assert 14 < one < 30


def test_page_one_is_not_left_half_empty() -> None:
    more = (Heading(Text("More")), Bullets((Text("Second."),) * 90))
    for lines in (14, 22, 30):
        data = to_pdf(
            replace(
                plain_sheet(Bullets((Text("A line of a list that is about as long as half a page is wide."),) * lines)),
                second=more,
            )
        )
        document = pypdfium2.PdfDocument(data)
        assert "More" in document[0].get_textpage().get_text_range(), lines
