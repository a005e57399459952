"""Where records refer to other records: one generator for each kind of reference, each yielding `Reference`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...model import Area, Band, Between, Caution, Complaint, From, Other, Point, Segment, Shape, Spot
from ...reading import Kind, Tree

Path = tuple[str | int, ...]


class Reference(NamedTuple):
    """The record `kind`/`id` names `target` at `path`."""

    kind: Kind
    id: str
    path: Path
    target: str


def point_landmarks(point: Point, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield (path, landmark id) for every landmark that a point names, at any depth."""
    if isinstance(point, str):
        yield path, point
    elif isinstance(point, Between):
        for index, end in enumerate(point.between):
            yield from point_landmarks(end, (*path, "between", index))
    elif isinstance(point, From):
        yield from point_landmarks(point.from_, (*path, "from"))
    elif isinstance(point, Other):
        yield (*path, "other"), point.other


def shape_points(shape: Shape, path: Path) -> Iterator[tuple[Path, Point]]:
    """Yield (path, point) for every point of a shape."""
    if isinstance(shape, Spot):
        yield (*path, "spot"), shape.spot
    elif isinstance(shape, Band):
        yield from _numbered(shape.band, (*path, "band"))
    elif isinstance(shape, Area):
        yield from _numbered(shape.area, (*path, "area"))


def points(tree: Tree) -> Iterator[tuple[Kind, str, Path, Point]]:
    """Yield (kind, id, path, point) for every point of the whole tree."""
    for id, muscle in tree.muscles.items():
        for number, sheet in enumerate(muscle.fibres):
            for path, point in _numbered(sheet.from_, ("fibres", number, "from")):
                yield "muscle", id, path, point
            for path, point in _numbered(sheet.to, ("fibres", number, "to")):
                yield "muscle", id, path, point
        for number, trigger_point in enumerate(muscle.trigger_points):
            yield "muscle", id, ("trigger_points", number, "point"), trigger_point.point
            for place, zone in enumerate(trigger_point.zones):
                for path, point in _of_shapes(zone.shapes, ("trigger_points", number, "zones", place, "shapes")):
                    yield "muscle", id, path, point
    for id, landmark in tree.landmarks.items():
        if landmark.point is not None:
            yield "landmark", id, ("point",), landmark.point
    for id, site in tree.sites.items():
        for path, point in _of_shapes(site.area, ("area",)):
            yield "site", id, path, point
    for id, view in tree.views.items():
        if view.frame.centre is not None:
            yield "view", id, ("frame", "centre"), view.frame.centre
    for id, feature in tree.features.items():
        for path, point in _numbered(feature.points or (), ("points",)):
            yield "feature", id, path, point


def landmark_references(tree: Tree) -> Iterator[Reference]:
    """Yield every use of a landmark."""
    for kind, id, path, point in points(tree):
        for place, landmark in point_landmarks(point, path):
            yield Reference(kind, id, place, landmark)


def site_references(tree: Tree) -> Iterator[Reference]:
    """Yield every use of a pain site."""
    for id, muscle in tree.muscles.items():
        for number, trigger_point in enumerate(muscle.trigger_points):
            for place, zone in enumerate(trigger_point.zones):
                path: Path = ("trigger_points", number, "zones", place)
                for index, site in enumerate(zone.sites):
                    yield Reference("muscle", id, (*path, "sites", index), site)
                for index, exception in enumerate(zone.exceptions):
                    yield Reference("muscle", id, (*path, "exceptions", index, "site"), exception.site)
    for id, site_record in tree.sites.items():
        if site_record.parent is not None:
            yield Reference("site", id, ("parent",), site_record.parent)
    for id, caution in tree.cautions.items():
        for index, site in enumerate(caution.sites):
            yield Reference("caution", id, ("sites", index), site)
    for id, complaint in tree.complaints.items():
        for index, meant in enumerate(complaint.sites):
            yield Reference("complaint", id, ("sites", index, "site"), meant.site)


def caution_references(tree: Tree) -> Iterator[Reference]:
    """Yield every caution that a complaint names."""
    for id, complaint in tree.complaints.items():
        for key in ("cautions", "not_cautions"):
            for index, caution in enumerate(getattr(complaint, key)):
                yield Reference("complaint", id, (key, index), caution)


def source_references(tree: Tree) -> Iterator[Reference]:
    """Yield every citation."""
    for id, muscle in tree.muscles.items():
        cited: list[tuple[Path, tuple[str, ...]]] = [(("anatomy",), muscle.anatomy.sources)]
        for number, trigger_point in enumerate(muscle.trigger_points):
            cited.append((("trigger_points", number), trigger_point.sources))
        for key in ("symptoms", "provoked_by", "self_care", "needling_caution", "evidence", "disputes"):
            for number, statement in enumerate(getattr(muscle, key)):
                cited.append(((key, number), statement.sources))
        for path, sources in cited:
            for index, source in enumerate(sources):
                yield Reference("muscle", id, (*path, "sources", index), source)
    for id, complaint in tree.complaints.items():
        for number, mistaken in enumerate(complaint.mistaken_for):
            for index, source in enumerate(mistaken.sources):
                yield Reference("complaint", id, ("mistaken_for", number, "sources", index), source)
    shelves: tuple[tuple[Kind, Mapping[str, Caution | Complaint | Segment]], ...] = (
        ("caution", tree.cautions),
        ("complaint", tree.complaints),
        ("segment", tree.segments),
    )
    for kind, records in shelves:
        for id, record in records.items():
            for index, source in enumerate(record.sources):
                yield Reference(kind, id, ("sources", index), source)


def view_references(tree: Tree) -> Iterator[Reference]:
    """Yield every use of a view."""
    for id, feature in tree.features.items():
        for index, view in enumerate(feature.views or ()):
            yield Reference("feature", id, ("views", index), view)


def _numbered(points: Iterable[Point], path: Path) -> Iterator[tuple[Path, Point]]:
    for index, point in enumerate(points):
        yield (*path, index), point


def _of_shapes(shapes: Iterable[Shape], path: Path) -> Iterator[tuple[Path, Point]]:
    for index, shape in enumerate(shapes):
        yield from shape_points(shape, (*path, index))
