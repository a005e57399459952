"""The scene: what a picture consists of, as plain records. Nothing here knows about muscles or about SVG.

Coordinates are page units (CSS pixels), x to the right, y down. Path data come from `paths`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Anchor = Literal["start", "middle", "end"]
Edge = Literal["left", "right", "top", "bottom"]
Box: TypeAlias = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a shape is painted. None: not at all. `fill` is a colour or the id of a Dots or a Hatch. dash: lengths of dash and
    gap."""

    fill: str | None = None
    fill_opacity: float = 1.0
    stroke: str | None = None
    stroke_opacity: float = 1.0
    width: float = 1.0
    dash: tuple[float, float] | None = None
    evenodd: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A path. d: path data."""

    d: str
    style: Style
    cls: str = ""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle with corners of `radius`. fill of the style may be the id of a Fade."""

    box: Box
    style: Style
    radius: float = 0.0
    cls: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle."""

    x: float
    y: float
    radius: float
    style: Style


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; y is its base line. halo: a colour that sets it off from lines behind it."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: Anchor = "start"
    cls: str = ""
    halo: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that belong together. title: what it is, in words. clip: id of a Clip. opacity: of the whole."""

    nodes: tuple[Node, ...]
    id: str | None = None
    cls: str = ""
    title: str | None = None
    clip: str | None = None
    opacity: float = 1.0


Node: TypeAlias = Path | Rect | Circle | TextLine | Group


@dataclass(frozen=True, slots=True)
class Clip:
    """A region to which groups are cut: an even-odd path."""

    id: str
    d: str


@dataclass(frozen=True, slots=True)
class Dots:
    """A pattern of staggered dots on a tint of their colour. tint: its opacity."""

    id: str
    colour: str
    pitch: float
    radius: float
    tint: float


@dataclass(frozen=True, slots=True)
class Hatch:
    """A pattern of slanting lines, each beside one of another colour: it is seen on light and on dark. pitch: of its square."""

    id: str
    colour: str
    beside: str
    pitch: float
    width: float


@dataclass(frozen=True, slots=True)
class Fade:
    """From a clear colour to the full one, towards `to`."""

    id: str
    colour: str
    to: Edge


Definition: TypeAlias = Clip | Dots | Hatch | Fade


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture. id: of the svg element, and the start of the ids of its title and description."""

    id: str
    width: float
    height: float
    title: str
    description: str
    definitions: tuple[Definition, ...] = ()
    nodes: tuple[Node, ...] = field(default=())
