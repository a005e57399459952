"""One panel: the body in one view with zones, fibres, marks and labels, as a group of a scene. What it says is given to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress

import numpy as np

from ..body.surface import Bools, Floats, Ints
from . import words
from .asked import Asked
from .content import Content, Mark, ZoneItem, positions
from .framing import Panel, moved
from .labels import CELL, LINE, MARK, SIZE, Layout, Placed, Wanted, lone, place
from .palettes import Palette
from .paths import box_path, even, lines, polygons, ribbon, smooth_rings, thinned, thinning
from .scene import Box, Circle, Clip, Definition, Dots, Edge, Fade, Group, Hatch, Node, Path, Rect, Style, Text
from .shots import Shot
from .skin import SkinMap, ZoneShape, skin_map, zone_shape

_RADIUS = 10.0  # corners of a panel
_FADE = 36.0  # units over which the body fades out where a panel cuts it
ARM = 5.0  # half the size of an X
_PEN = (0.75, 1.25)  # least and most width of a normal pen line
_STEPS = (0.6, 0.8, 1.0, 1.3, 1.7, 2.2)  # mm a pixel of the rasters
_PIXEL = 2.2  # page units a pixel of the rasters at most
_SPACING = 5.5  # units between the points of a zone's outline
_THIN = 1.0  # units between the points of a stroke at least
_SLIVER = 3.2  # units: a piece of a zone thinner than this at the rim of the body says nothing
_NAME, _WHERE = 14.5, 12.5  # sizes of what stands below a panel
CAPTION = 16.0  # units from one line below a panel to the next
_EDGES: tuple[Edge, ...] = ("left", "top", "right", "bottom")


@dataclass(frozen=True)
class Pens:
    """How broad things are drawn. arm: half the size of an X; body: the lines of the body, times their own width; leader: the
    lines to labels; fibre: a muscle fibre; halo: what sets an X off."""

    arm: float = ARM
    body: float = 1.0
    leader: float = 0.8
    fibre: float = 1.5
    halo: float = 5.4


PLATE_PENS = Pens()


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
class Part:
    """A panel before it has a place on the page.

    fibres: u, v, depth (N, 3) mm of every line. marks: those that are seen; layout: their labels, then those of `asked`.
    """

    panel: Panel
    skin: SkinMap
    zones: list[_Zone]
    asked: list[_AskedArea]
    fibres: list[Floats]
    marks: Sequence[Mark]
    layout: Layout

    @property
    def width(self) -> float:
        """Of the panel with the margins for its labels."""
        return self.layout.left + self.panel.width + self.layout.right


@dataclass(frozen=True)
class Names:
    """Ids of one picture. `key` tells its shared parts from those of another picture on the same page."""

    prefix: str
    key: str

    def own(self, name: str) -> str:
        """The id of something that the data name."""
        return f"{self.prefix}{name}"

    def shared(self, name: str) -> str:
        """The id of a part of the drawing."""
        return f"{self.prefix}{self.key}-{name}"


@dataclass(frozen=True)
class Said:
    """What a panel says.

    zone, mark, asked: their titles. label: what is written at the pain asked about, from its label; "" for nothing. view: its
    name, and where the patient's right is. wraps: that these are broken into lines as wide as the frame.
    """

    zone: Callable[[ZoneItem], str]
    mark: Callable[[Mark], str]
    asked: Callable[[Asked], str]
    label: Callable[[str], str]
    view: Callable[[Shot], tuple[str, str]]
    wraps: bool = False

    def captions(self, shot: Shot, room: float) -> list[tuple[str, bool]]:
        """The lines below a frame `room` units wide, and whether each is part of the name of the view."""
        name, where = self.view(shot)
        if not self.wraps:
            return [(name, True), (where, False)]
        names = words.balanced(name, room, _NAME, bold=True)
        return [*((line, True) for line in names), *((line, False) for line in words.balanced(where, room, _WHERE))]

    def caption_lines(self, shot: Shot, room: float) -> int:
        """How many lines `captions` has: balanced text is broken into as many as any."""
        if not self.wraps:
            return 2
        name, where = self.view(shot)
        return len(words.wrapped(name, room, _NAME, bold=True)) + len(words.wrapped(where, room, _WHERE))


def definitions(names: Names, colours: Palette, *, asked: bool) -> list[Definition]:
    """What all panels of a picture share: dots, hatching and fades."""
    return [
        Dots(names.shared("dots"), colours.spillover, 5.0, 1.05, 0.1),
        *((_hatch(names, colours),) if asked else ()),
        *(Fade(names.shared(f"fade-{edge}"), colours.panel, edge) for edge in _EDGES),
    ]


def prepared(panel: Panel, content: Content, marks: Sequence[Mark], named: Sequence[Asked], said: Said, *, whole: bool) -> Part:
    """A panel with its zones and the places of the labels of its marks and of the areas `named`. A mark may have no label.

    whole: with the thinnest slivers of zones, too.
    """
    step = max((step for step in _STEPS if step * panel.scale <= _PIXEL), default=_STEPS[0])
    skin = skin_map(panel.shot, panel.window, step)
    least = 0.0 if whole else _SLIVER / panel.scale
    zones, asked = _zones(content, skin, least), _asked(content, skin, least)
    look, figure = panel.shot.camera, panel.shot.figure
    fibres = [look.project(positions(line.anchors, figure, line.side)) for line in content.fibres]
    bare = Part(panel, skin, zones, asked, fibres, marks, Layout(()))
    return replace(bare, layout=_labels(content, bare, [area for area in asked if area.item in named], said))


def resized(part: Part, scale: float, content: Content, marks: Sequence[Mark], said: Said) -> Part:
    """The panel in another size not far from its own, with other marks: what it shows is not made again."""
    bare = replace(part, panel=replace(part.panel, scale=scale), marks=marks)
    return replace(bare, layout=_labels(content, bare, (), said))


def draw_panel(
    colours: Palette,
    content: Content,
    part: Part,
    corner: tuple[float, float],
    names: Names,
    said: Said,
    seen: set[str],
    pens: Pens = PLATE_PENS,
) -> tuple[Group, list[Definition]]:
    """A panel with its frame's corner at a place of the page; its clips. seen: ids that stand on the page; grows."""
    skin, zones, layout = part.skin, part.zones, part.layout
    panel = moved(part.panel, corner[0] + layout.left, corner[1])
    shot, box = panel.shot, panel.box
    clip_panel, clip_skin = names.shared(f"panel-{shot.name}"), names.shared(f"skin-{shot.name}")
    outline, tones, strokes = _base(panel, colours, pens.body)
    clips: list[Definition] = [Clip(clip_panel, box_path(*panel.drawn)), Clip(clip_skin, outline)]

    def zone_groups(strength: str, styles: Sequence[Style], named: bool) -> list[Node]:
        groups: list[Node] = []
        for zone in zones:
            if zone.item.strength != strength:
                continue
            d = _outline(zone.shape, panel)
            paths = tuple(Path(d, style) for style in styles)
            if named:
                id = _fresh(names.own(zone.item.id), shot, seen)
                groups.append(Group(paths, id, f"tp-zone tp-{strength}", said.zone(zone.item)))
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
        _fibres(part.fibres, panel, skin, colours, pens.fibre),
        # One opacity for all of them: where two overlap, the colour stays the same.
        Group(tuple(zone_groups("essential", (solid,), True)), clip=clip_skin, opacity=colours.essential_opacity),
        *_asked_groups(part, panel, colours, clip_skin, names, said, seen),
        strokes,
    ]
    fades = _fades(panel, names)
    frame = (box[0] - layout.left, box[1], box[2] + layout.right, box[3])
    marks = [
        _mark(mark, label.shifted(panel.x, panel.y), colours, _fresh(names.own(mark.id), shot, seen), said, pens)
        for mark, label in zip(part.marks, layout.labels, strict=False)  # the labels of what was asked about come after them
    ]
    pointers = [_asked_label(label.shifted(panel.x, panel.y), colours) for label in layout.labels[len(part.marks) :]]
    captions = _captions(said.captions(shot, frame[2] - frame[0]), frame, colours)
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
            ", ".join(filter(None, said.view(shot))),
        ),
        clips,
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


def _hatch(names: Names, colours: Palette) -> Hatch:
    return Hatch(names.shared("hatch"), colours.asked, colours.halo, 10.0, 1.0)


def _asked_styles(colours: Palette, names: Names) -> tuple[Style, ...]:
    """Hatching, then a broad dashed edge on a light one: on skin, on a zone and in a copy without colours it is seen alike."""
    return (
        Style(fill=names.shared("hatch"), fill_opacity=0.75, evenodd=True),
        Style(stroke=colours.halo, width=5.2, stroke_opacity=0.9),
        Style(stroke=colours.asked, width=2.8, dash=(9.0, 4.5)),
    )


def _asked_groups(
    part: Part, panel: Panel, colours: Palette, clip: str, names: Names, said: Said, seen: set[str]
) -> Iterator[Group]:
    """The pain asked about, over the zones and under the pen strokes."""
    for area in part.asked:
        d = _outline(area.shape, panel)
        paths = tuple(Path(d, style) for style in _asked_styles(colours, names))
        id = _fresh(names.own(f"asked-{area.number}"), panel.shot, seen)
        yield Group((Group(paths, id, "tp-asked", said.asked(area.item)),), clip=clip)


def _thickness(ring: Floats) -> float:
    """How thick the shape in a ring (N, 2) is, roughly: of a long strip its width."""
    after = np.roll(ring, -1, axis=0)
    area = abs(float((ring[:, 0] * after[:, 1] - after[:, 0] * ring[:, 1]).sum())) / 2
    return 2 * area / max(float(np.hypot(*(after - ring).T).sum()), 1e-9)


def _fibres(fibres: Sequence[Floats], panel: Panel, skin: SkinMap, colours: Palette, broad: float) -> Group:
    """Thin lines that taper towards their ends; only what is seen."""
    shapes: list[str] = []
    for flat in fibres:
        for run in _runs(skin.sees(flat, 6.0)):
            if len(run) > 2:
                shapes.append(_fibre(panel.page(_calm(flat[run, :2])), broad))
    return Group((Path("".join(shapes), _fibre_style(colours)),) if shapes else (), cls="tp-fibres")


def _fibre(points: Floats, broad: float = PLATE_PENS.fibre) -> str:
    """Path data of one fibre along points (N, 2) of the page, so broad in its middle."""
    line = even(points, 5.0, closed=False)
    share = np.linspace(0, 1, len(line))
    return ribbon(line, broad * np.sqrt(np.sin(np.pi * share).clip(0.02, 1)))


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


@lru_cache(maxsize=32)
def _extents(shot: Shot) -> tuple[tuple[Floats, ...], Floats]:
    """Lowest and highest u, v (N, 4) of the rings of every tone of a base drawing, and of its strokes."""

    def found(lines: Iterable[Floats]) -> Floats:
        return np.array([(*line.min(0), *line.max(0)) for line in lines]).reshape(-1, 4)

    return tuple(found(tone.rings) for tone in shot.art.tones), found(stroke.points for stroke in shot.art.strokes)


def _inside(panel: Panel, extents: Floats) -> list[bool]:
    """Which lines or rings, by their extents (N, 4), may come into the window."""
    u0, v0, u1, v1 = panel.window
    left, top, right, bottom = extents.T
    found: list[bool] = ((right > u0) & (left < u1) & (bottom > v0) & (top < v1)).tolist()
    return found


@lru_cache(maxsize=64)
def _outline(shape: ZoneShape, panel: Panel) -> str:
    """Path data of a zone."""
    return smooth_rings((panel.page(ring) for ring in shape.rings), _SPACING)


@lru_cache(maxsize=16)
def _base(panel: Panel, colours: Palette, broad: float) -> tuple[str, Group, Group]:
    """The base drawing in its place: path data of its outline, its tones, its strokes. Kept: the next picture may be of it."""
    outline = polygons(thinned(panel.page(ring)) for ring in panel.shot.art.outline)
    pen = broad * float(np.clip(panel.shot.art.pen * panel.scale, *_PEN))
    return outline, _tones(panel, colours), _strokes(panel, pen, colours)


def _tones(panel: Panel, colours: Palette) -> Group:
    shades = []
    for tone, extents in zip(panel.shot.art.tones, _extents(panel.shot)[0], strict=True):
        rings = compress(tone.rings, _inside(panel, extents))
        style = Style(fill=colours.shade, fill_opacity=tone.opacity, evenodd=True)
        shades.append(Path(polygons(thinned(panel.page(ring)) for ring in rings), style))
    return Group(tuple(shades), cls="tp-tone")


def _strokes(panel: Panel, pen: float, colours: Palette) -> Group:
    inked: list[str] = []
    for stroke in compress(panel.shot.art.strokes, _inside(panel, _extents(panel.shot)[1])):
        points = panel.page(stroke.points)
        if stroke.filled:
            inked.append(polygons([points]))
        else:
            kept = thinning(points, _THIN)
            inked.append(ribbon(points[kept], stroke.widths[kept] * pen))
    return Group((Path("".join(inked), Style(fill=colours.ink)),) if inked else (), cls="tp-line")


def _fades(panel: Panel, names: Names) -> list[Node]:
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


def _labels(content: Content, part: Part, asked: Sequence[_AskedArea], said: Said) -> Layout:
    """The labels of the marks that are seen, then of the pain asked about, from the corner of the panel.

    A mark without a label of its own gets a line from that of another of its muscle, where there is one.
    """
    panel, marks = part.panel, part.marks
    flat = [panel.page(panel.shot.camera.project(mark.position(panel.shot.figure)))[0] for mark in marks]
    at = [(float(x), float(y)) for x, y in flat]
    labelled = [number for number, mark in enumerate(marks) if mark.label]
    wanted = [Wanted(_label_lines(marks[number].label), at[number]) for number in labelled]
    bare = [place_ for mark, place_ in zip(marks, at, strict=True) if not mark.label]
    named = [area for area in asked if said.label(area.item.label)]
    if not (wanted or named):
        return Layout(tuple(lone(place_) for place_ in at))
    cost = _cost(part, asked)
    for area in named:
        place_ = _pointed_at(area, panel, part.skin, cost, at)
        if place_ is not None:
            wanted.append(Wanted(_label_lines(said.label(_short(area.item.label))), place_))
    if not wanted:
        return Layout(tuple(lone(place_) for place_ in at))
    layout = place(wanted, (panel.width, panel.height), cost, bare, crowded=bool(content.asked))
    if not bare:
        return layout
    own = {marks[number].owner: label for number, label in zip(labelled, layout.labels, strict=False)}
    rows = iter(layout.labels)
    shown = [next(rows) if mark.label else lone(place_, own.get(mark.owner)) for mark, place_ in zip(marks, at, strict=True)]
    return replace(layout, labels=(*shown, *rows))


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


def _cost(part: Part, asked: Sequence[_AskedArea]) -> Floats:
    """What it costs to write on each cell of the panel: paper nothing, skin a little, zones much."""
    panel, skin = part.panel, part.skin
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
    if part.fibres:
        flat = np.concatenate(part.fibres)
        cells = np.floor((panel.page(flat) - np.array([panel.x, panel.y])) / CELL).astype(np.int64)
        cells = cells[((cells >= 0) & (cells < [columns, rows])).all(1)]
        cost[cells[:, 1], cells[:, 0]] = 1.6
    for zone in part.zones:
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


def _mark(mark: Mark, label: Placed, colours: Palette, id: str, said: Said, pens: Pens) -> tuple[Group, Group]:
    """What lies behind every X (leader, halo, ring), and the X with its label."""
    x, y = label.mark
    arm, share = pens.arm, pens.arm / ARM
    ring = arm + 3.4 * share
    ends = np.array([[x, y]]) + np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]]) * arm
    cross = lines([ends[:2], ends[2:]])
    leader = lines([np.array([label.start, label.end])])
    behind: list[Node] = []
    if leader:
        behind += [
            Path(leader, Style(stroke=colours.halo, width=2.8, stroke_opacity=0.85)),
            Path(leader, Style(stroke=colours.mark, width=pens.leader)),
        ]
    if mark.depth == "deep":
        behind += [
            Circle(x, y, ring, Style(stroke=colours.halo, width=3.6 * share)),
            Circle(x, y, ring, Style(stroke=colours.mark, width=1.2)),
        ]
    behind.append(Path(cross, Style(stroke=colours.halo, width=pens.halo * share)))
    nodes: list[Node] = [Path(cross, Style(stroke=colours.mark, width=2.3 * share), "tp-x")]
    for number, line in enumerate(label.lines):
        nodes += _haloed(label, number, line, colours.text, colours.halo)
    return (
        Group(tuple(behind), cls="tp-leader"),
        Group(tuple(nodes), id, f"tp-mark tp-{mark.depth}", said.mark(mark)),
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


def _captions(rows: Sequence[tuple[str, bool]], frame: Box, colours: Palette) -> list[Node]:
    middle, y = (frame[0] + frame[2]) / 2, frame[3] + 18
    nodes: list[Node] = []
    for text, named in rows:
        size, colour = (_NAME, colours.text) if named else (_WHERE, colours.quiet)
        cls = "tp-view-name" if named else "tp-view-side"
        nodes.append(Text(middle, y, text, size, colour, bold=named, anchor="middle", cls=cls))
        y += CAPTION
    return nodes


def sample(key: str, x: float, y: float, colours: Palette, names: Names) -> list[Node]:
    """A small example of a sign, 26 units wide, its middle at y."""
    box = (x, y - 6.5, x + 26, y + 6.5)
    if key in ("mark", "deep"):
        ends = np.array([[x + 13, y]]) + np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]]) * ARM
        ring = [Circle(x + 13, y, ARM + 3.4, Style(stroke=colours.mark, width=1.2))] if key == "deep" else []
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
