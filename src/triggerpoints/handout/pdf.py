"""A sheet as PDF: tagged (PDF/UA-1), vector figures, the package's own font. Needs the extra `pdf`.

What the page looks like stands in template.typ. Every text goes there as data, never as code, and only in characters that the
font has.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from importlib import resources
from math import ceil
from typing import Any, Final, NamedTuple

from ..errors import OutputError
from ..extras import need
from ..picture.letters import BREAK, MARK, printable, spelled
from ..text import clean, show
from .look import LOOK, colours, kind
from .options import Letterhead, Logo
from .sheet import MOST_PAGES, Block, Box, Layout, Picture, Setting, Sheet, Text

_FULL: Final = (0.64, 1.0)
"""The shares of page one, as estimated, between which the first part fills it: letters are larger here, and can give way."""
_TOLD: Final = 10
"""The most characters that a note lists."""


class Written(NamedTuple):
    """A PDF, and what had to be done to the sheet for it: one sentence each."""

    data: bytes
    notes: tuple[str, ...]


def write_pdf(sheet: Sheet, layout: Layout) -> Written:
    """The sheet as PDF, in the most generous settings that keep to the layout. The same sheet gives the same bytes.

    Raises MissingExtraError without the extra `pdf`, OutputError when typst does not accept a picture or the language.
    """
    need("pdf")
    content = _Content(sheet)
    settings: list[Setting] = LOOK["setting"][kind(sheet.options)]
    try:
        fit = _fitted(content.files, settings, layout)
        data = _compiler(content.files, fit).compile(format="pdf", pdf_standards="ua-1", timestamp=0)
        pages = _ends(content.files, fit)[1]
    except RuntimeError as error:  # TypstError is one; what goes wrong in a question comes as a bare one
        said = getattr(error, "message", str(error)).splitlines() or [""]
        raise OutputError(f"the PDF cannot be made: {show(said[0], 200)}") from error
    best = settings[0]
    notes = content.notes()
    if pages > MOST_PAGES:
        notes.append(f"The sheet has {pages} pages: so much does not fit on {MOST_PAGES}.")
    if fit["size"] < best["size"]:
        notes.append(f"Text is {fit['size']:g} points high instead of {best['size']:g}, to fit.")
    if fit["picture"] < best["picture"]:
        notes.append(f"Pictures are {fit['picture']:.0%} of their size, to fit.")
    return Written(bytes(data), tuple(notes))


def _fitted(files: Mapping[str, bytes], settings: Sequence[Setting], layout: Layout) -> Mapping[str, Any]:
    """The room that the template gives to both parts of the sheet: the most generous settings that their pages allow.

    Page one is for the first part, where that fills it, and page two for the second; else one part follows the other.
    When nothing fits, all is set as tightly as can be.
    """
    best, *tighter = settings

    def fit(first: Setting, second: Setting, turn: bool) -> dict[str, Any]:
        size = min(first["size"], second["size"])
        return {"size": size, "spacing": [first["spacing"], second["spacing"]], "picture": first["picture"], "turn": turn}

    def roomiest(holds: Callable[[Setting], bool]) -> Setting | None:
        """The most generous setting that holds so much. For most sheets it is the best of all."""
        return best if holds(best) else next(iter(tighter[bisect_left(tighter, True, key=holds) :]), None)

    if layout.turn(*_FULL):
        first = roomiest(lambda one: _ends(files, fit(one, one, True))[0] == 1)
        second = first and roomiest(lambda one: _ends(files, fit(first, one, True))[1] <= MOST_PAGES)
        if first and second:
            return fit(first, second, True)
    for most in sorted({min(ceil(layout.pages), MOST_PAGES), MOST_PAGES}):
        if both := roomiest(lambda one, most=most: _ends(files, fit(one, one, False))[1] <= most):  # type: ignore[misc]
            return fit(both, both, False)
    return fit(settings[-1], settings[-1], False)


def _ends(files: Mapping[str, bytes], fit: Mapping[str, Any]) -> tuple[int, int]:
    """The pages on which the first part and the second end."""
    first, second = json.loads(_compiler(files, fit).query("<ends>", field="value", one=True))
    return first, second


def _compiler(files: Mapping[str, bytes], fit: Mapping[str, Any]) -> Any:
    """Typst for these files by name. Nothing else is read: the root, which typst needs, holds the fonts only."""
    import typst

    folder, fonts = _fonts()
    every: Any = {"main.typ": _template(), **files}  # of which typst's type hints do not know
    return typst.Compiler(every, root=folder, font_paths=fonts, sys_inputs={"fit": json.dumps(fit)})


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
        self._lang = _language(sheet.options.language)
        options = sheet.options
        self._most_letters = LOOK["whole_letters"][kind(options)]
        data = {
            "title": self._data(sheet.title),
            "lang": self._lang,
            "paper": LOOK["paper_mm"][options.paper],
            "gap": LOOK["gap_mm"],
            "small": LOOK["small_pt"],
            "sizes": LOOK["letters"][kind(options)],
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
        self.files["data.json"] = json.dumps(data).encode("ascii")

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
                # Its words in characters that the font has.
                self.files[name] = re.sub(r"[^\x00-\x7f]+", lambda found: self._kept(*spelled(found[0])), drawn.svg).encode()
                alt = self._print(drawn.alt).replace(BREAK, "").strip()
                return {"block": "Picture", "file": name, "alt": alt, "width": drawn.width_mm}
            case str() | int():
                return value
        made = {field.name: self._data(getattr(value, field.name)) for field in fields(value)}
        whole = isinstance(value, Box) and value.letters <= self._most_letters
        return {"block": type(value).__name__, **made, "whole": whole}

    def _letterhead(self, head: Letterhead) -> dict[str, Any]:
        logo = None
        if head.logo is not None:
            logo = {"file": "logo.svg", "shape": head.logo.width / head.logo.height}
            self.files["logo.svg"] = _as_svg(head.logo)
        return {"name": self._print(head.name).strip(), "lines": list(map(self._print, head.lines())), "logo": logo}

    def _print(self, text: str) -> str:
        return self._kept(*printable(text))

    def _kept(self, kept: str, lost: frozenset[str]) -> str:
        self._lost |= dict.fromkeys(sorted(lost))
        return kept


def _language(tag: str) -> tuple[str, str | None]:
    """Language and region of a folder of `words/`, such as pt-BR, as typst takes them."""
    language, _, region = tag.partition("-")
    return language, region or None


def _as_svg(logo: Logo) -> bytes:
    """A logo as an SVG, so that the template has one kind of file: pixels go inside it."""
    if logo.kind == "svg":
        return logo.data
    source = f"data:image/{logo.kind};base64,{b64encode(logo.data).decode('ascii')}"
    size = f'width="{logo.width:g}" height="{logo.height:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} preserveAspectRatio="none" href="{source}"/></svg>'
    return svg.encode()
