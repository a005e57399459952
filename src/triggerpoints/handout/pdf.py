"""A sheet as PDF: tagged (PDF/UA-1), vector figures, the package's own font. Needs the extra `pdf`.

What the page looks like stands in template.typ. Every text goes there as data, never as code, and only in characters that the
font has.
"""

from __future__ import annotations

import base64
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache, partial
from importlib import resources
from math import ceil
from typing import Any, Final, NamedTuple, TypeVar

from ..errors import OutputError, UsageError
from ..extras import need
from ..picture.letters import BREAK, MARK, printable, spelled
from ..text import clean, show
from .blocks import Block, Box, Letterhead, Logo, Picture, Text
from .look import LOOK, colours, kind, letter_sizes, stays_whole
from .sheet import MOST_PAGES, Layout, Sheet

MOST_LETTERS: Final = 40_000
"""The most letters of a sheet, many times what two pages hold. More is a mistake, and would take long to set."""
_FULL: Final = (0.64, 1.0)
"""The shares of page one, as estimated, between which the first part fills it: letters are larger here, and can give way."""
_TOLD: Final = 10
"""The most characters that a note lists."""

_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}|\d{3}))?(?:-[a-z\d]+)*", re.IGNORECASE | re.ASCII)
_BEYOND: Final = re.compile(r"[^\x00-\x7f]+")


class Written(NamedTuple):
    """A PDF, and what had to be done to the sheet for it: one sentence each."""

    data: bytes
    notes: tuple[str, ...]


Setting = Mapping[str, float]
"""An entry of [setting] in look.toml."""
Result = TypeVar("Result")


def write_pdf(sheet: Sheet, layout: Layout) -> Written:
    """The sheet as PDF, in the most generous setting that keeps to the layout. The same sheet gives the same bytes.

    Raises MissingExtraError without the extra `pdf`, UsageError for far too much text or a language that is no tag,
    OutputError when typst does not accept a picture.
    """
    need("pdf")
    content = _Content(sheet)
    run = partial(_run, {"main.typ": _template(), **content.files})
    settings: list[Setting] = LOOK["setting"][kind(sheet.options)]
    # Where page one cannot be kept for the first part after all, two pages filled one after the other hold the most.
    for turn, most in ((layout.turn(*_FULL), min(ceil(layout.pages), MOST_PAGES)), (False, MOST_PAGES)):
        at = bisect_left(settings, True, key=lambda setting: run(setting, turn, _pages) <= most)
        if at < len(settings):
            break
    best, setting = settings[0], settings[min(at, len(settings) - 1)]
    notes = content.notes()
    if at == len(settings):
        notes.append(f"The sheet has {run(setting, turn, _pages)} pages: so much does not fit on {MOST_PAGES}.")
    if setting["size"] < best["size"]:
        notes.append(f"Text is {setting['size']:g} points high instead of {best['size']:g}, to fit.")
    if setting["picture"] < best["picture"]:
        notes.append(f"Pictures are {setting['picture']:.0%} of their size, to fit.")
    return Written(run(setting, turn, _finished), tuple(notes))


def _pages(compiler: Any) -> int:
    return int(compiler.query("<pages>", field="value", one=True))


def _finished(compiler: Any) -> bytes:
    return bytes(compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=0))


def _run(files: Any, setting: Setting, turn: bool, job: Callable[[Any], Result]) -> Result:
    """Have typst do a job. files: by name, of which typst's type hints do not know. turn: whether the second part begins a page.

    Nothing is read but these: the root, which typst needs, holds the fonts only.
    """
    import typst

    try:
        folder, fonts = _fonts()
        inputs = {"fit": json.dumps({**setting, "turn": turn})}
        return job(typst.Compiler(files, root=folder, font_paths=fonts, sys_inputs=inputs))
    except RuntimeError as error:  # TypstError is one; what goes wrong in a question comes as a bare one
        said = getattr(error, "message", str(error)).splitlines() or [""]
        raise OutputError(f"the PDF cannot be made: {show(said[0], 200)}") from error


@cache
def _template() -> bytes:
    return resources.files("triggerpoints").joinpath("handout/template.typ").read_bytes()


@cache
def _fonts() -> tuple[str, Any]:
    """The folder of the package's fonts, and these and no others, so that a sheet looks the same on every machine."""
    import typst

    folder = str(resources.files("triggerpoints").joinpath("assets/fonts"))
    return folder, typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


class _Content:
    """A sheet as the files that the template reads."""

    def __init__(self, sheet: Sheet) -> None:
        self.files: dict[str, bytes] = {}
        self._lost: dict[str, None] = {}  # characters that the font does not have, in the order in which they were met
        self._letters = 0
        self._lang = _language(sheet.options.language)
        options = sheet.options
        data = {
            "title": self._data(sheet.title),
            "lang": self._lang,
            "paper": LOOK["paper_mm"][options.paper],
            "gap": LOOK["gap_mm"],
            "small": LOOK["small_pt"],
            "sizes": letter_sizes(options),
            "colours": colours(options),
            "large": options.large,
            "mono": options.palette == "mono",
            "letterhead": self._letterhead(sheet.letterhead),
            "opening": self._data(sheet.opening),
            "first": self._data(sheet.first),
            "second": self._data(sheet.second),
            "footer": self._data(sheet.footer),
            "label": self._print(clean(sheet.page_label)),
        }
        self.files["data.json"] = json.dumps(data, ensure_ascii=True).encode("ascii")

    def notes(self) -> list[str]:
        """What was lost, in words."""
        if not self._lost:
            return []
        listed = ", ".join(f"U+{ord(char):04X}" for char in list(self._lost)[:_TOLD])
        more = f" and {len(self._lost) - _TOLD} more" if len(self._lost) > _TOLD else ""
        return [f"The font does not have {listed}{more}: printed without an accent, or as {MARK}."]

    def _data(self, value: Text | Block | tuple[Text | Block, ...] | str | int) -> Any:
        """Texts, and blocks by the name of their class, with their fields."""
        match value:
            case tuple():
                return [self._data(one) for one in value]
            case Text(words, lang):
                own = None if lang is None else _language(lang)
                return {"words": self._print(words), "lang": None if own == self._lang else own}
            case Picture(drawn):
                name = f"picture-{len(self.files)}.svg"
                self.files[name] = self._drawing(drawn.svg)
                alt = self._print(drawn.alt).replace(BREAK, "").strip()
                return {"block": "Picture", "file": name, "alt": alt, "width": drawn.width_mm}
            case str() | int():
                return value
        made = {field.name: self._data(getattr(value, field.name)) for field in fields(value)}
        return {"block": type(value).__name__, **made, "whole": isinstance(value, Box) and stays_whole(value.blocks)}

    def _letterhead(self, head: Letterhead) -> dict[str, Any]:
        logo = None
        if head.logo is not None:
            logo = {"file": "logo.svg", "shape": _shape(head.logo.width, head.logo.height)}
            self.files["logo.svg"] = self._drawing(_as_svg(head.logo))
        return {"name": self._print(head.name).strip(), "lines": list(map(self._print, head.lines())), "logo": logo}

    def _drawing(self, svg: str) -> bytes:
        """An SVG whose words are in characters that the font has."""

        def spell(found: re.Match[str]) -> str:
            kept, lost = spelled(found[0])
            self._lost |= dict.fromkeys(sorted(lost))
            return kept

        return _BEYOND.sub(spell, svg).encode("utf-8", "replace")

    def _print(self, text: str) -> str:
        self._letters += len(text)
        if self._letters > MOST_LETTERS:
            raise UsageError(f"a handout holds {MOST_LETTERS} letters at most")
        kept, lost = printable(text)
        self._lost |= dict.fromkeys(sorted(lost))
        return kept


def _language(tag: str) -> list[str | None]:
    """Language and region of a BCP 47 tag, as typst takes them."""
    found = _LANGUAGE.fullmatch(tag)
    if found is None:
        raise UsageError(f"{show(tag)} is no language tag")
    return [found[1].lower(), found[2].upper() if found[2] else None]


def _as_svg(logo: Logo) -> str:
    """A logo as a file of text, the only kind that the template can be given: pixels go inside an SVG."""
    if logo.kind == "svg":
        return logo.data.decode("utf-8")
    pixels = base64.b64encode(logo.data).decode("ascii")
    source = f'preserveAspectRatio="none" href="data:image/{logo.kind};base64,{pixels}"'
    size = f'width="{logo.width:g}" height="{logo.height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} {source}/></svg>'


def _shape(width: float, height: float) -> float:
    """Width over height."""
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise UsageError("a logo needs a width and a height")
    return min(max(width / height, 0.05), 50.0)
