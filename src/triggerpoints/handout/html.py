"""A sheet as one HTML file: no script, nothing loaded from elsewhere, reads on a telephone, prints on paper.

Every string goes through `_safe`. All markup stands in this module, but for the figure, which the picture writer gives as an
element. How it looks on a screen and on paper stands in style.css, which is filled in here and has the font inside.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from ..text import clean
from .look import LOOK, colours, kind, stands_beside
from .options import HandoutOptions, Letterhead, Logo
from .sheet import Blanks, Block, Box, Bullets, Heading, Layout, Paragraph, Picture, Sheet, Steps, Text

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
_MEDIA: Final = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}
_FROM_THE_RIGHT: Final = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"])
"""Languages that are written from right to left."""
_NUMBER: Final = re.compile(r"[+(]?(?:[0-9][ ().\-]{0,3}){3,15}")
"""One telephone number and nothing else; a telephone can call it."""
_PAPERS: Final = {"a4": "A4", "letter": "letter"}
_FONTS: Final = (
    '"Plate Sans", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", '
    "Arial, system-ui, sans-serif"
)


def to_html(sheet: Sheet, layout: Layout) -> str:
    """The whole file. The same sheet and layout give the same text."""
    options = sheet.options
    direction = ' dir="rtl"' if _from_the_right(options.language) else ""
    out = [
        f'<!DOCTYPE html>\n<html lang="{_safe(options.language)}"{direction}>\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{_safe(sheet.title.words)}</title>\n<style>{style(sheet, layout)}</style>\n</head>\n<body>\n",
        '<div class="sheet">\n',
        *_letterhead(sheet.letterhead),
        f"<main>\n{_element('h1', sheet.title)}",
        *_blocks(sheet.opening, options),
        '<div class="columns">\n',
        *_blocks(sheet.first, options),
        *(['</div>\n<div class="columns turn">\n'] if layout.turn() else []),
        *_blocks(sheet.second, options),
        "</div>\n</main>\n",
        *([f"<footer>\n{_element('p', sheet.footer)}</footer>\n"] if sheet.footer.words else []),
        "</div>\n</body>\n</html>\n",
    ]
    return "".join(out)


def _letterhead(head: Letterhead) -> Iterator[str]:
    """Who hands the sheet out. Nothing at all when there is nothing to say."""
    lines = [f'<p class="clinic">{_safe(head.name)}</p>\n'] if head.name else []
    lines += [f"<p>{_safe(line)}</p>\n" for line in head.address]
    lines += [f"<p>{_telephone(head.telephone)}</p>\n"] if head.telephone else []
    if lines or head.logo:
        yield "<header>\n"
        yield _logo(head.logo) if head.logo else ""
        yield from ("<div>\n", *lines, "</div>\n") if lines else ()
        yield "</header>\n"


def _logo(logo: Logo) -> str:
    # Beside the clinic's name the logo says nothing more.
    source = f"data:{_MEDIA[logo.kind]};base64,{b64encode(logo.data).decode('ascii')}"
    return f'<img src="{source}" alt="" width="{logo.width:.0f}" height="{logo.height:.0f}">\n'


def _telephone(number: str) -> str:
    if not _NUMBER.fullmatch(number):
        return _safe(number)
    # In "+44 (0)20 ..." the nought is only for those who call from inside the country.
    called = re.sub(r"[^+0-9]", "", number.replace("(0)", "") if number.startswith("+") else number)
    return f'<a href="tel:{called}">{_safe(number)}</a>'


def _blocks(blocks: Iterable[Block], options: HandoutOptions) -> Iterator[str]:
    """The elements of these blocks."""
    for block in blocks:
        match block:
            case Heading(text, level):
                yield _element(f"h{level}", text)
            case Paragraph(text, tone):
                yield _element("p", text, "" if tone == "plain" else tone)
            case Bullets(items):
                yield from _list("ul", items)
            case Steps(items):
                yield from _list("ol", items)
            case Picture(drawn):
                named = ' class="beside"' if stands_beside(block, options) else ""
                yield f'<figure{named} style="--wide:{drawn.width_mm:.1f}mm">\n{drawn.inline_svg}\n</figure>\n'
            case Blanks(labels):
                yield "<dl>\n"
                for label in labels:
                    yield f"<div><dt{_lang(label)}>{_safe(label.words)}</dt><dd></dd></div>\n"
                yield "</dl>\n"
            case Box(kind, title, inner):
                whole = " whole" if block.letters <= LOOK["whole_letters"]["html"] else ""
                yield f'<section class="box {kind}{whole}">\n{_element("h2", title)}'
                yield from _blocks(inner, options)
                yield "</section>\n"


def _element(tag: str, text: Text, named: str = "") -> str:
    """One text. named: its class."""
    look = f' class="{named}"' if named else ""
    return f"<{tag}{look}{_lang(text)}>{_safe(text.words)}</{tag}>\n"


def _list(tag: str, items: Sequence[Text]) -> Iterator[str]:
    if items:
        yield f"<{tag}>\n"
        yield from (_element("li", item) for item in items)
        yield f"</{tag}>\n"


def _lang(text: Text) -> str:
    if text.lang is None:
        return ""
    return f' lang="{_safe(text.lang)}" dir="{"rtl" if _from_the_right(text.lang) else "ltr"}"'


def _from_the_right(tag: str) -> bool:
    return tag.split("-")[0].casefold() in _FROM_THE_RIGHT


def _safe(text: str) -> str:
    """Plain text for an element or a quoted attribute, without what HTML cannot carry."""
    return escape(clean(text))


def style(sheet: Sheet, layout: Layout) -> str:
    """The style sheet of a handout.

    The page label is the only text of the sheet in it, escaped so that it can be nothing but a string.
    """
    options, spacing = sheet.options, layout.spacing
    ems = {**LOOK["letters"][kind(options)], **{room: spacing[room] for room in ("heading", "box", "text")}}
    filled = {
        "FONTS": _FONTS,
        "SCREEN": "1.5rem" if options.large else "1.125rem",
        "PRINT": f"{spacing['size']:g}pt",
        "SMALL": f"{LOOK['small_pt']:g}pt",
        "LINE": f"{spacing['line']:g}",
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
