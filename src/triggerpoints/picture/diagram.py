"""A picture of trigger points and their referred pain: what `Catalogue.diagram` returns."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from ..output import target_of, write
from .choice import choose
from .content import Content, DiagramRequest, content
from .framing import Panel, panels
from .shots import Shot
from .wording import alt_text, unseen_line

_ZOOM = 2  # pixels a page unit


class Diagram:
    """A picture. It is drawn when it is first asked for; the same request always gives the same bytes."""

    def __init__(self, request: DiagramRequest) -> None:
        """Raises UnknownNameError for a view that does not exist, UsageError for a muscle named twice."""
        self._request = request
        self._content: Content = content(request.subjects, request.asked)
        self._shots: tuple[Shot, ...] = choose(request, self._content)

    @property
    def views(self) -> tuple[str, ...]:
        """The views that were named or chosen; a paired one with its side, such as "head_side-right"."""
        return tuple(shot.name for shot in self._shots)

    @cached_property
    def alt_text(self) -> str:
        """What the picture shows, in sentences."""
        return alt_text(self._request, self._shots, self._missing)

    @cached_property
    def _panels(self) -> tuple[Panel, ...]:
        return panels(self._shots, self._content)

    @cached_property
    def _missing(self) -> str | None:
        return unseen_line(self._request, self._content, self._panels)

    def svg(self) -> str:
        """The picture as an SVG document."""
        return self._svg

    @cached_property
    def _svg(self) -> str:
        from .plate import compose
        from .svg import render

        return render(compose(self._request, self._content, self._panels, self._missing))

    def png(self, zoom: float = _ZOOM) -> bytes:
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
