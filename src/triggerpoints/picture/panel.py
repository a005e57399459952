"""One panel: the body in one crop of a view with zones, fibres, marks and labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from ..body.surface import Bools, Floats, Ints
from ..model import Strength
from .asked import AskedPlace
from .blank import EDGES, base_drawing, fades
from .camera_view import CameraView
from .captions import VIEW_SIZE, WHERE_SIZE, Captions
from .framing import Crop
from .labels import LINE, SIZE, Placed, Point
from .palettes import Palette
from .paths import Box, box_path, even, lines, ribbon, smooth_rings
from .prepare import Panel
from .request import PointMark
from .skin import ZoneShape
from .svg import Anchor, Node, Style, circle, clip, dots, fade, group, hatch, path, rect, text_line

_RADIUS = 10.0  # corners of a panel
_FADE = 36.0  # units over which the body fades out where a panel cuts it
ARM = 5.0  # half the size of an X
_PEN = (0.75, 1.25)  # least and most width of a normal pen line
_SPACING = 5.5  # units between the points of a zone's outline
_BASE_SPACING = (1.2, 1.0)  # units between the points of the outline and shades of the body, and of its strokes, at least
CAPTION = 16.0  # units from one line below a panel to the next


@dataclass(frozen=True)
class SvgIds:
    """Ids of one picture. `key` tells its shared parts from those of another picture on the same page."""

    prefix: str
    key: str
    _taken: set[str] = field(default_factory=set)

    def own(self, name: str, view: CameraView) -> str:
        """The id of something that the data name; with the view added when an earlier panel has it."""
        id = f"{self.prefix}{name}"
        id = id if id not in self._taken else f"{id}-{view.name}"
        self._taken.add(id)
        return id

    def shared(self, name: str) -> str:
        """The id of a part of the drawing."""
        return f"{self.prefix}{self.key}-{name}"


@dataclass(frozen=True)
class Look:
    """How the panels of one picture are drawn, and what they say.

    arm: half the size of an X. Then how broad the pens are: the lines of the body, times their own width; the lines to labels; a
    muscle fibre; what sets an X off.
    """

    colours: Palette
    ids: SvgIds
    captions: Captions
    arm: float = ARM
    body: float = 1.0
    leader: float = 0.8
    fibre: float = 1.5
    halo: float = 5.4


def definitions(look: Look, *, asked: bool) -> list[Node]:
    """What all panels of a picture share: dots, hatching and fades."""
    ids, colours = look.ids, look.colours
    hatched = [hatch(ids.shared("hatch"), colours.asked, colours.halo)] if asked else []
    covers = [fade(ids.shared(f"fade-{edge}"), colours.panel, edge) for edge in EDGES]
    return [dots(ids.shared("dots"), colours.spillover), *hatched, *covers]


def draw_panel(panel: Panel, corner: tuple[float, float], look: Look) -> tuple[Node, list[Node]]:
    """A panel with its frame's corner at a place of the page; its clips."""
    layout, colours, ids, captions = panel.layout, look.colours, look.ids, look.captions
    crop = replace(panel.crop, x=corner[0] + layout.left, y=corner[1])
    view, (x0, y0, x1, y1) = crop.view, crop.box
    clip_panel, clip_skin = ids.shared(f"panel-{view.name}"), ids.shared(f"skin-{view.name}")
    pen = look.body * float(np.clip(view.art.pen * crop.scale, *_PEN))
    outline, tones, strokes = base_drawing(crop, colours, pen, _BASE_SPACING)
    skin = Style(fill=colours.skin, evenodd=True)

    styles = _styles(look)
    outlines = [(zone, _outline(shape, crop)) for zone, shape in panel.zones]

    def zones(strength: Strength) -> list[Node]:
        return [
            group(_painted(d, styles[strength]), ids.own(zone.id, view), f"tp-zone tp-{strength}", captions.zone(zone))
            for zone, d in outlines
            if zone.strength == strength
        ]

    def asked(number: int, area: AskedPlace, shape: ZoneShape) -> Node:
        return group(
            _painted(_outline(shape, crop), styles["asked"]),
            ids.own(f"asked-{number}", view),
            "tp-asked",
            captions.asked(area.label),
        )

    body = (
        path(outline, skin, "tp-skin"),
        tones,
        group(zones("spillover"), clip=clip_skin),
        group([path(d, skin) for zone, d in outlines if zone.strength == "essential"], clip=clip_skin),
        group(_fibres(panel, crop, look), cls="tp-fibres"),
        # One opacity for all of them: where two overlap, the colour stays the same.
        group(zones("essential"), clip=clip_skin, opacity=colours.essential_opacity),
        *(group([asked(*one)], clip=clip_skin) for one in panel.asked),  # over the zones and under the pen strokes
        strokes,
        *_fades(crop, ids),
    )
    frame = (x0 - layout.left, y0, x1 + layout.right, y1)
    labels = [label.shifted(crop.x, crop.y) for label in layout.labels]
    marks = list(zip(panel.marks, labels, strict=False))
    drawn = group(
        (
            rect(frame, Style(fill=colours.panel), _RADIUS, "tp-panel"),
            group(body, clip=clip_panel),
            rect(frame, Style(stroke=colours.quiet, stroke_opacity=0.28, width=0.8), _RADIUS),
            *(_asked_label(label, colours) for label in labels[len(marks) :]),
            *(_behind(mark, label, look) for mark, label in marks),
            *(_mark(mark, label, view, look) for mark, label in marks),
            *_below(captions.caption_lines(view, frame[2] - frame[0]), frame, colours),
        ),
        ids.shared(f"view-{view.name}"),
        "tp-view",
        ", ".join(filter(None, captions.view(view))),
    )
    return drawn, [clip(clip_panel, box_path(*crop.drawn)), clip(clip_skin, outline)]


def _styles(look: Look) -> dict[str, list[Style]]:
    """How each sign that has an area is painted, by its key in the legend."""
    colours, shared = look.colours, look.ids.shared
    return {
        "essential": [Style(colours.essential, stroke=colours.essential_edge, width=1.3, evenodd=True)],
        "spillover": [Style(shared("dots"), stroke=colours.spillover_edge, width=1.1, dash=(4.2, 2.8), evenodd=True)],
        # Hatching, then a broad dashed edge on a light one: on skin, on a zone and in a copy without colours it is seen alike.
        "asked": [
            Style(shared("hatch"), 0.75, evenodd=True),
            Style(stroke=colours.halo, width=5.2, stroke_opacity=0.9),
            Style(stroke=colours.asked, width=2.8, dash=(9.0, 4.5)),
        ],
        "fibres": [Style(colours.fibre, 0.68)],
    }


@lru_cache(maxsize=64)
def _outline(shape: ZoneShape, crop: Crop) -> str:
    """Path data of a zone."""
    return smooth_rings((crop.page(ring) for ring in shape.rings), _SPACING)


def _fibres(panel: Panel, crop: Crop, look: Look) -> list[Node]:
    """Thin lines that taper towards their ends; only what is seen."""
    runs = (flat[run, :2] for flat in panel.fibres for run in _runs(panel.skin.sees(flat)) if len(run) > 2)
    return _painted("".join(_fibre(crop.page(_calm(run)), look.fibre) for run in runs), _styles(look)["fibres"])


def _fibre(points: Floats, broad: float) -> str:
    """Path data of one fibre along points (N, 2) of the page, so broad in its middle."""
    line = even(points, 5.0, closed=False)
    return ribbon(line, broad * np.sqrt(np.sin(np.pi * np.linspace(0, 1, len(line))).clip(0.02, 1)))


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


def _fades(crop: Crop, ids: SvgIds) -> Iterator[Node]:
    """Paper over the edges at which the panel cuts the body."""
    u0, v0, u1, v1 = crop.window
    rings = np.concatenate(crop.view.art.outline)
    beyond = (*(rings.min(0) < [u0, v0]), *(rings.max(0) > [u1, v1]))
    cut = [one or other for one, other in zip(crop.view.cut_edges, beyond, strict=True)]
    depth = max(_FADE, 40.0 * crop.scale) if crop.view.close_up else _FADE
    return fades(crop.drawn, depth, cut, ids.shared("fade"))


def _cross(x: float, y: float, arm: float) -> str:
    """Path data of an X."""
    ends = np.array([[x, y]]) + np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]]) * arm
    return lines([ends[:2], ends[2:]])


def _line(start: Point, end: Point, *styles: Style) -> list[Node]:
    """A straight line, painted in every style; none where its ends are one."""
    return _painted(lines([np.array([start, end])]), styles)


def _painted(d: str, styles: Iterable[Style]) -> list[Node]:
    """A path in every style; none without path data."""
    return [path(d, style) for style in styles] if d else []


def _behind(mark: PointMark, label: Placed, look: Look) -> Node:
    """What lies behind every X: its leader, its ring, and what sets it off."""
    colours, halo, share = look.colours, look.colours.halo, look.arm / ARM
    set_off, leader = Style(stroke=halo, width=2.8, stroke_opacity=0.85), Style(stroke=colours.mark, width=look.leader)
    nodes = _line(label.start, label.end, set_off, leader)
    if mark.depth == "deep":
        ring = look.arm + 3.4 * share
        styles = (Style(stroke=halo, width=3.6 * share), Style(stroke=colours.mark, width=1.2))
        nodes += [circle(*label.mark, ring, style) for style in styles]
    cross = path(_cross(*label.mark, look.arm), Style(stroke=halo, width=look.halo * share))
    return group([*nodes, cross], cls="tp-leader")


def _mark(mark: PointMark, label: Placed, view: CameraView, look: Look) -> Node:
    """An X with its label."""
    arm, colours = look.arm, look.colours
    ink = path(_cross(*label.mark, arm), Style(stroke=colours.mark, width=2.3 * (arm / ARM)), "tp-x")
    nodes = (ink, *_written(label, colours.text, colours.halo))
    return group(nodes, look.ids.own(mark.id, view), f"tp-mark tp-{mark.depth}", look.captions.mark(mark))


def _asked_label(label: Placed, colours: Palette) -> Node:
    """The name of the pain asked about, and a line from it to a dot on its edge."""
    halo, ink = Style(stroke=colours.halo, width=3.4, stroke_opacity=0.85), Style(stroke=colours.asked, width=1.2)
    line = _line(label.start, label.mark, halo, ink)
    dot = circle(*label.mark, 3.4, Style(fill=colours.asked, stroke=colours.halo, width=1.2))
    return group((*line, dot, *_written(label, colours.asked, colours.halo)), cls="tp-asked-label")


def _written(label: Placed, colour: str, halo: str) -> Iterator[Node]:
    """The lines of a label, set against the side of its box that the leader meets."""
    x0, y0, x1, _ = label.box
    places: dict[Anchor, float] = {"start": x0 + 3, "middle": (x0 + x1) / 2, "end": x1 - 3}
    anchor: Anchor = "start" if label.mark[0] < x0 else "end" if label.mark[0] > x1 else "middle"
    for number, line in enumerate(label.lines):
        y = y0 + 1 + LINE * number + 12.2
        yield text_line(places[anchor], y, line, SIZE, colour, bold=True, anchor=anchor, cls="tp-label", halo=halo)


def _below(rows: Sequence[tuple[str, bool]], frame: Box, colours: Palette) -> Iterator[Node]:
    """The captions of a panel."""
    middle, y = (frame[0] + frame[2]) / 2, frame[3] + 18
    for number, (text, named) in enumerate(rows):
        size, colour = (VIEW_SIZE, colours.text) if named else (WHERE_SIZE, colours.quiet)
        cls = "tp-view-name" if named else "tp-view-side"
        yield text_line(middle, y + CAPTION * number, text, size, colour, bold=named, anchor="middle", cls=cls)


def sample(key: str, x: float, y: float, look: Look) -> list[Node]:
    """A small example of a sign, 26 units wide, its middle at y."""
    colours = look.colours
    if key in ("mark", "deep"):
        ring = [circle(x + 13, y, ARM + 3.4, Style(stroke=colours.mark, width=1.2))] if key == "deep" else []
        return [*ring, path(_cross(x + 13, y, ARM), Style(stroke=colours.mark, width=2.3))]
    if key == "fibres":
        bent = np.array([[x, y], [x + 6, y - 1.2], [x + 13, y - 1.6], [x + 20, y - 1.2], [x + 26, y]])
        fibres = (_fibre(bent + np.array([0.0, shift]), Look.fibre) for shift in (-3.0, 1.0, 5.0))
        return _painted("".join(fibres), _styles(look)[key])
    styles = _styles(look)[key]
    if key == "asked":
        styles = [replace(style, width=0.8 * style.width) for style in styles]
    elif key == "spillover":
        styles = [replace(style, evenodd=False) for style in styles]
    else:
        styles = [replace(style, fill_opacity=colours.essential_opacity, width=1.2, evenodd=False) for style in styles]
    return [rect((x, y - 6.5, x + 26, y + 6.5), style, 3) for style in (Style(fill=colours.skin), *styles)]
