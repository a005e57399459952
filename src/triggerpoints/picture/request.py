"""What a picture is asked to show, and the zones, marks and fibres that follow from it, each on its side of the body."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Literal, get_args

import numpy as np

from ..body.anchors import Anchors
from ..body.drawn import Drawn
from ..body.patches import Patch
from ..body.surface import FIGURES, Figure, Floats, Ints, load_surface
from ..errors import OptionError, UnknownNameError, UsageError
from ..model import Depth, Muscle, Strength, TriggerPoint, View
from ..sides import Side
from ..text import nearest
from .asked import AskedPlace
from .palettes import Palette, PaletteName, palette
from .skin import halves, patch_areas

DrawnSide = Literal["left", "right", "both"]
_FLIP = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True)
class Subject:
    """A muscle to be drawn. side: the patient's own. points: ids of its trigger points, None for all."""

    muscle: Muscle
    drawn: Drawn
    side: DrawnSide = "right"
    points: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.side not in get_args(DrawnSide):
            raise OptionError("side", self.side, get_args(DrawnSide), nearest(str(self.side), get_args(DrawnSide)))
        known = [point.id for point in self.muscle.trigger_points]
        for name in self.points or ():
            if name not in known:
                raise UnknownNameError("trigger point", name, nearest(name, known) or known)
        if self.points is not None and not self.points:
            raise UsageError("name at least one trigger point, or leave them out to draw all")
        if len(self.undrawn) == len(self.chosen):
            labels = ", ".join(point.label for point in self.chosen)
            raise UsageError(f"{labels} of {self.muscle.names.english} is described on the other side of the body only")

    @property
    def chosen(self) -> tuple[TriggerPoint, ...]:
        """Its trigger points that are drawn, in the order of the file."""
        return tuple(point for point in self.muscle.trigger_points if self.points is None or point.id in self.points)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides of the body its muscle is drawn on."""
        return ("left", "right") if self.side == "both" else (self.side,)

    @property
    def undrawn(self) -> tuple[TriggerPoint, ...]:
        """Those of the chosen that are described on a side on which its muscle is not drawn."""
        return tuple(point for point in self.chosen if not any(point.on(side) for side in self.sides))

    def label(self, point: TriggerPoint, *, named: bool) -> str:
        """The label of a point; with the name of its muscle when the title does not say which it is."""
        return f"{self.muscle.names.english} {point.label}" if named else point.label


@dataclass(frozen=True)
class DiagramRequest:
    """All that decides a picture.

    views: every view that may be used, by id. site_names: plain names of pain sites; citations: short citations of sources, such
    as "Simons et al. 1999" (an id that is missing stands for itself). chosen: views by name (a paired one may carry its side:
    "head_side-left"), None to let the picture choose. prefix: put before every id, for several pictures of one muscle on a page.
    unpaired: ids of the sites that are not one on each side.

    asked: the pain that the picture answers to; then the subjects are the muscles that might explain it, and there may be none.
    cautions: names of what must be ruled out first, shown before anything else. unexplained: labels of the pain
    that no pattern reaches, said below the picture. Both only of a picture with `asked`.

    texts: captions with {placeholders}, as `plates` of words/<language>/picture.yaml has them.
    """

    subjects: tuple[Subject, ...]
    views: Mapping[str, View]
    site_names: Mapping[str, str] = field(default_factory=dict)
    citations: Mapping[str, str] = field(default_factory=dict)
    figure: Figure = "neutral"
    chosen: tuple[str, ...] | None = None
    palette: PaletteName = "classic"
    prefix: str = ""
    unpaired: Collection[str] = ()
    asked: tuple[AskedPlace, ...] = ()
    cautions: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.cautions or self.unexplained) and not self.asked:
            raise UsageError("cautions and unexplained sites belong to the pain asked about: give that, too")
        if not self.subjects and not self.asked:
            raise UsageError("name at least one muscle to draw")
        if self.figure not in FIGURES:
            raise OptionError("figure", self.figure, FIGURES, nearest(str(self.figure), FIGURES))
        if self.chosen is not None and not self.chosen:
            raise UsageError("name at least one view, or leave them out to let the picture choose")
        palette(self.palette)
        if self.prefix and not self.prefix.replace("-", "_").isidentifier():
            raise UsageError(f"a prefix is letters, digits, '_' and '-', and does not start with a digit: not {self.prefix!r}")

    @property
    def listed(self) -> tuple[str, ...]:
        """The views that the file of a muscle lists for it, when it is drawn alone and whole."""
        alone = len(self.subjects) == 1 and not self.asked and self.subjects[0].points is None
        return self.subjects[0].muscle.views if alone else ()

    @property
    def colours(self) -> Palette:
        """The palette."""
        return palette(self.palette)


@dataclass(frozen=True)
class ZoneItem:
    """All zones of one strength of one trigger point on one side of the body; rarely reported ones by themselves."""

    muscle: str
    point: str
    label: str
    strength: Strength
    rare: bool
    side: Side
    patches: tuple[Patch, ...]
    sites: tuple[str, ...]
    id: str

    @cached_property
    def areas(self) -> Floats:
        """(F,) mm2 of the reference skin that the zone covers, quad by quad (roughly: for choosing views)."""
        return patch_areas(self.patches, mirrored=self.side == "right")

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """The halves of the body on which more than its rim lies, right first."""
        return halves(self.areas)


@dataclass(frozen=True)
class OnSkin:
    """Places on the skin of one side of the body, such as a line of muscle fibres. anchors: as written, for the left half."""

    side: Side
    anchors: Anchors

    def positions(self, figure: Figure) -> Floats:
        """(N, 3) mm on that figure."""
        here = self.anchors.positions(load_surface(figure))
        return here if self.side == "left" else here * _FLIP

    def normals(self, figure: Figure) -> Floats:
        """(N, 3) the way the skin faces there."""
        normals = self.anchors.normals(load_surface(figure))
        return normals if self.side == "left" else normals * _FLIP

    @cached_property
    def quads(self) -> Ints:
        """(N,) the quads they lie in."""
        surface = load_surface()
        count, here = len(surface.quads), self.anchors.quads(surface)
        return here if self.side == "left" else (here + count // 2) % count


@dataclass(frozen=True)
class PointMark(OnSkin):
    """The X of a trigger point."""

    muscle: str
    point: str
    label: str
    depth: Depth
    id: str

    @property
    def owner(self) -> tuple[str, Side]:
        """Its muscle and side."""
        return self.muscle, self.side

    @property
    def quad(self) -> int:
        """The quad it lies in."""
        return int(self.quads[0])


@dataclass(frozen=True)
class Depicted:
    """Everything to be drawn, in a fixed order."""

    zones: tuple[ZoneItem, ...]
    marks: tuple[PointMark, ...]
    fibres: tuple[OnSkin, ...]
    asked: tuple[AskedPlace, ...] = ()


def depicted(subjects: Sequence[Subject], asked: Sequence[AskedPlace] = ()) -> Depicted:
    """What the subjects consist of, and the pain asked about. UsageError when a muscle is named twice on one side."""
    seen: set[tuple[str, str]] = set()
    zones: list[ZoneItem] = []
    marks: list[PointMark] = []
    fibres: list[OnSkin] = []
    named = len(subjects) > 1 or len(asked) > 0
    for subject in subjects:
        name = subject.muscle.id
        sided = len(subject.sides) > 1 or sum(other.muscle.id == name for other in subjects) > 1
        for side in subject.sides:
            if (name, side) in seen:
                raise UsageError(f"{name!r} is named twice")
            seen.add((name, side))
            fibres += [OnSkin(side, line) for line in subject.drawn.fibres]
            for point in subject.chosen:
                if not point.on(side):
                    continue
                label = subject.label(point, named=named)
                id = f"{name}-{point.id}" + (f"-{side}" if sided else "")
                marks.append(PointMark(side, subject.drawn.points[point.id], name, point.id, label, point.depth, id))
        zones += _zones(subject, sided, {point.id: subject.label(point, named=named) for point in subject.chosen})
    return Depicted(tuple(zones), tuple(marks), tuple(fibres), tuple(asked))


def _zones(subject: Subject, sided: bool, labels: Mapping[str, str]) -> Iterator[ZoneItem]:
    name = subject.muscle.id
    for point, strength, rare in product(subject.chosen, get_args(Strength), (False, True)):
        zones = [zone for zone in point.zones if zone.strength == strength and (zone.rare is not None) == rare]
        places: dict[Side, tuple[list[Patch], list[str]]] = {"left": ([], []), "right": ([], [])}
        for zone, side in product(zones, subject.sides):
            for body_side in _sides(side, zone.side) if point.on(side) else ():
                patches, sites = places[body_side]
                patches += subject.drawn.zones[point.id, zone.id]
                sites += [site for site in zone.sites if site not in sites]
        both = sided or all(patches for patches, _ in places.values())
        for body_side, (patches, sites) in places.items():
            if patches:
                full = f"{name}-{point.id}-{strength}" + ("-rare" if rare else "") + (f"-{body_side}" if both else "")
                # A zone of both sides of a muscle drawn on both sides comes twice.
                unique = tuple({id(patch): patch for patch in patches}.values())
                yield ZoneItem(name, point.id, labels[point.id], strength, rare, body_side, unique, tuple(sites), full)


def _sides(muscle: Side, relation: str) -> tuple[Side, ...]:
    other: Side = "left" if muscle == "right" else "right"
    return {"same": (muscle,), "other": (other,), "both": (muscle, other)}[relation]
