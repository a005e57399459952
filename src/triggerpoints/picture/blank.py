"""The body of a view without anything on it, to draw on: one user unit of the SVG is one millimetre of its `body.frames.Frame`.

So whatever is drawn over it can be handed back as it stands: see docs/drawing.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..body.frames import Frame, frame
from ..body.surface import Figure, Floats
from ..errors import OptionError, UnknownNameError
from ..model import View
from ..sides import Side
from ..text import nearest
from .base import EDGES, base_drawing, fades
from .camera_view import CameraView
from .captions import Captions
from .palettes import Palette, palette
from .paths import box_path
from .scene import Anchor, Clip, Fade, Group, Path, Rect, Scene, Style, TextLine
from .svg import render

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


def blank_size(view: View, figure: Figure, side: Side | None) -> tuple[float, float]:
    """Width and height in mm of the blank picture: whole numbers. Raises as `blank_frame` does."""
    sheet = blank_frame(view, figure, side)
    return sheet.width, sheet.height


def blank_svg(
    view: View, figure: Figure, side: Side | None, palette_name: str = "classic", texts: Mapping[str, str] | None = None
) -> str:
    """The body of a view as an SVG document whose user units are millimetres; the same bytes every time.

    texts: captions, as a DiagramRequest has them. Raises as `blank_frame` does, and OptionError for a palette that is not there.
    """
    sheet, colours = blank_frame(view, figure, side), palette(palette_name)
    return render(_scene(CameraView(view, side, figure), sheet, colours, Captions(texts or {})))


def _scene(view: CameraView, sheet: Frame, colours: Palette, captions: Captions) -> Scene:
    key = f"blank-{view.name}-{view.figure}"
    corner, least = np.array([sheet.left, sheet.top]), max(sheet.width, sheet.height) / _DETAIL

    def at(points: Floats) -> Floats:
        moved: Floats = points - corner
        return moved

    outline, tones, strokes = base_drawing(view, at, colours, view.art.pen, (least, least))
    covers = fades(sheet.drawn, _FADE * sheet.height, view.cut_edges, lambda edge: f"{key}-fade-{edge}")
    body = (Path(outline, Style(fill=colours.skin, evenodd=True), "tp-skin"), tones, strokes, *covers)
    cuts = [edge for edge, cut in zip(EDGES, view.cut_edges, strict=True) if cut]
    name, where = captions.view(view)
    return Scene(
        key,
        sheet.width,
        sheet.height,
        captions.text("blank", view=name, where=where),
        captions.text("blank_description", view=name, figure=view.figure, where=where),
        (*(Fade(f"{key}-fade-{edge}", colours.paper, edge) for edge in cuts), Clip(f"{key}-body", box_path(*sheet.drawn))),
        (
            Rect((0, 0, sheet.width, sheet.height), Style(fill=colours.paper), cls="tp-paper"),
            Group(body, clip=f"{key}-body"),
            *_letters(view, sheet, colours),
        ),
    )


def _letters(view: CameraView, sheet: Frame, colours: Palette) -> list[TextLine]:
    """R and L, the patient's own: on both sides of a view of both, else the one that the view looks at."""
    size = round(_LETTER * sheet.height, 1)
    inset = size * 0.5
    anchors: tuple[Anchor, ...] = ("start", "end")
    letters = view.side[0].upper() if view.side else "RL" if view.camera.right[0] > 0 else "LR"
    return [
        TextLine(x, size * 1.2, letter, size, colours.quiet, bold=True, anchor=anchor, cls="tp-view-side")
        for letter, x, anchor in zip(letters, (inset, sheet.width - inset), anchors, strict=False)
    ]
