"""HTML handouts in a real browser: nobody is kept out (axe), nothing scrolls sideways, it prints on the paper it is for.

Not part of what every machine can run: `make browser` installs what it needs.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Iterator
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from handout_samples import LANGUAGES, plain_sheet, sample_sheet, to_html
from test_handout_pages import DAY, HEAD, LEG, NECK, NOTE

from triggerpoints import Catalogue
from triggerpoints.handout.fit import laid_out
from triggerpoints.handout.options import Letterhead
from triggerpoints.handout.sheet import Blanks, Box, Bullets, Heading, Paragraph, Picture, Sheet, Steps, Text

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = [name for name in ("playwright", "axe_playwright_python") if importlib.util.find_spec(name) is None]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: make browser"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}; make browser"),
]

SHEETS = list(product(LANGUAGES, (False, True), (False, True)))
ZOOMED = {"width": 640, "height": 400}  # what is left of 1280 x 800 at 200 %
TELEPHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # The sandbox of Chromium refuses root, which is who runs tests in a container; only our own files are opened.
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A function that opens a sheet at a size: (sheet or HTML, viewport, pixels a pixel) -> page."""
    contexts = []

    def show(sheet: Sheet | str, viewport: dict[str, int] | None = None, scale: float = 1) -> Any:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(sheet if isinstance(sheet, str) else to_html(sheet), "utf-8")
        context = browser.new_context(viewport=viewport or {"width": 1280, "height": 800}, device_scale_factor=scale)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.said = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert len(found["passes"]) > 10, "axe looked at next to nothing"
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(("language", "large", "mono"), SHEETS)
def test_axe_finds_nothing(opened: Any, language: str, large: bool, mono: bool) -> None:
    sheet = sample_sheet(language, large=large, mono=mono)
    page = opened(sheet)
    assert violations(page) == []
    page.emulate_media(media="print")
    assert violations(page) == []
    assert violations(opened(sheet, ZOOMED, 2)) == []


def test_axe_finds_what_is_wrong(opened: Any) -> None:
    html = to_html(sample_sheet())
    assert violations(opened(html.replace("#14191c", "#bbbbbb")))
    assert violations(opened(html.replace("aria-labelledby", "data-label")))  # a figure without a name
    assert violations(opened(html.replace('<html lang="en">', "<html>")))


@pytest.mark.parametrize(("language", "large", "mono"), SHEETS)
@pytest.mark.parametrize(("viewport", "scale"), [(ZOOMED, 2), (TELEPHONE, 2)])
def test_nothing_scrolls_sideways(opened: Any, language: str, large: bool, mono: bool, viewport: Any, scale: float) -> None:
    page = opened(sample_sheet(language, large=large, mono=mono), viewport, scale)
    assert sideways(page) == 0


def test_words_without_end_do_not_scroll_sideways(opened: Any) -> None:
    long = Text("x" * 3000)
    box = Box("warning", long, (Bullets((long,)), Paragraph(long)))
    head = Letterhead(long.words, (long.words,), long.words)
    sheet = plain_sheet(
        Heading(long), Paragraph(long, "lead"), Steps((long,)), Blanks((long, Text("a"))), box, title=long, letterhead=head
    )
    for large in (False, True):
        assert sideways(opened(plain_sheet(*sheet.first, title=long, letterhead=head, large=large), TELEPHONE)) == 0


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than the window."""
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


def test_nothing_is_loaded_and_nothing_is_refused(opened: Any) -> None:
    page = opened(sample_sheet())
    assert [url for url in page.asked if not url.startswith(("file:", "data:image/"))] == []
    assert page.said == [], "the page's own rules refused a part of it"
    assert page.evaluate("document.querySelector('header img').naturalWidth") > 0


def test_the_rules_of_the_page_let_nothing_run_and_nothing_in(opened: Any) -> None:
    """What escaping keeps out would not run either."""
    planted = '<script>document.title = "run"</script><img src="https://example.org/a.png" onerror="document.title = \'run\'">'
    page = opened(to_html(plain_sheet(Paragraph(Text("here")))).replace("here", planted))
    assert page.title() == "A sheet"
    assert any("Content Security Policy" in one for one in page.said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_speaks_and_the_lists_are_lists(opened: Any, language: str) -> None:
    sheet = sample_sheet(language)
    page = opened(sheet)
    alt = next(block.drawn.alt for block in sheet.opening if isinstance(block, Picture))
    assert page.get_by_role("img", name=alt, exact=True).count() == 1
    assert page.get_by_role("main").count() == page.get_by_role("contentinfo").count() == page.get_by_role("banner").count() == 1
    assert page.get_by_role("heading", level=1).inner_text() == sheet.title.words
    assert page.get_by_role("list").count() >= 5


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_print(opened: Any, paper: Any, points: tuple[int, int], large: bool) -> None:
    """Printed on its paper, on as many pages as reckoned; the foot and the number stand on each, nothing is lost."""
    reader = pytest.importorskip("pypdfium2")
    sheet = sample_sheet(paper=paper, large=large)
    document = reader.PdfDocument(opened(sheet).pdf(prefer_css_page_size=True))
    try:
        sizes = {tuple(round(side) for side in page.get_size()) for page in document}
        texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()
    assert sizes == {points}
    assert len(texts) == ceil(laid_out(sheet).pages)
    for number, text in enumerate(texts, 1):
        assert sheet.footer.words in text
        assert sheet.page_label.format(page=number, pages=len(texts)) in text
    told = re.sub(r"\W", "", "".join(texts))
    for block in (*sheet.opening, *sheet.first, *sheet.second):
        if isinstance(block, Paragraph | Heading):
            assert re.sub(r"\W", "", block.text.words) in told


@pytest.mark.parametrize(
    ("language", "paper", "large", "more"), list(product(LANGUAGES, ("a4", "letter"), (False, True), (False, True)))
)
def test_two_pages_at_most(opened: Any, cat: Catalogue, language: str, paper: Any, large: bool, more: bool) -> None:
    """Printed by the browser, whatever it is for."""
    reader = pytest.importorskip("pypdfium2")
    options: dict[str, Any] = {"language": language, "paper": paper, "large": large, "more": more, "clinic": HEAD, "note": NOTE}
    for number, names in enumerate((NECK, LEG, ("temporalis",), ("rectus_femoris", "psoas_major"))):
        made = cat.handout(*names, needling=number != 3, on=DAY, **options)
        document = reader.PdfDocument(opened(made.html()).pdf(prefer_css_page_size=True))
        assert len(document) <= 2, (names, made.left_out, made.layout)
        document.close()


def test_text_on_paper_is_large_enough(opened: Any, cat: Catalogue) -> None:
    """10 points at least, 16 in large print that fits two pages (the foot and the sources excepted)."""
    for large, least in ((False, 10), (True, 16)):
        page = opened(cat.handout("rectus_femoris", large=large, on=DAY).html())
        page.emulate_media(media="print")
        sizes = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,main p:not(.small),li,dt,dd')]"
            ".map(one => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) * 0.75 >= least - 0.01
