"""The plate: panels with body, zones, fibres, marks and labels; title, legend and caption; all as one scene."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..body.surface import Bools, Floats, Ints
from ..limits import LIMITS
from ..text import clean
from . import words
from .asked import Asked
from .content import Content, DiagramRequest, Mark, ZoneItem, positions
from .framing import Panel, moved
from .labels import CELL, LINE, MARK, SIZE, Layout, Placed, Wanted, place
from .palettes import Palette
from .paths import box_path, even, lines, polygons, ribbon, smooth_rings, thinned, thinning
from .scene import Circle, Clip, Definition, Dots, Edge, Fade, Group, Hatch, Node, Path, Rect, Scene, Style, Text
from .seen import drawn_marks
from .shots import Shot
from .skin import SkinMap, ZoneShape, skin_map, zone_shape
from .wording import ASKED, LEGEND, alt_text, caution, muscles, sources_line, title, unexplained_line, view_lines

_PAGE = 20.0  # margin of the page
_BETWEEN = 14.0  # between panels
_LEAST_WIDTH = 620.0  # of the page
_RADIUS = 10.0  # corners of a panel
_FADE = 36.0  # units over which the body fades out where a panel cuts it
_ARM = 5.0  # half the size of an X
_PEN = (0.75, 1.25)  # least and most width of a normal pen line
_STEPS = (0.6, 0.8, 1.0, 1.3, 1.7, 2.2)  # mm a pixel of the rasters
_PIXEL = 2.2  # page units a pixel of the rasters at most
_SPACING = 5.5  # units between the points of a zone's outline
_THIN = 1.0  # units between the points of a stroke at least
_SLIVER = 3.2  # units: a piece of a zone thinner than this at the rim of the body says nothing
_EDGES: tuple[Edge, ...] = ("left", "top", "right", "bottom")


@dataclass(frozen=True)
class _Zone:
    item: ZoneItem
    shape: ZoneShape


@dataclass(frozen=True)
class _AskedArea:
    """Pain asked about as a panel shows it. number: which it is of those asked about, from 1."""

    item: Asked
    shape: ZoneShape
    number: int


@dataclass(frozen=True)
class _Part:
    """A panel before it has a place on the page. marks: those that are seen; layout: their labels, then those of `asked`."""

    panel: Panel
    skin: SkinMap
    zones: list[_Zone]
    asked: list[_AskedArea]
    marks: Sequence[Mark]
    layout: Layout

    @property
    def width(self) -> float:
        """Of the panel with the margins for its labels."""
        return self.layout.left + self.panel.width + self.layout.right


@dataclass(frozen=True)
class _Names:
    """Ids of one picture. `key` tells its shared parts from those of another picture on the same page."""

    prefix: str
    key: str

    def own(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def shared(self, name: str) -> str:
        return f"{self.prefix}{self.key}-{name}"


def compose(request: DiagramRequest, content: Content, panels: Sequence[Panel], missing: str | None) -> Scene:
    """The whole picture. missing: what `wording.unseen_line` says."""
    shots = [panel.shot for panel in panels]
    colours, names = request.colours, _names(request, shots)
    definitions: list[Definition] = [
        Dots(names.shared("dots"), colours.spillover, 5.0, 1.05, 0.1),
        *((_hatch(names, colours),) if request.asked else ()),
        *(Fade(names.shared(f"fade-{edge}"), colours.panel, edge) for edge in _EDGES),
    ]
    seen: set[str] = set()
    drawn: list[Node] = []
    shown = drawn_marks(panels, content)
    named = request.chosen is not None
    labelled = [[area for area, parts in _labelled(panels, content) if number in parts] for number in range(len(panels))]
    parts = [
        _prepared(panel, content, marks, areas, whole=named) for panel, marks, areas in zip(panels, shown, labelled, strict=True)
    ]
    natural = sum(part.width + _BETWEEN for part in parts) - _BETWEEN + 2 * _PAGE
    # Whole units: a page that ends inside a pixel leaves a see-through line along the edge of a PNG.
    width = float(np.ceil(max(natural, _LEAST_WIDTH)))
    head, top = _head(request, colours, width - 2 * _PAGE)
    x, bottom = (width - natural) / 2 + _PAGE, top
    for part in parts:
        nodes, defs = _panel(request, content, part, (x, top), names, seen)
        definitions += defs
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
        tuple(definitions),
        (page, *head, *drawn, *foot),
    )


def _names(request: DiagramRequest, shots: Sequence[Shot]) -> _Names:
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
    return _Names(f"{request.prefix}-" if request.prefix else "", f"{first}-{digest}")


def _labelled(panels: Sequence[Panel], content: Content) -> list[tuple[Asked, list[int]]]:
    """The pain asked about, and the numbers of the panels that name it: those that show no mere rim of what others show."""
    shares = [[float((area.areas * panel.shot.shows).sum()) for panel in panels] for area in content.asked]
    return [
        (area, [number for number, share in enumerate(row) if share >= _RIM * max(row)])
        for area, row in zip(content.asked, shares, strict=True)
    ]


def _prepared(panel: Panel, content: Content, marks: Sequence[Mark], named: Sequence[Asked], *, whole: bool) -> _Part:
    """A panel with its zones and the places of the labels of its marks and of the areas `named`.

    whole: with the thinnest slivers of zones, too.
    """
    step = max((step for step in _STEPS if step * panel.scale <= _PIXEL), default=_STEPS[0])
    skin = skin_map(panel.shot, panel.window, step)
    least = 0.0 if whole else _SLIVER / panel.scale
    zones, asked = _zones(content, skin, least), _asked(content, skin, least)
    return _Part(
        panel,
        skin,
        zones,
        asked,
        marks,
        _labels(content, panel, marks, skin, zones, [area for area in asked if area.item in named]),
    )


def _panel(
    request: DiagramRequest, content: Content, part: _Part, corner: tuple[float, float], names: _Names, seen: set[str]
) -> tuple[Group, list[Definition]]:
    """A panel with its frame's corner at a place of the page; its clips."""
    skin, zones, layout = part.skin, part.zones, part.layout
    panel = moved(part.panel, corner[0] + layout.left, corner[1])
    colours, shot = request.colours, panel.shot
    box = panel.box
    clip_panel, clip_skin = names.shared(f"panel-{shot.name}"), names.shared(f"skin-{shot.name}")
    outline, tones, strokes = _base(panel, colours)
    definitions: list[Definition] = [Clip(clip_panel, box_path(*panel.drawn)), Clip(clip_skin, outline)]

    def zone_groups(strength: str, styles: Sequence[Style], named: bool) -> list[Node]:
        groups: list[Node] = []
        for zone in zones:
            if zone.item.strength != strength:
                continue
            d = _outline(zone.shape, panel)
            paths = tuple(Path(d, style) for style in styles)
            if named:
                id = _fresh(names.own(zone.item.id), shot, seen)
                groups.append(Group(paths, id, f"tp-zone tp-{strength}", f"{zone.item.label}: {LEGEND[strength]}"))
            else:
                groups += paths
        return groups

    dotted = Style(fill=names.shared("dots"), stroke=colours.spillover_edge, width=1.1, dash=(4.2, 2.8), evenodd=True)
    under = Style(fill=colours.skin, evenodd=True)
    solid = Style(fill=colours.essential, stroke=colours.essential_edge, width=1.3, evenodd=True)
    body: list[Node] = [
        Path(outline, Style(fill=colours.skin, evenodd=True), "tp-skin"),
        tones,
        Group(tuple(zone_groups("spillover", (dotted,), True)), clip=clip_skin),
        Group(tuple(zone_groups("essential", (under,), False)), clip=clip_skin),
        _fibres(content, panel, skin, colours),
        # One opacity for all of them: where two overlap, the colour stays the same.
        Group(tuple(zone_groups("essential", (solid,), True)), clip=clip_skin, opacity=colours.essential_opacity),
        *_asked_groups(part, panel, colours, clip_skin, names, seen),
        strokes,
    ]
    fades = _fades(panel, names)
    frame = (box[0] - layout.left, box[1], box[2] + layout.right, box[3])
    marks = [
        _mark(mark, label.shifted(panel.x, panel.y), colours, _fresh(names.own(mark.id), shot, seen))
        for mark, label in zip(part.marks, layout.labels, strict=False)  # the labels of what was asked about come after them
    ]
    pointers = [_asked_label(label.shifted(panel.x, panel.y), colours) for label in layout.labels[len(part.marks) :]]
    captions = _captions(shot, frame, colours)
    return (
        Group(
            (
                Rect(frame, Style(fill=colours.panel), _RADIUS, "tp-panel"),
                Group((*body, *fades), clip=clip_panel),
                Rect(frame, Style(stroke=colours.quiet, stroke_opacity=0.28, width=0.8), _RADIUS),
                *pointers,
                *(behind for behind, _ in marks),
                *(group for _, group in marks),
                *captions,
            ),
            names.shared(f"view-{shot.name}"),
            "tp-view",
            ", ".join(view_lines(shot)),
        ),
        definitions,
    )


def _fresh(id: str, shot: Shot, seen: set[str]) -> str:
    """The id, with the view added when an earlier panel has it."""
    fresh = id if id not in seen else f"{id}-{shot.name}"
    seen.add(fresh)
    return fresh


def _zones(content: Content, skin: SkinMap, least: float) -> list[_Zone]:
    """The zones as they are seen. Pieces thinner than `least` mm are left out: views that choose themselves show them better."""
    found = []
    for item in content.zones:
        shape = zone_shape(skin, item.patches, mirrored=item.side == "right")
        shape = _without_slivers(shape, least)
        if shape is not None:
            found.append(_Zone(item, shape))
    return found


def _asked(content: Content, skin: SkinMap, least: float) -> list[_AskedArea]:
    """The pain asked about as it is seen, without pieces thinner than `least` mm."""
    found = []
    for number, item in enumerate(content.asked, start=1):
        shape = _without_slivers(item.shape(skin), least)
        if shape is not None:
            found.append(_AskedArea(item, shape, number))
    return found


def _without_slivers(shape: ZoneShape | None, least: float) -> ZoneShape | None:
    if shape is None:
        return None
    rings = tuple(ring for ring in shape.rings if _thickness(ring) > least)
    if not rings:
        return None
    # The same object when nothing is left out: what is made of it is kept.
    return shape if len(rings) == len(shape.rings) else ZoneShape(rings, shape.inside)


def _hatch(names: _Names, colours: Palette) -> Hatch:
    return Hatch(names.shared("hatch"), colours.asked, colours.halo, 10.0, 1.0)


def _asked_styles(colours: Palette, names: _Names) -> tuple[Style, ...]:
    """Hatching, then a broad dashed edge on a light one: on skin, on a zone and in a copy without colours it is seen alike."""
    return (
        Style(fill=names.shared("hatch"), fill_opacity=0.75, evenodd=True),
        Style(stroke=colours.halo, width=5.2, stroke_opacity=0.9),
        Style(stroke=colours.asked, width=2.8, dash=(9.0, 4.5)),
    )


def _asked_groups(part: _Part, panel: Panel, colours: Palette, clip: str, names: _Names, seen: set[str]) -> Iterator[Group]:
    """The pain asked about, over the zones and under the pen strokes."""
    for area in part.asked:
        d = _outline(area.shape, panel)
        paths = tuple(Path(d, style) for style in _asked_styles(colours, names))
        id = _fresh(names.own(f"asked-{area.number}"), panel.shot, seen)
        yield Group((Group(paths, id, "tp-asked", f"{ASKED} {area.item.label}"),), clip=clip)


def _thickness(ring: Floats) -> float:
    """How thick the shape in a ring (N, 2) is, roughly: of a long strip its width."""
    after = np.roll(ring, -1, axis=0)
    area = abs(float((ring[:, 0] * after[:, 1] - after[:, 0] * ring[:, 1]).sum())) / 2
    return 2 * area / max(float(np.hypot(*(after - ring).T).sum()), 1e-9)


def _fibres(content: Content, panel: Panel, skin: SkinMap, colours: Palette) -> Group:
    """Thin lines that taper towards their ends; only what is seen."""
    shapes: list[str] = []
    for line in content.fibres:
        flat = panel.shot.camera.project(positions(line.anchors, panel.shot.figure, line.side))
        for run in _runs(skin.sees(flat, 6.0)):
            if len(run) > 2:
                shapes.append(_fibre(panel.page(_calm(flat[run, :2]))))
    return Group((Path("".join(shapes), _fibre_style(colours)),) if shapes else (), cls="tp-fibres")


def _fibre(points: Floats) -> str:
    """Path data of one fibre along points (N, 2) of the page."""
    line = even(points, 5.0, closed=False)
    share = np.linspace(0, 1, len(line))
    return ribbon(line, 1.5 * np.sqrt(np.sin(np.pi * share).clip(0.02, 1)))


def _fibre_style(colours: Palette) -> Style:
    return Style(fill=colours.fibre, fill_opacity=0.68)


def _calm(points: Floats) -> Floats:
    """A line (N, 2) without the small bends that it takes from the mesh; its ends stay."""
    for _ in range(8):
        inner = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        points = np.concatenate([points[:1], inner, points[-1:]])
    return points


def _runs(mask: Bools) -> list[Ints]:
    """Stretches of True, as indices."""
    where = np.flatnonzero(mask)
    return np.split(where, np.flatnonzero(np.diff(where) > 1) + 1) if len(where) else []


def _inside(panel: Panel, points: Floats) -> bool:
    """Whether a line or ring may come into the window."""
    u0, v0, u1, v1 = panel.window
    low, high = points.min(0), points.max(0)
    return bool(high[0] > u0 and low[0] < u1 and high[1] > v0 and low[1] < v1)


@lru_cache(maxsize=64)
def _outline(shape: ZoneShape, panel: Panel) -> str:
    """Path data of a zone."""
    return smooth_rings((panel.page(ring) for ring in shape.rings), _SPACING)


@lru_cache(maxsize=16)
def _base(panel: Panel, colours: Palette) -> tuple[str, Group, Group]:
    """The base drawing in its place: path data of its outline, its tones, its strokes. Kept: the next picture may be of it."""
    outline = polygons(thinned(panel.page(ring)) for ring in panel.shot.art.outline)
    pen = float(np.clip(panel.shot.art.pen * panel.scale, *_PEN))
    return outline, _tones(panel, colours), _strokes(panel, pen, colours)


def _tones(panel: Panel, colours: Palette) -> Group:
    shades = (
        Path(
            polygons(thinned(panel.page(ring)) for ring in tone.rings if _inside(panel, ring)),
            Style(fill=colours.shade, fill_opacity=tone.opacity, evenodd=True),
        )
        for tone in panel.shot.art.tones
    )
    return Group(tuple(shades), cls="tp-tone")


def _strokes(panel: Panel, pen: float, colours: Palette) -> Group:
    inked: list[str] = []
    for stroke in panel.shot.art.strokes:
        if not _inside(panel, stroke.points):
            continue
        points = panel.page(stroke.points)
        if stroke.filled:
            inked.append(polygons([points]))
        else:
            kept = thinning(points, _THIN)
            inked.append(ribbon(points[kept], stroke.widths[kept] * pen))
    return Group((Path("".join(inked), Style(fill=colours.ink)),) if inked else (), cls="tp-line")


def _fades(panel: Panel, names: _Names) -> list[Node]:
    """Paper over the edges at which the panel cuts the body."""
    u0, v0, u1, v1 = panel.window
    rings = panel.shot.art.outline
    low, high = np.min([ring.min(0) for ring in rings], axis=0), np.max([ring.max(0) for ring in rings], axis=0)
    beyond = (low[0] < u0, low[1] < v0, high[0] > u1, high[1] > v1)
    left, top, right, bottom = panel.drawn
    depth = max(_FADE, 40.0 * panel.scale) if panel.shot.close_up else _FADE
    # One unit more than the drawing: no hair of it may show at the rim.
    boxes = (
        (left - 1, top - 1, left + depth, bottom + 1),
        (left - 1, top - 1, right + 1, top + depth),
        (right - depth, top - 1, right + 1, bottom + 1),
        (left - 1, bottom - depth, right + 1, bottom + 1),
    )
    return [
        Rect(box, Style(fill=names.shared(f"fade-{edge}")))
        for edge, box, cut, goes_on in zip(_EDGES, boxes, panel.shot.cut_edges, beyond, strict=True)
        if cut or goes_on
    ]


def _labels(
    content: Content, panel: Panel, marks: Sequence[Mark], skin: SkinMap, zones: Sequence[_Zone], asked: Sequence[_AskedArea]
) -> Layout:
    """The labels of the marks that are seen, then of the pain asked about, from the corner of the panel."""
    at = [panel.page(panel.shot.camera.project(mark.position(panel.shot.figure)))[0] for mark in marks]
    wanted = [Wanted(_label_lines(mark.label), (float(x), float(y))) for mark, (x, y) in zip(marks, at, strict=True)]
    if not (wanted or asked):
        return Layout(())
    cost = _cost(content, panel, skin, zones, asked)
    for area in asked:
        place_ = _pointed_at(area, panel, skin, cost, [label.mark for label in wanted])
        if place_ is not None:
            wanted.append(Wanted(_label_lines(f"{ASKED} {_short(area.item.label)}"), place_))
    return place(wanted, (panel.width, panel.height), cost, crowded=bool(content.asked)) if wanted else Layout(())


_RIM = 0.3  # share of the pain asked about, of the most that a panel shows, from which a panel names it
_LONGEST = 70  # letters of a label of the pain asked about; the title has all of it
_HATCHED = 1.0  # cost of a label on the pain asked about where no zone is
_ON_ZONE = 30.0  # units by which a place on a zone is worse to point to
_APART = 80.0  # units from an X within which a place is the worse the nearer it is
_INSIDE = 2  # cells inside the edge of the area
_ROOM = 14.0  # units between the frame and the point to which such a label points


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}\u2026"


def _pointed_at(
    area: _AskedArea, panel: Panel, skin: SkinMap, cost: Floats, marks: Sequence[tuple[float, float]]
) -> tuple[float, float] | None:
    """The place in an area to which its label points, None when it has no room.

    A little inside its edge, near to free paper, rather off the zones and away from every X.
    """
    row, column, within = _cells(panel, skin, cost.shape)
    inside = (area.shape.inside & skin.covered)[row, column] & within
    for depth in (_INSIDE, 0):
        row, column = np.nonzero(_eroded(inside, depth))
        points: Floats = np.stack([column, row], axis=1).astype(np.float64) * CELL + CELL / 2
        free = ((points > _ROOM) & (points < np.array([panel.width, panel.height]) - _ROOM)).all(1)
        for x, y in marks:
            free &= (np.abs(points - np.array([x, y])) > 2 * MARK).any(1)
        points = points[free]
        if len(points):
            break
    else:
        return None
    # One in a few is enough, and keeps a large area quick.
    points = points[:: 1 + len(points) // 300]
    at = (points / CELL).astype(np.int64)
    price: Floats = np.where(cost[at[:, 1], at[:, 0]] > _HATCHED, _ON_ZONE, 0.0)
    row, column = np.nonzero(cost[::3, ::3] == 0)
    if len(row):
        paper: Floats = np.stack([column, row], axis=1).astype(np.float64) * 3 * CELL + CELL / 2
        price = price + _nearest(points, paper)
    if len(marks):
        price = price + np.maximum(_APART - _nearest(points, np.array(marks)), 0.0) / 2
    best = points[int(np.argmin(np.round(price, 3)))]
    return float(best[0]), float(best[1])


def _nearest(points: Floats, others: Floats) -> Floats:
    """(N,) how far each of the points (N, 2) is from the nearest of others (M, 2)."""
    return np.array([float(np.hypot(*(others - point).T).min()) for point in points])


def _eroded(mask: Bools, times: int) -> Bools:
    """The mask without its outermost cells, `times` over."""
    for _ in range(times):
        padded = np.pad(mask, 1)
        mask = mask & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask


def _label_lines(label: str) -> tuple[str, ...]:
    longest = max(words.width(word, SIZE, bold=True) for word in label.split())
    return tuple(words.wrapped(label, min(max(150.0, longest), 240.0), SIZE, bold=True))


def _cost(content: Content, panel: Panel, skin: SkinMap, zones: Sequence[_Zone], asked: Sequence[_AskedArea]) -> Floats:
    """What it costs to write on each cell of the panel: paper nothing, skin a little, zones much."""
    rows, columns = int(np.ceil(panel.height / CELL)) + 1, int(np.ceil(panel.width / CELL)) + 1
    row, column, inside = _cells(panel, skin, (rows, columns))

    def look(image: Bools) -> Bools:
        found: Bools = image[row, column]
        return found

    body = look(skin.covered)
    cost = np.where(body, 0.35, 0.0)
    # The outline of the body: a word across it is hard to read.
    rim = np.zeros_like(body)
    rim[1:, :] |= body[1:, :] != body[:-1, :]
    rim[:, 1:] |= body[:, 1:] != body[:, :-1]
    cost[rim] = 1.6
    for line in content.fibres:
        at = panel.page(panel.shot.camera.project(positions(line.anchors, panel.shot.figure, line.side)))
        cells = np.floor((at - np.array([panel.x, panel.y])) / CELL).astype(np.int64)
        cells = cells[((cells >= 0) & (cells < [columns, rows])).all(1)]
        cost[cells[:, 1], cells[:, 0]] = 1.6
    for zone in zones:
        cost = np.where(look(zone.shape.inside), 4.0 if zone.item.strength == "essential" else 2.5, cost)
    for area in asked:
        cost = np.where(look(area.shape.inside), np.maximum(cost, _HATCHED), cost)
    return np.where(inside, cost, 0.0)


def _cells(panel: Panel, skin: SkinMap, shape: tuple[int, ...]) -> tuple[Ints, Ints, Bools]:
    """Row (R, 1) and column (1, C) of the pixel under each cell of a panel, the nearest one beyond the window; (R, C) inside."""
    u = panel.window[0] + (np.arange(shape[1]) + 0.5) * CELL / panel.scale
    v = panel.window[1] + (np.arange(shape[0]) + 0.5) * CELL / panel.scale
    column = np.round((u - skin.origin[0]) / skin.step).astype(np.int64)
    row = np.round((v - skin.origin[1]) / skin.step).astype(np.int64)
    inside = ((row >= 0) & (row < skin.size[0]))[:, None] & ((column >= 0) & (column < skin.size[1]))[None, :]
    return np.clip(row, 0, skin.size[0] - 1)[:, None], np.clip(column, 0, skin.size[1] - 1)[None, :], inside


def _mark(mark: Mark, label: Placed, colours: Palette, id: str) -> tuple[Group, Group]:
    """What lies behind every X (leader, halo, ring), and the X with its label."""
    x, y = label.mark
    ends = np.array([[x, y]]) + np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]]) * _ARM
    cross = lines([ends[:2], ends[2:]])
    leader = lines([np.array([label.start, label.end])])
    behind: list[Node] = []
    if leader:
        behind += [
            Path(leader, Style(stroke=colours.halo, width=2.8, stroke_opacity=0.85)),
            Path(leader, Style(stroke=colours.mark, width=0.8)),
        ]
    if mark.depth == "deep":
        behind += [
            Circle(x, y, _ARM + 3.4, Style(stroke=colours.halo, width=3.6)),
            Circle(x, y, _ARM + 3.4, Style(stroke=colours.mark, width=1.2)),
        ]
    behind.append(Path(cross, Style(stroke=colours.halo, width=5.4)))
    nodes: list[Node] = [Path(cross, Style(stroke=colours.mark, width=2.3), "tp-x")]
    for number, line in enumerate(label.lines):
        nodes += _haloed(label, number, line, colours.text, colours.halo)
    return (
        Group(tuple(behind), cls="tp-leader"),
        Group(tuple(nodes), id, f"tp-mark tp-{mark.depth}", f"{mark.label}, {LEGEND['mark']}, {mark.depth}"),
    )


def _haloed(label: Placed, number: int, line: str, colour: str, halo: str) -> list[Node]:
    """One line of a label, set against the side of its box that the leader meets."""
    x0, y0, x1, _ = label.box
    base = y0 + 1 + LINE * number + 12.2
    if label.mark[0] < x0:
        return [Text(x0 + 3, base, line, SIZE, colour, bold=True, cls="tp-label", halo=halo)]
    if label.mark[0] > x1:
        return [Text(x1 - 3, base, line, SIZE, colour, bold=True, anchor="end", cls="tp-label", halo=halo)]
    return [Text((x0 + x1) / 2, base, line, SIZE, colour, bold=True, anchor="middle", cls="tp-label", halo=halo)]


def _asked_label(label: Placed, colours: Palette) -> Group:
    """The name of the pain asked about, and a line from it to a dot on its edge."""
    line = lines([np.array([label.start, label.mark])])
    nodes: list[Node] = []
    if line:
        nodes += [
            Path(line, Style(stroke=colours.halo, width=3.4, stroke_opacity=0.85)),
            Path(line, Style(stroke=colours.asked, width=1.2)),
        ]
    nodes.append(Circle(*label.mark, 3.4, Style(fill=colours.asked, stroke=colours.halo, width=1.2)))
    for number, words_ in enumerate(label.lines):
        nodes += _haloed(label, number, words_, colours.asked, colours.halo)
    return Group(tuple(nodes), cls="tp-asked-label")


def _captions(shot: Shot, frame: tuple[float, float, float, float], colours: Palette) -> list[Node]:
    name, where = view_lines(shot)
    middle, below = (frame[0] + frame[2]) / 2, frame[3]
    return [
        Text(middle, below + 18, name, 14.5, colours.text, bold=True, anchor="middle", cls="tp-view-name"),
        Text(middle, below + 34, where, 12.5, colours.quiet, anchor="middle", cls="tp-view-side"),
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
    legend: Sequence[tuple[str, str]], captions: Sequence[str], colours: Palette, names: _Names, width: float, top: float
) -> tuple[list[Node], float]:
    nodes: list[Node] = []
    x, y = _PAGE, top + 20
    for key, label in legend:
        room = 34 + words.width(label, 12.5) + 16
        if x > _PAGE and x + room > width - _PAGE:
            x, y = _PAGE, y + 20
        nodes += [*_sample(key, x, y - 4, colours, names), Text(x + 34, y, label, 12.5, colours.text, cls="tp-legend")]
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


def _sample(key: str, x: float, y: float, colours: Palette, names: _Names) -> list[Node]:
    """A small example of a sign, 26 units wide, its middle at y."""
    box = (x, y - 6.5, x + 26, y + 6.5)
    if key in ("mark", "deep"):
        ends = np.array([[x + 13, y]]) + np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]]) * _ARM
        ring = [Circle(x + 13, y, _ARM + 3.4, Style(stroke=colours.mark, width=1.2))] if key == "deep" else []
        return [*ring, Path(lines([ends[:2], ends[2:]]), Style(stroke=colours.mark, width=2.3))]
    if key == "asked":
        hatch, edge, dashes = _asked_styles(colours, names)
        ground = Rect(box, Style(fill=colours.skin), 3)
        return [ground, *(Rect(box, replace(style, width=0.8 * style.width), 3) for style in (hatch, edge, dashes))]
    if key == "essential":
        ground = Rect(box, Style(fill=colours.skin), 3)
        fill = Style(fill=colours.essential, fill_opacity=colours.essential_opacity, stroke=colours.essential_edge, width=1.2)
        return [ground, Rect(box, fill, 3)]
    if key == "spillover":
        return [
            Rect(box, Style(fill=colours.skin), 3),
            Rect(box, Style(fill=names.shared("dots"), stroke=colours.spillover_edge, width=1.1, dash=(4.2, 2.8)), 3),
        ]
    bent = np.array([[x, y], [x + 6, y - 1.2], [x + 13, y - 1.6], [x + 20, y - 1.2], [x + 26, y]])
    return [Path("".join(_fibre(bent + np.array([0.0, shift])) for shift in (-3.0, 1.0, 5.0)), _fibre_style(colours))]
