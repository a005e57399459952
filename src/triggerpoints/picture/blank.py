"""The body of a view without anything on it, to draw on: one user unit of the SVG is one millimetre of its `body.frames.Frame`.

So whatever is drawn over it can be handed back as it stands: see docs/drawing.md.
"""

from __future__ import annotations

import numpy as np

from ..body.frames import Frame, frame
from ..body.surface import Figure, Floats
from ..errors import OptionError, UnknownNameError
from ..model import View
from ..sides import Side
from ..text import nearest
from .palettes import Palette, palette
from .paths import polygons, ribbon, thinned, thinning
from .scene import Clip, Definition, Edge, Fade, Group, Node, Path, Rect, Scene, Style, Text
from .shots import Shot
from .svg import render
from .wording import view_lines

_DETAIL = 450.0  # points of a line stand no closer than this part of the picture's longer side
_FADE = 0.08  # of the picture's height, over which the body fades out where the view cuts it
_MARK = 0.028  # size of R and L, of the picture's height
_EDGES: tuple[Edge, ...] = ("left", "top", "right", "bottom")


def blank_frame(view: View, figure: Figure, side: Side | None) -> Frame:
    """The sheet of a view. OptionError for a side that is missing or one too many, UnknownNameError without a base drawing."""
    if view.paired and side not in ("left", "right"):
        raise OptionError("side", side, ("left", "right"), nearest(str(side), ("left", "right")))
    if not view.paired and side is not None:
        raise OptionError("side", side, (f"none: the view {view.id} shows both sides",))
    try:
        return frame(view.id, view.towards, view.up, view.show, figure, side)
    except KeyError:
        raise UnknownNameError("base drawing", f"{view.id}/{figure}") from None


def blank_size(view: View, figure: Figure, side: Side | None) -> tuple[float, float]:
    """Width and height in mm of the blank picture: whole numbers. Raises as `blank_frame` does."""
    sheet = blank_frame(view, figure, side)
    return sheet.width, sheet.height


def blank_svg(view: View, figure: Figure, side: Side | None, palette_name: str = "classic") -> str:
    """The body of a view as an SVG document whose user units are millimetres; the same bytes every time.

    Raises as `blank_frame` does, and OptionError for a palette that does not exist.
    """
    sheet, colours = blank_frame(view, figure, side), palette(palette_name)
    return render(_scene(Shot(view, side, figure), sheet, colours))


def _scene(shot: Shot, sheet: Frame, colours: Palette) -> Scene:
    key = f"blank-{shot.name}-{shot.figure}"
    corner, scale = np.array([sheet.left, sheet.top]), max(sheet.width, sheet.height)
    art, least = shot.art, scale / _DETAIL

    def at(points: Floats) -> Floats:
        moved: Floats = points - corner
        return moved

    outline = polygons(thinned(at(ring), least) for ring in art.outline)
    tones = tuple(
        Path(
            polygons(thinned(at(ring), least) for ring in tone.rings),
            Style(fill=colours.shade, fill_opacity=tone.opacity, evenodd=True),
        )
        for tone in art.tones
    )
    ink = []
    for stroke in art.strokes:
        points = at(stroke.points)
        kept = thinning(points, least)
        ink.append(polygons([points]) if stroke.filled else ribbon(points[kept], stroke.widths[kept] * art.pen))
    name, where = view_lines(shot)
    body: list[Node] = [
        Path(outline, Style(fill=colours.skin, evenodd=True), "tp-skin"),
        Group(tones, cls="tp-tone"),
        Group((Path("".join(ink), Style(fill=colours.ink)),), cls="tp-line"),
    ]
    cuts = [edge for edge, cut in zip(_EDGES, shot.cut_edges, strict=True) if cut]
    definitions: list[Definition] = [Fade(f"{key}-fade-{edge}", colours.paper, edge) for edge in cuts]
    x0, y0, x1, y1 = sheet.drawn
    definitions.append(Clip(f"{key}-body", polygons([np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])])))
    depth = _FADE * sheet.height
    ends = {
        "left": (x0 - 1, y0 - 1, x0 + depth, y1 + 1),
        "top": (x0 - 1, y0 - 1, x1 + 1, y0 + depth),
        "right": (x1 - depth, y0 - 1, x1 + 1, y1 + 1),
        "bottom": (x0 - 1, y1 - depth, x1 + 1, y1 + 1),
    }
    fades = [Rect(ends[edge], Style(fill=f"{key}-fade-{edge}")) for edge in cuts]
    page = Rect((0, 0, sheet.width, sheet.height), Style(fill=colours.paper), cls="tp-paper")
    said = f"{name}, {shot.figure} figure, {where}. Nothing is marked on it. One unit is one millimetre."
    return Scene(
        key,
        sheet.width,
        sheet.height,
        f"Blank body chart: {name}, {where}",
        said,
        tuple(definitions),
        (page, Group((*body, *fades), clip=f"{key}-body"), *_sides(shot, sheet, colours)),
    )


def _sides(shot: Shot, sheet: Frame, colours: Palette) -> list[Node]:
    """R and L, the patient's own: on both sides of a view of both, else the one that the view looks at."""
    size = round(_MARK * sheet.height, 1)
    y, inset = size * 1.2, size * 0.5

    def mark(letter: str, x: float, end: bool) -> Text:
        return Text(x, y, letter, size, colours.quiet, bold=True, anchor="end" if end else "start", cls="tp-view-side")

    if shot.side:
        return [mark(shot.side[0].upper(), inset, False)]
    letters = ("R", "L") if shot.camera.right[0] > 0 else ("L", "R")
    return [mark(letters[0], inset, False), mark(letters[1], sheet.width - inset, True)]
