"""The picture on a handout: what a patient sees, in the words of one language, as large as the room on the sheet allows.

    picture = patient_picture(request, texts, muscle_names, site_names)

Body, zones and marks are those of a plate. There are three views at most, no labels of trigger points, no sources. With several
muscles each has its name once a panel, with a line to every X of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np

from ..body.surface import Floats
from ..errors import UsageError
from . import words
from .asked import Asked
from .choice import choose, mark_scores
from .content import Content, DiagramRequest, Mark, ZoneItem, content
from .framing import Panel, panels
from .palettes import Palette
from .panel import ARM, Names, Part, Pens, Said, definitions, draw_panel, prepared, resized, sample
from .patient_layout import (
    AFTER,
    BETWEEN,
    EDGE,
    LEGEND,
    LINE,
    NARROWEST,
    SIGN,
    TITLE,
    TITLE_LINE,
    Arranged,
    Told,
    arrange,
    caption_room,
    flow,
    page_size,
)
from .patient_words import PatientWords
from .plate import figure_names
from .scene import Definition, Node, Rect, Scene, Style, Text
from .seen import drawn_marks
from .shots import Shot
from .svg import render

MM_A_UNIT: Final = 0.25
"""Millimetres on paper of one unit of the SVG: its smallest letters have 8.9 points then."""
MM_A_UNIT_LARGE: Final = 0.34
"""The same in large print: 12.1 points."""
MOST_VIEWS: Final = 3

_SLIMMEST = 0.6  # width over height of a panel at least
_SAME_PLACE = 7.0  # units: an X so near to another of its muscle would lie on top of it
_LEAST_ARM, _ROOMY = 3.2, 2.6  # half the size of an X at least; how many of these two X are apart at least, if they can be
_OF_BODY = 0.028  # half the size of an X at most, of the height of a panel
_SMALLER = 0.85  # muscles have numbers when their names would make the panels smaller than this share
_PENS = (
    1.4,
    1.1,
    1.8,
    7.2,
)  # lines of the body, to labels, of fibres, behind an X: broader than in a plate, for copies of copies
_ROUNDS = 3  # the labels of the muscles may need room beside the panels, which makes these smaller


@dataclass(frozen=True)
class _Fitted:
    """The panels in their size. fits: whether they are no wider than the room."""

    arranged: Arranged
    parts: Sequence[Part]
    fits: bool


@dataclass(frozen=True)
class PatientPicture:
    """A picture, and what it shows in sentences.

    unit_mm: of its units on paper. numbered: whether it calls the muscles by numbers, in the order of the request.
    """

    scene: Scene
    unit_mm: float
    numbered: bool

    @cached_property
    def svg(self) -> str:
        """It as an SVG document."""
        return render(self.scene)

    @cached_property
    def inline_svg(self) -> str:
        """It as an svg element of an HTML page: role="img", named by its alternative text, no declaration, no title.

        Its ids begin with the request's `prefix`, or with a digest of what it shows.
        """
        return render(self.scene, inline=True)

    @property
    def alt(self) -> str:
        """What it shows, in sentences."""
        return self.scene.description

    @property
    def width_mm(self) -> float:
        """Its width on paper."""
        return self.scene.width * self.unit_mm

    @property
    def height_mm(self) -> float:
        """Its height on paper."""
        return self.scene.height * self.unit_mm


def patient_picture(
    request: DiagramRequest,
    texts: Mapping[str, str],
    names: Mapping[str, str],
    sites: Mapping[str, str] | None = None,
    *,
    large: bool = False,
    width_mm: float = 174.0,
    height_mm: float = 92.0,
) -> PatientPicture:
    """The picture of muscles as SVG, and what it shows in sentences.

    texts: those of words/<language>/picture.yaml. names, sites: printed names of muscles and of pain sites by id. large: large
    print. width_mm, height_mm: the room on the sheet.
    Raises UsageError when there is no muscle or so little room, UnknownNameError for a view or a text that does not exist.
    """
    if not request.subjects:
        raise UsageError("name at least one muscle to draw")
    unit = MM_A_UNIT_LARGE if large else MM_A_UNIT
    room = (width_mm / unit, height_mm / unit)
    if not (room[0] >= 300 and room[1] >= 200):
        raise UsageError(f"a picture needs {300 * unit:.0f} by {200 * unit:.0f} mm, not {width_mm:.0f} by {height_mm:.0f}")
    language = PatientWords(texts, names, sites or {}, request)
    everything = content(request.subjects, request.asked)
    shots = _telling(choose(request, everything, MOST_VIEWS), everything)
    drawn = tuple(_widened(panel) for panel in panels(shots, everything))
    told = Told(language.title(), language.legend(everything, drawn), language.notes(everything, drawn))
    alt = language.alt(everything, drawn, told.notes)
    names_ = _names(request, shots, [told.title, alt, *(text for _, text in told.legend), f"{room}"])
    scene, numbered = _compose(request, everything, drawn, language, told, alt, names_, room)
    return PatientPicture(scene, unit, numbered)


def _names(request: DiagramRequest, shots: Sequence[Shot], said: Sequence[str]) -> Names:
    """Ids that no plate has, nor the same picture in another language or size."""
    names = figure_names(request, shots)
    return replace(names, key=f"{names.key}-{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:4]}")


def _telling(shots: Sequence[Shot], everything: Content) -> tuple[Shot, ...]:
    """The shot that shows most first."""
    marks = mark_scores(everything, shots).sum(1)
    areas: list[Asked | ZoneItem] = [*everything.asked, *(zone for zone in everything.zones if not zone.rare)]
    shares = [
        sum(float((area.areas * shot.shows).sum()) / max(float(area.areas.sum()), 1e-9) for area in areas) for shot in shots
    ]
    worth = [round(2 * (float(mark) + share)) for mark, share in zip(marks, shares, strict=True)]
    return tuple(shots[number] for number in sorted(range(len(shots)), key=lambda number: -worth[number]))


def _widened(panel: Panel) -> Panel:
    """The panel with more of the body on both sides, where it is too slim for the words below it."""
    u0, v0, u1, v1 = panel.window
    more = max(_SLIMMEST * (v1 - v0) - (u1 - u0), 0.0) / 2
    return replace(panel, window=(u0 - more, v0, u1 + more, v1))


def _compose(
    request: DiagramRequest,
    everything: Content,
    drawn: Sequence[Panel],
    language: PatientWords,
    told: Told,
    alt: str,
    names: Names,
    room: tuple[float, float],
) -> tuple[Scene, bool]:
    """The picture with names at the marks, or with numbers where names would make the panels much smaller; which of the two."""
    said, whole = language.said(), request.chosen is not None
    muscles = list(dict.fromkeys(subject.muscle.id for subject in request.subjects))
    # What they show serves every try: labels only make the panels a little smaller.
    high = arrange(drawn, [0.0] * len(drawn), said, told, room).high
    bare = [replace(panel, scale=panel.scale * high / panel.height) for panel in drawn]
    shown = zip(bare, drawn_marks(drawn, everything), strict=True)
    parts = [prepared(panel, everything, [_silent(mark) for mark in marks], (), said, whole=whole) for panel, marks in shown]
    by_number = False
    if len(muscles) < 2:
        fitted = _fitted(everything, parts, {}, said, told, room)
    else:
        numbers = {id: str(number) for number, id in enumerate(muscles, start=1)}
        key = Told(language.sides(), (*((numbers[id], language.muscle(id)) for id in muscles), *told.legend), told.notes)
        named = {id: language.muscle(id) for id in muscles}
        fitted = _fitted(everything, parts, named, said, told, room)
        numbered = _fitted(everything, parts, numbers, said, key, room)
        if not fitted.fits or fitted.arranged.high < _SMALLER * numbered.arranged.high:
            fitted, told, by_number = numbered, key, True
    return _laid_out(_printed(request), everything, fitted, said, told, alt, names, room, language.title()), by_number


def _printed(request: DiagramRequest) -> Palette:
    """The colours on paper. Greys as thin as a letter or a line are gone after the second photocopy."""
    colours = request.colours
    if request.palette != "mono":
        return replace(colours, quiet=colours.text)
    return replace(colours, quiet=colours.text, ink="#000000", fibre="#303030", spillover="#1c1c1c", spillover_edge="#000000")


def _fitted(
    everything: Content, parts: Sequence[Part], labels: Mapping[str, str], said: Said, told: Told, room: tuple[float, float]
) -> _Fitted:
    """The panels as large as the room allows. labels: of muscles, none for a single one."""
    margins = [0.0] * len(parts)
    marks = [part.marks for part in parts]
    for _ in range(_ROUNDS):
        arranged = arrange([part.panel for part in parts], margins, said, told, room)
        parts = [
            _labelled(replace(part, marks=own), part.panel.scale * arranged.high / part.panel.height, everything, labels, said)
            for part, own in zip(parts, marks, strict=True)
        ]
        needed = [part.width - part.panel.width for part in parts]
        if all(need <= margin + 1 for need, margin in zip(needed, margins, strict=True)):
            break
        margins = [max(need, margin) for need, margin in zip(needed, margins, strict=True)]
    parts = [_padded(part) for part in parts]
    wide, _ = page_size([part.width for part in parts], 0.0, told, room[0], arranged.column)
    return _Fitted(arranged, parts, wide <= room[0] + 1)


def _padded(part: Part) -> Part:
    """The panel with paper on both sides, where it is too slim for the words below it."""
    more = max(NARROWEST - part.width, 0.0) / 2
    return replace(part, layout=replace(part.layout, left=part.layout.left + more, right=part.layout.right + more))


def _apart(marks: Sequence[Mark], panel: Panel) -> list[Mark]:
    """The marks without those that would lie on top of one of the same muscle: two X in one place cannot be read."""
    kept: list[Mark] = []
    for mark in marks:
        at = _at(mark, panel)
        if all(other.owner != mark.owner or float(np.hypot(*(_at(other, panel) - at))) >= _SAME_PLACE for other in kept):
            kept.append(mark)
    return kept


def _at(mark: Mark, panel: Panel) -> Floats:
    """(2,) where a mark is on the page."""
    at: Floats = panel.page(panel.shot.camera.project(mark.position(panel.shot.figure)))[0]
    return at


def _arm(parts: Sequence[Part]) -> float:
    """Half the size of an X: smaller where two would touch, and on a small body."""
    pairs = [pair for part in parts for pair in combinations([_at(mark, part.panel) for mark in part.marks], 2)]
    nearest = min((float(np.hypot(*(one - other))) for one, other in pairs), default=_ROOMY * ARM)
    body = min(_OF_BODY * part.panel.height for part in parts)
    return float(np.clip(min(nearest / _ROOMY, body), _LEAST_ARM, ARM).round(1))


def _silent(mark: Mark) -> Mark:
    return replace(mark, label="")


def _labelled(part: Part, scale: float, everything: Content, labels: Mapping[str, str], said: Said) -> Part:
    """The panel in a size, with the labels of its muscles: one mark of each has it, the one in the middle of them."""
    panel = replace(part.panel, scale=scale)
    marks = _apart(part.marks, panel)
    at = {mark.id: _at(mark, panel) for mark in marks}
    named: set[str] = set()
    for owner in dict.fromkeys(mark.owner for mark in marks if mark.muscle in labels):
        own = [mark.id for mark in marks if mark.owner == owner]
        middle = np.mean([at[id] for id in own], axis=0)
        named.add(min(own, key=lambda id: (round(float(np.hypot(*(at[id] - middle))), 3), id)))
    marks = [replace(mark, label=labels[mark.muscle]) if mark.id in named else _silent(mark) for mark in marks]
    return resized(part, scale, everything, marks, said)


def _laid_out(
    colours: Palette,
    everything: Content,
    fitted: _Fitted,
    said: Said,
    told: Told,
    alt: str,
    names: Names,
    room: tuple[float, float],
    title: str,
) -> Scene:
    parts, arranged = fitted.parts, fitted.arranged
    widths = [part.width for part in parts]
    natural = sum(widths) + BETWEEN * (len(parts) - 1) + 2 * EDGE
    beside = arranged.column > 0
    below = caption_room([part.panel.shot for part in parts], widths, said)
    # Whole units: a page that ends inside a pixel leaves a see-through line along the edge of a PNG.
    width, height = map(float, np.ceil(page_size(widths, arranged.high + below, told, room[0], arranged.column)))
    if not beside:
        width = float(np.ceil(max(width, room[0])))
    defined: list[Definition] = definitions(names, colours, asked=bool(everything.asked))
    nodes: list[Node] = [Rect((0, 0, width, height), Style(fill=colours.paper), cls="tp-paper")]
    top = EDGE
    if not beside:
        rows = list(_lines(told.title, EDGE, top, width - 2 * EDGE, colours, title=True))
        nodes += rows
        top += len(rows) * TITLE_LINE
    x = EDGE if beside else (width - natural) / 2 + EDGE
    seen: set[str] = set()
    pens = Pens(_arm(parts), *_PENS)
    for part in parts:
        group, clips = draw_panel(colours, everything, part, (x, top), names, said, seen, pens)
        nodes.append(group)
        defined += clips
        x += part.width + BETWEEN
    if beside:
        nodes += _column(told, x, top, arranged.column, colours, names)
    else:
        nodes += _foot(told, top + arranged.high + below, width, colours, names)
    return Scene(names.shared("figure"), width, height, title, alt, tuple(defined), tuple(nodes))


def _column(told: Told, x: float, y: float, room: float, colours: Palette, names: Names) -> Iterator[Node]:
    """Title, legend and notes, one below the other."""
    title = list(_lines(told.title, x, y, room, colours, title=True))
    yield from title
    y += len(title) * TITLE_LINE + AFTER
    for key, text in told.legend:
        yield from _sign(key, x, y + LINE - 8.5, colours, names)
        lines = list(_lines(text, x + SIGN, y, room - SIGN, colours))
        yield from lines
        y += len(lines) * LINE + AFTER
    y += AFTER
    for note in told.notes:
        lines = list(_lines(note, x, y, room, colours, quiet=True))
        yield from lines
        y += len(lines) * LINE + AFTER


def _sign(key: str, x: float, y: float, colours: Palette, names: Names) -> Sequence[Node]:
    """What an entry of the legend explains: a number as it stands at a muscle, or a sign."""
    if key.isdigit():
        return [Text(x + 13, y + 4.5, key, LEGEND, colours.text, bold=True, anchor="middle", cls="tp-label")]
    return sample(key, x, y, colours, names)


def _foot(told: Told, y: float, width: float, colours: Palette, names: Names) -> Iterator[Node]:
    """Legend and notes below the panels."""
    for row in flow(told.legend, width - 2 * EDGE):
        for key, text, x in row:
            yield from _sign(key, EDGE + x, y + LINE - 8.5, colours, names)
            yield Text(EDGE + x + SIGN, y + LINE - 4, text, LEGEND, colours.text, cls="tp-legend")
        y += LINE
    y += AFTER
    for note in told.notes:
        lines = list(_lines(note, EDGE, y, width - 2 * EDGE, colours, quiet=True))
        yield from lines
        y += len(lines) * LINE


def _lines(
    text: str, x: float, y: float, room: float, colours: Palette, *, title: bool = False, quiet: bool = False
) -> Iterator[Text]:
    """A text in lines, the first one right below y."""
    size, step = (TITLE, TITLE_LINE) if title else (LEGEND, LINE)
    cls = "tp-title" if title else "tp-caption" if quiet else "tp-legend"
    for number, line in enumerate(words.wrapped(text, room, size, bold=title)):
        yield Text(x, y + step * (number + 1) - 4, line, size, colours.quiet if quiet else colours.text, bold=title, cls=cls)
