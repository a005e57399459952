"""The body of a view without anything on it: the ground of a panel, or a picture to draw on.

One user unit of the picture to draw on is one millimetre of its `body.frames.Frame`. So whatever is drawn over it can be handed
back as it stands: see docs/drawing.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import compress

from .. import arguments
from ..arguments import Figure
from ..body.frames import Frame, frame
from ..body.surface import Floats
from ..errors import OptionError, UnknownNameError
from ..messages import say
from ..model import View
from ..sides import SIDES, Side
from .camera_view import CameraView
from .captions import Captions
from .framing import Crop
from .palettes import Palette, palette
from .paths import Box, box_path, polygons, ribbon, thinned, thinning
from .svg import Anchor, Edge, Node, Scene, Style, clip, fade, group, path, rect, render, text_line

EDGES: tuple[Edge, ...] = ("left", "top", "right", "bottom")
_DETAIL = 450.0  # points of a line stand no closer than this part of the picture's longer side
_FADE = 0.08  # of the picture's height, over which the body fades out where the view cuts it
_LETTER = 0.028  # size of R and L, of the picture's height


@lru_cache(maxsize=16)
def base_drawing(crop: Crop, colours: Palette, pen: float, spacing: tuple[float, float]) -> tuple[str, Node, Node]:
    """Path data of the outline, the shades, the pen strokes. Kept: the next picture may be of the same crop.

    pen: width of a normal stroke. spacing: between the points of shades and of strokes at least.
    """
    art = crop.view.art

    def closed(rings: Iterable[Floats]) -> str:
        return polygons(thinned(crop.page(ring), spacing[0]) for ring in rings)

    shades = [
        path(closed(ring for ring in tone.rings if _reaches(ring, crop)), Style(colours.shade, tone.opacity, evenodd=True))
        for tone in art.tones
    ]
    inked = []
    for stroke in art.strokes:
        if _reaches(stroke.points, crop):
            points = crop.page(stroke.points)
            kept = thinning(points, spacing[1])
            inked.append(polygons([points]) if stroke.filled else ribbon(points[kept], stroke.widths[kept] * pen))
    ink = [path("".join(inked), Style(fill=colours.ink))] if inked else []
    return closed(art.outline), group(shades, cls="tp-tone"), group(ink, cls="tp-line")


def _reaches(line: Floats, crop: Crop) -> bool:
    """Whether a line or ring (N, 2) may come into the crop."""
    u0, v0, u1, v1 = crop.window
    (left, top), (right, bottom) = line.min(0), line.max(0)
    return bool(right > u0 and left < u1 and bottom > v0 and top < v1)


def fades(drawn: Box, depth: float, edges: Iterable[bool], key: str) -> Iterator[Node]:
    """Paper over the edges at which the body is cut.

    drawn: what the drawing fills; depth: how far a fade reaches into it; key: the start of the ids of the fades.
    """
    # One unit more than the drawing: no hair of it may show at the rim.
    left, top, right, bottom = drawn[0] - 1, drawn[1] - 1, drawn[2] + 1, drawn[3] + 1
    boxes: dict[Edge, Box] = {
        "left": (left, top, drawn[0] + depth, bottom),
        "top": (left, top, right, drawn[1] + depth),
        "right": (drawn[2] - depth, top, right, bottom),
        "bottom": (left, drawn[3] - depth, right, bottom),
    }
    for edge, box in compress(boxes.items(), edges):
        yield rect(box, Style(f"{key}-{edge}"))


def blank_frame(view: View, figure: Figure, side: Side | None) -> Frame:
    """The sheet of a view. OptionError for a side that is missing or one too many, UnknownNameError without a base drawing."""
    if view.paired:
        arguments.choice("side", side, SIDES)
    elif side is not None:
        raise OptionError("side", side, [say("view_of_both", view=view.id)])
    try:
        return frame(view.id, view.towards, view.up, view.show, figure, side)
    except KeyError:
        raise UnknownNameError("base drawing", f"{view.id}/{figure}") from None


def blank_svg(view: View, figure: Figure, side: Side | None, texts: Mapping[str, str] | None = None) -> str:
    """The body of a view as an SVG document whose user units are millimetres; the same bytes every time.

    texts: captions, as a DiagramRequest has them. Raises as `blank_frame` does.
    """
    sheet, colours, captions = blank_frame(view, figure, side), palette("classic"), Captions(texts or {})
    shot = CameraView(view, side, figure)
    key = f"blank-{shot.name}-{figure}"
    least = max(sheet.width, sheet.height) / _DETAIL
    outline, tones, strokes = base_drawing(Crop(shot, sheet.window, 1.0), colours, shot.art.pen, (least, least))
    body = (
        path(outline, Style(fill=colours.skin, evenodd=True), "tp-skin"),
        tones,
        strokes,
        *fades(sheet.drawn, _FADE * sheet.height, shot.cut_edges, f"{key}-fade"),
    )
    # R and L are the patient's own: on both sides of a view of both, else the one that the view looks at.
    letters = shot.side[0].upper() if shot.side else "RL" if shot.camera.right[0] > 0 else "LR"
    size = round(_LETTER * sheet.height, 1)
    ends: tuple[tuple[float, Anchor], ...] = ((size * 0.5, "start"), (sheet.width - size * 0.5, "end"))
    sides = [
        text_line(x, size * 1.2, letter, size, colours.quiet, bold=True, anchor=anchor, cls="tp-view-side")
        for letter, (x, anchor) in zip(letters, ends, strict=False)
    ]
    name, where = captions.view(shot)
    title = captions.text("blank", view=name, where=where)
    description = captions.text("blank_description", view=name, figure=figure, where=where)
    covers = [fade(f"{key}-fade-{edge}", colours.paper, edge) for edge in compress(EDGES, shot.cut_edges)]
    defined = [*covers, clip(f"{key}-body", box_path(*sheet.drawn))]
    paper = rect((0, 0, sheet.width, sheet.height), Style(fill=colours.paper), cls="tp-paper")
    nodes = [paper, group(body, clip=f"{key}-body"), *sides]
    return render(Scene(key, sheet.width, sheet.height, title, description, defined, nodes))
