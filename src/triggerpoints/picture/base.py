"""The base drawing of a view: outline, shades, pen strokes, and the fades where the body is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import compress

from ..body.surface import Floats
from .framing import Crop
from .palettes import Palette
from .paths import Box, polygons, ribbon, thinned, thinning
from .svg import Edge, Group, Path, Rect, Style

EDGES: tuple[Edge, ...] = ("left", "top", "right", "bottom")


@lru_cache(maxsize=16)
def base_drawing(crop: Crop, colours: Palette, pen: float, spacing: tuple[float, float]) -> tuple[str, Group, Group]:
    """Path data of the outline, the shades, the pen strokes. Kept: the next picture may be of the same crop.

    pen: width of a normal stroke. spacing: between the points of shades and of strokes at least.
    """
    art = crop.view.art

    def closed(rings: Iterable[Floats]) -> str:
        return polygons(thinned(crop.page(ring), spacing[0]) for ring in rings)

    shades = [
        Path(closed(ring for ring in tone.rings if _reaches(ring, crop)), Style(colours.shade, tone.opacity, evenodd=True))
        for tone in art.tones
    ]
    inked = []
    for stroke in art.strokes:
        if _reaches(stroke.points, crop):
            points = crop.page(stroke.points)
            kept = thinning(points, spacing[1])
            inked.append(polygons([points]) if stroke.filled else ribbon(points[kept], stroke.widths[kept] * pen))
    ink = [Path("".join(inked), Style(fill=colours.ink))] if inked else []
    return closed(art.outline), Group(shades, cls="tp-tone"), Group(ink, cls="tp-line")


def _reaches(line: Floats, crop: Crop) -> bool:
    """Whether a line or ring (N, 2) may come into the crop."""
    u0, v0, u1, v1 = crop.window
    (left, top), (right, bottom) = line.min(0), line.max(0)
    return bool(right > u0 and left < u1 and bottom > v0 and top < v1)


def fades(drawn: Box, depth: float, edges: Iterable[bool], id: Callable[[Edge], str]) -> Iterator[Rect]:
    """Paper over the edges at which the body is cut. drawn: what the drawing fills; depth: how far a fade reaches into it."""
    # One unit more than the drawing: no hair of it may show at the rim.
    left, top, right, bottom = drawn[0] - 1, drawn[1] - 1, drawn[2] + 1, drawn[3] + 1
    boxes = (
        (left, top, drawn[0] + depth, bottom),
        (left, top, right, drawn[1] + depth),
        (drawn[2] - depth, top, right, bottom),
        (left, drawn[3] - depth, right, bottom),
    )
    for edge, box in compress(zip(EDGES, boxes, strict=True), edges):
        yield Rect(box, Style(fill=id(edge)))
