"""A picture of trigger points and their referred pain: what `Catalogue.diagram` returns."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from ..limits import LIMITS
from ..output import target_of, write
from ..text import clean
from .asked import AskedPlace
from .camera_view import CameraView
from .captions import PlateCaptions
from .choice import choose
from .framing import crops
from .palettes import palette
from .request import DiagramRequest, depicted
from .seen import Coverage

ZOOM: Final = 2.0
"""Pixels a page unit, unless told otherwise."""
_RIM = 0.3  # share of the pain asked about, of the most that a panel shows, from which a panel names it
_LEAST_WIDTH = 620.0  # units of the page


class Diagram:
    """A picture. It is drawn when it is first asked for; the same request always gives the same bytes."""

    def __init__(self, request: DiagramRequest) -> None:
        """Raises UnknownNameError for a view that does not exist, UsageError for a muscle named twice."""
        self._request = request
        self._depicted = depicted(request)
        self._views = choose(request, self._depicted)

    @property
    def views(self) -> tuple[str, ...]:
        """The views that were named or chosen; a paired one with its side, such as "head_side-right"."""
        return tuple(view.name for view in self._views)

    @cached_property
    def alt_text(self) -> str:
        """What the picture shows, in sentences."""
        return self._captions.alt()

    @cached_property
    def _captions(self) -> PlateCaptions:
        return PlateCaptions(self._request, Coverage(crops(self._views, self._depicted), self._depicted))

    def svg(self) -> str:
        """The picture as an SVG document."""
        return self._svg

    @cached_property
    def _svg(self) -> str:
        from .callouts import labelled
        from .page import Letters, PageStyle, composed
        from .panel import Look, SvgIds
        from .prepare import prepared
        from .svg import render

        request, captions = self._request, self._captions
        words, coverage = captions.words(), captions.coverage
        subtitle = Letters(13.5, 17.0, 14.0, "tp-muscles" if request.asked else "tp-latin", quiet=True)
        panels = [
            labelled(prepared(crop, self._depicted, whole=request.chosen is not None), marks, areas, captions)
            for crop, marks, areas in zip(coverage.crops, coverage.marks, self._named(), strict=True)
        ]
        look = Look(palette(request.palette), SvgIds(*id_parts(request, self._views)), captions)
        return render(
            composed(
                panels, words, PageStyle(subtitle=subtitle), look, (words.title, f"{self.alt_text} {LIMITS}"), least=_LEAST_WIDTH
            )
        )

    def _named(self) -> list[list[AskedPlace]]:
        """The pain asked about that each panel names: no mere rim of what others show."""
        shares = {area: [float((area.areas * view.shows).sum()) for view in self._views] for area in self._depicted.asked}
        return [[area for area, shown in shares.items() if shown[n] >= _RIM * max(shown)] for n in range(len(self._views))]

    def png(self, zoom: float = ZOOM) -> bytes:
        """The picture as PNG, `zoom` pixels a page unit (0.05 to 16). MissingExtraError when the extra `png` is not installed."""
        from .png import to_png

        return to_png(self.svg(), zoom)

    def save(self, path: str | Path) -> None:
        """Write the picture to a .svg or .png file, whole or not at all.

        Raises OutputError for another ending or a place that cannot be written to, MissingExtraError for PNG without its extra.
        """
        target, kind = target_of(path, (".svg", ".png"))
        data = self.svg().encode("utf-8") if kind == ".svg" else self.png()
        write(target, data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagram) and self.svg() == other.svg()

    def __hash__(self) -> int:
        return hash(self.svg())

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        names = ", ".join(subject.muscle.id for subject in self._request.subjects) or "the pain asked about"
        return f"<Diagram of {names}: {', '.join(self.views)}>"


def id_parts(request: DiagramRequest, views: Sequence[CameraView]) -> tuple[str, str]:
    """The prefix of all ids of a picture, and its key: a digest of what was asked for.

    So pictures that differ do not share ids of clips and patterns.
    """
    asked = [
        request.figure,
        request.palette,
        *(view.name for view in views),
        *(f"{s.muscle.id} {s.side} {' '.join(point.id for point in s.chosen)}" for s in request.subjects),
        *(clean(text) for text in (*(area.label for area in request.asked), *request.cautions, *request.unexplained)),
    ]
    digest = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:6]
    first = request.subjects[0].muscle.id if not request.asked else "answer"
    return f"{request.prefix}-" if request.prefix else "", f"{first}-{digest}"
