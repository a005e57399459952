"""A sheet as one HTML file: no script, nothing loaded from elsewhere, reads on a telephone, prints on paper.

Every string goes through `_safe`; all markup stands in this module, in `inline_svg` and in `html_style`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from ..text import clean
from .blocks import Blanks, Block, Box, Bullets, Heading, Letterhead, Logo, Paragraph, Picture, Sheet, Steps, Text
from .html_style import style
from .inline_svg import Figures
from .room import room, stands_aside

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
_MEDIA: Final = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}
_FROM_THE_RIGHT: Final = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"])
"""Languages that are written from right to left."""
_NUMBER: Final = re.compile(r"[+(]?(?:[0-9][ ().\-]{0,3}){3,15}")
"""One telephone number and nothing else; a telephone can call it."""
_WHOLE: Final = 250
"""Letters of a box that is kept in one piece. A longer one would leave half a column empty."""


def to_html(sheet: Sheet) -> str:
    """The whole file. The same sheet gives the same text."""
    pages = _Pages(sheet.large)
    direction = ' dir="rtl"' if _from_the_right(sheet.language) else ""
    paper = room(sheet)
    parts = [[*pages.blocks(part)] for part in (sheet.opening, sheet.first, sheet.second)]
    out = [
        f'<!DOCTYPE html>\n<html lang="{_safe(sheet.language)}"{direction}>\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{_safe(sheet.title.words)}</title>\n<style>{style(sheet, paper.spacing)}</style>\n</head>\n<body>\n",
        '<div class="sheet">\n',
        *_letterhead(sheet.letterhead),
        f"<main>\n<h1{_lang(sheet.title)}>{_safe(sheet.title.words)}</h1>\n",
        *parts[0],
        '<div class="columns">\n',
        *parts[1],
        *(['</div>\n<div class="columns turn">\n'] if paper.turn else []),
        *parts[2],
        "</div>\n</main>\n",
        *_footer(sheet.footer),
        "</div>\n</body>\n</html>\n",
    ]
    return "".join(out)


def _letterhead(head: Letterhead) -> Iterator[str]:
    """Who hands the sheet out. Nothing at all when there is nothing to say."""
    lines = [*([("clinic", head.name)] if head.name else []), *(("", line) for line in head.address)]
    if not lines and not head.telephone and head.logo is None:
        return
    yield "<header>\n"
    if head.logo is not None:
        yield _logo(head.logo)
    if lines or head.telephone:
        yield "<div>\n"
        for kind, line in lines:
            named = f' class="{kind}"' if kind else ""
            yield f"<p{named}>{_safe(line)}</p>\n"
        if head.telephone:
            yield f"<p>{_telephone(head.telephone)}</p>\n"
        yield "</div>\n"
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


def _footer(text: Text) -> Iterator[str]:
    if text.words:
        yield f"<footer>\n<p{_lang(text)}>{_safe(text.words)}</p>\n</footer>\n"


class _Pages:
    """Writes blocks in order and remembers the levels of headings and the ids of figures."""

    def __init__(self, large: bool) -> None:
        self._large = large
        self._figures = Figures()
        self._level = 1

    def blocks(self, blocks: Iterable[Block], least: int = 2) -> Iterator[str]:
        """The elements of these blocks. least: the highest level that a heading may have here (2 is above 3)."""
        for block in blocks:
            yield from self._block(block, least)

    def _block(self, block: Block, least: int) -> Iterator[str]:
        match block:
            case Heading(text, level):
                yield self._heading(text, max(level, least))
            case Paragraph(text, tone):
                named = "" if tone == "plain" else f' class="{tone}"'
                yield f"<p{named}{_lang(text)}>{_safe(text.words)}</p>\n"
            case Bullets(items):
                yield from _list("ul", items)
            case Steps(items):
                yield from _list("ol", items)
            case Picture(svg, alt, wide, _):
                figure = self._figures.write(svg, alt.words, alt.lang)
                named = ' class="beside"' if stands_aside(block, self._large) else ""
                yield f'<figure{named} style="--wide:{wide:.1f}mm">\n{figure}\n</figure>\n'
            case Blanks(items):
                yield "<dl>\n"
                for label, value in items:
                    yield f"<div><dt{_lang(label)}>{_safe(label.words)}</dt><dd>{_safe(value)}</dd></div>\n"
                yield "</dl>\n"
            case Box(kind, title, inner):
                whole = " whole" if _letters(inner) <= _WHOLE else ""
                yield f'<section class="box {kind}{whole}">\n{self._heading(title, least)}'
                yield from self.blocks(inner, least + 1)
                yield "</section>\n"

    def _heading(self, text: Text, level: int) -> str:
        """No level is left out on the way down: who listens to the page would look for what is missing."""
        self._level = min(level, self._level + 1, 6)
        return f"<h{self._level}{_lang(text)}>{_safe(text.words)}</h{self._level}>\n"


def _list(tag: str, items: Sequence[Text]) -> Iterator[str]:
    if not items:
        return
    yield f"<{tag}>\n"
    for item in items:
        yield f"<li{_lang(item)}>{_safe(item.words)}</li>\n"
    yield f"</{tag}>\n"


def _letters(blocks: Iterable[Block]) -> int:
    """How long the text of these blocks is, roughly."""
    total = 0
    for block in blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                total += len(text.words)
            case Bullets(items) | Steps(items):
                total += sum(len(item.words) for item in items)
            case Box(blocks=inner):
                total += _letters(inner)
            case Picture() | Blanks():
                total += 200
    return total


def _lang(text: Text) -> str:
    if text.lang is None:
        return ""
    return f' lang="{_safe(text.lang)}" dir="{"rtl" if _from_the_right(text.lang) else "ltr"}"'


def _from_the_right(tag: str) -> bool:
    return tag.split("-")[0].casefold() in _FROM_THE_RIGHT


def _safe(text: str) -> str:
    """Plain text for an element or a quoted attribute, without what HTML cannot carry."""
    return escape(clean(text))
