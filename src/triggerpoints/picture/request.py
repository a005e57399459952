"""What a picture is asked to show, and the zones, marks and fibres that follow from it, each on its side of the body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import get_args

import numpy as np

from .. import arguments
from ..arguments import FIGURES, Figure
from ..body.anchors import Anchors
from ..body.drawn import Drawn
from ..body.patches import Patch
from ..body.surface import Floats, Ints, load_surface
from ..errors import OptionError, UnknownNameError, UsageError
from ..messages import say
from ..model import Depth, Muscle, Strength, TriggerPoint, View
from ..sides import ASKED_SIDES, SIDES, AskedSide, Side, each
from ..text import nearest
from .asked import AskedPlace
from .palettes import PaletteName, palette
from .skin import halves, patch_areas

_FLIP = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True)
class Subject:
    """A muscle to be drawn. side: the patient's own. points: ids of its trigger points, None for all."""

    muscle: Muscle
    drawn: Drawn
    side: AskedSide = "right"
    points: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        arguments.choice("side", self.side, ASKED_SIDES)
        known = [point.id for point in self.muscle.trigger_points]
        for name in self.points or ():
            if name not in known:
                raise UnknownNameError("trigger point", name, nearest(name, known) or known)
        if self.points is not None and not self.points:
            raise UsageError(say("no_point"))
        if len(self.undrawn) == len(self.chosen):
            labels = ", ".join(point.label for point in self.chosen)
            raise UsageError(say("points_of_other_side", points=labels, muscle=self.muscle.names.english))

    @property
    def chosen(self) -> tuple[TriggerPoint, ...]:
        """Its trigger points that are drawn, in the order of the file."""
        return tuple(point for point in self.muscle.trigger_points if self.points is None or point.id in self.points)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides of the body its muscle is drawn on."""
        return each(self.side)

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
            raise UsageError(say("cautions_of_nothing"))
        if not self.subjects and not self.asked:
            raise UsageError(say("nothing_to_draw"))
        arguments.choice("figure", self.figure, FIGURES)
        if self.chosen is not None and not self.chosen:
            raise UsageError(say("no_view"))
        palette(self.palette)
        if self.prefix != "" and not (isinstance(self.prefix, str) and self.prefix.replace("-", "_").isidentifier()):
            raise OptionError("prefix", self.prefix, [say("prefix")])

    @property
    def listed(self) -> tuple[str, ...]:
        """The views that the file of a muscle lists for it, when it is drawn alone and whole."""
        alone = len(self.subjects) == 1 and not self.asked and self.subjects[0].points is None
        return self.subjects[0].muscle.views if alone else ()

    @property
    def named(self) -> bool:
        """Whether the labels of trigger points name their muscle."""
        return len(self.subjects) > 1 or len(self.asked) > 0


@dataclass(frozen=True)
class ZoneItem:
    """All zones of one strength of one trigger point on one side of the body; rarely reported ones by themselves."""

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


def depicted(request: DiagramRequest) -> Depicted:
    """What the muscles consist of, and the pain asked about. UsageError when a muscle is named twice on one side."""
    drawn = Counter((subject.muscle.id, side) for subject in request.subjects for side in subject.sides)
    for (name, _), times in drawn.items():
        if times > 1:
            raise UsageError(say("named_twice", muscle=name))
    zones: list[ZoneItem] = []
    marks: list[PointMark] = []
    fibres: list[OnSkin] = []
    for subject in request.subjects:
        name = subject.muscle.id
        sided = all((name, side) in drawn for side in SIDES)
        labels = {point.id: subject.label(point, named=request.named) for point in subject.chosen}
        for side in subject.sides:
            fibres += [OnSkin(side, line) for line in subject.drawn.fibres]
            for point in subject.chosen:
                if point.on(side):
                    id = f"{name}-{point.id}" + (f"-{side}" if sided else "")
                    at = subject.drawn.points[point.id]
                    marks.append(PointMark(side, at, name, labels[point.id], point.depth, id))
        zones += _zones(subject, sided, labels)
    return Depicted(tuple(zones), tuple(marks), tuple(fibres), request.asked)


def _zones(subject: Subject, sided: bool, labels: Mapping[str, str]) -> Iterator[ZoneItem]:
    for point, strength, rare in product(subject.chosen, get_args(Strength), (False, True)):
        zones = [zone for zone in point.zones if zone.strength == strength and (zone.rare is not None) == rare]
        muscles = [side for side in subject.sides if point.on(side)]
        there = {side: [zone for zone in zones if any(_felt(zone.side, on, side) for on in muscles)] for side in SIDES}
        for side, own in there.items():
            if own:
                id = f"{subject.muscle.id}-{point.id}-{strength}" + ("-rare" if rare else "")
                id += f"-{side}" if sided or all(there.values()) else ""
                patches = tuple(patch for zone in own for patch in subject.drawn.zones[point.id, zone.id])
                sites = tuple(dict.fromkeys(site for zone in own for site in zone.sites))
                yield ZoneItem(labels[point.id], strength, rare, side, patches, sites, id)


def _felt(relation: str, muscle: Side, side: Side) -> bool:
    """Whether a zone lies on a side. relation: same, other or both, as seen from its muscle."""
    return relation == "both" or (relation == "same") == (muscle == side)
