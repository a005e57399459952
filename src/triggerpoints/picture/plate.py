"""The plate: panels side by side; title, legend and caption; all as one scene."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from ..limits import LIMITS
from ..text import clean
from . import words
from .asked import Asked
from .content import Content, DiagramRequest
from .framing import Panel
from .palettes import Palette
from .panel import Names, Said, definitions, draw_panel, prepared, sample
from .scene import Definition, Node, Rect, Scene, Style, Text
from .seen import drawn_marks
from .shots import Shot
from .wording import ASKED, LEGEND, alt_text, caution, muscles, sources_line, title, unexplained_line, view_lines

_PAGE = 20.0  # margin of the page
_BETWEEN = 14.0  # between panels
_LEAST_WIDTH = 620.0  # of the page
_RIM = 0.3  # share of the pain asked about, of the most that a panel shows, from which a panel names it
_SAID = Said(
    zone=lambda zone: f"{zone.label}: {LEGEND[zone.strength]}",
    mark=lambda mark: f"{mark.label}, {LEGEND['mark']}, {mark.depth}",
    asked=lambda asked: f"{ASKED} {asked.label}",
    label=lambda label: f"{ASKED} {label}",
    view=view_lines,
)


def compose(request: DiagramRequest, content: Content, panels: Sequence[Panel], missing: str | None) -> Scene:
    """The whole picture. missing: what `wording.unseen_line` says."""
    shots = [panel.shot for panel in panels]
    colours, names = request.colours, figure_names(request, shots)
    defined: list[Definition] = definitions(names, colours, asked=bool(request.asked))
    seen: set[str] = set()
    drawn: list[Node] = []
    shown = drawn_marks(panels, content)
    named = request.chosen is not None
    labelled = [[area for area, parts in _labelled(panels, content) if number in parts] for number in range(len(panels))]
    parts = [
        prepared(panel, content, marks, areas, _SAID, whole=named)
        for panel, marks, areas in zip(panels, shown, labelled, strict=True)
    ]
    natural = sum(part.width + _BETWEEN for part in parts) - _BETWEEN + 2 * _PAGE
    # Whole units: a page that ends inside a pixel leaves a see-through line along the edge of a PNG.
    width = float(np.ceil(max(natural, _LEAST_WIDTH)))
    head, top = _head(request, colours, width - 2 * _PAGE)
    x, bottom = (width - natural) / 2 + _PAGE, top
    for part in parts:
        nodes, clips = draw_panel(colours, content, part, (x, top), names, _SAID, seen)
        defined += clips
        drawn.append(nodes)
        x += part.width + _BETWEEN
        bottom = max(bottom, top + part.panel.height)
    captions = [line for line in (unexplained_line(request), missing, LIMITS, sources_line(request)) if line]
    foot, bottom = _foot(_legend_items(content), captions, colours, names, width, bottom + 44)
    bottom = float(np.ceil(bottom))
    page = Rect((0, 0, width, bottom), Style(fill=colours.paper), cls="tp-paper")
    return Scene(
        names.shared("figure"),
        width,
        bottom,
        title(request),
        f"{alt_text(request, shots, missing)} {LIMITS}",
        tuple(defined),
        (page, *head, *drawn, *foot),
    )


def figure_names(request: DiagramRequest, shots: Sequence[Shot]) -> Names:
    """The key is a digest of what was asked for: pictures that differ do not share ids of clips and patterns."""
    asked = [
        request.figure,
        request.palette,
        *(shot.name for shot in shots),
        *(f"{s.muscle.id} {s.side} {' '.join(point.id for point in s.chosen)}" for s in request.subjects),
    ]
    if request.asked:
        said = [*(area.label for area in request.asked), *request.cautions, *request.unexplained]
        asked += [clean(text) for text in said]
    digest = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:6]
    first = request.subjects[0].muscle.id if not request.asked else "answer"
    return Names(f"{request.prefix}-" if request.prefix else "", f"{first}-{digest}")


def _labelled(panels: Sequence[Panel], content: Content) -> list[tuple[Asked, list[int]]]:
    """The pain asked about, and the numbers of the panels that name it: those that show no mere rim of what others show."""
    shares = [[float((area.areas * panel.shot.shows).sum()) for panel in panels] for area in content.asked]
    return [
        (area, [number for number, share in enumerate(row) if share >= _RIM * max(row)])
        for area, row in zip(content.asked, shares, strict=True)
    ]


def _head(request: DiagramRequest, colours: Palette, room: float) -> tuple[list[Node], float]:
    nodes, top = _cautions(request, colours, room)
    y = top + 18
    for line in words.wrapped(title(request), room, 22.0, bold=True):
        nodes.append(Text(_PAGE, y, line, 22.0, colours.text, bold=True, cls="tp-title"))
        y += 25
    if request.asked:
        below = muscles(request) if request.subjects else ""
    else:
        below = (request.subjects[0].muscle.names.latin or "") if len(request.subjects) == 1 else ""
    for line in words.wrapped(below, room, 13.5):
        nodes.append(Text(_PAGE, y - 4, line, 13.5, colours.quiet, cls="tp-muscles" if request.asked else "tp-latin"))
        y += 17
    return nodes, y - 2


def _cautions(request: DiagramRequest, colours: Palette, room: float) -> tuple[list[Node], float]:
    """What must be ruled out first, in a frame above everything else; where the rest begins."""
    text = caution(request)
    if text is None:
        return [], _PAGE
    rows = words.wrapped(text, room - 30, 15.0, bold=True)
    high = 19.0 * len(rows) + 15
    box = (_PAGE, _PAGE, _PAGE + room, _PAGE + high)
    nodes: list[Node] = [
        Rect(box, Style(fill=colours.paper, stroke=colours.text, width=1.6), 6, "tp-caution"),
        Rect((box[0], box[1], box[0] + 7, box[3]), Style(fill=colours.text), 3, "tp-caution"),
    ]
    for number, row in enumerate(rows):
        nodes.append(Text(_PAGE + 18, _PAGE + 21 + 19 * number, row, 15.0, colours.text, bold=True, cls="tp-caution"))
    return nodes, box[3] + 12


def _foot(
    legend: Sequence[tuple[str, str]], captions: Sequence[str], colours: Palette, names: Names, width: float, top: float
) -> tuple[list[Node], float]:
    nodes: list[Node] = []
    x, y = _PAGE, top + 20
    for key, label in legend:
        room = 34 + words.width(label, 12.5) + 16
        if x > _PAGE and x + room > width - _PAGE:
            x, y = _PAGE, y + 20
        nodes += [*sample(key, x, y - 4, colours, names), Text(x + 34, y, label, 12.5, colours.text, cls="tp-legend")]
        x += room
    y += 24
    for text in captions:
        for line in words.wrapped(text, width - 2 * _PAGE, 12.0):
            nodes.append(Text(_PAGE, y, line, 12.0, colours.quiet, cls="tp-caption"))
            y += 15
    return nodes, y + _PAGE - 11


def _legend_items(content: Content) -> list[tuple[str, str]]:
    depths = {mark.depth for mark in content.marks}
    strengths = {zone.strength for zone in content.zones}
    keys = ["asked"] if content.asked else []
    keys += ["mark"] if "superficial" in depths else []
    keys += ["deep"] if "deep" in depths else []
    keys += [strength for strength in ("essential", "spillover") if strength in strengths]
    keys += ["fibres"] if content.fibres else []
    return [(key, LEGEND[key]) for key in keys]
