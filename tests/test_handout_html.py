"""A handout as HTML: the words of the blocks in their order, and no markup but the writer's own."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import html5lib
from handout_samples import LANGUAGES, picture, plain_sheet, sample_sheet, strings, to_html
from hypothesis import given, settings
from hypothesis import strategies as st

from triggerpoints import load_catalogue
from triggerpoints.handout.fit import laid_out
from triggerpoints.handout.html import style
from triggerpoints.handout.options import Letterhead, Logo
from triggerpoints.handout.sheet import Blanks, Box, Bullets, Heading, Paragraph, Picture, Sheet, Steps, Text
from triggerpoints.text import clean

SMALL = '<svg role="img" id="a" viewBox="0 0 40 20"><g id="b"><rect id="c" width="4" height="3"></rect></g></svg>'
SVG = "{http://www.w3.org/2000/svg}"


def parsed(html: str) -> Any:
    """The tree that a browser would make. Any parse error of HTML5 is an error here."""
    return html5lib.HTMLParser(strict=True).parse(html)


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def told(html: str) -> list[str]:
    """Every text between the tags of the body in the order of the file, figures left out."""

    def texts(element: Any) -> Iterator[str]:
        if element.tag != f"{SVG}svg":
            yield element.text or ""
            for child in element:
                yield from texts(child)
                yield child.tail or ""

    body = next(one for one in parsed(html).iter() if local(one) == "body")
    return [text for text in texts(body) if text.strip()]


def levels(html: str) -> list[int]:
    return [int(local(one)[1]) for one in parsed(html).iter() if re.fullmatch("h[1-6]", local(one))]


def test_the_words_stand_in_the_order_of_the_blocks() -> None:
    for language, more, large in product(LANGUAGES, (True, False), (True, False)):
        sheet = sample_sheet(language, large=large, more=more)
        assert told(to_html(sheet)) == [*strings(sheet), sheet.footer.words]


def test_title_language_and_landmarks() -> None:
    sheet = replace(sample_sheet("es"), second=(Paragraph(Text("In English.", "en")),))
    root = parsed(to_html(sheet))
    assert root.get("lang") == "es"
    tags = [local(one) for one in root.iter()]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert next(one.text for one in root.iter() if local(one) == "title") == sheet.title.words
    assert [one.get("lang") for one in root.iter() if local(one) == "p" and one.get("lang")] == ["en"]


def test_an_empty_letterhead_and_an_empty_footer_leave_no_landmark() -> None:
    html = to_html(plain_sheet(Paragraph(Text("x"))))
    assert "<header" not in html
    assert "<footer" not in html


def test_a_language_from_the_right() -> None:
    html = to_html(plain_sheet(Paragraph(Text("x", "en")), language="ar-EG"))
    assert '<html lang="ar-EG" dir="rtl">' in html
    assert '<p lang="en" dir="ltr">x</p>' in html


def test_lists_and_lines_are_what_they_are() -> None:
    html = to_html(plain_sheet(Steps((Text("one"), Text("two"))), Bullets((Text("a"),)), Blanks((Text("Name"), Text("By")))))
    assert "<ol>\n<li>one</li>\n<li>two</li>\n</ol>" in html
    assert "<ul>\n<li>a</li>\n</ul>" in html
    assert "<dt>Name</dt><dd></dd>" in html
    assert "<dt>By</dt><dd></dd>" in html
    assert "<ul" not in to_html(plain_sheet(Bullets(()))).partition("<body>")[2]


def test_no_level_of_headings_is_left_out() -> None:
    """Who listens to the page would look for what is missing."""
    cat = load_catalogue()
    every: list[dict[str, Any]] = [{}, {"more": True}, {"large": True, "needling": False}, {"steps": ["Walk."], "note": "Rest."}]
    for ids, options in product((("soleus",), ("rectus_femoris", "vastus_medialis", "temporalis")), every):
        found = levels(cat.handout(*ids, **options).html())
        assert found[:2] == [1, 2]
        assert all(after <= before + 1 for before, after in pairwise(found)), (ids, options, found)


def styled(sheet: Sheet) -> str:
    return style(sheet, laid_out(sheet))


def test_the_second_part_begins_page_two_where_page_one_is_full() -> None:
    turn = '<div class="columns turn">'
    rest = (Bullets((Text("The rest, which is long enough."),) * 30),)

    def lines(count: int) -> Sheet:
        return plain_sheet(
            Bullets((Text("A line of a list that is about as long as half a page is wide."),) * count), second=rest
        )

    full = next(count for count in range(10, 400) if laid_out(lines(count)).turn())
    assert to_html(lines(full)).count(turn) == 1
    assert turn not in to_html(lines(10)), "all stands on page one"
    assert turn not in to_html(lines(full + 40)), "the first part has begun page two itself"


def test_paper() -> None:
    for paper, size in (("a4", "A4"), ("letter", "letter")):
        assert f"@page {{ size: {size};" in to_html(sample_sheet(paper=paper))


def test_large_print_and_black_and_white() -> None:
    assert "font-size: 16pt" in styled(sample_sheet(large=True))
    assert "font-size: 10pt" in styled(sample_sheet())
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b", styled(sample_sheet(mono=True))))
    assert colours
    for colour in colours - {"#14191c"}:  # the ink of the screen, all but black
        digits = colour[1:]
        assert len(set(digits if len(digits) == 3 else re.findall("..", digits))) == 1, f"{colour} is no grey"


def test_nothing_is_asked_of_another_place_and_nothing_runs() -> None:
    html = to_html(sample_sheet())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    faces = r"url\(data:font/woff2;base64,[A-Za-z0-9+/=]+\)"
    assert len(re.findall(faces, html)) == 2
    html = re.sub(faces, "", html)
    assert re.findall(r"https?:|//|@import|<script|<link|javascript:", html) == []
    for element in parsed(html).iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in ("href", "src"):
                assert value.startswith(("#", "data:image/", "tel:+"))
    assert set(re.findall(r"url\((.)", html)) <= {"#"}


def test_every_id_is_there_once_and_what_is_referred_to_is_there() -> None:
    html = to_html(sample_sheet())
    ids = [one.get("id") for one in parsed(html).iter() if one.get("id")]
    assert len(ids) == len(set(ids)) > 3
    referred = re.findall(r'url\(#([^)]*)\)|aria-labelledby="([^"]*)"', html)
    assert {one for pair in referred for name in pair for one in name.split()} <= set(ids)


def test_a_figure_is_an_image_with_its_words() -> None:
    """It is named by its description. A title would be shown beside the pointer, all of it."""
    sheet = sample_sheet()
    (figure,) = [one for one in parsed(to_html(sheet)).iter() if one.tag == f"{SVG}svg"]
    (drawn,) = [block.drawn for block in sheet.opening if isinstance(block, Picture)]
    assert figure.get("role") == "img"
    (named,) = [one for one in figure.iter() if one.get("id") == figure.get("aria-labelledby")]
    assert local(named) == "desc"
    assert named.text == drawn.alt
    assert [local(child) for child in figure].count("title") == 0
    assert f'style="--wide:{drawn.width_mm:.1f}mm"' in to_html(sheet)


def test_a_narrow_figure_stands_beside_the_text() -> None:
    assert '<figure class="beside" style="--wide:90.0mm">' in to_html(plain_sheet(picture(SMALL, width_mm=90)))
    assert '<figure style="--wide:130.0mm">' in to_html(plain_sheet(picture(SMALL, width_mm=130)))
    assert '<figure style="--wide:90.0mm">' in to_html(plain_sheet(picture(SMALL, width_mm=90), large=True))


def test_logo() -> None:
    def shown(logo: Logo, name: str = "") -> str:
        return to_html(plain_sheet(letterhead=Letterhead(name, logo=logo)))

    data = bytes(range(256))
    for kind, media in (("png", "image/png"), ("jpeg", "image/jpeg"), ("svg", "image/svg+xml")):
        html = shown(Logo(kind, data, 60, 39.6), "Clinic")  # type: ignore[arg-type]
        assert f'src="data:{media};base64,{base64.b64encode(data).decode()}" alt="" width="60" height="40"' in html


def test_a_telephone_number_can_be_called_and_other_words_are_words() -> None:
    for number, called in (
        ("+1 555 0100", "+15550100"),
        ("020 7946 0000", "02079460000"),
        ("(555) 010-0000", "5550100000"),
        ("+44 (0)20 7946 0000", "+442079460000"),
    ):
        assert f'<a href="tel:{called}">{number}</a>' in to_html(plain_sheet(letterhead=Letterhead(telephone=number)))
    others = (
        "call us",
        "javascript:alert(1)",
        "5",
        "+1 555 0100 ext 5",
        "555 0100 / 555 0101",
        '1" onclick="',
        "\u0661\u0662\u0663",
    )
    assert [one for one in others if "<a " in to_html(plain_sheet(letterhead=Letterhead(telephone=one)))] == []


FRAGMENTS = st.sampled_from(
    [
        *(
            "<script>alert(1)</script>",
            "</style>",
            "</title>",
            "</main></body></html>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<svg>",
        ),
        *(
            "&amp;",
            "&lt",
            "&#60;",
            "&nbsp",
            '" onclick="x',
            "' style='x",
            "`",
            "{page}",
            "{pages}",
            "\\",
            "}",
            "/*",
            "*/",
            "\r\n",
        ),
        *("\0", "\x0b", "\x85", "\u202e", "\u2028", "\ud800", "\ufffe", "\U0001f9b5", "https://example.org", "javascript:x"),
    ]
)
HOSTILE = st.lists(FRAGMENTS | st.text(st.characters(exclude_categories=()), max_size=8), max_size=5).map("".join)


@st.composite
def hostile_sheets(draw: st.DrawFn) -> Sheet:
    """A sheet of every kind of block, all its strings hostile."""

    def words() -> str:
        return draw(HOSTILE)

    def text() -> Text:
        return Text(words(), words() if draw(st.booleans()) else None)

    def some() -> tuple[Text, ...]:
        return tuple(text() for _ in range(draw(st.integers(0, 5))))

    inner = (Paragraph(text(), "lead"), Bullets(some()))
    blocks = (
        Heading(text(), 3),
        Paragraph(text(), "small"),
        Steps(some()),
        Blanks((text(), text())),
        Box("emergency", text(), inner),
    )
    head = Letterhead(words(), (words(), words()), "<" + words())
    changes = {"letterhead": head, "opening": blocks[2:4], "second": blocks[:2], "footer": text(), "page_label": words()}
    return plain_sheet(*blocks, picture(SMALL), title=text(), language=words(), **changes)


def harmless(value: Any) -> Any:
    """The same sheet with an x for every letter that is shown."""
    if isinstance(value, Text):
        return Text(re.sub(r"(?s).", "x", value.words), value.lang and re.sub(r"(?s).", "x", value.lang))
    if isinstance(value, str):
        return re.sub(r"(?s).", "x", value)
    if isinstance(value, tuple):
        return tuple(map(harmless, value))
    kept = {"options", "kind", "tone", "level", "drawn", "logo"}
    if hasattr(value, "__dataclass_fields__"):
        names = [name for name in value.__dataclass_fields__ if name not in kept]
        return replace(value, **{name: harmless(getattr(value, name)) for name in names})
    return value


def shape(element: Any) -> list[Any]:
    """Tags, names of attributes, and the values of those that hold no words."""
    attributes = sorted((str(name), "" if name in ("lang", "dir") else value) for name, value in element.attrib.items())
    return [str(element.tag), attributes, [shape(child) for child in element]]


@settings(max_examples=40, deadline=None)
@given(hostile_sheets())
def test_hostile_words_stay_words(sheet: Sheet) -> None:
    html = to_html(sheet)
    html.encode("utf-8")
    tree = parsed(html)
    assert shape(tree) == shape(parsed(to_html(harmless(sheet))))
    wanted = [*strings(sheet), sheet.footer.words]
    assert told(html) == [text for text in map(clean, wanted) if text.strip()]


@settings(max_examples=50, deadline=None)
@given(HOSTILE)
def test_the_page_label_can_be_nothing_but_a_string(label: str) -> None:
    found = re.search(r"@bottom-right \{ content: (.*?); font:", styled(plain_sheet(page_label=label)))
    assert found is not None
    assert re.fullmatch(r'none|(?:(?:"(?:[A-Za-z0-9 ]|\\[0-9a-f]{6})*"|counter\(pages?\)) ?)+', found[1])
    blank = styled(plain_sheet(page_label="")).replace("content: none;", "content: ;")
    assert styled(plain_sheet(page_label=label)).replace(f"content: {found[1]};", "content: ;") == blank


def test_the_page_label_counts_pages() -> None:
    label = styled(plain_sheet(page_label="Página {page} de {pages}"))
    assert 'content: "P\\0000e1gina " counter(page) " de " counter(pages);' in label


def test_a_hundred_thousand_letters() -> None:
    html = to_html(plain_sheet(Paragraph(Text("<" * 100_000))))
    assert told(html)[1] == "<" * 100_000


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert to_html(sample_sheet()) == to_html(sample_sheet())
    code = (
        "import hashlib; from handout_samples import sample_sheet, to_html;"
        "print(hashlib.sha256(to_html(sample_sheet('es')).encode()).hexdigest())"
    )
    here = str(Path(__file__).parent)
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=here, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
