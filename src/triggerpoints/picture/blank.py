"""The body of a view without anything on it, to draw on: one user unit of the SVG is one millimetre of its `body.frames.Frame`.

So whatever is drawn over it can be handed back as it stands: see docs/drawing.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress

from ..body.frames import Frame, frame
from ..body.surface import Figure
from ..errors import OptionError, UnknownNameError
from ..model import View
from ..sides import Side
from ..text import nearest
from .base import EDGES, base_drawing, fades
from .camera_view import CameraView
from .captions import Captions
from .framing import Crop
from .palettes import palette
from .paths import box_path
from .svg import Anchor, Clip, Edge, Fade, Group, Path, Rect, Scene, Style, TextLine, render

_DETAIL = 450.0  # points of a line stand no closer than this part of the picture's longer side
_FADE = 0.08  # of the picture's height, over which the body fades out where the view cuts it
_LETTER = 0.028  # size of R and L, of the picture's height


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


def blank_svg(view: View, figure: Figure, side: Side | None, texts: Mapping[str, str] | None = None) -> str:
    """The body of a view as an SVG document whose user units are millimetres; the same bytes every time.

    texts: captions, as a DiagramRequest has them. Raises as `blank_frame` does.
    """
    sheet, colours, captions = blank_frame(view, figure, side), palette("classic"), Captions(texts or {})
    shot = CameraView(view, side, figure)
    key = f"blank-{shot.name}-{figure}"

    def fade(edge: Edge) -> str:
        return f"{key}-fade-{edge}"

    least = max(sheet.width, sheet.height) / _DETAIL
    outline, tones, strokes = base_drawing(Crop(shot, sheet.window, 1.0), colours, shot.art.pen, (least, least))
    body = (
        Path(outline, Style(fill=colours.skin, evenodd=True), "tp-skin"),
        tones,
        strokes,
        *fades(sheet.drawn, _FADE * sheet.height, shot.cut_edges, fade),
    )
    # R and L are the patient's own: on both sides of a view of both, else the one that the view looks at.
    letters = shot.side[0].upper() if shot.side else "RL" if shot.camera.right[0] > 0 else "LR"
    size = round(_LETTER * sheet.height, 1)
    ends: tuple[tuple[float, Anchor], ...] = ((size * 0.5, "start"), (sheet.width - size * 0.5, "end"))
    sides = [
        TextLine(x, size * 1.2, letter, size, colours.quiet, bold=True, anchor=anchor, cls="tp-view-side")
        for letter, (x, anchor) in zip(letters, ends, strict=False)
    ]
    name, where = captions.view(shot)
    title = captions.text("blank", view=name, where=where)
    description = captions.text("blank_description", view=name, figure=figure, where=where)
    covers = [Fade(fade(edge), colours.paper, edge) for edge in compress(EDGES, shot.cut_edges)]
    defined = [*covers, Clip(f"{key}-body", box_path(*sheet.drawn))]
    paper = Rect((0, 0, sheet.width, sheet.height), Style(fill=colours.paper), cls="tp-paper")
    nodes = [paper, Group(body, clip=f"{key}-body"), *sides]
    return render(Scene(key, sheet.width, sheet.height, title, description, defined, nodes))
