"""A sheet as PDF: tagged (PDF/UA-1), vector figures, the package's own font. Needs the extra `pdf`.

What the page looks like stands in template.typ. Every text goes there as data, never as code, and only in characters that the
font has.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from ..errors import MissingExtraError, OptionError, OutputError, UsageError
from ..picture.letters import BREAK, MARK, printable, spelled
from ..text import clean, show
from .blocks import Blanks, Block, Box, Bullets, Heading, Logo, Paragraph, Picture, Sheet, Steps, Text
from .colours import colours
from .room import FULL, GAP_MM, MOST_PAGES, PAPERS, SMALL

MOST_LETTERS: Final = 40_000
"""Many times what two pages hold. More is a mistake, and would take long to set."""
_MOST_DEPTH: Final = 4
_TOLD: Final = 10  # characters that a note lists
_WHOLE, _WHOLE_LARGE = 16, 8  # lines of a box that is not broken

_BOXES: Final = ("emergency", "warning", "note")
_TONES: Final = ("lead", "plain", "small")

_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}|\d{3}))?(?:-[a-z\d]+)*", re.IGNORECASE | re.ASCII)
_REFERENCE: Final = re.compile(r"&#([xX][0-9a-fA-F]{1,8}|[0-9]{1,8});")
_BEYOND: Final = re.compile(r"[^\x00-\x7f]+")
_PAGE: Final = re.compile(r"\{(page|pages)\}")


@dataclass(frozen=True, slots=True)
class Written:
    """A PDF, and what had to be done to the sheet for it: one sentence each."""

    data: bytes
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Room:
    """How generously a part is set. size: of the text in points. spacing, picture: shares of what is best.

    share: how much of the paper a usual sheet takes then, of what it takes at best; a guess that saves time.
    """

    size: float
    spacing: float
    picture: float
    share: float


@dataclass(frozen=True, slots=True)
class _Fit:
    """The room of the first part and of the second. turn: the second begins on a new page."""

    first: _Room
    second: _Room
    turn: bool

    @property
    def size(self) -> float:
        """Both parts are set in the same size."""
        return min(self.first.size, self.second.size)

    def json(self) -> str:
        """For the template."""
        spacing = [self.first.spacing, self.second.spacing]
        return json.dumps({"size": self.size, "spacing": spacing, "picture": self.first.picture, "turn": self.turn})

    def told(self, best: _Room) -> list[str]:
        """What gave way, beside spacing."""
        notes = []
        if self.size < best.size:
            notes.append(f"Text is {self.size:g} points high instead of {best.size:g}, to fit.")
        if self.first.picture < best.picture:
            notes.append(f"Pictures are {self.first.picture:.0%} of their size, to fit.")
        return notes


# From what looks best to what still reads well. Text never goes below 10 points, large print below 16 only when nothing else
# helps; the letters of a figure not below 8, and those of one in large print stay as they are.
_ROOMS: Final = (
    _Room(11, 1.0, 1.0, 1.0),
    _Room(11, 0.75, 1.0, 0.95),
    _Room(11, 0.5, 0.95, 0.87),
    _Room(11, 0.3, 0.9, 0.82),
    _Room(10.5, 0.3, 0.9, 0.78),
    _Room(10.5, 0.15, 0.9, 0.75),
    _Room(10, 0.15, 0.9, 0.72),
    _Room(10, 0.0, 0.9, 0.69),
)
_LARGE_ROOMS: Final = (
    _Room(16.5, 1.0, 1.0, 1.0),
    _Room(16.5, 0.7, 1.0, 0.95),
    _Room(16, 0.5, 1.0, 0.89),
    _Room(16, 0.3, 1.0, 0.82),
    _Room(16, 0.15, 1.0, 0.78),
    _Room(16, 0.0, 1.0, 0.74),
)
_EASY: Final = 3
"""Of the rooms, those that are worth a new page for the second part; in less room it follows the first."""
_LARGE_LAST: Final = tuple(_Room(size, 0.0, 1.0, share) for size, share in ((15, 0.66), (14.5, 0.62), (14, 0.58), (13, 0.5)))
"""Where large print does not fit otherwise."""


def need_typst() -> None:
    """Raises MissingExtraError without the extra `pdf`, OutputError when typst is there and cannot be loaded."""
    try:
        import typst  # noqa: F401
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError) and error.name == "typst":
            raise MissingExtraError("pdf", "writing a PDF handout") from error
        raise OutputError(f"PDF cannot be written: {error}") from error


def write_pdf(sheet: Sheet) -> Written:
    """The sheet as PDF, on two pages at most where its content allows. The same sheet gives the same bytes.

    Raises MissingExtraError without the extra `pdf`, UsageError for a sheet that cannot be set (no title, a picture without
    words, far too much text), OutputError when typst does not accept a picture.
    """
    need_typst()
    content = _Content(sheet)
    setter = _Setter(content.files, 1 if sheet.large else 2)
    fit, notes = _fitted(sheet, setter)
    return Written(setter.pdf(fit), (*content.notes(), *notes))


def _fitted(sheet: Sheet, setter: _Setter) -> tuple[_Fit, list[str]]:
    """How much room each part gets: the most that leaves one page, else the most that leaves two, else the least."""
    rooms: tuple[_Room, ...] = _LARGE_ROOMS if sheet.large else _ROOMS

    def whole(room: _Room) -> float:
        return setter.ends(_Fit(room, room, turn=False))[1]

    one = _roomiest(rooms, 1, whole)
    if one is not None:
        fit = _Fit(one, one, turn=False)
        return fit, fit.told(rooms[0])
    first = _roomiest(rooms[:_EASY], 1, lambda room: setter.ends(_Fit(room, room, turn=True))[0])
    if sheet.second and first is not None and setter.ends(_Fit(first, first, turn=True))[0] >= FULL:
        second = _roomiest(rooms, MOST_PAGES, lambda room: setter.ends(_Fit(first, room, turn=True))[1])
        if second is not None:
            fit = _Fit(first, second, turn=True)
            return fit, fit.told(rooms[0])
    if sheet.large:
        rooms += _LARGE_LAST
    two = _roomiest(rooms, MOST_PAGES, whole) or rooms[-1]
    fit = _Fit(two, two, turn=False)
    pages = setter.pages(fit)
    notes = [f"The sheet has {pages} pages: so much does not fit on {MOST_PAGES}."] if pages > MOST_PAGES else []
    return fit, [*notes, *fit.told(rooms[0])]


def _roomiest(rooms: tuple[_Room, ...], pages: int, filled: Callable[[_Room], float]) -> _Room | None:
    """The first of `rooms` in which no more than so many pages are filled; None when there is none.

    What the first room fills tells where to begin to look: setting a sheet takes most of the time that a PDF takes.
    """
    most = filled(rooms[0])
    if most <= pages:
        return rooms[0]
    if most * rooms[-1].share > 1.25 * pages:
        return None
    last = len(rooms) - 1
    at = next((number for number, room in enumerate(rooms) if number and most * room.share <= pages), last)
    lavish, fits = 0, len(rooms)  # the tightest room known to be too lavish, the most lavish known to fit
    while fits - lavish > 1:
        if filled(rooms[at]) <= pages:
            fits = at
        else:
            lavish = at
        at = (lavish + fits + 1) // 2 if fits <= last else lavish + 1
    return rooms[fits] if fits <= last else None


class _Setter:
    """Sets files by the template: how many pages they make, and the PDF."""

    def __init__(self, files: dict[str, bytes], columns: int) -> None:
        self._files = {"main.typ": _template(), **files}
        self._columns = columns
        self._ends: dict[_Fit, list[tuple[int, float, float]]] = {}

    def pages(self, fit: _Fit) -> int:
        """How many there are."""
        return self._marks(fit)[2][0]

    def ends(self, fit: _Fit) -> tuple[float, float]:
        """Where each part ends, in pages from the start: 1.7 is a good half of the second page."""
        (top, _, opening), *parts = self._marks(fit)
        first, second = (self._end(top + opening - 1, *mark) for mark in parts)
        return first, second

    def _end(self, opening: float, page: int, along: float, down: float) -> float:
        """Of two columns the first is filled first. opening: where they begin, in pages from the start."""
        if self._columns == 1:
            return page - 1 + down
        top = min(max(opening - (page - 1), 0.0), 1.0)
        return page - 1 + top + ((1 - top if along > 0.5 else 0.0) + down - top) / 2

    def _marks(self, fit: _Fit) -> list[tuple[int, float, float]]:
        """Page and place on it, 0 to 1 along and down, where the opening and each part end."""
        if fit not in self._ends:
            self._ends[fit] = json.loads(self._run(fit, lambda compiler: compiler.query("<ends>", field="value", one=True)))
        return self._ends[fit]

    def pdf(self, fit: _Fit) -> bytes:
        """The finished file."""
        made = self._run(fit, lambda compiler: compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=0))
        return bytes(made)

    def _run(self, fit: _Fit, job: Callable[[Any], Any]) -> Any:
        import typst

        try:
            # Files by name instead of one text: typst takes them, its type hints do not say so.
            files: Any = self._files
            # Nothing is read but these: the root, which it needs, holds the fonts only.
            folder, fonts = _fonts()
            return job(typst.Compiler(files, root=folder, font_paths=fonts, sys_inputs={"fit": fit.json()}))
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
    """A sheet as the files that the template reads.

    lost: characters that the font does not have, in the order in which they were met.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.files: dict[str, bytes] = {}
        self._lost: dict[str, None] = {}
        self._letters = 0
        self._large = bool(sheet.large)
        self._lang = _language(sheet.language)
        self._level = 1  # of the heading before: levels never skip one, as PDF/UA asks
        title = self._text(sheet.title)
        if not title["words"].strip():
            raise UsageError("a handout needs a title")
        data = {
            "title": title,
            "lang": self._lang,
            "paper": PAPERS[_one_of("paper", sheet.paper, tuple(PAPERS))],
            "gap": GAP_MM,
            "colours": dict(colours(bool(sheet.mono))),
            "large": self._large,
            "small": SMALL,
            "mono": bool(sheet.mono),
            "letterhead": self._letterhead(sheet),
            "opening": self._blocks(sheet.opening),
            "first": self._blocks(sheet.first),
            "second": self._blocks(sheet.second),
            "footer": self._text(sheet.footer),
            "label": self._label(sheet.page_label),
        }
        self.files["data.json"] = json.dumps(data, ensure_ascii=True).encode("ascii")

    def notes(self) -> list[str]:
        """What was lost, in words."""
        if not self._lost:
            return []
        listed = ", ".join(f"U+{ord(char):04X}" for char in list(self._lost)[:_TOLD])
        more = f" and {len(self._lost) - _TOLD} more" if len(self._lost) > _TOLD else ""
        return [f"The font does not have {listed}{more}: printed without an accent, or as {MARK}."]

    def _blocks(self, blocks: Sequence[Block], depth: int = 0) -> list[dict[str, Any]]:
        if depth > _MOST_DEPTH:
            raise UsageError("boxes of a handout are nested too deep")
        return [made for block in blocks if (made := self._block(block, depth)) is not None]

    def _block(self, block: Block, depth: int) -> dict[str, Any] | None:
        """None for a block that says nothing."""
        match block:
            case Heading(text, level):
                return self._heading(text, level)
            case Paragraph(text, tone):
                said = self._text(text)
                look = _one_of("tone", tone, _TONES)
                return {"kind": "paragraph", "words": said, "tone": look} if said["words"].strip() else None
            case Bullets(items) | Steps(items):
                told = [said for item in items if (said := self._text(item))["words"].strip()]
                return {"kind": "steps" if isinstance(block, Steps) else "bullets", "items": told} if told else None
            case Blanks(lines):
                made = [{"label": self._text(label), "value": self._print(value).strip()} for label, value in lines]
                return {"kind": "blanks", "items": made} if made else None
            case Picture():
                return self._picture(block)
            case Box():
                return self._box(block, depth)

    def _heading(self, text: Text, level: int) -> dict[str, Any] | None:
        said = self._text(text)
        if not said["words"].strip():
            return None
        self._level = min(max(level, 2), 3, self._level + 1)
        return {"kind": "heading", "words": said, "level": self._level, "look": 3 if level == 3 else 2}

    def _picture(self, picture: Picture) -> dict[str, Any]:
        said = self._text(picture.alt)["words"].replace(BREAK, "").strip()
        if not said:
            raise UsageError("a picture of a handout needs words that say what it shows")
        if not 0 < picture.width_mm < float("inf"):
            raise UsageError(f"a picture of a handout cannot be {show(picture.width_mm)} mm wide")
        name = f"picture-{len(self.files)}.svg"
        self.files[name] = self._drawing(picture.svg)
        return {"kind": "picture", "file": name, "alt": said, "width": picture.width_mm}

    def _box(self, box: Box, depth: int) -> dict[str, Any]:
        look = _one_of("kind", box.kind, _BOXES)
        before, pictures = self._letters, len(self.files)
        title = self._heading(box.title, 2 if depth == 0 else 3)
        inside = self._blocks(box.blocks, depth + 1)
        # A box stays whole, unless there is so much in it that a column would be left half empty.
        lines = sum(1 + len(block.get("items", "")) for block in inside) + (self._letters - before) / 45
        nested = len(self.files) > pictures or any(block.get("long") for block in inside)
        long = nested or lines > (_WHOLE_LARGE if self._large else _WHOLE)
        return {"kind": "box", "look": look, "title": title, "blocks": inside, "long": long}

    def _letterhead(self, sheet: Sheet) -> dict[str, Any]:
        head = sheet.letterhead
        logo = None
        if head.logo is not None:
            logo = {"file": "logo.svg", "shape": _shape(head.logo.width, head.logo.height)}
            self.files["logo.svg"] = self._drawing(_as_svg(head.logo))
        return {
            "name": self._print(head.name).strip(),
            "address": [self._print(line).strip() for line in head.address],
            "telephone": self._print(head.telephone).strip(),
            "logo": logo,
        }

    def _drawing(self, svg: str) -> bytes:
        """An SVG whose words are in characters that the font has."""

        def spell(found: re.Match[str]) -> str:
            kept, lost = spelled(found[0])
            self._lost |= dict.fromkeys(sorted(lost))
            return kept

        return _BEYOND.sub(spell, _REFERENCE.sub(_literal, svg)).encode("utf-8", "replace")

    def _label(self, label: str) -> list[dict[str, str]]:
        """The words between the numbers of the page label, and the numbers."""
        parts = _PAGE.split(clean(label))
        return [
            {"kind": part, "words": ""} if at % 2 else {"kind": "text", "words": self._print(part)}
            for at, part in enumerate(parts)
        ]

    def _text(self, text: Text) -> dict[str, Any]:
        lang = None if text.lang is None else _language(text.lang)
        return {"words": self._print(text.words), "lang": None if lang == self._lang else lang}

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


def _literal(found: re.Match[str]) -> str:
    """A character reference as the character, unless it may mean something in XML."""
    code = int(found[1][1:], 16) if found[1][0] in "xX" else int(found[1])
    return chr(code) if 0x7F < code <= 0x10FFFF else found[0]


def _as_svg(logo: Logo) -> str:
    """A logo as a file of text, the only kind that the template can be given: pixels go inside an SVG."""
    kind = _one_of("logo", logo.kind, ("png", "jpeg", "svg"))
    if kind == "svg":
        try:
            return logo.data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError("the logo is no SVG in UTF-8") from error
    pixels = base64.b64encode(logo.data).decode("ascii")
    source = f'preserveAspectRatio="none" href="data:image/{kind};base64,{pixels}"'
    size = f'width="{logo.width:g}" height="{logo.height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} {source}/></svg>'


def _shape(width: float, height: float) -> float:
    """Width over height."""
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise UsageError("a logo needs a width and a height")
    return min(max(width / height, 0.05), 50.0)


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise OptionError(option, value, allowed)
    return value
