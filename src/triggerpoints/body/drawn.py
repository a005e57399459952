"""What of a muscle lies on the skin: its points, fibres and zones, and their compact form in the compiled catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..model.muscle import Fibres, Muscle
from .anchors import Anchors
from .encoding import decode, encode
from .patches import Patch, build_patch
from .places import Place, Places


@dataclass(frozen=True, eq=False)  # arrays do not compare as one
class Drawn:
    """The drawing of a muscle on the left half of the reference skin.

    points: trigger-point id -> anchor of its X. zones: (trigger-point id, zone id) -> its patches, drawn as on the left
    whatever the zone's side. fibres: lines from origin to insertion.
    """

    points: Mapping[str, Anchors]
    zones: Mapping[tuple[str, str], tuple[Patch, ...]]
    fibres: tuple[Anchors, ...]


def draw_muscle(places: Places, muscle: Muscle) -> Drawn:
    """Resolve every point and shape of a muscle. KeyError for an unknown landmark (checked before)."""
    return Drawn(
        {point.id: places.place(point.point).anchor for point in muscle.trigger_points},
        {
            (point.id, zone.id): tuple(build_patch(places, shape) for shape in zone.shapes)
            for point in muscle.trigger_points
            for zone in point.zones
        },
        tuple(line for sheet in muscle.fibres for line in fibre_lines(places, sheet)),
    )


def fibre_lines(places: Places, sheet: Fibres) -> list[Anchors]:
    """The ruled lines of a sheet of fibres, first to last, each as samples on the skin from origin to insertion."""
    origin = [places.place(point) for point in sheet.from_]
    insertion = [places.place(point) for point in sheet.to]
    shares = [0.5] if sheet.lines == 1 else [number / (sheet.lines - 1) for number in range(sheet.lines)]
    return [places.path([_along(places, origin, share), _along(places, insertion, share)])[0] for share in shares]


def _along(places: Places, row: Sequence[Place], share: float) -> Place:
    """The place at a share of the way along a row of places (by number of places, not by length)."""
    position = share * (len(row) - 1)
    start = max(0, min(int(position), len(row) - 2))
    rest = position - start
    if not rest:
        return row[start]
    first, second = row[start], row[start + 1]
    return places.dropped((1 - rest) * first.position + rest * second.position, (1 - rest) * first.normal + rest * second.normal)


def pack(drawn: Drawn) -> dict[str, Any]:
    """As plain JSON values."""
    return {
        "points": {key: encode(anchor) for key, anchor in drawn.points.items()},
        "zones": {f"{point}/{zone}": [pack_patch(patch) for patch in patches] for (point, zone), patches in drawn.zones.items()},
        "fibres": [encode(line) for line in drawn.fibres],
    }


def unpack(raw: Mapping[str, Any]) -> Drawn:
    """What `pack` wrote."""
    zones = {}
    for key, patches in raw["zones"].items():
        point, _, zone = key.partition("/")
        zones[point, zone] = tuple(unpack_patch(patch) for patch in patches)
    return Drawn(
        {key: decode(text) for key, text in raw["points"].items()},
        zones,
        tuple(decode(text) for text in raw["fibres"]),
    )


def pack_patch(patch: Patch) -> dict[str, Any]:
    """A patch as plain JSON values: `at` its samples, `r` one radius or one a sample (half millimetres), none for an area."""
    if patch.closed:
        return {"at": encode(patch.anchors)}
    radii = [round(float(radius) * 2) for radius in patch.radii]
    return {"at": encode(patch.anchors), "r": radii[0] if len(set(radii)) == 1 else radii}


def unpack_patch(raw: Mapping[str, Any]) -> Patch:
    """What `pack_patch` wrote: the same object for the same text, so that what was measured on it serves again."""
    radius = raw.get("r")
    return _unpacked(raw["at"], tuple(radius) if isinstance(radius, list) else radius)


@lru_cache(maxsize=1000)
def _unpacked(at: str, radius: int | tuple[int, ...] | None) -> Patch:
    anchors = decode(at)
    radii = np.zeros(len(anchors)) if radius is None else np.broadcast_to(np.array(radius) / 2.0, len(anchors)).copy()
    return Patch(anchors, radii, closed=radius is None)
